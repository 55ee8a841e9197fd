import type { FunctionExp } from '@jetstreamapp/soql-parser-js'
import type { FieldSchema, FieldType } from '../schema/types.ts'
import { invalidField, malformed } from './fault.ts'
import { type Resolved, resolve, type Scope } from './scope.ts'

/** A function over a column: what it is in SQL and what type comes out. */
export interface Call {
  readonly sql: string
  readonly type: FieldType
  readonly aggregate: boolean
  readonly of: Resolved | undefined
}

const MONTH = (x: string) => `CAST(substr(${x}, 6, 2) AS INTEGER)`
const QUARTER = (x: string) => `((CAST(substr(${x}, 6, 2) AS INTEGER) + 2) / 3)`
const YEAR = (x: string) => `CAST(substr(${x}, 1, 4) AS INTEGER)`
const DAY_OF = (format: string) => (x: string) =>
  `CAST(strftime('${format}', substr(${x}, 1, 10)) AS INTEGER)`

const DATE_FUNCTIONS: Readonly<Record<string, (x: string) => string>> = {
  CALENDAR_MONTH: MONTH,
  CALENDAR_QUARTER: QUARTER,
  CALENDAR_YEAR: YEAR,
  FISCAL_MONTH: MONTH,
  FISCAL_QUARTER: QUARTER,
  FISCAL_YEAR: YEAR,
  DAY_IN_MONTH: DAY_OF('%d'),
  DAY_IN_YEAR: DAY_OF('%j'),
  DAY_IN_WEEK: (x) => `(${DAY_OF('%w')(x)} + 1)`,
  WEEK_IN_MONTH: (x) => `((${DAY_OF('%d')(x)} - 1) / 7 + 1)`,
  WEEK_IN_YEAR: (x) => `((${DAY_OF('%j')(x)} - 1) / 7 + 1)`,
  HOUR_IN_DAY: (x) => `CAST(substr(${x}, 12, 2) AS INTEGER)`,
}
const AGGREGATES: ReadonlySet<string> = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'])
const NUMBERS: ReadonlySet<FieldType> = new Set(['int', 'double', 'currency', 'percent'])
/** Shown as they are: the emulated org has one language, one currency and one time zone (UTC). */
const TRANSPARENT: ReadonlySet<string> = new Set(['TOLABEL', 'FORMAT', 'CONVERTCURRENCY', 'CONVERTTIMEZONE'])

export function isAggregate(name: string): boolean {
  return AGGREGATES.has(name.toUpperCase())
}

export function call(scope: Scope, written: FunctionExp): Call {
  const name = (written.functionName ?? '').toUpperCase()
  const [first] = written.parameters ?? []
  if (name === 'COUNT' && first === undefined)
    return { sql: 'count(*)', type: 'int', aggregate: true, of: undefined }
  if (first === undefined) throw malformed(scope.context.soql, name, `unexpected token: '${name}'`)
  const inner = typeof first === 'string' ? column(scope, first) : call(scope, first)
  if (TRANSPARENT.has(name)) return { ...inner, aggregate: inner.aggregate }
  if (name === 'DAY_ONLY')
    return { sql: `substr(${inner.sql}, 1, 10)`, type: 'date', aggregate: false, of: inner.of }
  const part = DATE_FUNCTIONS[name]
  if (part) return { sql: part(inner.sql), type: 'int', aggregate: false, of: inner.of }
  if (AGGREGATES.has(name)) return aggregate(scope, name, inner, written.rawValue ?? name)
  if (name === 'GROUPING') return { sql: '0', type: 'int', aggregate: false, of: inner.of }
  throw malformed(scope.context.soql, name, `unexpected token: '${written.functionName}'`)
}

function column(scope: Scope, path: string): Call {
  const of = resolve(scope, path)
  return { sql: of.sql, type: of.field.type, aggregate: false, of }
}

function aggregate(scope: Scope, name: string, inner: Call, raw: string): Call {
  const field = inner.of?.field
  if (field && !aggregates(name, field))
    throw malformed(
      scope.context.soql,
      raw,
      `field ${field.name} does not support aggregate operator ${name}`,
    )
  if (name === 'COUNT') return { sql: `count(${inner.sql})`, type: 'int', aggregate: true, of: inner.of }
  if (name === 'COUNT_DISTINCT')
    return { sql: `count(DISTINCT ${inner.sql})`, type: 'int', aggregate: true, of: inner.of }
  return {
    sql: `${name.toLowerCase()}(${inner.sql})`,
    type: name === 'AVG' ? 'double' : inner.type,
    aggregate: true,
    of: inner.of,
  }
}

function aggregates(name: string, field: FieldSchema): boolean {
  if (name === 'SUM' || name === 'AVG') return NUMBERS.has(field.type)
  if (name === 'MIN' || name === 'MAX') return !['boolean', 'id', 'base64', 'address'].includes(field.type)
  return field.filterable && field.type !== 'address'
}

/** LoginHistory and setup rows answer some questions only. */
export function refuseUnfilterable(scope: Scope, of: Resolved): void {
  if (of.field.filterable) return
  throw invalidField(
    scope.context.soql,
    of.path,
    `field '${of.field.name}' can not be filtered in a query call`,
  )
}
