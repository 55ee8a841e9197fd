import type { Condition, FieldSource, ObjectMapping } from '../kit/index.ts'

/** Columns of the mapping's own object that a source reads. */
export function ownColumns(source: FieldSource): readonly string[] {
  if (typeof source === 'string') return [source]
  if ('first' in source) return source.first
  if ('join' in source) return source.join
  if ('via' in source) return [source.via]
  if ('latest' in source) return source.latest
  if ('present' in source) return [source.present]
  if ('equals' in source) return [source.column]
  return []
}

/** The source of a field; `lastTouchSource` follows from `lastTouchAt`. */
export function sourceOf(mapping: ObjectMapping, field: string): FieldSource | undefined {
  const own = mapping.fields[field]
  if (own !== undefined || field !== 'lastTouchSource') return own
  const touch = mapping.fields.lastTouchAt
  return typeof touch === 'object' && 'latest' in touch ? touch : undefined
}

export function conditionColumns(conditions: readonly Condition[]): readonly string[] {
  return conditions.map((condition) => condition.column)
}
