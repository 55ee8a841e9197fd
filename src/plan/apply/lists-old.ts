import type { NativeRecord } from '../../kit/index.ts'
import type { ObjectView } from '../look/org-view.ts'
import type { Run } from './run.ts'
import { survivorOf, type Work } from './work.ts'

/** True where the survivor itself says that the id which it had went into it. */
export function listsOld(
  run: Run,
  { action }: Work,
  { abilities }: ObjectView,
  records: ReadonlyMap<string, NativeRecord>,
): boolean {
  const column = abilities.merge?.listedIn
  if (column === undefined) return false
  const listed = records.get(survivorOf(run, action))?.values[column]
  return String(listed ?? '')
    .split(';')
    .includes(action.survivor)
}
