import type { FieldType as Selected } from '@jetstreamapp/soql-parser-js'
import { ApiError, type Org, type Session } from '../org.ts'
import { type CompiledQuery, cells, compileQuery } from '../soql/index.ts'

export interface BulkRows {
  readonly columns: readonly string[]
  readonly rows: Iterable<readonly (string | null)[]>
}

export interface BulkQuery {
  readonly object: string
  readonly pkChunking: boolean
  readonly open: () => BulkRows
}

/** Lists of values and the metadata of objects, which the vendor keeps elsewhere than records. */
const withoutBulk: ReadonlySet<string> = new Set([
  'CaseStatus',
  'ContractStatus',
  'EntityDefinition',
  'FieldDefinition',
  'OrderStatus',
  'PartnerRole',
  'SolutionStatus',
  'TaskPriority',
  'TaskStatus',
])

/** Refuses at once what a bulk query cannot do, as the vendor does when the job is created. */
export function checkBulkQuery(
  org: Org,
  session: Session,
  soql: string,
  operation: 'query' | 'queryAll',
): BulkQuery {
  const compiled = compileQuery(org, session, soql, { all: operation === 'queryAll' })
  const { name } = compiled.object
  if (withoutBulk.has(name))
    throw new ApiError(400, 'INVALIDENTITY', `${name} is not supported by the Bulk API`)
  const refusal = refusalOf(compiled)
  if (refusal !== undefined) throw new ApiError(400, 'API_ERROR', refusal)
  return {
    object: name,
    pkChunking: compiled.query.orderBy === undefined && compiled.query.limit === undefined,
    open: () => ({ columns: compiled.columns.map(({ name }) => name), rows: textRows(org, compiled) }),
  }
}

/** The texts for compound, nested and blob fields are the vendor's own; those of the others are not documented. */
function refusalOf(compiled: CompiledQuery): string | undefined {
  const { query, columns, aggregate, selection } = compiled
  const fields = query.fields ?? []
  if (selection.children.length > 0) return 'Aggregate Relationships not supported in Bulk Query'
  if (columns.some(({ type }) => type === 'address' || type === 'location'))
    return 'Selecting compound data not supported in Bulk Query'
  if (columns.some(({ type }) => type === 'base64'))
    return 'Blob field not supported in Bulk V2 Query with CSV content type'
  if (aggregate) return 'Aggregate functions and GROUP BY not supported in Bulk Query'
  if (query.offset !== undefined) return 'OFFSET not supported in Bulk Query'
  if (fields.some((field) => field.type === 'FieldTypeof')) return 'TYPEOF not supported in Bulk Query'
  if (fields.some(isFieldsFunction)) return 'FIELDS function not supported in Bulk Query'
  return undefined
}

function isFieldsFunction(field: Selected): boolean {
  return field.type === 'FieldFunctionExpression' && field.functionName.toUpperCase() === 'FIELDS'
}

function* textRows(org: Org, compiled: CompiledQuery): Generator<readonly (string | null)[]> {
  const { columns } = compiled
  for (const row of cells(org, compiled))
    yield row.map((value, index) => toText(columns[index]?.type ?? 'string', value))
}

function toText(type: string, value: string | number | boolean | null): string | null {
  if (value === null || typeof value === 'boolean') return value === null ? null : String(value)
  if (typeof value === 'string') return type === 'datetime' ? value.replace(/\+0000$/, 'Z') : value
  return type === 'int' ? String(value) : javaDouble(value)
}

/** Bulk results print decimals as Java does: `5.0`, and `1.5E7` from ten million on. */
function javaDouble(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = '0'] = value.toExponential().split('e')
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
  }
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
