import type { Published, ReviewState } from '../../kit/index.ts'
import type { Remembered } from '../../policy/decisions.ts'
import { type RememberedCounts, rememberDecisions } from '../../policy/decisions-remember.ts'
import type { OpenOrgRequest } from '../guard/open-org.ts'
import { type Conflict, reconcile } from './conflicts.ts'
import { type Entry, isOpen, type Line } from './entries.ts'
import { type Judged, judge } from './judge.ts'
import { openReviews, optionsOf, type ReviewOrg } from './request.ts'
import { settleEarlier } from './send.ts'

export interface CollectRequest extends OpenOrgRequest {
  readonly remembered: readonly Remembered[]
  readonly decisionsFile: { readonly path: string; readonly label: string }
}

/** What became of one group. */
export interface Collected {
  readonly group: string
  readonly object: string
  readonly set: string
  /** As people see it. */
  readonly name: string
  readonly records: readonly string[]
  readonly verdict: Judged['verdict']
  /** Ids of users who said so. */
  readonly by: readonly string[]
  readonly notes: readonly string[]
}

export interface CollectOutcome {
  readonly noun: string
  readonly collected: readonly Collected[]
  readonly conflicts: readonly Conflict[]
  readonly remembered: RememberedCounts
  /** Groups that may or may not have been published: the next publish looks. */
  readonly unknown: number
  /** Closed by earlier runs. */
  readonly closed: number
  /** Sets that are in the CRM after this run. */
  readonly there: {
    /** Of ours, waiting for a verdict, or with one that contradicts another. */
    readonly open: number
    /** Of ours, and done with. */
    readonly settled: number
    /** The org's own; null where the CRM does not say. */
    readonly others: number | null
  }
  /** As in `there`. */
  readonly others: number | null
  readonly calls: number
}

/** Reads what people did with published groups, and remembers their verdicts as decisions; the org is only read. */
export async function collectVerdicts(request: CollectRequest): Promise<CollectOutcome> {
  const { policy, target, remembered, decisionsFile } = request
  await using org = await openReviews(request, null)
  const before = org.connection.calls().total
  const tally = await settleEarlier(org, request.now)
  const closed = [...org.file.entries.values()].filter(({ state }) => state === 'closed').length
  const { read, settled, others } = await readStates(org, request)
  const { same, notSame } = policy.policy.writeBack
  const judged = read.map((one) => ({
    ...one,
    ...judge(one.entry, one.state, { same, notSame }, target.name),
  }))
  const { kept, conflicts } = reconcile(judged, remembered)
  const by = new Map(
    kept.flatMap(({ decisions, ...said }) => decisions.map((decision) => [decision, said] as const)),
  )
  const decisions = [...by.keys()]
  const counts = rememberDecisions(decisionsFile.path, decisionsFile.label, decisions, (decision) => {
    const said = by.get(decision)
    return { who: `${said?.touch.by} in ${said?.name}`, when: said?.touch.at ?? '' }
  })
  // Once they are on disk: until then everything can be read again, and a contradiction until one side gives way.
  const contradicted = new Set(conflicts.map(({ set }) => set))
  const done = judged.filter(({ closed: over, state }) => over && !contradicted.has(state.name))
  await org.file.append(
    done.map(
      ({ entry, verdict }): Line => ({
        type: 'closed',
        at: request.now().toISOString(),
        id: entry.id,
        verdict,
      }),
    ),
  )
  const live = judged.filter(({ state }) => state.is === 'there').length
  const over = done.filter(({ state }) => state.is === 'there').length
  return {
    noun: org.reviews.noun,
    collected: judged.map(({ entry, state, verdict, sayings, notes }) => ({
      group: entry.group,
      object: entry.object,
      set: state.set,
      name: state.name,
      records: entry.records,
      verdict,
      by: [...new Set(sayings.map(({ touch }) => touch.by))].sort(),
      notes,
    })),
    conflicts,
    remembered: counts,
    unknown: tally.unknown.size,
    closed,
    there: { open: live - over, settled: settled + over, others },
    others,
    calls: org.connection.calls().total - before,
  }
}

interface ReadSets {
  readonly read: readonly ReadState[]
  /** Sets of ours that were settled before, and are still there. */
  readonly settled: number
  readonly others: number | null
}

export interface ReadState {
  readonly entry: Entry
  readonly state: ReviewState
}

/** The sets that are open here; a deletion of ours that was cut short is noted as done where it was. */
export async function readStates(
  org: ReviewOrg,
  { policy, now }: Pick<CollectRequest, 'policy' | 'now'>,
): Promise<ReadSets> {
  const open = [...org.file.entries.values()].filter(isOpen)
  const asked = open.flatMap((entry): (Published & { entry: Entry })[] =>
    entry.set === null
      ? []
      : [{ id: entry.id, object: entry.object, records: entry.records, set: entry.set, entry }],
  )
  const closed = [...org.file.entries.values()].filter(({ state }) => state === 'closed')
  const over = closed.flatMap(({ set }) => set?.set ?? [])
  const { states, settled, others } = await org.reviews.collect(asked, optionsOf(policy), over)
  const lines: Line[] = []
  const read: ReadState[] = []
  for (const [index, { entry }] of asked.entries()) {
    const state = states[index]
    if (state === undefined) continue
    const ours = entry.state === 'withdrawing' && state.is !== 'there' && state.touch?.hand !== 'person'
    if (ours) lines.push({ type: 'withdrawn', at: now().toISOString(), id: entry.id })
    else read.push({ entry, state })
  }
  await org.file.append(lines)
  return { read, settled, others }
}
