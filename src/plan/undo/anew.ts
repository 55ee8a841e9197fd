import type { ItemState } from '../journal/state.ts'
import type { JournalOutcome } from '../journal-entry.ts'
import { type Attempt, writeNames } from './attempt.ts'
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

type Found = ReadonlyMap<Attempt, JournalOutcome>

/** Records that were made after all. Of several that might be the one none is taken. */
export async function lookForAnew(
  { writer, isOurs }: Looking,
  attempts: readonly Attempt[],
  since: Date,
): Promise<Found> {
  const found = new Map<Attempt, JournalOutcome>()
  for (const attempt of attempts) {
    const { write } = attempt
    if (!('record' in write) || writer.created === undefined) continue
    const from = new Date(since.getTime() - clockSlack)
    const ids = (await writer.created(write.object, from, write.values)).filter(
      (id) => !isOurs(write.object, id),
    )
    const [id, ...others] = ids
    if (id !== undefined && others.length === 0) found.set(attempt, { result: 'done', id })
  }
  return found
}

/** A request of an earlier undo of which nobody was told, and what became of it. */
export interface Settling {
  readonly state: ItemState
  readonly outcome: JournalOutcome
}

/** Looks for records that an earlier undo may have made; those that are found are known from now on. */
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
    if (found?.result !== 'done' || found.id === undefined) continue
    looking.anew(action.object, id, found.id)
    settled.push({ state, outcome: found })
  }
  return settled
}
