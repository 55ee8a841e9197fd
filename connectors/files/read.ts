import { type Gap, KitError, type ReadPart, type ReadQuery } from '../../src/kit/index.ts'
import { type BadRow, encodingOf, openCsv, readRows } from './csv-file.ts'
import { columnType, type Table } from './table.ts'

const batchRows = 8192

/** The whole file, or nothing when it has not changed since. */
export async function* readTable(
  table: Table,
  query: ReadQuery,
  signal: AbortSignal,
): AsyncGenerator<ReadPart> {
  signal.throwIfAborted()
  const { stamp } = await openCsv(table.file.path, table.file.object)
  if (query.since === stamp) {
    yield { type: 'complete', watermark: stamp, gaps: [] }
    return
  }
  if (query.since !== undefined) {
    throw new KitError('WATERMARK_TOO_OLD', `The file ${table.file.path} has changed since it was read.`)
  }
  const bad: BadRow[] = []
  let badRows = 0
  const addBad = (row: BadRow): void => {
    badRows += 1
    if (bad.length < 5) bad.push(row)
  }
  const file = { ...table.file, encoding: await encodingOf(table.file, signal) }
  yield* batches({ ...table, file }, query.columns, addBad, signal)
  signal.throwIfAborted()
  yield { type: 'complete', watermark: stamp, gaps: gapsOf(table, bad, badRows) }
}

async function* batches(
  table: Table,
  columns: readonly string[],
  bad: (row: BadRow) => void,
  signal: AbortSignal,
): AsyncGenerator<ReadPart> {
  const idAt = table.idColumn === null ? -1 : table.file.header.indexOf(table.idColumn)
  const places = columns.map((title) => table.file.header.indexOf(title))
  const described = ['_id', ...columns].map((name) => ({ name, type: columnType(table, name) }))
  const seen = new Set<string>()
  let values: (string | null)[][] = described.map(() => [])
  let number = 0
  for await (const row of readRows(table.file, bad, signal)) {
    number += 1
    const id = idAt < 0 ? `row-${number}` : (row.values[idAt] ?? '').trim()
    if (id === '' || seen.has(id)) {
      bad({ line: row.line, why: id === '' ? 'has no id' : 'has the id of an earlier row' })
      continue
    }
    seen.add(id)
    values[0]?.push(id)
    for (const [index, place] of places.entries()) values[index + 1]?.push(row.values[place] || null)
    if (values[0]?.length !== batchRows) continue
    yield { type: 'columns', columns: described, values }
    values = described.map(() => [])
  }
  if (values[0]?.length) yield { type: 'columns', columns: described, values }
}

function gapsOf(table: Table, bad: readonly BadRow[], count: number): readonly Gap[] {
  if (count === 0) return []
  const rows = bad.map(({ line, why }) => `line ${line} ${why}`)
  const more = count > bad.length ? [`and ${count - bad.length} more`] : []
  return [
    {
      what: table.file.object,
      why: `rows left out: ${count} (${[...rows, ...more].join('; ')})`,
      remedy: `Correct these rows in ${table.file.path}`,
    },
  ]
}
