import { openSnapshot, type Snapshot } from '../../snapshot/index.ts'
import { reportIncomplete } from '../engine-findings.ts'
import { engineHistory, readHistory } from '../history.ts'
import type { FindingContext } from '../make-finding.ts'
import { incompleteness } from '../match-rules.ts'
import { type OrgNotes, turnedOff } from '../org-scan.ts'
import type { AcrossCounts } from '../outcome.ts'
import { type ConnectionJob, sortedNotes, type UncountedOrg } from '../scan-connection.ts'
import { scanError, throwIfInterrupted } from '../scan-error.ts'
import { acrossName, type Entry, entryOf, type Party, partyOf, sideName } from './parties.ts'
import { type AcrossRun, runAcrossRule } from './rule.ts'

export interface AcrossJob extends Omit<ConnectionJob, 'target' | 'env' | 'tempDir'> {
  /** What became of each connection of the scan. */
  readonly orgs: readonly UncountedOrg[]
}

/**
 * Runs the rules that look across connections, offline, over the snapshots that the scan left. One outcome for each
 * set of connections that were looked at together, so that findings of fewer are never compared with those of all.
 */
export async function scanAcross(job: AcrossJob): Promise<readonly UncountedOrg[]> {
  const { request, orgs, setups, off } = job
  const connections = orgs.map(({ connection }) => connection).sort()
  const readable = connections.filter((name) => isReadable(orgs, name))
  const main = entryOf(readable.length < 2 ? connections : readable)
  const entries = [main]
  for (const rule of off) main.notes.skipped.push({ rule, why: turnedOff })
  try {
    await using snapshots = new AsyncDisposableStack()
    const opened = await openAll(job, readable, snapshots)
    const why = whyNot(opened, connections)
    if (why !== null) for (const { rule } of setups) main.notes.skipped.push({ rule: rule.id, why })
    else await runAll(job, opened, entries, main)
  } catch (error) {
    throwIfInterrupted(request.signal)
    main.notes.errors.push(scanError(main.name, error))
  }
  return entries.map(({ name, connections: together, rules, notes }) => ({
    connection: name,
    across: { connections: together, rules },
    identity: null,
    sync: null,
    ...sortedNotes(notes),
  }))
}

function isReadable(orgs: readonly UncountedOrg[], name: string): boolean {
  const org = orgs.find(({ connection }) => connection === name)
  return org !== undefined && org.sync !== null && org.errors.every(({ where }) => where !== name)
}

async function openAll(
  { request: { home, signal } }: AcrossJob,
  readable: readonly string[],
  stack: AsyncDisposableStack,
): Promise<readonly Snapshot[]> {
  const opened: Snapshot[] = []
  for (const name of readable) opened.push(stack.use(await openSnapshot({ home, name, signal })))
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
  snapshots: readonly Snapshot[],
  entries: Entry[],
  main: Entry,
): Promise<void> {
  const unread = job.orgs
    .map(({ connection }) => connection)
    .filter((name) => !main.connections.includes(name))
    .sort()
  const parties: Party[] = []
  for (const setup of job.setups) {
    throwIfInterrupted(job.request.signal)
    const party = await partyOf(setup, snapshots)
    if (typeof party === 'string') main.notes.skipped.push({ rule: setup.rule.id, why: party })
    else parties.push({ ...party, partial: party.without.length + unread.length > 0 })
  }
  for (const together of Map.groupBy(parties, ({ sides }) => acrossName(sides.map(sideName))).values()) {
    const names = (together[0]?.sides ?? []).map(sideName)
    const known = entries.find(({ name }) => name === acrossName(names))
    const entry = known ?? entryOf(names)
    if (known === undefined) entries.push(entry)
    await runTogether(job, snapshots, entry, together)
  }
  for (const { notes } of entries)
    for (const name of unread) notes.notLookedAt.push({ what: name, why: 'it could not be read' })
}

async function runTogether(
  { request, setups, sink, waivers }: AcrossJob,
  snapshots: readonly Snapshot[],
  { name, notes, rules }: Entry,
  parties: readonly Party[],
): Promise<void> {
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
  for (const { setup, declaration, sides, without, partial } of parties) {
    throwIfInterrupted(request.signal)
    const why = `no records of this kind were read from it: ${declaration.kinds.join(', ')}`
    for (const other of without) notes.notLookedAt.push({ what: `${setup.rule.id}: ${other}`, why })
    const run: AcrossRun = {
      ...{ setup, declaration, sides, partial, sink, context },
      attempt: sink.begin(),
      signal: request.signal,
      progress: (what, unit, done, total) =>
        request.progress?.({ connection: name, stage: 'rule', what, done, unit, total, calls: null }),
    }
    await reportIncomplete(scan, await carryOut(run, notes, rules), ids)
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
