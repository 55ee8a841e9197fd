import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { Org } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'
import { newId } from './id.ts'
import { moment, now } from './moment.ts'
import { isWritten } from './open.ts'

export type CellValue = string | number | boolean | null | undefined | Date
type StoreOrg = Pick<Org, 'db' | 'schema' | 'clock'>

const STAMPS: ReadonlySet<string> = new Set(['CreatedDate', 'LastModifiedDate', 'SystemModstamp'])
const AUTHORS: ReadonlySet<string> = new Set(['CreatedById', 'LastModifiedById'])

/** Booleans to 0 and 1, dates to text; everything else is stored as given. */
function toCell(field: FieldSchema, value: CellValue): SQLInputValue {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) return field.type === 'date' ? value.toISOString().slice(0, 10) : moment(value)
  if (typeof value === 'string' && field.type === 'datetime' && value.endsWith('Z'))
    return moment(new Date(value))
  return value
}

/** Sets of the same columns are prepared once. */
function statementFor(org: StoreOrg, object: ObjectSchema, columns: readonly string[]): StatementSync {
  const names = columns.map((name) => `"${name}"`).join(', ')
  const marks = columns.map(() => '?').join(', ')
  return org.db.prepare(`INSERT INTO "${object.name}" (${names}) VALUES (${marks})`)
}

function resolve(org: StoreOrg, object: string, columns: readonly string[]) {
  const described = org.schema.objects.get(object)
  if (!described) throw new Error(`no object ${object}`)
  const fields = columns.map((name) => {
    const field = org.schema.field(described, name)
    if (!field || !isWritten(field)) throw new Error(`${object}.${name} is not a stored column`)
    return field
  })
  return { described, fields }
}

function stampColumns(described: ObjectSchema, given: ReadonlySet<string>): string[] {
  const stamps = described.fields.filter(
    ({ name }) => STAMPS.has(name) || AUTHORS.has(name) || name === 'IsDeleted',
  )
  return stamps.map(({ name }) => name).filter((name) => !given.has(name))
}

interface InsertOptions {
  /** Author of rows that name none; default: no one. */
  readonly userId?: string
}

/**
 * Seeding: no validation, no triggers, one transaction, one prepared statement.
 * Ids are allotted when `Id` is not among the columns; stamps and author likewise. Returns how many rows went in.
 */
export function insertRows(
  org: StoreOrg,
  object: string,
  columns: readonly string[],
  rows: Iterable<readonly CellValue[]>,
  options: InsertOptions = {},
): number {
  const { described, fields } = resolve(org, object, columns)
  const given = new Set(fields.map(({ name }) => name))
  const extra = stampColumns(described, given)
  const stamp = now(org.clock)
  const constants = extra.map((name): SQLInputValue => {
    if (name === 'IsDeleted') return 0
    return STAMPS.has(name) ? stamp : (options.userId ?? null)
  })
  const allot = !given.has('Id')
  const names = [...fields.map(({ name }) => name), ...extra, ...(allot ? ['Id'] : [])]
  const statement = statementFor(org, described, names)
  const nested = org.db.isTransaction
  if (!nested) org.db.exec('BEGIN')
  let count = 0
  try {
    for (const row of rows) {
      const cells: SQLInputValue[] = fields.map((field, index) => toCell(field, row[index]))
      cells.push(...constants)
      if (allot) cells.push(newId(org, object))
      statement.run(...cells)
      count++
    }
    if (!nested) org.db.exec('COMMIT')
  } catch (error) {
    if (!nested) org.db.exec('ROLLBACK')
    throw error
  }
  return count
}
