import {
  type FieldDescription,
  type FieldSource,
  lookedUp,
  type ObjectMapping,
  ownColumns,
} from '../../src/kit/connector.ts'
import { type Entity, fieldDictionary } from '../../src/kit/record.ts'
import * as table from './mapping-table.ts'
import { isPseudo, modifiedColumn, owners } from './objects.ts'

type FieldsOf = (object: string) => ReadonlyMap<string, FieldDescription> | undefined

export interface Mappings {
  readonly mappings: readonly ObjectMapping[]
  /** Columns by object that every account has and this token does not see. */
  readonly hidden: ReadonlyMap<string, readonly string[]>
}

export interface AccountShape {
  readonly fieldsOf: FieldsOf
  /** `https://app.hubspot.com` */
  readonly uiUrl: string
  readonly portalId: string
}

interface Template {
  readonly object: string
  readonly entity: Entity
  readonly kind: string
  readonly fields: Readonly<Record<string, FieldSource>>
  /** Ids of HubSpot's object types, as they stand in addresses. */
  readonly typeId: string
}

const templates: readonly Template[] = [
  { object: 'contacts', entity: 'person', kind: 'contact', fields: table.contact, typeId: '0-1' },
  { object: 'companies', entity: 'company', kind: 'company', fields: table.company, typeId: '0-2' },
  { object: 'deals', entity: 'deal', kind: 'deal', fields: table.deal, typeId: '0-3' },
  { object: 'tickets', entity: 'case', kind: 'case', fields: table.ticket, typeId: '0-5' },
  { object: 'tasks', entity: 'activity', kind: 'task', fields: table.task, typeId: '0-27' },
  { object: 'calls', entity: 'activity', kind: 'call', fields: table.call, typeId: '0-48' },
  { object: 'emails', entity: 'activity', kind: 'email', fields: table.email, typeId: '0-49' },
  { object: 'meetings', entity: 'activity', kind: 'meeting', fields: table.meeting, typeId: '0-47' },
  { object: 'notes', entity: 'activity', kind: 'note', fields: table.note, typeId: '0-46' },
  { object: owners, entity: 'user', kind: 'user', fields: table.owner, typeId: '' },
]

export function buildMappings(shape: AccountShape): Mappings {
  const hidden = new Map<string, readonly string[]>()
  const mappings = templates.map((template): ObjectMapping => {
    const { object, entity, kind } = template
    const columns = shape.fieldsOf(object)
    const base = { object, entity, kind, when: [], url: urlOf(template, shape) }
    // Every account has these objects: one that is not described is hidden, which must not go unsaid.
    if (columns === undefined) return { ...base, fields: {}, revision: null }
    const missing = new Set<string>()
    const fields = { ...sources(template, columns, shape.fieldsOf, missing), ...customSources(columns) }
    hidden.set(object, [...missing].sort())
    const revision = isPseudo(object) ? null : modifiedColumn(object)
    const twins = (table.counterparts[object] ?? []).filter((column) => columns.has(column))
    return {
      ...base,
      fields,
      revision: revision !== null && columns.has(revision) ? revision : null,
      ...(twins.length === 0 ? {} : { counterparts: twins.map((column) => ({ crm: 'salesforce', column })) }),
    }
  })
  return { mappings, hidden }
}

function urlOf({ object, typeId }: Template, { uiUrl, portalId }: AccountShape): string {
  if (object === owners) return `${uiUrl}/settings/${portalId}/users?owner={id}`
  return `${uiUrl}/contacts/${portalId}/record/${typeId}/{id}`
}

/** Known to be empty, which is not the same as unknown. */
const empty: FieldSource = { constant: null }

/** HubSpot keeps these as associations or apart from the record: unknown, unless the table has a source. */
const unread: ReadonlySet<string> = new Set([
  'createdBy', // ids of users, where our users are owners
  'modifiedBy',
  'personId',
  'relatedId',
  'companyId',
  'companyName',
  'reportsToId',
  'bouncedAt',
  'optOutPhone',
  'portalUser',
  'lastTouchAt',
  'lastTouchSource',
  'nextActivityAt',
  'openWork',
  'lastActivityAt',
  'lastLoginAt',
  'profile',
  'currency',
])

/**
 * What this token can read. A field that HubSpot has no place for, or only with a feature that this account has not,
 * is known to be empty; a hidden one is left out, thus unknown, and noted in `missing`.
 */
function sources(
  { entity, fields }: Template,
  columns: ReadonlyMap<string, FieldDescription>,
  fieldsOf: FieldsOf,
  missing: Set<string>,
): Record<string, FieldSource> {
  const found: Record<string, FieldSource> = {}
  for (const name of Object.keys(fieldDictionary[entity])) {
    const source = fields[name]
    if (source === undefined) {
      if (!unread.has(name)) found[name] = empty
      continue
    }
    const absent = ownColumns(source).filter((column) => !columns.has(column))
    for (const column of absent) if (!table.featureColumns.has(column)) missing.add(column)
    const pruned = prune(source, (column) => columns.has(column), fieldsOf)
    if (pruned !== undefined) found[name] = pruned
    else if (
      !unread.has(name) &&
      absent.every((column) => table.featureColumns.has(column)) &&
      absent.length > 0
    )
      found[name] = empty
  }
  return found
}

function prune(
  source: FieldSource,
  visible: (column: string) => boolean,
  fieldsOf: FieldsOf,
): FieldSource | undefined {
  if (typeof source === 'string') return visible(source) ? source : undefined
  if ('first' in source) return some(source.first.filter(visible), (first) => ({ first }))
  if ('latest' in source) return some(source.latest.filter(visible), (latest) => ({ latest }))
  if ('join' in source) return some(source.join.filter(visible), (join) => ({ join, with: source.with }))
  if ('via' in source)
    return visible(source.via) && fieldsOf(source.object)?.has(lookedUp(source)) ? source : undefined
  return ownColumns(source).every(visible) ? source : undefined
}

function some(
  columns: readonly string[],
  make: (columns: readonly string[]) => FieldSource,
): FieldSource | undefined {
  return columns.length === 0 ? undefined : make(columns)
}

/** What an account added by itself: the first property that takes no value twice, by which other systems know it. */
function customSources(columns: ReadonlyMap<string, FieldDescription>): Record<string, FieldSource> {
  const key = [...columns.values()].find((field) => field.externalId && field.unique)
  return key === undefined ? {} : { externalId: key.name }
}
