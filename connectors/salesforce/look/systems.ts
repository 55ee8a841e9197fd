import type { ChildRelationship } from '../../../src/kit/connector.ts'
import type { WriteCheck } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { bodyOf, getTogether } from '../composite.ts'
import type { Descriptions } from '../describe.ts'
import { QueryPage, queryPath } from '../soql.ts'

export interface SystemsContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

type System = WriteCheck['systems'][number]

interface Known extends System {
  /** Namespaces of its packages. */
  readonly namespaces: readonly string[]
  /** Name of its connected app. */
  readonly app: RegExp
}

const known: readonly Known[] = [
  {
    name: 'HubSpot integration',
    namespaces: ['HubSpot_Inc'],
    app: /hubspot/i,
    what: 'Merges are mirrored badly: merge here first, then in HubSpot, and expect merged records to come back from there until then.',
  },
  {
    name: 'Marketing Cloud',
    namespaces: ['et4ae5'],
    app: /marketing cloud/i,
    what: 'It knows people by contact or lead id and does not follow merges: give it the map of old and new ids.',
  },
  {
    name: 'Account Engagement (Pardot)',
    namespaces: ['pi'],
    app: /pardot|account engagement/i,
    what: 'It knows prospects by contact or lead id and does not follow merges: give it the map of old and new ids.',
  },
  {
    name: 'Nonprofit Success Pack',
    namespaces: ['npsp', 'npe01', 'npo02', 'npe03', 'npe4', 'npe5'],
    app: /nonprofit success/i,
    what: 'It keeps households, addresses and totals by contact: merge contacts in its own way.',
  },
]

/** By installed packages, connected apps, and the packages' fields and objects around these records. */
export async function findSystems(
  objects: readonly string[],
  children: readonly ChildRelationship[],
  { api, descriptions }: SystemsContext,
): Promise<readonly System[]> {
  const paths = new Map([
    ['packages', queryPath("SELECT NamespacePrefix FROM PackageLicense WHERE Status != 'Uninstalled'")],
    ['apps', queryPath('SELECT Name FROM ConnectedApplication')],
  ])
  const { data } = await getTogether(api, { paths, purpose: 'check', doing: 'looking for integrations' })
  const packages = bodyOf(QueryPage, data.get('packages'))?.records
  const apps = bodyOf(QueryPage, data.get('apps'))?.records
  const fields = objects.flatMap((object) => [...(descriptions.fields(object)?.keys() ?? [])])
  const namespaces = new Set(
    [
      ...(packages ?? []).map((row) => String(row.NamespacePrefix)),
      ...[...fields, ...children.flatMap(({ object, field }) => [object, field])].flatMap(namespaceOf),
    ].map((each) => each.toLowerCase()),
  )
  const found = known.filter(
    (system) =>
      system.namespaces.some((each) => namespaces.has(each.toLowerCase())) ||
      (apps ?? []).some(({ Name }) => system.app.test(String(Name))),
  )
  return [
    ...found.map(({ name, what }) => ({ name, what })),
    ...objects.flatMap((object) => externalIds(object, descriptions)),
    ...(packages === undefined || apps === undefined ? [untold] : []),
  ]
}

const untold: System = {
  name: 'unknown integrations',
  what: 'Salesforce does not tell this login all installed packages and connected apps ("View Setup and Configuration" is missing): others may keep ids of these records.',
}

function externalIds(object: string, descriptions: Descriptions): readonly System[] {
  const ids = [...(descriptions.fields(object)?.values() ?? [])].filter(({ externalId }) => externalId)
  return ids.map(({ name }) => ({
    name: `${object}.${name}`,
    what: `Another system knows ${object} records by this id; it will not find a duplicate by its own any more.`,
  }))
}

/** `npe01` of `npe01__HomeEmail__c`. */
function namespaceOf(name: string): readonly string[] {
  const parts = name.split('__')
  return parts.length > 2 && parts[0] !== undefined ? [parts[0]] : []
}
