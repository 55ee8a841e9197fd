import type { Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { invalid } from './query.ts'

/** How values of a property are compared. */
export type Comparison = 'text' | 'option' | 'options' | 'number' | 'moment'

export interface SearchColumn {
  /** SQL for the value as it is compared and sorted. */
  readonly sql: string
  readonly comparison: Comparison
}

/**
 * Ids are compared and sorted as texts: `1000` comes before `999`. Modification and creation stand in columns of
 * their own, the first with an index.
 */
export function columnOf(org: Org, type: ObjectType, name: string): SearchColumn {
  if (name === 'hs_object_id') return { sql: 'CAST(id AS TEXT)', comparison: 'text' }
  if (name === type.modified || name === 'hs_lastmodifieddate')
    return { sql: 'updated', comparison: 'moment' }
  const property = org.schema.properties.get(type.name)?.get(name)
  if (property === undefined || property.archived)
    throw invalid(`There was a problem with the request: property ${name} does not exist`)
  const raw = `json_extract(properties, '$."${name.replaceAll(/["']/g, '')}"')`
  if (name === type.created || name === 'hs_createdate')
    return { sql: `coalesce(moment_of(${raw}), created)`, comparison: 'moment' }
  if (property.type === 'number') return { sql: `CAST(${raw} AS REAL)`, comparison: 'number' }
  if (property.type === 'date' || property.type === 'datetime')
    return { sql: `moment_of(${raw})`, comparison: 'moment' }
  if (property.type === 'bool') return { sql: raw, comparison: 'option' }
  if (property.type === 'enumeration')
    return { sql: raw, comparison: property.fieldType === 'checkbox' ? 'options' : 'option' }
  return { sql: `lower_text(${raw})`, comparison: 'text' }
}
