import type { Org } from './org.ts'
import { SYSTEM_PERMISSIONS } from './schema/access.ts'
import { idOf } from './store/id.ts'
import { insertRows } from './store/insert.ts'

export const bareAdministrator = 'admin@steward.example'

/** An org with nothing in it but itself and its administrator. */
export function fillBareOrg(org: Org): void {
  const userId = idOf('005', 1)
  const profileId = idOf('00e', 1)
  const author = { userId }
  const all = SYSTEM_PERMISSIONS.filter((name) => name !== 'ApiUserOnly').map((name) => `Permissions${name}`)
  const granted = all.map(() => true)
  insertRows(
    org,
    'Organization',
    ['Id', 'Name', 'OrganizationType', 'InstanceName', 'IsSandbox'],
    [[org.id, 'Empty Org', 'Developer Edition', 'EMU1', false]],
    author,
  )
  insertRows(
    org,
    'Profile',
    ['Id', 'Name', ...all],
    [[profileId, 'System Administrator', ...granted]],
    author,
  )
  insertRows(
    org,
    'PermissionSet',
    ['Name', 'Label', 'IsOwnedByProfile', 'ProfileId', ...all],
    [['X00eSystemAdministrator', 'System Administrator', true, profileId, ...granted]],
    author,
  )
  insertRows(
    org,
    'User',
    ['Id', 'Username', 'FirstName', 'LastName', 'Email', 'Alias', 'IsActive', 'ProfileId'],
    [[userId, bareAdministrator, 'Ada', 'Admin', bareAdministrator, 'aadmin', true, profileId]],
    author,
  )
}
