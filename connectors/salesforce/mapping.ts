import type { Condition, FieldDescription, FieldSource, ObjectMapping } from '../../src/kit/connector.ts'
import type { Entity } from '../../src/kit/record.ts'
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
const householdMark = 'npe01__SYSTEM_AccountType__c'
const householdValue = 'Household Account'

export function buildMappings(shape: OrgShape): Mappings {
  const { fieldsOf, instanceUrl } = shape
  const hidden = new Map<string, Set<string>>()
  const mappings: ObjectMapping[] = []
  for (const template of templates(shape)) {
    const columns = fieldsOf(template.object)
    if (columns === undefined) continue
    const missing = hidden.get(template.object) ?? new Set<string>()
    hidden.set(template.object, missing)
    mappings.push({
      object: template.object,
      entity: template.entity,
      kind: template.kind,
      when: template.when,
      fields: { ...prune(template, columns, fieldsOf, missing), ...externalId(columns) },
      url: `${instanceUrl}/{id}`,
      revision: columns.has('SystemModstamp') ? 'SystemModstamp' : null,
    })
  }
  const sorted = [...hidden].map(([object, columns]) => [object, [...columns].sort()] as const)
  return { mappings, hidden: new Map(sorted) }
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

/** Keeps what this login can read, and notes in `missing` what every org has and it cannot. */
function prune(
  { object, fields }: Template,
  columns: ReadonlyMap<string, FieldDescription>,
  fieldsOf: FieldsOf,
  missing: Set<string>,
): Record<string, FieldSource> {
  const visible = (column: string): boolean => {
    if (columns.has(column)) return true
    if (!table.isFeatureColumn(object, column)) missing.add(column)
    return false
  }
  const kept: Record<string, FieldSource> = {}
  for (const [name, source] of Object.entries(fields)) {
    const pruned = pruneSource(source, visible, fieldsOf)
    if (pruned !== undefined) kept[name] = pruned
  }
  return kept
}

function pruneSource(
  source: FieldSource,
  visible: (column: string) => boolean,
  fieldsOf: FieldsOf,
): FieldSource | undefined {
  if (typeof source === 'string') return visible(source) ? source : undefined
  if ('constant' in source) return source
  if ('via' in source) {
    const found = fieldsOf(source.object)?.has(source.column) ?? false
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

/** The first field that admins made an external id without doubles: what other systems know the record by. */
function externalId(columns: ReadonlyMap<string, FieldDescription>): Record<string, FieldSource> {
  const key = [...columns.values()].find((field) => field.externalId && field.unique)
  return key === undefined ? {} : { externalId: key.name }
}
