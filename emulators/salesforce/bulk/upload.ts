import { Readable } from 'node:stream'
import { parse } from 'csv-parse'
import type { Org } from '../org.ts'
import type { IngestRequest } from './apply.ts'
import { type CsvFormat, delimiters } from './csv.ts'

/** The most that one collection request takes. */
const chunkRows = 200

export interface Upload {
  /** As written by the client, quotes taken off. */
  readonly header: readonly string[]
  readonly rows: AsyncIterable<readonly string[][]>
}

/** Throws with the vendor's sentence when the whole job must fail. */
export function readUpload(org: Org, request: IngestRequest, text: string, format: CsvFormat): Upload {
  checkLineEnding(text, format)
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const end = source.search(/\r?\n/)
  const header = splitHeader(end < 0 ? source : source.slice(0, end), format)
  checkHeader(org, request, header)
  const body = end < 0 ? '' : source.slice(end).replace(/^\r?\n/, '')
  return { header, rows: chunks(body, header.length, format) }
}

/** The first line tells: a job that announced the other ending fails as a whole. */
function checkLineEnding(text: string, format: CsvFormat): void {
  const first = text.indexOf('\n')
  if (first < 0) return
  const found = text[first - 1] === '\r' ? 'CRLF' : 'LF'
  if (found !== format.lineEnding)
    throw new Error(
      `ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is ${format.lineEnding}`,
    )
}

function splitHeader(line: string, format: CsvFormat): string[] {
  return line.split(delimiters[format.columnDelimiter]).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
}

function checkHeader(org: Org, request: IngestRequest, header: readonly string[]): void {
  for (const column of header) {
    const [relation, outer] = column.split('.')
    const known =
      outer === undefined
        ? org.schema.field(request.object, column) !== undefined
        : request.object.fields.some(
            (field) => field.relationshipName?.toLowerCase() === relation?.toLowerCase(),
          )
    if (!known) throw new Error(`InvalidBatch : Field name not found : ${column}`)
  }
  const needsId = request.operation !== 'insert' && request.operation !== 'upsert'
  if (needsId && !header.some((column) => column.toLowerCase() === 'id'))
    throw new Error('InvalidBatch : Id not specified in an update call')
}

async function* chunks(body: string, width: number, format: CsvFormat): AsyncGenerator<readonly string[][]> {
  const parser = Readable.from([body]).pipe(
    parse({
      delimiter: delimiters[format.columnDelimiter],
      relax_column_count: true,
      skip_empty_lines: true,
    }),
  )
  let chunk: string[][] = []
  for await (const row of parser as AsyncIterable<string[]>) {
    chunk.push(Array.from({ length: width }, (_, index) => row[index] ?? ''))
    if (chunk.length < chunkRows) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
