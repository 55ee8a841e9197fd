import type { Condition, FieldSource, ObjectMapping } from '../kit/index.ts'

export { lookedUp, ownColumns } from '../kit/index.ts'

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
