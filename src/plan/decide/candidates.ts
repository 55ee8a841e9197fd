import {
  type ConnectionIdentity,
  type Entity,
  exitCodes,
  type Finding,
  fieldDictionary,
  KitError,
  type MatchGroup,
  type RecordKey,
  type Value,
} from '../../kit/index.ts'
import { byText } from '../../match/table.ts'
import { type LoadedPolicy, selectRules } from '../../policy/index.ts'
import { openRun } from '../../scan/index.ts'
import type { OrgOutcome, RunInfo } from '../../scan/outcome.ts'
import { openSnapshot, type Snapshot } from '../../snapshot/index.ts'
import type { LeftOut } from '../files/plan-file.ts'
import type { Candidate, Member } from '../group/group.ts'
import type { Twin } from '../group/twins.ts'
import { openWorkOf } from './open-work.ts'
import { spoken } from './spoken.ts'
import { twinsIn } from './twins.ts'

export interface CandidatesRequest {
  /** `STEWARD_HOME` */
  readonly home: string
  /** Number of the scan, or `last`. */
  readonly run: number | string
  /** Policy name of the connection. */
  readonly connection: string
  /** As in `scan`; at least one. */
  readonly selectors: readonly string[]
  readonly policy: LoadedPolicy
  readonly signal?: AbortSignal
}

export interface CandidateRead {
  readonly run: RunInfo
  /** Of the org that the scan read. */
  readonly identity: ConnectionIdentity
  /** When the values of the members were read; may be later than the scan. */
  readonly syncedAt: string
  /** Highest score first within a rule. */
  readonly candidates: readonly Candidate[]
  /** Groups with a member that the last sync did not find any more. */
  readonly leftOut: readonly LeftOut[]
  /** Groups that a waiver covers. */
  readonly waived: number
  /** Selected rules that the scan did not run. */
  readonly notRun: readonly string[]
}

interface MatchRuleInfo {
  readonly id: string
  readonly entity: Entity
  readonly mergeWithin: readonly string[]
}

/**
 * The duplicate groups that a scan found, with their members as of the last sync. Throws `NO_RUN`,
 * `RUN_UNREADABLE`, `NO_SNAPSHOT`, `UNKNOWN_SELECTOR`, `NOTHING_SELECTED`, `NOT_IN_RUN` (2) and
 * `SCAN_OF_OTHER_ORG` (31).
 */
export async function readCandidates(request: CandidatesRequest): Promise<CandidateRead> {
  const { home, connection, signal } = request
  const rules = selectedRules(request)
  const outcome = openRun(home, request.run)
  const org = orgOf(outcome.orgs, outcome.run, connection)
  const ran = rules.filter(({ id }) => org.rulesRun.includes(id))
  if (ran.length === 0) throw notRun(outcome.run, rules, connection)
  const findings = new Map<string, Finding[]>(ran.map(({ id }) => [id, []]))
  let waived = 0
  for await (const finding of outcome.findings({ rules: [...findings.keys()], connections: [connection] })) {
    if (finding.group === undefined) continue
    if (finding.waiver === undefined) findings.get(finding.rule)?.push(finding)
    else waived += 1
  }
  await using snapshot = await openSnapshot({ home, name: connection, ...(signal && { signal }) })
  const { identity } = org
  if (identity === null || identity.orgId !== snapshot.orgId) throw otherOrg(outcome.run, connection)
  const joined: Joined[] = []
  for (const rule of ran) joined.push(await join(rule, findings.get(rule.id) ?? [], snapshot))
  return {
    run: outcome.run,
    identity,
    syncedAt: snapshot.syncedAt,
    candidates: joined.flatMap((one) => one.candidates),
    leftOut: joined.flatMap((one) => one.leftOut),
    waived,
    notRun: rules.filter((rule) => !ran.includes(rule)).map(({ id }) => id),
  }
}

function selectedRules({ policy, selectors }: CandidatesRequest): readonly MatchRuleInfo[] {
  if (selectors.length === 0) {
    throw nothingSelected('No rule is named: a plan is never made of everything there is.')
  }
  const { rules, off } = selectRules(policy, selectors)
  const found = rules.flatMap(({ rule: { id, declaration } }) =>
    declaration.shape === 'match'
      ? [{ id, entity: declaration.entity, mergeWithin: declaration.mergeWithin }]
      : [],
  )
  if (found.length > 0) return found
  const named = selectors.join(' ')
  throw nothingSelected(
    off.length > 0
      ? `The policy turns off what "${named}" names: ${off.join(', ')}.`
      : `No rule that "${named}" names finds duplicates.`,
  )
}

interface Joined {
  readonly candidates: readonly Candidate[]
  readonly leftOut: readonly LeftOut[]
}

