import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { refuse } from '../store/fault.ts'

const PARENT: Readonly<Record<string, string>> = {
  Account: 'ParentId',
  Case: 'ParentId',
  Contact: 'ReportsToId',
}

/** The losers' children may be the master's own superiors by now. */
export function refuseCycle(org: Org, object: string, id: string): void {
  const field = PARENT[object]
  if (field === undefined) return
  const seen = new Set([id])
  let current: unknown = id
  while (typeof current === 'string') {
    current = statement(org.db, `SELECT "${field}" AS parent FROM "${object}" WHERE "Id" = ?`).get(
      current,
    )?.parent
    if (typeof current !== 'string') return
    if (seen.has(current))
      throw refuse('CIRCULAR_DEPENDENCY', `the merge would make a circle of ${field} in ${object}`, [field])
    seen.add(current)
  }
}
