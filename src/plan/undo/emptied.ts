import type { Value } from '../../kit/index.ts'
import { type Attempt, writeNames } from './attempt.ts'
import type { Now } from './look.ts'
import type { Subject } from './subject.ts'

type Values = Readonly<Record<string, Value>>

interface Writing {
  readonly id: string
  /** What is about to be written. */
  readonly set: Values
  readonly is: Values
}

/** Some columns go back to an earlier value only when they were emptied by a request of its own. */
export function* emptiedBefore(
  { action }: Subject,
  { view }: Now,
  { id, set, is }: Writing,
): Generator<Attempt> {
  const fields = (view.abilities.emptiedFirst ?? []).filter(
    (field) => !isBlank(set[field]) && !isBlank(is[field]) && set[field] !== is[field],
  )
  if (fields.length === 0) return
  const values = Object.fromEntries(fields.map((field) => [field, null]))
  const { object } = action
  yield {
    turn: 'emptied values',
    name: writeNames.emptied(id),
    items: [],
    write: { verb: 'update', object, update: { id, values } },
  }
}

/** Emptied by an undo that went no further: nobody's edit. */
export function wasEmptied(
  { action, earlier }: Subject,
  { records, view }: Now,
  id: string,
  field: string,
): boolean {
  if (!view.abilities.emptiedFirst?.includes(field)) return false
  const emptied = earlier.get(writeNames.emptied(id))
  const [first, then] = [emptied?.step ?? -1, earlier.get(writeNames.values(id))]
  if (emptied === undefined || emptied.is === 'refused' || emptied.item.object !== action.object) return false
  const isWritten = then?.is === 'done' && then.step > first
  return !isWritten && emptied.item.fields.includes(field) && isBlank(records.get(id)?.values[field])
}

function isBlank(value: Value | undefined): boolean {
  return value === undefined || value === null || value === ''
}
