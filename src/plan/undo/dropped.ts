import type { ChildRow, Relationship } from '../../kit/index.ts'
import { nameNow } from './ids.ts'
import type { Now } from './look.ts'
import type { Subject } from './subject.ts'

/**
 * Whether it was the merge that took away a row which is not there now. When that cannot be told from a deletion by
 * somebody since, it was not: what a person deleted must not come back.
 */
export function wasDropped(
  row: ChildRow,
  { object, field, moves }: Relationship,
  subject: Subject,
  now: Now,
): boolean {
  const { action, children, missed, done } = subject
  const ofSurvivor = row.member === action.survivor
  if (!ofSurvivor && (!moves || missed.has(`${object}.${field} ${row.id}`))) return true
  if (row.slot === null) return false
  const rivals = children.filter(
    ({ relationship, slot, id, member }) =>
      relationship === row.relationship &&
      slot === row.slot &&
      id !== row.id &&
      (member === action.survivor || done.has(member)),
  )
  if (rivals.length === 0) return false
  const there = rivals.flatMap((rival) => now.rows.get(nameNow(now, rival)) ?? [])
  if (ofSurvivor) return there.some(({ member }) => member === action.survivor)
  return there.length > 0 || rivals.some(({ member }) => member === action.survivor)
}
