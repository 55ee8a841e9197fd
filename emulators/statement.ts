import type { DatabaseSync, StatementSync } from 'node:sqlite'

const prepared = new WeakMap<DatabaseSync, Map<string, StatementSync>>()
const depths = new WeakMap<DatabaseSync, number>()
const KEPT = 2000

/** Prepared once per text; never for iterating, where two readers would share one cursor. */
export function statement(db: DatabaseSync, sql: string): StatementSync {
  const known = prepared.get(db) ?? new Map<string, StatementSync>()
  prepared.set(db, known)
  const found = known.get(sql)
  if (found) return found
  if (known.size >= KEPT) known.clear()
  const made = db.prepare(sql)
  known.set(sql, made)
  return made
}

/** All or nothing; nests. */
export function atomically<T>(db: DatabaseSync, work: () => T): T {
  const depth = depths.get(db) ?? 0
  const name = `step${depth}`
  db.exec(`SAVEPOINT ${name}`)
  depths.set(db, depth + 1)
  try {
    const result = work()
    db.exec(`RELEASE ${name}`)
    return result
  } catch (error) {
    db.exec(`ROLLBACK TO ${name}`)
    db.exec(`RELEASE ${name}`)
    throw error
  } finally {
    depths.set(db, depth)
  }
}
