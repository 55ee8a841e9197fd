import type { Org } from '../org.ts'
import { SYSTEM_PERMISSIONS } from '../schema/access.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { newId } from '../store/id.ts'
import { type CellValue, insertRows } from '../store/insert.ts'
import { fieldOfPermission, isGoverned } from './rules.ts'

/** A user with a profile of its own that gives exactly this. */
export interface UserSpec {
  readonly username: string
  /** System permissions; default: only `ApiEnabled`. */
  readonly permissions?: readonly string[]
  /** Rights by object: `Read`, `Create`, `Edit`, `Delete`, `ViewAllRecords`, `ModifyAllRecords`. */
  readonly objects?: Readonly<Record<string, readonly string[]>>
  /** Fields such as `Contact.Phone` that the user may not read; all others of the objects above are open. */
  readonly hidden?: readonly string[]
  /** Fields that the user may read but not change. */
  readonly readOnly?: readonly string[]
  readonly active?: boolean
}

/** Throws a sentence when the wish makes no sense. Returns the user's id. */
export function addUser(org: Org, spec: UserSpec): string {
  const { username, permissions = ['ApiEnabled'], objects = {} } = spec
  if (typeof username !== 'string' || !username.includes('@'))
    throw new Error(`"username" must look like an e-mail address: ${String(username)}`)
  const unknown = permissions.find((name) => !SYSTEM_PERMISSIONS.includes(name))
  if (unknown !== undefined) throw new Error(`no such permission: ${unknown}`)
  const system = Object.fromEntries(permissions.map((name) => [`Permissions${name}`, true]))
  const profile = newId(org, 'Profile')
  const set = newId(org, 'PermissionSet')
  const user = newId(org, 'User')
  const label = `Profile of ${username}`.slice(0, 80)
  insert(org, 'Profile', [{ Id: profile, Name: label, ...system }])
  insert(org, 'PermissionSet', [
    { Id: set, Name: `X${profile}`, Label: label, IsOwnedByProfile: true, ProfileId: profile, ...system },
  ])
  for (const [name, rights] of Object.entries(objects)) {
    const object = org.schema.object(name)
    if (object === undefined) throw new Error(`no such object: ${name}`)
    const granted = Object.fromEntries(rights.map((right) => [`Permissions${right}`, true]))
    insert(org, 'ObjectPermissions', [{ ParentId: set, SobjectType: object.name, ...granted }])
    insert(org, 'FieldPermissions', fieldRows(set, object, spec))
  }
  const [alias = ''] = username.split('@')
  insert(org, 'User', [
    {
      Id: user,
      Username: username,
      LastName: alias,
      Email: username,
      Alias: alias.slice(0, 8),
      IsActive: spec.active ?? true,
      UserType: 'Standard',
      ProfileId: profile,
    },
  ])
  return user
}

function fieldRows(set: string, object: ObjectSchema, spec: UserSpec): Record<string, CellValue>[] {
  const closed = new Set(spec.hidden)
  const locked = new Set(spec.readOnly)
  const names = object.fields
    .filter((field) => isGoverned(object, field))
    .map((field) => fieldOfPermission(object, field))
  return [...new Set(names)]
    .filter((field) => !closed.has(field))
    .map((field) => ({
      ParentId: set,
      SobjectType: object.name,
      Field: field,
      PermissionsRead: true,
      PermissionsEdit: !locked.has(field),
    }))
}

function insert(org: Org, object: string, rows: readonly Readonly<Record<string, CellValue>>[]): void {
  for (const row of rows) insertRows(org, object, Object.keys(row), [Object.values(row)])
}
