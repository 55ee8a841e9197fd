import {
  exitCodes,
  isKitError,
  KitError,
  type ReviewOptions,
  type ReviewSet,
  type StepOutcome,
} from '../../kit/index.ts'
import type { Chosen } from './choose.ts'
import type { Entry, Line } from './entries.ts'
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

/** No request lives longer in the CRM (Salesforce ends them after 10 minutes): what is not there then was not made. */
const settledAfter = 10 * 60_000
/** Requests for a group of which the CRM says that it may succeed later. */
const attempts = 3

/** Looks up what an earlier run sent without learning what became of it. */
export async function settleEarlier({ reviews, file }: ReviewOrg, now: () => Date): Promise<Tally> {
  const tally: Tally = { made: [], found: 0, refused: [], unknown: new Map(), error: null }
  const pending = [...file.entries.values()].filter(({ state }) => state === 'intent')
  const found = pending.length === 0 ? new Map<string, ReviewSet>() : await reviews.find(pending)
  const at = now()
  const lines: Line[] = []
  for (const entry of pending) {
    const set = found.get(entry.id)
    if (set !== undefined) {
      lines.push(madeLine(entry.id, set, at))
      tally.made.push({ ...entry, set: set.set })
      tally.found += 1
    } else if (at.getTime() - Date.parse(entry.since) >= settledAfter)
      lines.push({ type: 'refused', at: at.toISOString(), id: entry.id, code: 'NOT_MADE' })
    else tally.unknown.set(entry.id, entry.group)
  }
  await file.append(lines)
  return tally
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
  let queue = await adopt(org, groups, tally, options)
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
  const begun = now().toISOString()
  await org.file.append(groups.map((group): Line => ({ type: 'intent', at: begun, ...pick(group) })))
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
    const found = await org.reviews.find(open)
    const made = open.flatMap((group) => {
      const set = found.get(group.id)
      return set === undefined ? [] : [{ group, set }]
    })
    await org.file.append(made.map(({ group, set }) => madeLine(group.id, set, now())))
    for (const { group, set } of made) {
      tally.made.push({ ...group, set: set.set })
      tally.unknown.delete(group.id)
    }
  } catch (error) {
    if (!isKitError(error)) throw error
    tally.error = error
  }
  const { size } = tally.unknown
  if (size > 0) tally.error ??= lost(size)
}

async function adopt(
  { reviews, file }: ReviewOrg,
  groups: readonly Chosen[],
  tally: Tally,
  { now }: SendOptions,
): Promise<readonly Chosen[]> {
  const found = await reviews.find(groups)
  const begun = now().toISOString()
  const lines: Line[] = []
  const rest: Chosen[] = []
  for (const group of groups) {
    const set = found.get(group.id)
    if (set === undefined) {
      rest.push(group)
      continue
    }
    lines.push({ type: 'intent', at: begun, ...pick(group) }, madeLine(group.id, set, now()))
    tally.made.push({ ...group, set: set.set })
    tally.found += 1
  }
  await file.append(lines)
  return rest
}

function pick({ id, rule, group, object, records }: Chosen | Entry) {
  return { id, rule, group, object, records: [...records] }
}

function madeLine(id: string, { set, entries }: ReviewSet, at: Date): Line {
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
