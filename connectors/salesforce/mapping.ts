import type { Condition, FieldDescription, FieldSource, ObjectMapping } from '../../src/kit/connector.ts'
import { type Entity, fieldDictionary } from '../../src/kit/record.ts'
import * as table from './mapping-table.ts'

/** Objects that mappings read from, and those that they look names up in. */
export const mappedObjects = [
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'Case',
  'Task',
  'Event',
  'User',
] as const
export const lookedUpObjects = ['RecordType', 'Profile', 'UserRole'] as const

type FieldsOf = (object: string) => ReadonlyMap<string, FieldDescription> | undefined

export interface Mappings {
  readonly mappings: readonly ObjectMapping[]
  /** Columns by object that every org has and this login does not see. */
  readonly hidden: ReadonlyMap<string, readonly string[]>
}

export interface OrgShape {
  readonly fieldsOf: FieldsOf
  readonly instanceUrl: string
  /** Ids of Account record types that stand for households. */
  readonly householdRecordTypes: readonly string[]
}

interface Template {
  readonly object: string
  readonly entity: Entity
  readonly kind: string
  readonly when: readonly Condition[]
  readonly fields: Readonly<Record<string, FieldSource>>
}

/** NPSP marks the accounts that it makes for families. */
export const householdMark = 'npe01__SYSTEM_AccountType__c'
export const householdValue = 'Household Account'

/** Other systems know a person account by its contact. */
const contactOfPerson = 'PersonContactId'

export function buildMappings(shape: OrgShape): Mappings {
  const { fieldsOf, instanceUrl } = shape
  const hidden = new Map<string, Set<string>>()
  const mappings: ObjectMapping[] = []
  const hasHouseholds = templates(shape).some(({ kind }) => kind === 'household')
  for (const template of templates(shape)) {
    const columns = fieldsOf(template.object)
    if (columns === undefined) {
      mappings.push(unreadable(template, instanceUrl))
      continue
    }
    const missing = hidden.get(template.object) ?? new Set<string>()
    hidden.set(template.object, missing)
    const household = householdOf(template, hasHouseholds, fieldsOf)
    mappings.push({
      object: template.object,
      entity: template.entity,
      kind: template.kind,
      when: template.when,
      fields: {
        ...sources(template, columns, fieldsOf, missing),
        ...customSources(template.entity, columns),
        ...household,
      },
      url: `${instanceUrl}/{id}`,
      revision: columns.has('SystemModstamp') ? 'SystemModstamp' : null,
      ...(template.kind === 'person-account' && columns.has(contactOfPerson)
        ? { otherIds: [contactOfPerson] }
        : {}),
    })
  }
  const sorted = [...hidden].map(([object, columns]) => [object, [...columns].sort()] as const)
  return { mappings, hidden: new Map(sorted) }
}

/** A contact's account, where NPSP marked it as a household; unknown where only a record type tells. */
function householdOf(
  { entity, object }: Template,
  hasHouseholds: boolean,
  fieldsOf: FieldsOf,
): Record<string, FieldSource> {
  if (entity !== 'person') return {}
  if (object !== 'Contact' || !hasHouseholds) return { householdId: empty }
  const readable =
    fieldsOf('Account')?.has(householdMark) === true && fieldsOf('Contact')?.has('AccountId') === true
  if (!readable) return {}
  const when = { column: householdMark, is: householdValue }
  return { householdId: { via: 'AccountId', object: 'Account', when } }
}

/** Every org has these objects: one that is not described is hidden from this login, which must not go unsaid. */
function unreadable({ object, entity, kind }: Template, instanceUrl: string): ObjectMapping {
  return { object, entity, kind, when: [], fields: {}, url: `${instanceUrl}/{id}`, revision: null }
}

function templates({ fieldsOf, householdRecordTypes }: OrgShape): readonly Template[] {
  const has = (object: string, column: string): boolean => fieldsOf(object)?.has(column) ?? false
  // Without person accounts there is no such column, and a condition on it would be an error.
  const notPerson = (object: string): readonly Condition[] =>
    has(object, 'IsPersonAccount') ? [{ column: 'IsPersonAccount', is: false }] : []
  const { households, companies } = householdConditions(has('Account', householdMark), householdRecordTypes)
  const account = notPerson('Account')
  return [
    {
      object: 'Contact',
      entity: 'person',
      kind: 'contact',
      when: notPerson('Contact'),
      fields: table.contact,
    },
    // A converted lead lives on as a contact.
    {
      object: 'Lead',
      entity: 'person',
      kind: 'lead',
      when: [{ column: 'IsConverted', is: false }],
      fields: table.lead,
    },
    ...(account.length === 0
      ? []
      : [
          {
            object: 'Account',
            entity: 'person' as const,
            kind: 'person-account',
            when: [{ column: 'IsPersonAccount', is: true }],
            fields: table.personAccount,
          },
        ]),
    {
      object: 'Account',
      entity: 'company',
      kind: 'company',
      when: [...account, ...companies],
      fields: table.company,
    },
    ...households.map((household) => ({
      object: 'Account',
      entity: 'company' as const,
      kind: 'household',
      when: [...account, household],
      fields: table.company,
    })),
    { object: 'Opportunity', entity: 'deal', kind: 'deal', when: [], fields: table.deal },
    { object: 'Case', entity: 'case', kind: 'case', when: [], fields: table.supportCase },
    { object: 'Task', entity: 'activity', kind: 'task', when: [], fields: table.task },
    { object: 'Event', entity: 'activity', kind: 'event', when: [], fields: table.event },
    { object: 'User', entity: 'user', kind: 'user', when: [], fields: table.user },
  ]
}

