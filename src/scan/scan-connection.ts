import type { Connection, ConnectionIdentity } from '../kit/index.ts'
import type { NamedConnection, RuleSetup } from '../policy/index.ts'
import type { Waivers } from '../policy/waivers.ts'
import { openSnapshot, type Snapshot, syncSnapshot } from '../snapshot/index.ts'
import type { FindingSink } from './finding-sink.ts'
import { engineHistory, readHistory } from './history.ts'
import { distinctGaps } from './incomplete.ts'
import { unionOfNeeds } from './needs.ts'
import { withObjects } from './objects.ts'
import { emptyNotes, type OrgNotes, type OrgScan, turnedOff } from './org-scan.ts'
import type { OrgOutcome, SyncSummary } from './outcome.ts'
import type { ScanRequest } from './request.ts'
import { runRules } from './run-rules.ts'
import { scanError, throwIfInterrupted } from './scan-error.ts'

export interface ConnectionJob {
  readonly request: ScanRequest
  readonly target: NamedConnection
  /** All that were selected; those that look across connections only say what is to be read. */
  readonly setups: readonly RuleSetup[]
  /** Ids that were asked for and that the policy turns off. */
  readonly off: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly tempDir: string
  readonly asOf: string
  readonly sink: FindingSink
  readonly waivers: Waivers
}

/** An outcome whose findings are not counted yet. */
export type UncountedOrg = Omit<OrgOutcome, 'findings'>

/** Reads one connection and runs the rules over it. Whatever fails is in the outcome; only an interruption throws. */
export async function scanConnection(job: ConnectionJob): Promise<UncountedOrg> {
  const { request, target } = job
  const notes = emptyNotes()
  for (const rule of job.off) notes.skipped.push({ rule, why: turnedOff })
  const setups = job.setups.filter(({ rule }) => rule.declaration.shape !== 'across')
  let identity: ConnectionIdentity | null = null
  let sync: SyncSummary | null = null
  try {
    if (request.sync) {
      const read = await readConnection(job, (known) => {
        identity = known
      })
      sync = read
    }
    await using snapshot = await openSnapshot({
      home: request.home,
      name: target.name,
      signal: request.signal,
    })
    identity ??= snapshot.identity
    sync ??= offline(snapshot)
    await runRules(await orgScan(job, snapshot, notes), setups)
  } catch (error) {
    throwIfInterrupted(request.signal)
    notes.errors.push(scanError(target.name, error))
    for (const { rule } of setups) {
      if (!notes.rulesRun.includes(rule.id))
        notes.skipped.push({ rule: rule.id, why: 'the connection failed' })
    }
  }
  return { connection: target.name, identity, sync, ...sortedNotes(notes) }
}

async function readConnection(
  job: ConnectionJob,
  opened: (identity: ConnectionIdentity) => void,
): Promise<SyncSummary> {
  const { request, target, env, tempDir } = job
  const { name, connector, settings } = target
  const { home, signal, now } = request
  const start = { stage: 'connect', what: '', done: 0, unit: null, total: null, calls: null } as const
  request.progress?.({ connection: name, ...start })
  const context = {
    name,
    env,
    signal,
    tempDir,
    now,
    log: (line: string) => request.log?.(`${name}: ${line}`),
    budget: request.policy.policy.limits.apiBudget,
  }
  await using connection = await connector.connect(settings, context)
  opened(connection.identity)
  const mapped = await withObjects(connection, request.policy.policy, name)
  const result = await syncSnapshot({
    home,
    name,
    connection: mapped,
    needs: unionOfNeeds(job.setups, request.policy.policy.sufficient),
    tempDir,
    now,
    signal,
    full: request.full,
    progress: (read) => reportRead(job, connection, read),
  })
  const { mode, read, held, deleted } = result
  return { mode, read, held, deleted, calls: connection.calls() }
}

function reportRead(
  { request, target }: ConnectionJob,
  connection: Connection,
  {
    object,
    read,
    expected,
  }: { readonly object: string; readonly read: number; readonly expected: number | null },
): void {
  request.progress?.({
    connection: target.name,
    stage: 'read',
    what: object,
    done: read,
    unit: 'records',
    total: expected,
    calls: connection.calls().total,
  })
}

function offline(snapshot: Snapshot): SyncSummary {
  const calls = { total: 0, byPurpose: {}, org: null }
  return { mode: 'none', read: {}, held: snapshot.held, deleted: 0, calls }
}

async function orgScan(job: ConnectionJob, snapshot: Snapshot, notes: OrgNotes): Promise<OrgScan> {
  const { request, target, setups, waivers, sink, asOf } = job
  const ids = setups.map(({ rule }) => rule.id)
  const history = await readHistory(request.home, target.name, ids)
  return {
    connection: target.name,
    policy: request.policy,
    snapshot,
    sink,
    context: {
      connection: target.name,
      resolve: (id) => snapshot.resolve(id),
      waivers,
      before: (rule) => history.get(rule) ?? null,
    },
    history: engineHistory(request.home, target.name),
    asOf,
    signal: request.signal,
    progress: (what, unit, done = 0, total = null) =>
      request.progress?.({ connection: target.name, stage: 'rule', what, done, unit, total, calls: null }),
    log: (line) => request.log?.(`${target.name}: ${line}`),
    notes,
  }
}

/** The same order whatever order the rules ended in; whole objects before single fields. */
export function sortedNotes(notes: OrgNotes): OrgNotes {
  const by = <T>(list: readonly T[], key: (one: T) => string): T[] =>
    list.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  return {
    rulesRun: by(notes.rulesRun, (rule) => rule),
    looked: Object.fromEntries(by(Object.entries(notes.looked), ([rule]) => rule)),
    skipped: by(notes.skipped, ({ rule }) => rule),
    errors: by(notes.errors, ({ where }) => where),
    notLookedAt: by(distinctGaps(notes.notLookedAt), ({ what }) => `${/[.:]/.test(what) ? 1 : 0}${what}`),
  }
}
