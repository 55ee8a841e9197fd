import assert from 'node:assert/strict'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Connection, ReadNeed, ReadPart, ReadQuery } from './connector.ts'

type Complete = Extract<ReadPart, { type: 'complete' }>

export interface WholeRead {
  readonly ids: readonly string[]
  readonly deleted: readonly string[]
  readonly complete: Complete
}

export async function allNeeds(
  connection: Connection,
  objects: readonly string[],
): Promise<readonly ReadNeed[]> {
  const descriptions = await connection.describe(objects)
  return descriptions.map(({ name, fields }) => ({
    object: name,
    columns: fields.map((field) => field.name),
  }))
}

/** Reads to the end, holds every part against the contract, and deletes files as a reader must. */
export async function readAll(
  connection: Connection,
  query: ReadQuery,
  tempDir?: string,
): Promise<WholeRead> {
  const ids: string[] = []
  const deleted: string[] = []
  let complete: Complete | null = null
  for await (const part of connection.read(query)) {
    assert.equal(complete, null, `${query.object}: a part came after the last`)
    if (part.type === 'complete') complete = part
    else if (part.type === 'deleted') deleted.push(...part.records.map((record) => record.id))
    else {
      checkColumns(part, query)
      ids.push(...(part.type === 'columns' ? columnIds(part) : csvIds(part, tempDir)))
    }
  }
  assert.ok(complete, `${query.object}: the read did not say that it was complete`)
  for (const id of ids) assert.ok(typeof id === 'string' && id !== '', `${query.object}: an id is no text`)
  return { ids, deleted, complete }
}

function checkColumns(part: Extract<ReadPart, { type: 'columns' | 'csv' }>, query: ReadQuery): void {
  const [, ...names] = part.columns.map((column) => column.name)
  const got = new Set([part.columns[0]?.name, ...names])
  for (const column of query.columns) assert.ok(got.has(column), `${query.object}.${column} did not come`)
  assert.equal(got.size, part.columns.length, `${query.object}: a column came twice`)
}

function columnIds(part: Extract<ReadPart, { type: 'columns' }>): readonly string[] {
  assert.equal(part.values.length, part.columns.length, 'there must be values for every column')
  const [ids = []] = part.values
  for (const values of part.values) assert.equal(values.length, ids.length, 'columns differ in length')
  return ids as readonly string[]
}

function csvIds(part: Extract<ReadPart, { type: 'csv' }>, tempDir: string | undefined): readonly string[] {
  if (tempDir !== undefined) {
    assert.equal(resolve(dirname(part.path)).startsWith(resolve(tempDir)), true, 'the file is not in tempDir')
  }
  assert.equal(statSync(part.path).mode & 0o077, 0, 'the file can be read by others')
  const [header = [], ...rows] = parseCsv(readFileSync(part.path, 'utf8'))
  rmSync(part.path)
  assert.deepEqual(
    header,
    part.columns.map((column) => column.name),
    'the header row',
  )
  assert.equal(rows.length, part.rows, 'the number of rows')
  for (const row of rows)
    assert.equal(row.length, header.length, 'a row has more or fewer values than the header')
  return rows.map((row) => row[0] ?? '')
}

/** RFC 4180. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/gy
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text)
    assert.ok(match, 'the file is no CSV')
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '')
    if (match[3] === ',') continue
    rows.push(row)
    row = []
  }
  if (row.length > 0) rows.push([...row, '']) // an empty last value without a line end
  return rows
}
