import type { Difference } from '../journal/group-end.ts'
import { whereIs } from '../look/moved.ts'
import type { Run } from './run.ts'

/** True for a difference that an earlier run has found in the same group: whoever goes on has been told of it. */
export function wasTold(
  { told, moved }: Run,
  action: string,
  { object, id, field, what }: Difference,
): boolean {
  const now = whereIs(moved, object, id)
  return (told.get(action) ?? []).some(
    (one) =>
      one.object === object &&
      one.field === field &&
      one.what === what &&
      whereIs(moved, object, one.id) === now,
  )
}
