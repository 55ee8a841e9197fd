import type { StepOutcome, Value } from '../../kit/index.ts'
import { type JournalOutcome, notCarriedOut } from '../journal/entry.ts'
import type { ItemState } from '../journal/state.ts'
import { type Attempt, type UndoWrite, writeNames } from './attempt.ts'
import type { Looking, Now } from './look.ts'
import { writable } from './requests.ts'
import { splitBack } from './split.ts'
import type { Subject } from './subject.ts'

/** A request to make a record anew is never sent twice: what cannot be found may be there all the same. */
export const unknownOfAnew: JournalOutcome = {
  result: 'unknown',
  cause: 'it was sent, and the record is not to be found',
}

/** Clocks differ by so much: records made that long before the request count, too. */
const clockSlack = 10 * 60_000
/** Besides, a request may be under way for so long. */
const longestRequest = 5 * 60_000

/** A request so old is over, and what it made can be found by search, which lags behind. */
const surelyOver = 15 * 60_000
/** Then it is found whatever the clock of the machine that sent it showed. */
const anyClock = 24 * 60 * 60_000

type Found = ReadonlyMap<Attempt, JournalOutcome>
type Values = Readonly<Record<string, Value>>
type Made = StepOutcome<{ readonly id?: string }>

/** Without its blanks. */
export function filled(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null))
}

/** When a record was made by a request that was about to be sent at that time. */
export function madeAround(sent: Date): { readonly since: Date; readonly until: Date } {
  const at = sent.getTime()
  return { since: new Date(at - clockSlack), until: new Date(at + clockSlack + longestRequest) }
}

/** Records that were made after all. Of several that might be the one none is taken. */
export async function lookForAnew(
  { writer, isKnown }: Looking,
  attempts: readonly Attempt[],
  sent: Date,
): Promise<Found> {
  const { since, until } = madeAround(sent)
  const found = new Map<Attempt, JournalOutcome>()
  for (const attempt of attempts) {
    const { write } = attempt
    if (!('record' in write) || writer.created === undefined) continue
    const ids = (await writer.created(write.object, since, write.values, { until })).filter(
      (id) => !isKnown(write.object, id),
    )
    const [id, ...others] = ids
    if (id !== undefined && others.length === 0) found.set(attempt, { result: 'done', id })
  }
  return found
}

const unlike = 'the answer names a record that was not made by this request'

/** An answer may name any record: one that is not new, or has not what was asked for, is not the one that was made. */
export async function confirmAnew(
  { writer, isKnown }: Looking,
  writes: readonly UndoWrite[],
  answers: readonly Made[],
): Promise<readonly Made[]> {
  const confirmed = writes.map(async (write, n): Promise<Made> => {
    const answer = answers[n] ?? { result: 'unknown', cause: 'no answer' }
    if (!('record' in write) || answer.result !== 'done' || writer.created === undefined) return answer
    const { id = '' } = answer
    if (isKnown(write.object, id)) return { result: 'unknown', cause: unlike }
    // At any time: the CRM's clock may differ from ours, and the answer says which record it is.
    const alike = await writer
      .created(write.object, new Date(0), filled(write.values), { ids: [id] })
      .catch((): readonly string[] => [])
    return alike.includes(id) ? answer : { result: 'unknown', cause: unlike }
  })
  return await Promise.all(confirmed)
}

/** A request of an earlier undo of which nobody was told, and what became of it. */
export interface Settling {
  readonly state: ItemState
  readonly outcome: JournalOutcome
}

/**
 * Looks for records that an earlier undo may have made. Those that are found are known from now on; what is nowhere to be
 * found long after it was asked for was not made.
 */
export async function settleAnew(looking: Looking, subject: Subject, now: Now): Promise<readonly Settling[]> {
  const { action, earlier } = subject
  const settled: Settling[] = []
  for (const { id } of subject.members) {
    const state = earlier.get(writeNames.anew(id))
    if (state?.is !== 'in the air' || looking.selfOf(action.object, id) !== id) continue
    const unsent = { ...subject, earlier: new Map<string, ItemState>() }
    const attempt = splitBack(unsent, { ...now, recreate: true }, id, now.fates.get(id))
    if (attempt === null || !('write' in attempt)) continue
    const ready = await writable(looking, attempt)
    const found = (await lookForAnew(looking, [ready], new Date(state.at))).get(ready)
    if (found?.result === 'done' && found.id !== undefined) {
      looking.anew(action.object, id, found.id)
      settled.push({ state, outcome: found })
    } else if (await cameToNothing(looking, ready, new Date(state.at))) {
      looking.cameToNothing(action.object, id)
      const message = 'it was sent, and is not to be seen'
      settled.push({ state, outcome: { result: 'refused', code: notCarriedOut, message } })
    }
  }
  return settled
}

async function cameToNothing(
  { writer, isKnown, time }: Looking,
  { write }: Attempt,
  sent: Date,
): Promise<boolean> {
  if (!('record' in write) || writer.created === undefined) return false
  if (time().getTime() - sent.getTime() < surelyOver) return false
  const since = new Date(sent.getTime() - anyClock)
  const alike = await writer.created(write.object, since, filled(write.values))
  return alike.every((id) => isKnown(write.object, id))
}
