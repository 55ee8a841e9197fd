import type { Org } from '../org.ts'

export interface UserRow {
  readonly id: string
  readonly username: string
  readonly name: string
  readonly firstName: string
  readonly lastName: string
  readonly alias: string
  readonly email: string
  readonly timeZone: string
  readonly locale: string
  readonly language: string
  readonly profileId: string
  readonly active: boolean
  readonly frozen: boolean
}

const columns = [
  'Id',
  'Username',
  'Name',
  'FirstName',
  'LastName',
  'Alias',
  'Email',
  'TimeZoneSidKey',
  'LocaleSidKey',
  'LanguageLocaleKey',
  'ProfileId',
  'IsActive',
]
const select = `SELECT ${columns.map((column) => `u."${column}"`).join(', ')}, (SELECT max(l."IsFrozen")
  FROM "UserLogin" l WHERE l."UserId" = u."Id") AS "Frozen" FROM "User" u`

export function findUserById(org: Org, id: string): UserRow | undefined {
  return read(org, `${select} WHERE substr(u."Id", 1, 15) = ?`, id.slice(0, 15))
}

/** Usernames are compared without regard to case, as at login. */
export function findUser(org: Org, username: string): UserRow | undefined {
  return read(org, `${select} WHERE lower(u."Username") = lower(?)`, username)
}

/** The first active administrator. */
export function defaultUser(org: Org): UserRow | undefined {
  return read(
    org,
    `${select} WHERE u."IsActive" = 1 AND u."ProfileId" IN
      (SELECT "Id" FROM "Profile" WHERE "PermissionsModifyAllData" = 1)
    ORDER BY u."CreatedDate", u."Id" LIMIT 1`,
  )
}

function read(org: Org, sql: string, ...values: string[]): UserRow | undefined {
  const row = org.db.prepare(sql).get(...values)
  if (row === undefined) return undefined
  const text = (column: string) => String(row[column] ?? '')
  return {
    id: text('Id'),
    username: text('Username'),
    name: text('Name'),
    firstName: text('FirstName'),
    lastName: text('LastName'),
    alias: text('Alias'),
    email: text('Email'),
    timeZone: text('TimeZoneSidKey'),
    locale: text('LocaleSidKey'),
    language: text('LanguageLocaleKey'),
    profileId: text('ProfileId'),
    active: row.IsActive === 1,
    frozen: row.Frozen === 1,
  }
}
