import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { AssociationType } from '../schema/association-types.ts'
import { standardGroups, standardProperties } from '../schema/properties.ts'
import type { ObjectType, PropertyDefinition, PropertyGroup } from '../schema/types.ts'
import { createType, remember } from './open.ts'

/** Adds or replaces a property; the record data is left as it is. */
export function defineProperty(org: Org, type: string, property: PropertyDefinition): void {
  statement(org.db, 'INSERT OR REPLACE INTO property VALUES (?, ?, ?)').run(
    type,
    property.name,
    JSON.stringify(property),
  )
  org.schema.properties.get(type)?.set(property.name, property)
}

export function defineGroup(org: Org, type: string, group: PropertyGroup): void {
  statement(org.db, 'INSERT OR REPLACE INTO property_group VALUES (?, ?, ?)').run(
    type,
    group.name,
    JSON.stringify(group),
  )
  org.schema.groups.get(type)?.set(group.name, group)
}

/** A custom object, with its record table and what every object has. */
export function defineType(org: Org, type: ObjectType, firstId = 951): void {
  createType(org.db, type, firstId)
  remember(org.schema, type)
  for (const group of standardGroups(type)) defineGroup(org, type.name, group)
  for (const property of standardProperties(type)) defineProperty(org, type.name, property)
}

/** One direction; the caller adds the other. */
export function defineAssociation(org: Org, kind: AssociationType): void {
  statement(org.db, 'INSERT OR REPLACE INTO association_type VALUES (?, ?, ?, ?, ?, ?, ?)').run(
    kind.from,
    kind.to,
    kind.category,
    kind.typeId,
    kind.name,
    kind.label,
    kind.inverseId,
  )
}

/** From a plural name, a singular one or a type id. */
export function findType(org: Org, text: string): ObjectType | undefined {
  const wanted = text.toLowerCase()
  const found = org.schema.types.get(wanted)
  if (found !== undefined) return found
  for (const type of org.schema.types.values())
    if (type.typeId === wanted || type.singular === wanted || type.name.toLowerCase() === wanted) return type
  return undefined
}
