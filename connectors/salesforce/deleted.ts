import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { parse } from 'csv-parse'
import type { ReadPart } from '../../src/kit/connector.ts'
import { bulkPages } from './bulk-read.ts'
import type { ReadContext, Selection } from './read-context.ts'
import { pagesAfter, queryFirst } from './rest-read.ts'
import { dateTime } from './soql.ts'

type Deleted = Extract<ReadPart, { type: 'deleted' }>

const idsPerPart = 5_000

/** What went to the recycle bin since; `MasterRecordId` tells what it was merged into. */
export async function* readDeleted(
  object: string,
  from: Date,
  context: ReadContext,
): AsyncGenerator<Deleted> {
  const fields = context.descriptions.fields(object)
  if (!fields?.has('IsDeleted')) return
  const master = fields.has('MasterRecordId')
  const columns = (master ? ['Id', 'MasterRecordId'] : ['Id']).map((name) => ({
    name,
    type: 'text' as const,
  }))
  const names = columns.map(({ name }) => name).join(', ')
  const soql = `SELECT ${names} FROM ${object} WHERE IsDeleted = true AND SystemModstamp >= ${dateTime(from)}`
  const { data: first } = await queryFirst(soql, object, context.api, true)
  if (!first.done && first.totalSize > context.limits.restRows) {
    yield* bulkDeleted({ object, columns, soql }, context)
    return
  }
  for await (const { records } of pagesAfter(first, object, context.api))
    if (records.length > 0) yield toPart(records.map(({ Id, MasterRecordId }) => [Id, MasterRecordId]))
}

async function* bulkDeleted(selection: Selection, context: ReadContext): AsyncGenerator<Deleted> {
  for await (const { path } of bulkPages(selection, { all: true }, context)) {
    try {
      let rows: unknown[][] = []
      for await (const row of createReadStream(path).pipe(parse({ from_line: 2, bom: true }))) {
        rows.push(row as unknown[])
        if (rows.length < idsPerPart) continue
        yield toPart(rows)
        rows = []
      }
      if (rows.length > 0) yield toPart(rows)
    } finally {
      await rm(path, { force: true })
    }
  }
}

function toPart(rows: readonly (readonly unknown[])[]): Deleted {
  const records = rows.map(([id, into]) => ({ id: String(id), into: into ? String(into) : null }))
  return { type: 'deleted', records }
}
