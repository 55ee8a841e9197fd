import type { Column, ColumnType, ReadPart } from '../../src/kit/connector.ts'
import type { Value } from '../../src/kit/record.ts'
import type { Answer, Api } from './api.ts'
import { incomplete } from './read-context.ts'
import { QueryPage, queryPath } from './soql.ts'
import { later } from './watermark.ts'

type Columns = Extract<ReadPart, { type: 'columns' }>

export async function queryFirst(
  soql: string,
  object: string,
  api: Api,
  all = false,
): Promise<Answer<QueryPage>> {
  return await api.json(QueryPage, {
    path: queryPath(soql, all),
    purpose: 'query',
    doing: `reading ${object}`,
  })
}

/** The first page and all that follow it; a page that breaks is asked for again by the same address. */
export async function* pagesAfter(first: QueryPage, object: string, api: Api): AsyncGenerator<QueryPage> {
  let page = first
  let rows = page.records.length
  yield page
  // An empty page that is not the last would lead on for ever.
  while (!page.done && page.nextRecordsUrl !== undefined && page.records.length > 0) {
    const call = { path: page.nextRecordsUrl, purpose: 'query', doing: `reading ${object}` }
    page = (await api.json(QueryPage, call)).data
    rows += page.records.length
    if (rows > first.totalSize) break
    yield page
  }
  if (rows !== first.totalSize) throw incomplete(object, first.totalSize, rows, api.host())
}

export function toColumns(
  records: readonly Readonly<Record<string, unknown>>[],
  columns: readonly Column[],
): Columns {
  const values = columns.map(({ name, type }) => records.map((record) => toValue(record[name], type)))
  return { type: 'columns', columns, values }
}

/** The latest stamp in a part whose last column is `SystemModstamp`. */
export function latestOf({ columns, values }: Columns): string | null {
  if (columns.at(-1)?.name !== 'SystemModstamp') return null
  const stamps = values.at(-1)?.filter((value) => typeof value === 'string') ?? []
  return stamps.reduce<string | null>(later, null)
}

/** As JSON brought it, in the form that the snapshot has too. */
export function toValue(raw: unknown, type: ColumnType): Value {
  if (raw === null || raw === undefined) return null
  if (type === 'datetime') return toDateTime(String(raw))
  if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') return raw
  return JSON.stringify(raw)
}

/** REST writes `2026-11-22T10:00:00.000+0000`, Bulk `…000Z`; both shall look the same. */
function toDateTime(raw: string): string {
  return raw.replace(/\+00:?00$/, 'Z')
}
