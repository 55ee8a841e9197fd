import type { ChildRow } from '../../kit/index.ts'
import { rowName } from '../look/pre-image.ts'
import type { Attempt } from './attempt.ts'
import type { Now } from './look.ts'

/**
 * Rows that the CRM made again by itself, once what they lead to was back: they get the values of the old ones. By the
 * attempt that would have made them, for `made` ones that have others.
 */
export function amendments(
  made: ReadonlyMap<Attempt, string>,
  rows: Now['rows'],
): ReadonlyMap<Attempt, Attempt> {
  const found = new Map<Attempt, Attempt>()
  for (const [attempt, id] of made) {
    if (attempt.write.verb !== 'create' || !('row' in attempt.write)) continue
    const { row, values } = attempt.write
    const is = rows.get(rowName({ relationship: row.relationship, id }))
    const changed = Object.entries(values).filter(([name, value]) => differs(is, name, value))
    if (is === undefined || changed.length === 0) continue
    const update = { id, values: Object.fromEntries(changed) }
    found.set(attempt, {
      ...attempt,
      name: `amend:${row.relationship}:${row.id}`,
      write: { verb: 'update', object: attempt.write.object, update },
    })
  }
  return found
}

function differs(is: ChildRow | undefined, name: string, value: unknown): boolean {
  return is !== undefined && name in is.values && is.values[name] !== value
}
