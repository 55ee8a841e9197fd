import type { DatabaseSync } from 'node:sqlite'

export const peopleTables = `
  CREATE TABLE IF NOT EXISTS account_role (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, requires_billing_write INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS account_team (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS account_user (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL COLLATE NOCASE UNIQUE, first_name TEXT NOT NULL, last_name TEXT NOT NULL,
    super_admin INTEGER NOT NULL, role_ids TEXT NOT NULL, primary_team INTEGER, secondary_teams TEXT NOT NULL,
    active INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS account_owner (
    id INTEGER PRIMARY KEY, user_id INTEGER, type TEXT NOT NULL, email TEXT, first_name TEXT, last_name TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, archived INTEGER NOT NULL);
  CREATE INDEX IF NOT EXISTS account_owner_user ON account_owner (user_id);
`

interface Store {
  readonly db: DatabaseSync
}

export interface RoleSpec {
  readonly id: number
  readonly name: string
  readonly requiresBillingWrite?: boolean
}

export interface UserSpec {
  readonly id: number
  readonly email: string
  readonly firstName?: string
  readonly lastName?: string
  readonly superAdmin?: boolean
  readonly roleIds?: readonly number[]
  readonly primaryTeamId?: number
  readonly secondaryTeamIds?: readonly number[]
  /** Deactivated people: their owner is archived, and the users of the settings do not show them. */
  readonly active?: boolean
}

export interface OwnerSpec {
  readonly id: number
  /** `null` for a queue, or for somebody removed altogether. */
  readonly userId: number | null
  readonly type?: 'PERSON' | 'QUEUE'
  readonly email?: string | null
  readonly firstName?: string
  readonly lastName?: string
  readonly createdAt: number
  readonly updatedAt?: number
  readonly archived?: boolean
}

export function insertRole({ db }: Store, { id, name, requiresBillingWrite = false }: RoleSpec): void {
  db.prepare('INSERT INTO account_role VALUES (?, ?, ?)').run(id, name, requiresBillingWrite ? 1 : 0)
}

export function insertTeam(
  { db }: Store,
  { id, name }: { readonly id: number; readonly name: string },
): void {
  db.prepare('INSERT INTO account_team VALUES (?, ?)').run(id, name)
}

export function insertUser({ db }: Store, spec: UserSpec): void {
  const { roleIds = [], secondaryTeamIds = [], superAdmin = false, active = true } = spec
  db.prepare('INSERT INTO account_user VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    spec.id,
    spec.email,
    spec.firstName ?? '',
    spec.lastName ?? '',
    superAdmin ? 1 : 0,
    JSON.stringify(roleIds),
    spec.primaryTeamId ?? null,
    JSON.stringify(secondaryTeamIds),
    active ? 1 : 0,
  )
}

export function insertOwner({ db }: Store, spec: OwnerSpec): void {
  db.prepare('INSERT INTO account_owner VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
    spec.id,
    spec.userId,
    spec.type ?? 'PERSON',
    spec.email ?? null,
    spec.firstName ?? null,
    spec.lastName ?? null,
    spec.createdAt,
    spec.updatedAt ?? spec.createdAt,
    spec.archived === true ? 1 : 0,
  )
}
