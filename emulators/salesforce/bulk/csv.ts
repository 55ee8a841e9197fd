import { ApiError } from '../org.ts'

export const delimiters = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const
const lineEndings = { LF: '\n', CRLF: '\r\n' } as const

type Delimiter = keyof typeof delimiters
type LineEnding = keyof typeof lineEndings

export interface CsvFormat {
  readonly columnDelimiter: Delimiter
  readonly lineEnding: LineEnding
}

export function readFormat(body: Readonly<Record<string, unknown>>): CsvFormat {
  const { columnDelimiter = 'COMMA', lineEnding = 'LF', contentType = 'CSV' } = body
  if (contentType !== 'CSV')
    throw new ApiError(400, 'INVALIDJOB', `Invalid content type: ${String(contentType)}`)
  if (!isKey(delimiters, columnDelimiter))
    throw new ApiError(400, 'INVALIDJOB', `Invalid column delimiter: ${String(columnDelimiter)}`)
  if (!isKey(lineEndings, lineEnding))
    throw new ApiError(400, 'INVALIDJOB', `Invalid line ending: ${String(lineEnding)}`)
  return { columnDelimiter, lineEnding }
}

function isKey<T extends object>(table: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(table, key)
}

/** The vendor quotes every value, header and numbers included; nothing is an empty pair of quotes. */
export function csvLine(values: readonly (string | null)[], format: CsvFormat): string {
  return joinCells(values.map(quote), format)
}

export function joinCells(cells: readonly string[], format: CsvFormat): string {
  return cells.join(delimiters[format.columnDelimiter]) + lineEndings[format.lineEnding]
}

export function quote(value: string | null): string {
  return value === null ? '""' : `"${value.replaceAll('"', '""')}"`
}
