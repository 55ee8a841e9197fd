import type { Column, ReadPart, ReadQuery } from '../../src/kit/connector.ts'
import { bulkPages } from './bulk-read.ts'
import { readDeleted } from './deleted.ts'
import type { ReadContext, RowsRead, Selection } from './read-context.ts'
import { latestOf, pagesAfter, queryFirst, toColumns } from './rest-read.ts'
import { dateTime } from './soql.ts'
import {
  isTooOld,
  later,
  readWatermark,
  startOfChanges,
  tooOld,
  type Watermark,
  writeWatermark,
} from './watermark.ts'

const stampColumn = 'SystemModstamp'

/** Full, or what changed since the watermark together with what is gone. */
export async function* read(query: ReadQuery, context: ReadContext): AsyncGenerator<ReadPart> {
  const { object } = query
  const columns = await selectColumns(query, context)
  if (columns.length === 0) {
    yield { type: 'complete', gaps: context.gapsOf(query) }
    return
  }
  const since = query.since === undefined ? undefined : readWatermark(query.since, object)
  if (since !== undefined && isTooOld(since, context.api.serverTime())) throw tooOld(object)
  const from = since === undefined ? undefined : startOfChanges(since)
  const where = from === undefined ? '' : ` WHERE ${stampColumn} >= ${dateTime(from)}`
  const soql = `SELECT ${columns.map(({ name }) => name).join(', ')} FROM ${object}${where}`
  const rows = yield* readRows({ object, columns, soql }, from === undefined, context)
  if (from !== undefined) yield* readDeleted(object, from, context)
  yield { type: 'complete', ...nextWatermark(object, rows, since, context), gaps: context.gapsOf(query) }
}

/**
 * The id first, then the columns that are there (the rest is in the gaps), the stamp last, asked for or not:
 * the next watermark comes from it.
 */
async function selectColumns(query: ReadQuery, context: ReadContext): Promise<readonly Column[]> {
  await context.descriptions.load([query.object], 'describe')
  const fields = context.descriptions.fields(query.object)
  if (fields === undefined) {
    context.descriptions.refuseUnknown([query.object])
    return []
  }
  const asked = query.columns.filter((column) => column !== stampColumn && fields.has(column))
  const wanted = [...new Set(['Id', ...asked]), ...(fields.has(stampColumn) ? [stampColumn] : [])]
  return wanted.map((name) => ({ name, type: fields.get(name)?.type ?? 'text' }))
}

/** Small answers by REST; a large one by Bulk, whether we knew beforehand or the first page tells. */
async function* readRows(
  selection: Selection,
  full: boolean,
  context: ReadContext,
): AsyncGenerator<ReadPart, RowsRead> {
  const { limits, counts } = context
  if (full && (counts.get(selection.object) ?? 0) > limits.restRows)
    return yield* bulkPages(selection, { all: false }, context)
  const { data: first, at } = await queryFirst(selection.soql, selection.object, context.api)
  if (!first.done && first.totalSize > limits.restRows)
    return yield* bulkPages(selection, { all: false }, context)
  let latest: string | null = null
  for await (const { records } of pagesAfter(first, selection.object, context.api)) {
    if (records.length === 0) continue
    const part = toColumns(records, selection.columns)
    latest = later(latest, latestOf(part))
    yield part
  }
  return { at, latest }
}

/**
 * Only where deletions can be asked for may the next read be incremental; users are never deleted. An object
 * without rows has no watermark, and costs nothing to read in full.
 */
function nextWatermark(
  object: string,
  { at, latest }: RowsRead,
  since: Watermark | undefined,
  { descriptions }: ReadContext,
): { watermark?: string } {
  const fields = descriptions.fields(object)
  const tracked = fields?.has(stampColumn) && (fields.has('IsDeleted') || object === 'User')
  const stamp = latest === null ? undefined : new Date(latest)
  const latestStamp = [stamp, since?.stamp]
    .filter((each) => each !== undefined && !Number.isNaN(each.getTime()))
    .sort((a, b) => Number(b) - Number(a))[0]
  if (!tracked || latestStamp === undefined) return {}
  return { watermark: writeWatermark({ stamp: latestStamp, readAt: at }) }
}
