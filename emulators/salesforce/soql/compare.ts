import type { SQLInputValue } from 'node:sqlite'
import { ApiError } from '../org.ts'
import type { FieldSchema, FieldType } from '../schema/types.ts'
import { fullId } from '../store/id.ts'
import { toDate, toMoment } from '../store/moment.ts'
import type { Comparison } from './condition.ts'
import { invalidField, pointed, positionOf } from './fault.ts'
import { type Period, periodOf } from './period.ts'
import type { Scope } from './scope.ts'

export interface Operand {
  readonly sql: string
  readonly type: FieldType
  /** For messages. */
  readonly name: string
  readonly path: string
  readonly field: FieldSchema | undefined
}

type Literal = { readonly value: SQLInputValue } | { readonly period: Period }

const NUMBERS: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent'])
const MIDNIGHT = 'T00:00:00.000+0000'

function unquote(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }
  return text.slice(1, -1).replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c)
}

/** In LIKE a backslash keeps its meaning before `%` and `_`. */
function unquotePattern(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(.)/g, (whole, c: string) => (c === '%' || c === '_' ? whole : c === '\\' ? '\\\\' : c))
}

function typeName(type: FieldType): string {
  if (type === 'datetime') return 'dateTime'
  if (type === 'picklist' || type === 'textarea' || type === 'email' || type === 'phone') return 'string'
  return type
}

function wrongType(scope: Scope, operand: Operand, enclosed: boolean): ApiError {
  const rule = enclosed ? 'should be enclosed in quotes' : 'should not be enclosed in quotes'
  const text = `value of filter criterion for field '${operand.name}' must be of type ${typeName(operand.type)} and ${rule}`
  return invalidField(scope.context.soql, operand.path, text)
}

function idLiteral(scope: Scope, operand: Operand, text: string): SQLInputValue {
  if (text === '') return null
  const id = fullId(text)
  const { field } = operand
  const loose =
    field === undefined || field.referenceTo.includes('EntityDefinition') || field.name === 'DurableId'
  if (id !== null || loose) return id ?? text
  const { soql } = scope.context
  const place = pointed(soql, positionOf(soql, operand.path), `invalid ID field: ${text}`)
  throw new ApiError(400, 'INVALID_QUERY_FILTER_OPERATOR', place)
}

function stringLiteral(scope: Scope, operand: Operand, raw: string): Literal {
  const { type } = operand
  if (NUMBERS.has(type) || type === 'boolean' || type === 'date' || type === 'datetime')
    throw wrongType(scope, operand, false)
  const text = unquote(raw)
  if (type === 'id' || type === 'reference') return { value: idLiteral(scope, operand, text) }
  return { value: text === '' ? null : text }
}

function literal(scope: Scope, operand: Operand, raw: string, kind: string): Literal {
  const { type } = operand
  if (kind === 'NULL') return { value: null }
  if (kind === 'STRING') return stringLiteral(scope, operand, raw)
  if (kind.startsWith('DATE_')) {
    const period = periodOf(raw, new Date(`${scope.context.today}T00:00:00Z`))
    if (!period || (type !== 'date' && type !== 'datetime')) throw wrongType(scope, operand, true)
    return { period }
  }
  if (kind === 'BOOLEAN' && type === 'boolean') return { value: raw.toUpperCase() === 'TRUE' ? 1 : 0 }
  if (kind === 'DATE' && type === 'date') return { value: toDate(raw) }
  if (kind === 'DATETIME' && type === 'datetime') return { value: toMoment(raw) }
  if (/^(INTEGER|DECIMAL)/.test(kind) && NUMBERS.has(type))
    return { value: Number(raw.replace(/^[A-Za-z]+/, '')) }
  const quoted = !(NUMBERS.has(type) || type === 'boolean' || type === 'date' || type === 'datetime')
  throw wrongType(scope, operand, quoted)
}

