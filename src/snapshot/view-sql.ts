import {
  type ColumnType,
  type Condition,
  type Entity,
  type FieldDefinition,
  type FieldSource,
  fieldDictionary,
  type ObjectMapping,
  type Value,
} from '../kit/index.ts'
import type { HeldColumn } from './catalogue.ts'
import { literal, name } from './database.ts'
import { lookedUp, ownColumns, sourceOf } from './field-source.ts'

/** Columns in the file, by object. */
export type Held = ReadonlyMap<string, ReadonlyMap<string, HeldColumn>>

export const sqlTypes = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'TIMESTAMP',
} as const satisfies Record<ColumnType, string>

/** A canonical field of one mapping as SQL over its row `r`; `guess` marks a conversion that may fail. */
export interface FieldSql {
  readonly sql: string
  readonly raw: string
  readonly guess: boolean
}

interface Typed {
  readonly sql: string
  readonly type: ColumnType
}

/** Null when no column it reads is in the snapshot: the field is unknown. */
export function fieldSql(mapping: ObjectMapping, field: string, held: Held): FieldSql | null {
  const source = sourceOf(mapping, field)
  if (source === undefined) return null
  if (field === 'lastTouchSource' && mapping.fields[field] === undefined) {
    return lastTouchSourceSql(mapping, source, held)
  }
  const value = sourceSql(mapping, source, held)
  if (value === null) return null
  const type = canonicalType(mapping.entity, field) ?? value.type
  return {
    sql: convert(value, type),
    raw: value.sql,
    guess: value.type === 'text' && type !== 'text',
  }
}

export function conditionSql(mapping: ObjectMapping, condition: Condition, held: Held): string {
  const column = held.get(mapping.object)?.get(condition.column)
  const value = column ? nonBlank(column) : { sql: 'NULL::VARCHAR', type: 'text' as const }
  return meets(value, condition)
}

function meets(value: Typed, condition: Condition): string {
  if (condition.is !== undefined) {
    return condition.is === null ? `${value.sql} IS NULL` : `${equalsSql(value, condition.is)}`
  }
  if (condition.not === undefined) return 'true'
  return condition.not === null ? `${value.sql} IS NOT NULL` : `NOT ${equalsSql(value, condition.not)}`
}

export function canonicalType(entity: Entity, field: string): ColumnType | null {
  const definition = (fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>)[field]
  if (!definition) return null
  switch (definition.type) {
    case 'number':
    case 'boolean':
    case 'date':
    case 'datetime':
      return definition.type
    default:
      return 'text'
  }
}

/** Alias of the joined look-up table of a `via` source. */
export function lookupAlias(via: string, object: string): string {
  return name(`via ${via} ${object}`)
}

function sourceSql(mapping: ObjectMapping, source: FieldSource, held: Held): Typed | null {
  if (typeof source === 'object' && 'constant' in source) return constantSql(source.constant)
  const own = held.get(mapping.object)
  const columns = ownColumns(source).flatMap((column) => own?.get(column) ?? [])
  const [first] = columns
  if (!first) return null
  const values = columns.map((column) => nonBlank(column))
  if (typeof source === 'string') return nonBlank(first)
  if ('first' in source) {
    const type = values.every((value) => value.type === first.type) ? first.type : 'text'
    return { sql: `coalesce(${values.map((value) => convert(value, type)).join(', ')})`, type }
  }
  if ('join' in source) {
    const texts = values.map((value) => convert(value, 'text')).join(', ')
    return { sql: `nullif(concat_ws(${literal(source.with)}, ${texts}), '')`, type: 'text' }
  }
  if ('latest' in source) return { sql: latestSql(values), type: 'datetime' }
  if ('present' in source) return { sql: `(${nonBlank(first).sql} IS NOT NULL)`, type: 'boolean' }
  if ('equals' in source) {
    const sql =
      source.equals === null ? `(${nonBlank(first).sql} IS NULL)` : equalsSql(nonBlank(first), source.equals)
    return { sql, type: 'boolean' }
  }
  const target = held.get(source.object)?.get(lookedUp(source))
  if (target === undefined) return null
  const value = nonBlank(target, lookupAlias(source.via, source.object))
  if ('column' in source) return value
  const link = nonBlank(first)
  return { sql: `CASE WHEN ${meets(value, source.when)} THEN ${link.sql} END`, type: link.type }
}

