import { ColumnBuilder } from '../columns/column.ts'
import type { ReadColumn, RecordTable } from './table.ts'

/** Some records of a table, evenly spread over it, with the values that these have and no others. */
export function sampleOf(table: RecordTable, most: number): RecordTable {
  if (table.rows <= most) return table
  const rows = Int32Array.from({ length: most }, (_, at) => Math.floor((at * table.rows) / most))
  const order = Int32Array.from({ length: most }, (_, at) => at)
  const columns = [...table.columns].map(([field, column]) => [field, pick(column, rows, order)] as const)
  return {
    ...table,
    rows: most,
    object: Uint8Array.from(rows, (row) => table.object[row] ?? 0),
    kind: Uint8Array.from(rows, (row) => table.kind[row] ?? 0),
    ids: { length: most, at: (at) => table.ids.at(rows[at] ?? 0) },
    columns: new Map(columns),
  }
}

function pick({ codes, texts }: ReadColumn, rows: Int32Array, order: Int32Array): ReadColumn {
  const builder = new ColumnBuilder()
  for (const row of rows) builder.add(texts.at(codes[row] ?? 0))
  const column = builder.finish(order)
  return { ...column, values: Array.from({ length: column.texts.size }, (_, code) => column.texts.at(code)) }
}