/** A literal that covers days, compared with a day or a moment. */
function periodSql(scope: Scope, operand: Operand, operator: string, period: Period): string {
  const { sql, type } = operand
  const edge = (day: string) => (type === 'datetime' ? day + MIDNIGHT : day)
  const put = (day: string) => {
    scope.params.push(edge(day))
    return '?'
  }
  if (operator === '<') return `${sql} < ${put(period.from)}`
  if (operator === '>=') return `${sql} >= ${put(period.from)}`
  if (operator === '>') return `${sql} >= ${put(period.until)}`
  if (operator === '<=') return `${sql} < ${put(period.until)}`
  const within = `(${sql} >= ${put(period.from)} AND ${sql} < ${put(period.until)})`
  return operator === '=' ? within : `NOT coalesce(${within}, 0)`
}

function valueSql(scope: Scope, operand: Operand, operator: string, value: SQLInputValue): string {
  const { sql } = operand
  if (value === null) {
    if (operator === '=') return `${sql} IS NULL`
    if (operator === '!=') return `${sql} IS NOT NULL`
    return '0'
  }
  scope.params.push(value)
  if (operator === '!=') return `(${sql} IS NULL OR ${sql} <> ?)`
  return `${sql} ${operator} ?`
}

function multi(scope: Scope, operand: Operand, operator: string, values: readonly string[]): string {
  const { sql, type } = operand
  if (type !== 'multipicklist')
    throw invalidField(
      scope.context.soql,
      operand.path,
      `includes or excludes operator only valid on multipicklist field`,
    )
  const any = values.map((raw) => {
    const all = unquote(raw).split(';')
    scope.params.push(...all.map((part) => `;${part};`))
    return `(${all.map(() => `instr(';' || ${sql} || ';', ?) > 0`).join(' AND ')})`
  })
  const included = `(${any.join(' OR ')})`
  return operator === 'INCLUDES' ? included : `NOT coalesce(${included}, 0)`
}

function list(scope: Scope, operand: Operand, comparison: Comparison, values: readonly string[]): string {
  const kinds = comparison.literalType
  const within = values.map((raw, index) => {
    const kind = Array.isArray(kinds) ? (kinds[index] ?? 'STRING') : (kinds ?? 'STRING')
    return literal(scope, operand, raw, kind)
  })
  const plain = within.flatMap((each) => ('value' in each && each.value !== null ? [each.value] : []))
  const nulls = within.some((each) => 'value' in each && each.value === null)
  const periods = within.flatMap((each) => ('period' in each ? [each.period] : []))
  const parts = periods.map((period) => periodSql(scope, operand, '=', period))
  if (plain.length > 0) {
    scope.params.push(...plain)
    parts.push(`${operand.sql} IN (${plain.map(() => '?').join(', ')})`)
  }
  if (nulls) parts.push(`${operand.sql} IS NULL`)
  const any = `(${parts.join(' OR ')})`
  return comparison.operator === 'IN' ? any : `NOT coalesce(${any}, 0)`
}

export function compare(scope: Scope, operand: Operand, comparison: Comparison): string {
  const { operator, value } = comparison
  const values = Array.isArray(value) ? value : undefined
  if (operator === 'INCLUDES' || operator === 'EXCLUDES')
    return multi(scope, operand, operator, values ?? [value as string])
  if (values) return list(scope, operand, comparison, values)
  const raw = value as string
  if (operator === 'LIKE') {
    if (
      NUMBERS.has(operand.type) ||
      ['id', 'reference', 'boolean', 'date', 'datetime'].includes(operand.type)
    )
      throw invalidField(scope.context.soql, operand.path, `invalid operator on ${operand.type} field`)
    scope.params.push(unquotePattern(raw))
    return `${operand.sql} LIKE ? ESCAPE '\\'`
  }
  const kind = Array.isArray(comparison.literalType) ? comparison.literalType[0] : comparison.literalType
  const right = literal(scope, operand, raw, kind ?? 'STRING')
  return 'period' in right
    ? periodSql(scope, operand, operator, right.period)
    : valueSql(scope, operand, operator, right.value)
}
