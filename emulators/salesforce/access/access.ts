import { type Access, fullAccess, type Org } from '../org.ts'
import { type ObjectRight, type Permissions, permissionsOf } from './permissions.ts'
import { fieldOfPermission, governorsOf, isGoverned, setupPermission } from './rules.ts'

const byPermissions = new WeakMap<Permissions, Access>()

/** What the user may do now; the answer is kept until something in the org changes. */
export function accessOf(org: Org, userId: string): Access {
  const permissions = permissionsOf(org, userId)
  const known = byPermissions.get(permissions) ?? createAccess(org, permissions)
  byPermissions.set(permissions, known)
  return known
}

function createAccess(org: Org, permissions: Permissions): Access {
  if (permissions.system('ModifyAllData')) return fullAccess
  const any = (name: string, right: ObjectRight) => {
    const object = org.schema.object(name)
    if (object === undefined) return false
    const governors = governorsOf(object)
    return governors.length === 0 || governors.some((one) => permissions.object(one, right))
  }
  const changes = (name: string, right: ObjectRight) => {
    const needed = setupPermission(name)
    return needed === undefined ? any(name, right) : permissions.system('CustomizeApplication')
  }
  const field = (name: string, wanted: string, right: 'Read' | 'Edit') => {
    const object = org.schema.object(name)
    const described = object === undefined ? undefined : org.schema.field(object, wanted)
    if (object === undefined || described === undefined || setupPermission(name) !== undefined) return true
    if (!isGoverned(object, described)) return true
    return permissions.field(fieldOfPermission(object, described), right)
  }
  return {
    sees: (name) => {
      const needed = setupPermission(name)
      if (needed === undefined) return any(name, 'Read')
      return needed === null || permissions.system(needed)
    },
    reads: (name, wanted) => field(name, wanted, 'Read'),
    writes: (name, wanted) => field(name, wanted, 'Edit'),
    creates: (name) => changes(name, 'Create'),
    edits: (name) => changes(name, 'Edit'),
    deletes: (name) => changes(name, 'Delete'),
    viewsAll: (name) => setupPermission(name) !== undefined || any(name, 'ViewAllRecords'),
    modifiesAll: (name) => any(name, 'ModifyAllRecords'),
  }
}
