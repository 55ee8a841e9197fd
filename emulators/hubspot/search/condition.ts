import type { Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { findType } from '../store/define.ts'
import { columnOf, type SearchColumn } from './column.ts'
import { momentOf } from './functions.ts'
import { type Filter, invalid } from './query.ts'

export interface Condition {
  readonly sql: string
  readonly parameters: readonly (string | number)[]
}

const symbols = { EQ: '=', NEQ: '<>', LT: '<', LTE: '<=', GT: '>', GTE: '>=' } as const

/** A record without a value meets no condition but NOT_HAS_PROPERTY, not even NEQ. */
export function conditionOf(org: Org, type: ObjectType, filter: Filter): Condition {
  if (filter.property.startsWith('associations.')) return associated(org, type, filter)
  const column = columnOf(org, type, filter.property)
  const { sql } = column
  switch (filter.operator) {
    case 'HAS_PROPERTY':
      return { sql: `${sql} IS NOT NULL`, parameters: [] }
    case 'NOT_HAS_PROPERTY':
      return { sql: `${sql} IS NULL`, parameters: [] }
    case 'BETWEEN':
      return {
        sql: `${sql} BETWEEN ? AND ?`,
        parameters: [operand(column, filter, filter.value), operand(column, filter, filter.highValue)],
      }
    case 'IN':
    case 'NOT_IN':
      return among(column, filter)
    case 'CONTAINS_TOKEN':
      return { sql: `has_token(${sql}, ?)`, parameters: [filter.value] }
    case 'NOT_CONTAINS_TOKEN':
      return { sql: `(${sql} IS NOT NULL AND NOT has_token(${sql}, ?))`, parameters: [filter.value] }
    default:
      return compared(type, column, filter, symbols[filter.operator])
  }
}

function compared(type: ObjectType, column: SearchColumn, filter: Filter, symbol: string): Condition {
  const value = operand(column, filter, filter.value)
  const plain = { sql: `${column.sql} ${symbol} ?`, parameters: [value] }
  if (symbol !== '=') return plain
  if (filter.property === 'hs_object_id' && /^\d{1,15}$/.test(filter.value))
    return { sql: 'id = ?', parameters: [Number(filter.value)] }
  if (type.name === 'contacts' && filter.property === 'email')
    return {
      sql: `(id IN (SELECT id FROM email WHERE address = ?) AND ${plain.sql})`,
      parameters: [value, value],
    }
  return plain
}

/**
 * Values of a list are taken as they are, while texts are kept in lower case: `Acme` in a list finds nothing.
 * Of a property with several options any one is enough.
 */
function among({ sql, comparison }: SearchColumn, filter: Filter): Condition {
  const { operator, values, property } = filter
  const not = operator === 'NOT_IN' ? 'NOT ' : ''
  if (comparison === 'options') {
    const any = values.map(() => `instr(';' || ${sql} || ';', ';' || ? || ';') > 0`).join(' OR ')
    return { sql: `(${sql} IS NOT NULL AND ${not}(${any}))`, parameters: values }
  }
  const marks = values.map(() => '?').join(', ')
  if (property === 'hs_object_id' && values.every((value) => /^\d{1,15}$/.test(value)))
    return { sql: `${not}id IN (${marks})`, parameters: values.map(Number) }
  const listed = values.map((value) =>
    comparison === 'text' ? value : operand({ sql, comparison }, filter, value),
  )
  return { sql: `${sql} ${not}IN (${marks})`, parameters: listed }
}

function operand({ comparison }: SearchColumn, { property }: Filter, text: string): string | number {
  if (comparison === 'text') return text.toLowerCase()
  if (comparison !== 'number' && comparison !== 'moment') return text
  const value = comparison === 'number' ? Number(text) : momentOf(text)
  if (value === null || Number.isNaN(value))
    throw invalid(`There was a problem with the request: ${property} cannot be compared with such a value`)
  return value
}

/** `associations.company` and its like take record ids. */
function associated(org: Org, type: ObjectType, filter: Filter): Condition {
  const to = findType(org, filter.property.slice('associations.'.length))
  if (to === undefined)
    throw invalid(`There was a problem with the request: ${filter.property} does not exist`)
  const table = `FROM association AS tie WHERE tie.from_type = ? AND tie.from_id = id AND tie.to_type = ?`
  const pair = [type.name, to.name]
  switch (filter.operator) {
    case 'HAS_PROPERTY':
      return { sql: `EXISTS (SELECT 1 ${table})`, parameters: pair }
    case 'NOT_HAS_PROPERTY':
      return { sql: `NOT EXISTS (SELECT 1 ${table})`, parameters: pair }
    case 'EQ':
    case 'IN': {
      const ids = filter.operator === 'EQ' ? [filter.value] : filter.values
      const marks = ids.map(() => '?').join(', ')
      return {
        sql: `EXISTS (SELECT 1 ${table} AND tie.to_id IN (${marks}))`,
        parameters: [...pair, ...ids.map(Number)],
      }
    }
    default:
      throw invalid(`There was a problem with the request: ${filter.property} cannot be filtered so`)
  }
}