async function join(rule: MatchRuleInfo, findings: readonly Finding[], snapshot: Snapshot): Promise<Joined> {
  const groups = findings.flatMap(({ group }) => (group === undefined ? [] : [group]))
  const keys = groups.flatMap(({ members }) => members.map(({ key }) => key))
  const values = await readValues(rule.entity, keys, snapshot)
  const ids = [...new Set(keys.map(({ id }) => id))].sort(byText)
  const twins = await twinsIn(rule.entity, ids, snapshot)
  const candidates: Candidate[] = []
  const leftOut: LeftOut[] = []
  for (const group of groups) {
    const gone = group.members.filter(({ key }) => !values.has(keyOf(key)))
    if (gone.length === 0) candidates.push(candidateOf(rule, group, values, twins))
    else leftOut.push(goneGroup(rule, group, gone.length))
  }
  return { candidates, leftOut }
}

type Values = Readonly<Record<string, Value | undefined>>

function candidateOf(
  { id, entity, mergeWithin }: MatchRuleInfo,
  group: MatchGroup,
  values: ReadonlyMap<string, Values>,
  twins: ReadonlyMap<string, readonly Twin[]>,
): Candidate {
  const members = group.members.map(({ key, kind, url }): Member => {
    const own = twins.get(keyOf(key))
    const known = own === undefined ? {} : { synced: true, twins: own }
    return { key, kind, url, values: values.get(keyOf(key)) ?? {}, ...known }
  })
  const { score, band, survivor, pairs } = group
  const evidence = spoken(pairs, false)
  return {
    rule: id,
    entity,
    group: group.id,
    score,
    band,
    members,
    proposed: survivor,
    pairs,
    evidence,
    mergeWithin,
  }
}

function goneGroup({ id }: MatchRuleInfo, group: MatchGroup, gone: number): LeftOut {
  return {
    group: group.id,
    rule: id,
    object: group.members[0]?.key.object ?? '',
    records: group.members.map(({ key }) => key.id),
    code: 'gone',
    text: `${gone} of ${group.members.length} records are no longer there as of the last sync: scan again.`,
  }
}

const idsPerQuery = 5000
/** Texts of any length that no decision reads. */
const notRead: ReadonlySet<string> = new Set(['description'])

async function readValues(
  entity: Entity,
  keys: readonly RecordKey[],
  snapshot: Snapshot,
): Promise<ReadonlyMap<string, Values>> {
  const fields = Object.keys(fieldDictionary[entity]).filter((field) => !notRead.has(field))
  const wanted = new Set(keys.map(keyOf))
  const ids = [...new Set(keys.map(({ id }) => id))].sort(byText)
  const found = new Map<string, Values>()
  for (let from = 0; from < ids.length; from += idsPerQuery) {
    const some = ids.slice(from, from + idsPerQuery)
    const openWork = await openWorkOf(entity, some, snapshot)
    const list = some.map((id) => `'${id.replaceAll("'", "''")}'`)
    const where = `_id IN (${list.join(', ')})`
    for await (const batch of snapshot.batches({ entity, fields, where, unordered: true })) {
      const columns = Object.entries(batch.columns)
      for (let row = 0; row < batch.rows; row++) {
        const key = keyOf({ object: batch.object[row] ?? '', id: batch.id[row] ?? '' })
        if (!wanted.has(key)) continue
        const open = openWork.get(batch.id[row] ?? '')
        const values = columns.map(([field, column]) => [field, column?.[row]])
        found.set(key, { ...(open === undefined ? {} : { openWork: open }), ...Object.fromEntries(values) })
      }
    }
  }
  return found
}

function keyOf({ object, id }: Pick<RecordKey, 'object' | 'id'>): string {
  return `${object}/${id}`
}

function orgOf(orgs: readonly OrgOutcome[], run: RunInfo, connection: string): OrgOutcome {
  const org = orgs.find((one) => one.connection === connection)
  if (org !== undefined && org.identity !== null) return org
  throw new KitError(
    'NOT_IN_RUN',
    org === undefined
      ? `Scan ${run.id} did not look at ${connection}.`
      : `Scan ${run.id} could not open ${connection}.`,
    { exit: exitCodes.usage, actions: [`Scan it:  steward scan duplicates -o ${connection}`] },
  )
}

function notRun(run: RunInfo, rules: readonly MatchRuleInfo[], connection: string): KitError {
  const ids = rules.map(({ id }) => id).join(', ')
  return new KitError(
    'NOT_IN_RUN',
    `Scan ${run.id} did not run ${ids} on ${connection}, or it failed there.`,
    {
      exit: exitCodes.usage,
      actions: [`Scan again:  steward scan ${rules[0]?.id ?? 'duplicates'} -o ${connection}`],
    },
  )
}

function otherOrg(run: RunInfo, connection: string): KitError {
  return new KitError(
    'SCAN_OF_OTHER_ORG',
    `Scan ${run.id} looked at another org than the one that ${connection} was last read from.`,
    { exit: exitCodes.refused, actions: [`Scan again:  steward scan duplicates -o ${connection}`] },
  )
}

function nothingSelected(what: string): KitError {
  return new KitError('NOTHING_SELECTED', what, {
    exit: exitCodes.usage,
    actions: ['Name the rules whose groups you decide:  steward plan review duplicates/people'],
  })
}
