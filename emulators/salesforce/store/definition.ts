import type { DatabaseSync } from 'node:sqlite'
import type { FieldSchema, FieldType, ObjectSchema, Schema } from '../schema/types.ts'

const TYPE_NAMES: Partial<Record<FieldType, string>> = {
  id: 'Id',
  string: 'Text',
  textarea: 'Text Area',
  email: 'Email',
  phone: 'Phone',
  url: 'URL',
  picklist: 'Picklist',
  multipicklist: 'Picklist (Multi-Select)',
  combobox: 'Picklist',
  boolean: 'Checkbox',
  int: 'Number',
  double: 'Number',
  currency: 'Currency',
  percent: 'Percent',
  date: 'Date',
  datetime: 'Date/Time',
  time: 'Time',
  address: 'Address',
  base64: 'Base64',
}

function dataType(field: FieldSchema): string {
  if (field.type === 'reference') return `Lookup(${field.referenceTo.join(',')})`
  const name = TYPE_NAMES[field.type] ?? field.type
  if (field.precision > 0) return `${name}(${field.precision - field.scale}, ${field.scale})`
  return field.length > 0 && field.type !== 'picklist' && field.type !== 'id'
    ? `${name}(${field.length})`
    : name
}

/** Standard objects are their own durable id; custom ones have an `01I…` number. */
function durable(object: ObjectSchema, position: number): string {
  return object.custom ? `01I5e00000${String(position).padStart(5, '0')}` : object.name
}

function insert(db: DatabaseSync, table: string, columns: readonly string[]) {
  const marks = columns.map(() => '?').join(', ')
  return db.prepare(
    `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${marks})`,
  )
}

const ENTITY = [
  'Id',
  'DurableId',
  'QualifiedApiName',
  'DeveloperName',
  'MasterLabel',
  'Label',
  'PluralLabel',
  'KeyPrefix',
  'PublisherId',
  'IsQueryable',
  'IsSearchable',
  'IsTriggerable',
  'IsLayoutable',
  'IsReplicateable',
  'IsRetrieveable',
  'IsCustomizable',
  'InternalSharingModel',
  'ExternalSharingModel',
]
const FIELD = [
  'Id',
  'DurableId',
  'QualifiedApiName',
  'EntityDefinitionId',
  'EntityDefinitionApiName',
  'DeveloperName',
  'MasterLabel',
  'Label',
  'Length',
  'DataType',
  'ValueTypeId',
  'Precision',
  'Scale',
  'IsCalculated',
  'IsIndexed',
  'IsNillable',
  'IsNameField',
  'IsCompound',
  'RelationshipName',
]

const bit = (value: boolean) => (value ? 1 : 0)
const bare = (name: string) => name.replace(/__(c|pc)$/, '')

function entityRow(object: ObjectSchema, key: string) {
  return [
    key,
    key,
    object.name,
    bare(object.name),
    object.label,
    object.label,
    object.labelPlural,
    object.keyPrefix,
    object.custom ? '<local>' : 'System',
    bit(object.queryable),
    bit(object.searchable),
    bit(object.triggerable),
    bit(object.layoutable),
    bit(object.replicateable),
    bit(object.queryable),
    bit(object.layoutable),
    'ReadWrite',
    'Private',
  ]
}

function fieldRow(object: ObjectSchema, field: FieldSchema, key: string) {
  return [
    `${key}.${field.name}`,
    `${key}.${bare(field.name)}`,
    field.name,
    key,
    object.name,
    bare(field.name),
    field.label,
    field.label,
    field.length,
    dataType(field),
    field.type,
    field.precision,
    field.scale,
    bit(field.calculated),
    bit(field.idLookup || field.type === 'reference'),
    bit(field.nillable),
    bit(field.nameField),
    bit(field.type === 'address'),
    field.relationshipName,
  ]
}

/** EntityDefinition and FieldDefinition mirror the schema, so they are written anew at every opening. */
export function fillDefinitions(db: DatabaseSync, schema: Schema): void {
  db.exec('DELETE FROM "EntityDefinition"; DELETE FROM "FieldDefinition"')
  const entity = insert(db, 'EntityDefinition', ENTITY)
  const definition = insert(db, 'FieldDefinition', FIELD)
  let position = 0
  for (const object of schema.objects.values()) {
    const key = durable(object, ++position)
    entity.run(...entityRow(object, key))
    for (const field of object.fields) definition.run(...fieldRow(object, field, key))
  }
}
