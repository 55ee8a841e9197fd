import { statement } from '../../statement.ts'
import { ApiError, type Org } from '../org.ts'
import { type Values, valueIn } from './record.ts'

const builtIn: ReadonlySet<string> = new Set(['hs_object_id', 'email', 'hs_unique_creation_key'])

const known = new WeakMap<object, { readonly size: number; readonly names: readonly string[] }>()

/** Custom properties declared with `hasUniqueValue`; e-mail has rules of its own. */
export function uniqueProperties(org: Org, type: string): readonly string[] {
  const properties = org.schema.properties.get(type)
  if (properties === undefined) return []
  const found = known.get(properties)
  if (found?.size === properties.size) return found.names
  const names = [...properties.values()]
    .filter((property) => property.hasUniqueValue && !builtIn.has(property.name))
    .map((property) => property.name)
  known.set(properties, { size: properties.size, names })
  return names
}

export function addUniqueValues(org: Org, type: string, id: string, properties: Values): void {
  for (const name of uniqueProperties(org, type)) {
    const value = valueIn(properties, name)?.toLowerCase()
    if (value === undefined) continue
    const owner = ownerOfValue(org, type, name, value)
    if (owner === id) continue
    if (owner !== undefined)
      throw new ApiError(
        400,
        'VALIDATION_ERROR',
        `Cannot set PropertyValueCoordinates{objectTypeId=${org.schema.types.get(type)?.typeId}, propertyName=${name}, value=${value}} on ${id}. ${owner} already has that value.`,
      )
    statement(org.db, 'INSERT INTO unique_value VALUES (?, ?, ?, ?)').run(type, name, value, Number(id))
  }
}

export function dropUniqueValues(org: Org, type: string, id: string, properties: Values): void {
  for (const name of uniqueProperties(org, type)) {
    const value = valueIn(properties, name)?.toLowerCase()
    if (value === undefined) continue
    statement(org.db, 'DELETE FROM unique_value WHERE type = ? AND name = ? AND value = ? AND id = ?').run(
      type,
      name,
      value,
      Number(id),
    )
  }
}

export function ownerOfValue(org: Org, type: string, name: string, value: string): string | undefined {
  const row = statement(org.db, 'SELECT id FROM unique_value WHERE type = ? AND name = ? AND value = ?').get(
    type,
    name,
    value.toLowerCase(),
  )
  return row === undefined ? undefined : String(row.id)
}
