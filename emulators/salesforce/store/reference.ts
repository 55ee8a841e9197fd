import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'
import { crossReference, deleted, notDeserialised, refuse } from './fault.ts'
import { fullId } from './id.ts'

interface Found {
  readonly IsDeleted?: number
}

export function hasBin(object: ObjectSchema): boolean {
  return object.fields.some(({ name }) => name === 'IsDeleted')
}

/** `undefined` when no such row was ever there. */
export function rowState(org: Org, object: ObjectSchema, id: string): 'living' | 'deleted' | undefined {
  const column = hasBin(object) ? '"IsDeleted"' : '0 AS "IsDeleted"'
  const row = statement(org.db, `SELECT ${column} FROM "${object.name}" WHERE "Id" = ?`).get(id) as
    | Found
    | undefined
  if (!row) return undefined
  return row.IsDeleted === 1 ? 'deleted' : 'living'
}

/** An id must be one, of an object that the field may point to, and of a row that is there. */
export function checkReference(org: Org, field: FieldSchema, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value !== 'string') throw notDeserialised('reference', value)
  const id = fullId(value)
  const object = id === null ? undefined : org.schema.byPrefix(id.slice(0, 3))
  if (id === null || !object || !field.referenceTo.includes(object.name))
    throw refuse('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [field.name])
  const state = rowState(org, object, id)
  if (state === undefined) throw crossReference()
  if (state === 'deleted') throw deleted()
  return id
}

type Nested = Readonly<Record<string, unknown>>

function targetOf(org: Org, field: FieldSchema, nested: Nested): ObjectSchema | undefined {
  const type = (nested.attributes as { type?: string } | undefined)?.type
  if (type !== undefined) return org.schema.object(type)
  if (field.referenceTo.length > 1)
    throw refuse(
      'JSON_PARSER_ERROR',
      'Nested object for polymorphic foreign key must have an attributes field before any other fields.',
    )
  return org.schema.objects.get(field.referenceTo[0] ?? '')
}

/** `"Account": {"ERP_Id__c": "A-1"}`: the parent by its external id. */
export function byExternalId(org: Org, field: FieldSchema, nested: Nested): string {
  const target = targetOf(org, field, nested)
  const [name, value] = Object.entries(nested).find(([key]) => key !== 'attributes') ?? []
  const key = target && name ? org.schema.field(target, name) : undefined
  if (!target || !key?.idLookup)
    throw refuse(
      'INVALID_FIELD',
      `The external foreign key reference does not reference a valid entity: ${field.relationshipName}`,
    )
  const rows = findBy(org, target, key, String(value))
  if (rows.length > 1)
    throw refuse('DUPLICATE_EXTERNAL_ID', `The external foreign key reference matches more than one record`, [
      field.name,
    ])
  const [only] = rows
  if (only === undefined)
    throw refuse(
      'INVALID_FIELD',
      `Foreign key external ID: ${value} not found for field ${key.name} in entity ${target.name}`,
    )
  return only
}

/** Ids of the living rows that hold this value. */
export function findBy(org: Org, object: ObjectSchema, key: FieldSchema, value: string): string[] {
  const alive = hasBin(object) ? ' AND "IsDeleted" = 0' : ''
  const wanted = key.type === 'id' || key.type === 'reference' ? fullId(value) : value
  const rows = statement(
    org.db,
    `SELECT "Id" FROM "${object.name}" WHERE "${key.name}" = ?${alive} ORDER BY rowid LIMIT 200`,
  ).all(wanted) as { Id: string }[]
  return rows.map(({ Id }) => Id)
}
