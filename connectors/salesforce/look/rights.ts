import type { Api } from '../api.ts'
import { bodyOf, getTogether } from '../composite.ts'
import type { Organization } from '../organization.ts'
import { QueryPage, queryPath, quote } from '../soql.ts'

export interface RightsContext {
  readonly api: Api
  readonly organization: Organization
}

export interface Rights {
  readonly authorApex: boolean
  /** Of all records; then no sharing hides anything. */
  readonly viewAllData: boolean
}

const columns = ['PermissionsAuthorApex', 'PermissionsViewAllData', 'PermissionsModifyAllData'] as const

/** By any of three ways to ask, for older orgs and narrow logins do not answer all; what nobody tells is not there. */
export async function readRights({ api, organization }: RightsContext, purpose: string): Promise<Rights> {
  const user = quote(organization.ids.userId)
  const through = (relation: string): string => columns.map((column) => `${relation}.${column}`).join(', ')
  const paths = new Map([
    ['own', queryPath(`SELECT ${columns.join(', ')} FROM UserPermissionAccess`)],
    ['profile', queryPath(`SELECT ${through('Profile')} FROM User WHERE Id = ${user}`)],
    [
      'sets',
      queryPath(`SELECT ${through('PermissionSet')} FROM PermissionSetAssignment WHERE AssigneeId = ${user}`),
    ],
  ])
  const { data } = await getTogether(api, { paths, purpose, doing: 'reading permissions' })
  const rows = [...data.values()].flatMap((part) => bodyOf(QueryPage, part)?.records ?? [])
  const holders = rows.flatMap((row) => [row, row.Profile, row.PermissionSet])
  const has = (column: (typeof columns)[number]): boolean =>
    holders.some((holder) => (holder as Record<string, unknown> | null | undefined)?.[column] === true)
  return {
    authorApex: has('PermissionsAuthorApex'),
    viewAllData: has('PermissionsViewAllData') || has('PermissionsModifyAllData'),
  }
}
