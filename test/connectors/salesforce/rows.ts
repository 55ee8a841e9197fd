import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { ReadPart } from '../../../src/kit/connector.ts'
import type { Value } from '../../../src/kit/record.ts'

export type Row = Readonly<Record<string, Value>>

/** Rows of all parts by column name, ordered by id, CSV texts typed as their columns say. */
export function rowsOf(parts: readonly ReadPart[]): Row[] {
  const rows = parts.flatMap((part) => {
    if (part.type === 'columns') return columnRows(part)
    return part.type === 'csv' ? csvRows(part) : []
  })
  return rows.sort((a, b) => (String(a.Id) < String(b.Id) ? -1 : 1))
}

function columnRows({ columns, values }: Extract<ReadPart, { type: 'columns' }>): Row[] {
  const count = values[0]?.length ?? 0
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(columns.map(({ name }, column) => [name, values[column]?.[row] ?? null])),
  )
}

function csvRows({ path, columns }: Extract<ReadPart, { type: 'csv' }>): Row[] {
  const [header, ...lines] = parse(readFileSync(path)) as string[][]
  if (header?.join() !== columns.map(({ name }) => name).join()) throw new Error(`header ${header?.join()}`)
  return lines.map((line) =>
    Object.fromEntries(columns.map(({ name, type }, at) => [name, typed(line[at] ?? '', type)])),
  )
}

function typed(text: string, type: string): Value {
  if (text === '') return null
  if (type === 'number') return Number(text)
  return type === 'boolean' ? text === 'true' : text
}
