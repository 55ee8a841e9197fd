import {
  exitCodes,
  isKitError,
  KitError,
  type ReviewOptions,
  type ReviewSet,
  type StepOutcome,
} from '../../kit/index.ts'
import type { Chosen } from './choose.ts'
import type { Line } from './entries.ts'
import type { ReviewOrg } from './request.ts'

/** What a run has done so far. */
export interface Tally {
  readonly made: (Chosen & { readonly set: string })[]
  /** Of `made`: were there already. */
  found: number
  readonly refused: (Chosen & { readonly code: string; readonly message: string })[]
  /** Group by id. */
  readonly unknown: Map<string, string>
  error: KitError | null
}

export interface SendOptions {
  readonly options: ReviewOptions
  readonly now: () => Date
  readonly signal: AbortSignal
  readonly progress: (done: number, of: number) => void
}

/** The clock here may be ahead of that of the CRM. */
const clocksDiffer = 5 * 60_000
/** Requests for a group of which the CRM says that it may succeed later. */
const attempts = 3

/** Looks up what an earlier run sent without learning what became of it. */
export async function settleEarlier({ reviews, file }: ReviewOrg, now: () => Date): Promise<Tally> {
  const tally: Tally = { made: [], found: 0, refused: [], unknown: new Map(), error: null }
  const pending = [...file.entries.values()].filter(({ state }) => state === 'intent')
  const lost = pending.length === 0 ? [] : await noteFound({ reviews, file }, pending, tally, now)
  tally.found += pending.length - lost.length
  const at = now()
  const lines: Line[] = []
  for (const { id, group, since } of lost) {
    if (at.getTime() - Date.parse(since) >= reviews.settledAfterMs)
      lines.push(refusedLine(id, 'NOT_MADE', at))
    else tally.unknown.set(id, group)
  }
  await file.append(lines)
  return tally
}

type Place = Pick<ReviewOrg, 'reviews' | 'file'>

/** Groups that are in the CRM are noted as made; returns the others. */
async function noteFound<Group extends Chosen>(
  { reviews, file }: Place,
  groups: readonly Group[],
  tally: Tally,
  now: () => Date,
): Promise<readonly Group[]> {
  const found = await reviews.find(groups)
  const lines: Line[] = []
  const rest: Group[] = []
  for (const group of groups) {
    const set = found.get(group.id)
    if (set === undefined) {
      rest.push(group)
      continue
    }
    // On another machine, or where the record on disk was lost, nothing tells that it was sent.
    const { state, since = '' } = file.entries.get(group.id) ?? {}
    if (state !== 'intent') lines.push(intentLine(group, now()))
    const line = madeLine(group.id, set, now())
    const sent = state === 'intent' && Date.parse(set.created) >= Date.parse(since) - clocksDiffer
    lines.push(sent ? line : { ...line, adopted: true })
    tally.made.push({ ...group, set: set.set })
  }
  await file.append(lines)
  return rest
}

/** Request by request: first the intent on disk, then the call, then what became of it. */
export async function sendGroups(
  org: ReviewOrg,
  groups: readonly Chosen[],
  tally: Tally,
  options: SendOptions,
): Promise<void> {
  const tried = new Map<string, number>()
  // Another machine, or a lost record on disk: what this login has made already is not made again.
  let queue = await noteFound(org, groups, tally, options.now)
  tally.found += groups.length - queue.length
  while (queue.length > 0 && !options.signal.aborted && tally.error === null) {
    const size = Math.max(1, org.reviews.batch(queue))
    const some = queue.slice(0, size)
    const again = await sendOnce(org, some, tally, { ...options, tried })
    queue = [...queue.slice(size), ...again]
    options.progress(groups.length - queue.length, groups.length)
  }
}

interface Once extends SendOptions {
  readonly tried: Map<string, number>
}

/** Returns the groups that may succeed in another request. */
async function sendOnce(
  org: ReviewOrg,
  groups: readonly Chosen[],
  tally: Tally,
  { options, now, tried }: Once,
): Promise<readonly Chosen[]> {
  const begun = now()
  await org.file.append(groups.map((group) => intentLine(group, begun)))
  let outcomes: readonly StepOutcome<ReviewSet>[]
  try {
    outcomes = await org.reviews.publish(groups, options)
  } catch (error) {
    if (!isKitError(error)) throw error
    // Thrown only when nothing was sent.
    tally.error = error
    await org.file.append(groups.map(({ id }): Line => refusedLine(id, error.code, now())))
    return []
  }
  const again: Chosen[] = []
  const open: Chosen[] = []
  const lines: Line[] = []
  for (const [index, group] of groups.entries()) {
    const outcome = outcomes[index] ?? { result: 'unknown', cause: 'no outcome' }
    if (outcome.result === 'unknown') open.push(group)
    else if (outcome.result === 'done') {
      lines.push(madeLine(group.id, outcome, now()))
      tally.made.push({ ...group, set: outcome.set })
    } else {
      const { code, message, retryable } = outcome
      lines.push(refusedLine(group.id, code, now()))
      const times = (tried.get(group.id) ?? 0) + 1
      tried.set(group.id, times)
      if (retryable && times < attempts) again.push(group)
      else tally.refused.push({ ...group, code, message })
    }
  }
  await org.file.append(lines)
  await settleUnknown(org, open, tally, now)
  return again
}

/** Looked for at once by their records; what is not found waits for the next run, and this one ends. */
async function settleUnknown(
  org: ReviewOrg,
  open: readonly Chosen[],
  tally: Tally,
  now: () => Date,
): Promise<void> {
  if (open.length === 0) return
  for (const { id, group } of open) tally.unknown.set(id, group)
  try {
    const lost = new Set(await noteFound(org, open, tally, now))
    for (const group of open) if (!lost.has(group)) tally.unknown.delete(group.id)
  } catch (error) {
    if (!isKitError(error)) throw error
    tally.error = error
  }
  const { size } = tally.unknown
  if (size > 0) tally.error ??= lost(size)
}

function intentLine({ id, rule, group, object, records }: Chosen, at: Date): Line {
  return { type: 'intent', at: at.toISOString(), id, rule, group, object, records: [...records] }
}

function madeLine(id: string, { set, entries }: ReviewSet, at: Date): Extract<Line, { type: 'made' }> {
  return { type: 'made', at: at.toISOString(), id, set, entries: { ...entries } }
}

function refusedLine(id: string, code: string, at: Date): Line {
  return { type: 'refused', at: at.toISOString(), id, code }
}

function lost(groups: number): KitError {
  const what = groups === 1 ? '1 group' : `${groups} groups`
  return new KitError('OUTCOME_UNKNOWN', `No answer came for ${what}, and they were not found in the org.`, {
    exit: exitCodes.stopped,
    actions: [
      'Run the command again: it looks for them first, and sends again only what was surely not made.',
    ],
  })
}
