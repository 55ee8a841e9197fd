import type { Value } from '../../kit/index.ts'
import type { ObjectView } from '../look/org-view.ts'
import { emptiedItem } from '../look/seen.ts'
import { foreseenValues } from './foreseen.ts'
import type { Run } from './run.ts'
import { type Sending, survivorOf, updating, type Work } from './work.ts'

type Values = Readonly<Record<string, Value>>

/** The survivor's values; before them, by a request of its own, what must be empty to take an earlier one. */
export function writing(run: Run, work: Work, view: ObjectView, values: Values): Sending {
  const survivor = survivorOf(run, work.action)
  const fields = work.emptied ? [] : toBeEmptied(work, view, values)
  if (fields.length === 0) return updating(work, 'values', survivor, values)
  return updating(work, emptiedItem, survivor, Object.fromEntries(fields.map((field) => [field, null])))
}

function toBeEmptied(work: Work, view: ObjectView, values: Values): readonly string[] {
  const { action, preImage } = work
  const was = preImage?.members.find(({ id }) => id === action.survivor)?.values
  const is: Values = { ...was, ...foreseenValues(work, view) }
  return (view.abilities.emptiedFirst ?? []).filter((field) => {
    const [wanted, held] = [values[field] ?? '', is[field] ?? '']
    return wanted !== '' && wanted !== held && (held !== '' || was === undefined)
  })
}

/** True for a column that is empty because we have emptied it, or may have. */
export function isOurBlank(
  work: Work,
  { abilities }: ObjectView,
  field: string,
  value: Value | undefined,
): boolean {
  const ours = work.emptied || work.doubts.has(emptiedItem)
  return ours && (value ?? '') === '' && (abilities.emptiedFirst?.includes(field) ?? false)
}