function lastTouchSourceSql(mapping: ObjectMapping, source: FieldSource, held: Held): FieldSql | null {
  const own = held.get(mapping.object)
  const columns = ownColumns(source).flatMap((column) => own?.get(column) ?? [])
  if (columns.length === 0) return null
  const latest = latestSql(columns.map((column) => nonBlank(column)))
  const cases = columns.map(
    (column) => `WHEN ${convert(nonBlank(column), 'datetime')} = ${latest} THEN ${literal(column.name)}`,
  )
  const sql = `CASE ${cases.join(' ')} END`
  return { sql, raw: sql, guess: false }
}

function latestSql(values: readonly Typed[]): string {
  return `greatest(${values.map((value) => convert(value, 'datetime')).join(', ')})`
}

function constantSql(value: Value): Typed {
  if (typeof value === 'number') return { sql: `${value}::DOUBLE`, type: 'number' }
  if (typeof value === 'boolean') return { sql: String(value), type: 'boolean' }
  return { sql: `${literal(value)}::VARCHAR`, type: 'text' }
}

function nonBlank(column: HeldColumn, alias = 'r'): Typed {
  const sql = `${alias}.${name(column.name)}`
  if (column.type !== 'text') return { sql, type: column.type }
  // a text that begins with no blank needs no regular expression, which costs as much as reading it
  return { sql: `CASE WHEN ${sql} >= '!' OR regexp_matches(${sql}, '\\S') THEN ${sql} END`, type: 'text' }
}

function equalsSql(value: Typed, wanted: Exclude<Value, null>): string {
  const constant = constantSql(wanted)
  const same = constant.type === value.type
  const left = same ? value.sql : convert(value, 'text')
  return `coalesce(${left} = ${same ? constant.sql : convert(constant, 'text')}, false)`
}

/** Converts between column types; what cannot be converted becomes NULL and is counted by the sync. */
export function convert({ sql, type }: Typed, to: ColumnType): string {
  if (type === to) return sql
  if (to === 'text') return toText({ sql, type })
  if (type === 'text') return parse(sql, to, 'lenient')
  return `TRY_CAST(${sql} AS ${sqlTypes[to]})`
}

function toText({ sql, type }: Typed): string {
  if (type === 'datetime') return `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%gZ')`
  if (type !== 'number') return `CAST(${sql} AS VARCHAR)`
  const whole = `${sql} = trunc(${sql}) AND abs(${sql}) < 1e15`
  return `CASE WHEN ${whole} THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE CAST(${sql} AS VARCHAR) END`
}

/** A text as a typed value; `strict` makes the statement fail, `lenient` yields NULL. */
export function parse(raw: string, type: ColumnType, how: 'strict' | 'lenient'): string {
  if (type === 'text') return raw
  const cast = how === 'strict' ? 'CAST' : 'TRY_CAST'
  const text = `nullif(trim(${raw}), '')`
  switch (type) {
    case 'boolean':
      return `${cast}(${text} AS BOOLEAN)`
    case 'date':
      return `${cast}(${text} AS DATE)`
    // a plain cast to TIMESTAMP drops the offset from UTC instead of applying it
    case 'datetime':
      return `make_timestamp(epoch_us(${cast}(${text} AS TIMESTAMPTZ)))`
    case 'number': {
      const otherwise =
        how === 'strict' ? `WHEN ${text} IS NOT NULL THEN error('Conversion Error: not finite')` : ''
      const value = `${cast}(${text} AS DOUBLE)`
      return `CASE WHEN isfinite(${value}) THEN ${value} ${otherwise} END`
    }
  }
}
