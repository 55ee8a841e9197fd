import { z } from 'zod'
import type { ConnectionIdentity } from '../../src/kit/connector.ts'
import { exitCodes, KitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import { bodyOf, getTogether, type Part } from './composite.ts'
import { QueryPage, queryPath, quote } from './soql.ts'

/** The newest version this connector was tried with; older orgs and explicit settings may want another. */
export const defaultApiVersion = '66.0'

const Versions = z.array(z.object({ version: z.string() }))
const Root = z.object({ identity: z.string() })

/** The version to speak, once the org has said which it knows. */
export async function chooseVersion(api: Api, wanted: string | undefined): Promise<string> {
  const { data } = await api.json(Versions, {
    path: '/services/data',
    purpose: 'connect',
    doing: 'looking up API versions',
  })
  const known = data.map(({ version }) => version).sort((a, b) => Number(a) - Number(b))
  const version = wanted ?? defaultApiVersion
  if (known.includes(version)) return version
  const newest = known.filter((each) => Number(each) <= Number(version)).at(-1)
  if (wanted === undefined && newest !== undefined) return newest
  throw new KitError('UNKNOWN_API_VERSION', `${api.host()} has no API version ${version}.`, {
    exit: exitCodes.usage,
    actions: [
      `Set \`apiVersion\` to one of those it has: ${known.at(0) ?? 'none'} to ${known.at(-1) ?? 'none'}.`,
    ],
  })
}

interface LoginIds {
  readonly orgId: string
  readonly userId: string
}

/** From the version's root: unlike the identity service it takes the token in a header, not in the address. */
async function readIds(api: Api): Promise<LoginIds> {
  const { data } = await api.json(Root, {
    path: `/services/data/v${api.version}`,
    purpose: 'connect',
    doing: 'looking up who is logged in',
  })
  const [orgId = '', userId = ''] = new URL(data.identity, api.instanceUrl()).pathname.split('/').slice(-2)
  return { orgId, userId }
}

export interface Organization {
  readonly identity: ConnectionIdentity
  readonly ids: LoginIds
  readonly facts: Readonly<Record<string, string | boolean | null>>
  /** System permissions of this user; undefined when the org does not tell. */
  readonly permissions: UserPermissions | undefined
  readonly householdRecordTypes: readonly string[]
}

const UserPermissions = z.object({
  PermissionsViewAllData: z.boolean().optional(),
  PermissionsModifyAllData: z.boolean().optional(),
})
type UserPermissions = z.infer<typeof UserPermissions>

const Org = z.object({
  Name: z.string().nullish(),
  InstanceName: z.string().nullish(),
  OrganizationType: z.string().nullish(),
  IsSandbox: z.boolean(),
  TrialExpirationDate: z.string().nullish(),
  NamespacePrefix: z.string().nullish(),
})

/** Developer names that household record types have: NPSP's, and that of the industry clouds. */
const householdTypes = ['HH_Account', 'IndustriesHousehold']

/** One call: who we are, in what org, and with which system permissions. */
export async function readOrganization(api: Api): Promise<Organization> {
  const ids = await readIds(api)
  const names = householdTypes.map(quote).join(', ')
  const paths = new Map([
    [
      'org',
      queryPath(
        'SELECT Name, InstanceName, OrganizationType, IsSandbox, TrialExpirationDate, NamespacePrefix FROM Organization',
      ),
    ],
    ['user', queryPath(`SELECT Username FROM User WHERE Id = ${quote(ids.userId)}`)],
    [
      'permissions',
      queryPath('SELECT PermissionsViewAllData, PermissionsModifyAllData FROM UserPermissionAccess'),
    ],
    [
      'households',
      queryPath(`SELECT Id FROM RecordType WHERE SobjectType = 'Account' AND DeveloperName IN (${names})`),
    ],
  ])
  const { data } = await getTogether(api, { paths, purpose: 'connect', doing: 'reading the organization' })
  const org = rowOf(Org, data.get('org'))
  if (org === undefined) throw partError(api, data.get('org'))
  const user = rowOf(z.object({ Username: z.string() }), data.get('user'))
  const households = bodyOf(QueryPage, data.get('households'))?.records ?? []
  return {
    ids,
    identity: identify(api, ids, org, user?.Username ?? ids.userId),
    facts: toFacts(org),
    permissions: rowOf(UserPermissions, data.get('permissions')),
    householdRecordTypes: households.map(({ Id }) => String(Id)).sort(),
  }
}

function rowOf<T extends z.ZodType>(shape: T, part: Part | undefined): z.output<T> | undefined {
  return shape.safeParse(bodyOf(QueryPage, part)?.records[0]).data
}

function identify(api: Api, { orgId }: LoginIds, org: z.infer<typeof Org>, user: string): ConnectionIdentity {
  return {
    crm: 'salesforce',
    orgId,
    host: api.host(),
    user,
    // Scratch orgs and trials say that they are no sandbox, but they expire.
    production: !org.IsSandbox && !org.TrialExpirationDate,
    apiVersion: api.version,
  }
}

function toFacts(org: z.infer<typeof Org>): Organization['facts'] {
  return {
    'organization.edition': org.OrganizationType ?? null,
    'organization.instance': org.InstanceName ?? null,
    'organization.namespace': org.NamespacePrefix ?? null,
    'organization.sandbox': org.IsSandbox,
    'organization.trialExpiration': org.TrialExpirationDate ?? null,
  }
}

function partError(api: Api, part: Part | undefined): KitError {
  const why = part === undefined || part.ok ? 'no answer' : api.clean(part.error.errorCode).slice(0, 100)
  return new KitError(
    'UNEXPECTED_ANSWER',
    `${api.host()} does not let this login read Organization (${why}).`,
    {
      actions: ['Every internal user with API access may: check which user and which app log in.'],
    },
  )
}
