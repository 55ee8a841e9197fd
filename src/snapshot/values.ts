import type { DuckDBValue } from '@duckdb/node-api'
import type { Value } from '../kit/index.ts'

/** DuckDB's values as rules see them: dates as `YYYY-MM-DD`, timestamps as ISO 8601 in UTC. */
export function toValues(values: readonly DuckDBValue[]): readonly Value[] {
  return values.map(toValue)
}

function toValue(value: DuckDBValue): Value {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    case 'bigint':
      return Number(value)
  }
  if (value === null || value === undefined) return null
  if ('micros' in value && /^DuckDBTimestamp(TZ)?Value$/.test(value.constructor.name)) {
    return isoFromMicros(value.micros)
  }
  if ('width' in value && 'scale' in value && 'value' in value) return Number(value.toString())
  return value.toString()
}

function isoFromMicros(micros: bigint): string {
  return new Date(Number(micros / 1000n)).toISOString()
}
