import {
  type ColumnType,
  type Entity,
  type FieldDefinition,
  fieldDictionary,
  type Value,
} from '../../src/kit/index.ts'

/** Names of all columns but the id, in the order of their first appearance. */
export function columnsOf(rows: readonly Readonly<Record<string, Value>>[]): readonly string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)))
  names.delete('id')
  return [...names]
}

/** How a canonical field is stored; anything else is text. */
export function columnType(entity: Entity, name: string): ColumnType {
  const { type } = (fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>)[name] ?? {
    type: 'text',
  }
  switch (type) {
    case 'number':
    case 'boolean':
    case 'date':
    case 'datetime':
      return type
    default:
      return 'text'
  }
}
