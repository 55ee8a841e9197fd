import type { Org } from '../org.ts'

export type ObjectRight = 'Read' | 'Create' | 'Edit' | 'Delete' | 'ViewAllRecords' | 'ModifyAllRecords'

/** What profile, permission sets and permission set groups (less what they mute) give one user. */
export interface Permissions {
  /** Name without the `Permissions` in front, e.g. `ViewAllData`. */
  readonly system: (permission: string) => boolean
  readonly object: (object: string, right: ObjectRight) => boolean
  /** `field` as in `Contact.Phone`. */
  readonly field: (field: string, right: 'Read' | 'Edit') => boolean
}

/** Permission sets of the user now: the profile's own, those assigned, and those of assigned groups. */
const heldSql = `
  SELECT "Id" FROM "PermissionSet" WHERE "IsOwnedByProfile" = 1
    AND "ProfileId" = (SELECT "ProfileId" FROM "User" WHERE "Id" = :user)
  UNION
  SELECT a."PermissionSetId" FROM "PermissionSetAssignment" a WHERE a."AssigneeId" = :user
    AND a."PermissionSetGroupId" IS NULL AND (a."ExpirationDate" IS NULL OR a."ExpirationDate" > :now)`

const groupsSql = `
  SELECT DISTINCT a."PermissionSetGroupId" AS id FROM "PermissionSetAssignment" a
  WHERE a."AssigneeId" = :user AND a."PermissionSetGroupId" IS NOT NULL
    AND (a."ExpirationDate" IS NULL OR a."ExpirationDate" > :now)`

const componentsSql = `
  SELECT "PermissionSetId" AS id FROM "PermissionSetGroupComponent" WHERE "PermissionSetGroupId" = ?`

interface Grants {
  readonly system: ReadonlySet<string>
  readonly objects: ReadonlySet<string>
  readonly fields: ReadonlySet<string>
}

interface Cached {
  readonly changes: number
  readonly byUser: Map<string, Permissions>
}

const cache = new WeakMap<Org['db'], Cached>()

/** Computed anew after any write to the org. */
export function permissionsOf(org: Org, userId: string): Permissions {
  const changes = Number(org.db.prepare('SELECT total_changes() AS n').get()?.n) + org.clock.now().getTime()
  let known = cache.get(org.db)
  if (known === undefined || known.changes !== changes) {
    known = { changes, byUser: new Map() }
    cache.set(org.db, known)
  }
  const found = known.byUser.get(userId) ?? compute(org, userId)
  known.byUser.set(userId, found)
  return found
}

function compute(org: Org, userId: string): Permissions {
  const values = { user: userId, now: org.clock.now().toISOString() }
  const held = ids(org, heldSql, values)
  const all = [grantsOf(org, 'PermissionSet', held)]
  for (const group of ids(org, groupsSql, values)) all.push(groupGrants(org, group))
  const has = (kind: keyof Grants, name: string) => all.some((grants) => grants[kind].has(name))
  const everything = has('system', 'ModifyAllData')
  const sees = everything || has('system', 'ViewAllData')
  return {
    system: (permission) => has('system', permission),
    object: (object, right) => {
      if (everything) return true
      if (sees && (right === 'Read' || right === 'ViewAllRecords')) return true
      return implied[right].some((one) => has('objects', `${object}.${one}`))
    },
    field: (field, right) =>
      everything ||
      has('fields', `${field}.${right}`) ||
      (right === 'Read' && has('fields', `${field}.Edit`)),
  }
}

/** A right that comes with a wider one. */
const implied: Readonly<Record<ObjectRight, readonly ObjectRight[]>> = {
  Read: ['Read', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords'],
  Create: ['Create'],
  Edit: ['Edit', 'Delete', 'ModifyAllRecords'],
  Delete: ['Delete', 'ModifyAllRecords'],
  ViewAllRecords: ['ViewAllRecords', 'ModifyAllRecords'],
  ModifyAllRecords: ['ModifyAllRecords'],
}

function groupGrants(org: Org, groupId: string): Grants {
  const components = ids(org, componentsSql, groupId)
  const given = grantsOf(
    org,
    'PermissionSet',
    components.filter((id) => !id.startsWith('0QM')),
  )
  const muted = grantsOf(
    org,
    'MutingPermissionSet',
    components.filter((id) => id.startsWith('0QM')),
  )
  return {
    system: given.system.difference(muted.system),
    objects: given.objects.difference(muted.objects),
    fields: given.fields.difference(muted.fields),
  }
}

function grantsOf(
  org: Org,
  table: 'PermissionSet' | 'MutingPermissionSet',
  parents: readonly string[],
): Grants {
  const marks = parents.map(() => '?').join(', ')
  const rows = (sql: string) => org.db.prepare(sql).all(...parents)
  return {
    system: new Set(rows(`SELECT * FROM "${table}" WHERE "Id" IN (${marks})`).flatMap((row) => rights(row))),
    objects: new Set(
      rows(`SELECT * FROM "ObjectPermissions" WHERE "ParentId" IN (${marks})`).flatMap((row) =>
        rights(row).map((right) => `${row.SobjectType}.${right}`),
      ),
    ),
    fields: new Set(
      rows(`SELECT * FROM "FieldPermissions" WHERE "ParentId" IN (${marks})`).flatMap((row) =>
        rights(row).map((right) => `${row.Field}.${right}`),
      ),
    ),
  }
}

function rights(row: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(row)
    .filter(([column, value]) => column.startsWith('Permissions') && value === 1)
    .map(([column]) => column.slice('Permissions'.length))
}

function ids(org: Org, sql: string, values: Record<string, string> | string): string[] {
  const statement = org.db.prepare(sql)
  const rows = typeof values === 'string' ? statement.all(values) : statement.all(values)
  return rows.map((row) => String(row.id ?? row.Id))
}
