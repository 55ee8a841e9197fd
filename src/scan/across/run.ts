import type { RuleSetup } from '../../policy/index.ts'
import { openSnapshot, type Snapshot } from '../../snapshot/index.ts'
import { reportIncomplete } from '../engine-findings.ts'
import { engineHistory, readHistory } from '../history.ts'
import type { FindingContext } from '../make-finding.ts'
import { incompleteness } from '../match-rules.ts'
import { emptyNotes, type OrgNotes, turnedOff } from '../org-scan.ts'
import type { AcrossCounts } from '../outcome.ts'
import { type ConnectionJob, sortedNotes, type UncountedOrg } from '../scan-connection.ts'
import { scanError, throwIfInterrupted } from '../scan-error.ts'
import { type AcrossRun, runAcrossRule } from './rule.ts'
import { countOf, type Side } from './sides.ts'

export interface AcrossJob extends Omit<ConnectionJob, 'target' | 'env' | 'tempDir'> {
  /** What became of each connection of the scan. */
  readonly orgs: readonly UncountedOrg[]
}

/** What several connections are called together, in whatever order they were named. */
function acrossName(connections: readonly string[]): string {
  return connections.toSorted().join(' + ')
}

/** Runs the rules that look across connections, offline, over the snapshots that the scan left. */
export async function scanAcross(job: AcrossJob): Promise<UncountedOrg> {
  const { request, orgs, setups, off } = job
  const connections = orgs.map(({ connection }) => connection).sort()
  const name = acrossName(connections)
  const notes = emptyNotes()
  const rules: Record<string, AcrossCounts> = {}
  for (const rule of off) notes.skipped.push({ rule, why: turnedOff })
  try {
    await using snapshots = new AsyncDisposableStack()
    const readable = await openAll(job, connections, snapshots)
    const why = whyNot(readable, connections)
    if (why !== null) for (const { rule } of setups) notes.skipped.push({ rule: rule.id, why })
    else await runAll(job, name, readable, notes, rules)
  } catch (error) {
    throwIfInterrupted(request.signal)
    notes.errors.push(scanError(name, error))
  }
  return {
    connection: name,
    across: { connections, rules },
    identity: null,
    sync: null,
    ...sortedNotes(notes),
  }
}

/** Snapshots of the connections that could be looked at, in order of their names. */
async function openAll(
  { request: { home, signal }, orgs }: AcrossJob,
  connections: readonly string[],
  stack: AsyncDisposableStack,
): Promise<readonly Snapshot[]> {
  const opened: Snapshot[] = []
  for (const name of connections) {
    const org = orgs.find(({ connection }) => connection === name)
    if (org === undefined || org.sync === null || org.errors.some(({ where }) => where === name)) continue
    opened.push(stack.use(await openSnapshot({ home, name, signal })))
  }
  return opened
}

function whyNot(snapshots: readonly Snapshot[], connections: readonly string[]): string | null {
  if (snapshots.length < 2) {
    const failed = connections.filter((name) => snapshots.every(({ connection }) => connection !== name))
    return `it takes two connections; could not be read: ${failed.join(', ')}`
  }
  const orgs = snapshots.map(({ identity: { crm, orgId } }) => `${crm} ${orgId}`)
  const twin = orgs.findIndex((org, at) => orgs.indexOf(org) !== at)
  if (twin < 0) return null
  const first = snapshots[orgs.indexOf(orgs[twin] ?? '')]
  return `${first?.connection} and ${snapshots[twin]?.connection} are the same org`
}

async function runAll(
  job: AcrossJob,
  name: string,
  snapshots: readonly Snapshot[],
  notes: OrgNotes,
  counts: Record<string, AcrossCounts>,
): Promise<void> {
  const { request, setups, sink, waivers } = job
  const ids = setups.map(({ rule }) => rule.id)
  const history = await readHistory(request.home, name, ids)
  const byName = new Map(snapshots.map((snapshot) => [snapshot.connection, snapshot]))
  const context: FindingContext = {
    connection: name,
    resolve: (id, connection) => byName.get(connection)?.resolve(id) ?? id,
    waivers,
    before: (rule) => history.get(rule) ?? null,
  }
  const scan = { policy: request.policy, sink, context, history: engineHistory(request.home, name) }
  for (const setup of setups) {
    throwIfInterrupted(request.signal)
    const run = await prepare(job, name, setup, snapshots, context)
    if (typeof run === 'string') notes.skipped.push({ rule: setup.rule.id, why: run })
    else {
      const reports = await carryOut(run, notes, counts)
      await reportIncomplete(scan, reports, ids)
    }
  }
}

/** A sentence when the rule cannot say anything about these connections. */
async function prepare(
  { request, sink }: AcrossJob,
  name: string,
  setup: RuleSetup,
  snapshots: readonly Snapshot[],
  context: FindingContext,
): Promise<AcrossRun | string> {
  const { declaration } = setup.rule
  if (declaration.shape !== 'across') return 'it does not look across connections'
  const all: Side[] = []
  for (const snapshot of snapshots) {
    all.push({ name: snapshot.connection, snapshot, rows: await countOf(snapshot, declaration) })
  }
  const sides = all.filter(({ rows }) => rows > 0)
  if (sides.length < 2) {
    const empty = all.filter(({ rows }) => rows === 0).map((side) => side.name)
    return `no records of this kind were read from ${empty.join(', ')}: ${declaration.kinds.join(', ')}`
  }
  return {
    setup,
    declaration,
    sides,
    sink,
    attempt: sink.begin(),
    context,
    signal: request.signal,
    progress: (what, unit, done, total) =>
      request.progress?.({ connection: name, stage: 'rule', what, done, unit, total, calls: null }),
  }
}

async function carryOut(run: AcrossRun, notes: OrgNotes, counts: Record<string, AcrossCounts>) {
  const { rule } = run.setup
  run.progress(rule.id, null, 0, null)
  try {
    const found = await runAcrossRule(run)
    counts[rule.id] = found.counts
    notes.rulesRun.push(rule.id)
    notes.looked[rule.id] = run.sides.reduce((sum, { rows }) => sum + rows, 0)
    return incompleteness(notes, rule.id, found.result)
  } catch (error) {
    throwIfInterrupted(run.signal)
    run.sink.takeBack(run.attempt)
    notes.errors.push(scanError(rule.id, error))
    return []
  }
}
