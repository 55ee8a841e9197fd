import type { SQLInputValue } from 'node:sqlite'
import { statement } from '../../statement.ts'
import type { Org, Session } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'
import { missing, noSuchField, notDeserialised, notWritable, refuse } from './fault.ts'
import { byExternalId, checkReference, findBy, hasBin } from './reference.ts'
import { toStored } from './value.ts'

/** What a client sends: field names to values; `attributes` is not one. */
export type Values = Readonly<Record<string, unknown>>
/** Checked, by the schema's own names. */
export type Stored = Map<string, SQLInputValue>

const IGNORED: ReadonlySet<string> = new Set(['attributes', 'type'])

function relationField(object: ObjectSchema, name: string): FieldSchema | undefined {
  const wanted = name.toLowerCase()
  return object.fields.find((field) => field.relationshipName?.toLowerCase() === wanted)
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every value checked against the schema and the user's rights; the first kind of fault found is reported. */
export function readInput(
  org: Org,
  session: Session,
  object: ObjectSchema,
  values: Values,
  create: boolean,
): Stored {
  const stored: Stored = new Map()
  const refused: string[] = []
  for (const [name, value] of Object.entries(values)) {
    if (IGNORED.has(name) || name.toLowerCase() === 'id') continue
    const field = org.schema.field(object, name)
    const relation = field ? undefined : relationField(object, name)
    const target = field ?? relation
    if (!target || !session.access.reads(object.name, target.name)) throw noSuchField(object, name)
    const may = create ? target.createable : target.updateable
    if (!may || !session.access.writes(object.name, target.name)) refused.push(target.name)
    else stored.set(target.name, convert(org, target, value, relation !== undefined))
  }
  if (refused.length > 0) throw notWritable(refused)
  return stored
}

function convert(org: Org, field: FieldSchema, value: unknown, relation: boolean): SQLInputValue {
  if (relation) {
    if (value === null) return null
    if (!isNested(value)) throw notDeserialised('reference', value)
    return byExternalId(org, field, value)
  }
  return field.type === 'reference' ? checkReference(org, field, value) : toStored(field, value)
}

export function checkRequired(object: ObjectSchema, stored: Stored, create: boolean): void {
  const names = object.fields
    .filter((field) => !field.nillable && field.createable && field.type !== 'boolean' && field.type !== 'id')
    .filter((field) =>
      stored.has(field.name) ? stored.get(field.name) === null : create && field.defaultValue === null,
    )
    .map(({ name }) => name)
  if (names.length > 0) throw missing(names)
}

export function checkUnique(org: Org, object: ObjectSchema, stored: Stored, own: string | null): void {
  for (const field of object.fields) {
    if (!field.unique) continue
    const value = stored.get(field.name)
    if (value === undefined || value === null) continue
    const other = findBy(org, object, field, String(value)).find((id) => id !== own)
    if (other !== undefined)
      throw refuse(
        'DUPLICATE_VALUE',
        `duplicate value found: ${field.name} duplicates value on record with id: ${other}`,
      )
  }
}

/** The platform keeps one row per pair in these. */
const PAIRS: Readonly<Record<string, { readonly fields: readonly string[]; readonly message: string }>> = {
  CampaignMember: { fields: ['CampaignId', 'ContactId', 'LeadId'], message: 'Already a campaign member.' },
  AccountContactRelation: {
    fields: ['AccountId', 'ContactId'],
    message: 'A relationship between this account and contact already exists',
  },
  ContentDocumentLink: {
    fields: ['LinkedEntityId', 'ContentDocumentId'],
    message: 'The file is already linked to this entity: duplicate value found: ContentDocumentLink',
  },
  PermissionSetAssignment: {
    fields: ['AssigneeId', 'PermissionSetId', 'PermissionSetGroupId'],
    message: 'Duplicate PermissionSetAssignment. Assignee: the user already has the permission set',
  },
  EntitySubscription: { fields: ['ParentId', 'SubscriberId'], message: 'Already following' },
  TopicAssignment: { fields: ['TopicId', 'EntityId'], message: 'duplicate value found: TopicAssignment' },
}

export function checkPair(org: Org, object: ObjectSchema, stored: Stored): void {
  const pair = PAIRS[object.name]
  if (!pair) return
  const given = pair.fields.map((name) => [name, stored.get(name) ?? null] as const)
  const tests = given.map(([name, value]) => (value === null ? `"${name}" IS NULL` : `"${name}" = ?`))
  if (hasBin(object)) tests.push('"IsDeleted" = 0')
  const row = statement(org.db, `SELECT "Id" FROM "${object.name}" WHERE ${tests.join(' AND ')} LIMIT 1`).get(
    ...given.flatMap(([, value]) => (value === null ? [] : [value])),
  )
  if (row) throw refuse('DUPLICATE_VALUE', pair.message)
}
