import type { DatabaseSync } from 'node:sqlite'
import { findUserById } from './users.ts'

interface Store {
  readonly db: DatabaseSync
}

export interface Owner {
  readonly id: string
  readonly type: 'PERSON' | 'QUEUE'
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
  /** Only as long as the user is active. */
  readonly userId?: number
  readonly userIdIncludingInactive?: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly teams?: readonly { readonly id: string; readonly name: string; readonly primary: boolean }[]
}

interface Wanted {
  readonly after: string
  readonly most: number
  readonly archived: boolean
  readonly email: string | null
}

export function listOwners(store: Store, { after, most, archived, email }: Wanted): readonly Owner[] {
  return store.db
    .prepare(
      `SELECT * FROM account_owner WHERE id > ?1 AND archived = ?2 AND (?3 IS NULL OR lower(email) = lower(?3))
       ORDER BY id LIMIT ?4`,
    )
    .all(Number(after), archived ? 1 : 0, email, most)
    .map((row) => show(store, row))
}

export function findOwner(
  store: Store,
  property: 'id' | 'userId',
  key: string,
  archived: boolean,
): Owner | undefined {
  const column = property === 'id' ? 'id' : 'user_id'
  const row = store.db
    .prepare(`SELECT * FROM account_owner WHERE ${column} = ? AND archived = ?`)
    .get(Number(key), archived ? 1 : 0)
  return row === undefined ? undefined : show(store, row)
}

function show(store: Store, row: Readonly<Record<string, unknown>>): Owner {
  const archived = row.archived === 1
  const userId = row.user_id === null ? undefined : Number(row.user_id)
  return {
    id: String(row.id),
    type: row.type === 'QUEUE' ? 'QUEUE' : 'PERSON',
    ...(row.email === null ? {} : { email: String(row.email) }),
    ...(row.first_name === null ? {} : { firstName: String(row.first_name) }),
    ...(row.last_name === null ? {} : { lastName: String(row.last_name) }),
    ...(userId === undefined || archived ? {} : { userId }),
    ...(userId === undefined ? {} : { userIdIncludingInactive: userId }),
    createdAt: new Date(Number(row.created_at)).toISOString(),
    updatedAt: new Date(Number(row.updated_at)).toISOString(),
    archived,
    ...teamsOf(store, userId),
  }
}

function teamsOf(store: Store, userId: number | undefined): Pick<Owner, 'teams'> {
  const user = userId === undefined ? undefined : findUserById(store, String(userId))
  if (user === undefined) return {}
  const name = store.db.prepare('SELECT name FROM account_team WHERE id = ?')
  const ids = [...(user.primaryTeamId === null ? [] : [user.primaryTeamId]), ...user.secondaryTeamIds]
  if (ids.length === 0) return {}
  const teams = ids.map((id) => ({
    id,
    name: String(name.get(Number(id))?.name ?? ''),
    primary: id === user.primaryTeamId,
  }))
  return { teams }
}
