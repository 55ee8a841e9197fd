import type { DatabaseSync } from 'node:sqlite'

interface Store {
  readonly db: DatabaseSync
}

export interface UserRow {
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly superAdmin: boolean
  readonly roleIds: readonly string[]
  readonly primaryTeamId: string | null
  readonly secondaryTeamIds: readonly string[]
  readonly active: boolean
}

export function findUserById(store: Store, id: string): UserRow | undefined {
  return selectUsers(store, 'id = ?', [Number(id)], 1)[0]
}

export function findUserByEmail(store: Store, email: string): UserRow | undefined {
  return selectUsers(store, 'email = ?', [email], 1)[0]
}

/** Whoever set the account up: the first super admin. */
export function defaultUser(store: Store): UserRow | undefined {
  return selectUsers(store, 'active = 1 AND super_admin = 1', [], 1)[0]
}

export function listUsers(store: Store, after: string, most: number): readonly UserRow[] {
  return selectUsers(store, 'active = 1 AND id > ?', [Number(after)], most)
}

function selectUsers(
  { db }: Store,
  where: string,
  values: readonly (string | number)[],
  most: number,
): UserRow[] {
  const rows = db
    .prepare(`SELECT * FROM account_user WHERE ${where} ORDER BY id LIMIT ?`)
    .all(...values, most)
  return rows.map((row) => ({
    id: String(row.id),
    email: String(row.email),
    firstName: String(row.first_name),
    lastName: String(row.last_name),
    superAdmin: row.super_admin === 1,
    roleIds: (JSON.parse(String(row.role_ids)) as number[]).map(String),
    primaryTeamId: row.primary_team === null ? null : String(row.primary_team),
    secondaryTeamIds: (JSON.parse(String(row.secondary_teams)) as number[]).map(String),
    active: row.active === 1,
  }))
}
