import type { Org } from '../org.ts'
import type { CompiledQuery } from './compile.ts'
import { cellValue, type JsonRecord, type Row, recordOf } from './shape.ts'

function rows(org: Org, compiled: CompiledQuery, offset = 0): IterableIterator<Row> {
  const sql = offset === 0 ? compiled.sql : `SELECT * FROM (${compiled.sql}) LIMIT -1 OFFSET ${offset}`
  const statement = org.db.prepare(sql)
  statement.setReturnArrays(true)
  return statement.iterate(...compiled.params) as unknown as IterableIterator<Row>
}

/** Records one by one; a reader that stops early lets go of the statement. */
export function* records(
  org: Org,
  compiled: CompiledQuery,
  version: string,
  offset = 0,
): Generator<JsonRecord> {
  for (const row of rows(org, compiled, offset)) yield recordOf(compiled.shape, row, version)
}

/** The flat columns of every row, as a bulk export writes them: booleans as booleans, no attributes. */
export function* cells(
  org: Org,
  compiled: CompiledQuery,
  offset = 0,
): Generator<readonly (string | number | boolean | null)[]> {
  const { columns } = compiled
  for (const row of rows(org, compiled, offset)) yield columns.map(({ at, type }) => cellValue(type, row[at]))
}

export function countRows(org: Org, compiled: CompiledQuery): number {
  if (compiled.aggregate && !compiled.grouped && !compiled.countOnly) return 1
  const sql = compiled.countOnly && !compiled.grouped ? compiled.sql : compiled.countSql
  const statement = org.db.prepare(sql)
  statement.setReturnArrays(true)
  const row = statement.get(...compiled.params) as unknown as Row | undefined
  return Number(row?.[0] ?? 0)
}
