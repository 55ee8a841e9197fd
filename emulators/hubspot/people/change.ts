import type { DatabaseSync } from 'node:sqlite'
import type { Clock } from '../../clock.ts'
import { insertOwner, insertUser, type UserSpec } from './tables.ts'
import { findUserById } from './users.ts'

interface Store {
  readonly db: DatabaseSync
  readonly clock: Clock
}

/** A user with the owner that every user has; ids follow the highest so far. */
export function addUser(store: Store, spec: Omit<UserSpec, 'id'>): { userId: string; ownerId: string } {
  const next = (table: string, first: number) =>
    Number(store.db.prepare(`SELECT coalesce(max(id) + 1, ${first}) AS next FROM ${table}`).get()?.next)
  const userId = next('account_user', 70_000_001)
  const ownerId = next('account_owner', 50_000_011)
  const { email, firstName = '', lastName = '', active = true } = spec
  insertUser(store, { ...spec, id: userId })
  const createdAt = store.clock.now().getTime()
  insertOwner(store, { id: ownerId, userId, email, firstName, lastName, createdAt, archived: !active })
  return { userId: String(userId), ownerId: String(ownerId) }
}

/** The user is gone from the settings, the owner is archived; `false`: there was no active one. */
export function deactivateUser(store: Store, userId: string): boolean {
  if (findUserById(store, userId)?.active !== true) return false
  const at = store.clock.now().getTime()
  store.db.prepare('UPDATE account_user SET active = 0 WHERE id = ?').run(Number(userId))
  store.db
    .prepare('UPDATE account_owner SET archived = 1, updated_at = ? WHERE user_id = ?')
    .run(at, Number(userId))
  return true
}