/** One condition per household mapping, for all conditions of one mapping must hold. */
function householdConditions(
  marked: boolean,
  recordTypes: readonly string[],
): { readonly households: readonly Condition[]; readonly companies: readonly Condition[] } {
  if (marked)
    return {
      households: [{ column: householdMark, is: householdValue }],
      companies: [{ column: householdMark, not: householdValue }],
    }
  return {
    households: recordTypes.map((id) => ({ column: 'RecordTypeId', is: id })),
    companies: recordTypes.map((id) => ({ column: 'RecordTypeId', not: id })),
  }
}

/** Known to be empty, which is not the same as unknown. */
const empty: FieldSource = { constant: null }

/** Fields that are filled elsewhere or not read by this version: unknown, unless the table has a source. */
const unread: ReadonlySet<string> = new Set([
  'householdId',
  'portalUser',
  'lastTouchAt',
  'lastTouchSource',
  'nextActivityAt',
  'openWork',
])

/**
 * What this login can read. A field that Salesforce has no place for, or only with a feature that this org has
 * not, is known to be empty; a hidden one is left out, thus unknown, and noted in `missing`.
 */
function sources(
  { object, entity, fields }: Template,
  columns: ReadonlyMap<string, FieldDescription>,
  fieldsOf: FieldsOf,
  missing: Set<string>,
): Record<string, FieldSource> {
  const found: Record<string, FieldSource> = {}
  for (const name of Object.keys(fieldDictionary[entity])) {
    const source = fields[name]
    let hidden = unread.has(name)
    const visible = (column: string): boolean => {
      if (columns.has(column)) return true
      if (!table.isFeatureColumn(object, column)) {
        missing.add(column)
        hidden = true
      }
      return false
    }
    const pruned = source === undefined ? undefined : pruneSource(source, visible, fieldsOf)
    if (pruned !== undefined) found[name] = pruned
    else if (!hidden && !isBrokenLookUp(source, columns)) found[name] = empty
  }
  return found
}

/** Our end of the look-up is there, the other one may not be read. */
function isBrokenLookUp(
  source: FieldSource | undefined,
  columns: ReadonlyMap<string, FieldDescription>,
): boolean {
  return typeof source === 'object' && 'via' in source && columns.has(source.via)
}

function pruneSource(
  source: FieldSource,
  visible: (column: string) => boolean,
  fieldsOf: FieldsOf,
): FieldSource | undefined {
  if (typeof source === 'string') return visible(source) ? source : undefined
  if ('constant' in source) return source
  if ('via' in source) {
    const found =
      fieldsOf(source.object)?.has('column' in source ? source.column : source.when.column) ?? false
    return visible(source.via) && found ? source : undefined
  }
  if ('first' in source) {
    const first = source.first.filter(visible)
    return first.length === 0 ? undefined : { first }
  }
  if ('latest' in source) {
    const latest = source.latest.filter(visible)
    return latest.length === 0 ? undefined : { latest }
  }
  if ('join' in source) {
    const join = source.join.filter(visible)
    return join.length === 0 ? undefined : { join, with: source.with }
  }
  return visible('present' in source ? source.present : source.column) ? source : undefined
}

/**
 * What an org added by itself: the first field that is an external id without doubles, by which other systems
 * know the record, and further e-mail addresses of a person.
 */
function customSources(
  entity: Entity,
  columns: ReadonlyMap<string, FieldDescription>,
): Record<string, FieldSource> {
  const all = [...columns.values()]
  const key = all.find((field) => field.externalId && field.unique)
  const emails = all.filter(({ name, nativeType }) => nativeType === 'email' && /__p?c$/.test(name))
  return {
    ...(key === undefined ? {} : { externalId: key.name }),
    ...(entity !== 'person' || emails.length === 0
      ? {}
      : { otherEmails: { join: emails.map(({ name }) => name), with: ';' } }),
  }
}
