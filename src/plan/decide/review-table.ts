import { CsvError, parse } from 'csv-parse/sync'
import { unguarded } from '../../policy/decisions.ts'
import { didYouMean } from '../../policy/index.ts'
import { invalidReview } from './mistakes.ts'
import { neededColumns, type ReviewColumn, reviewColumns } from './review-columns.ts'

export interface TableRow {
  /** As a spreadsheet numbers it. */
  readonly row: number
  /** Trimmed; columns that the file does not have are empty. */
  readonly cells: Readonly<Record<ReviewColumn, string>>
}

/** Rows of a review as any spreadsheet saves it; empty ones are left out. Throws `DECISIONS_INVALID`, exit 2. */
export function readTable(text: string, label: string): readonly TableRow[] {
  const plain = text.replace(/^\ufeff/, '')
  const hint = /^"?sep=(.)"?[;,\t]*(\r\n|\r|\n)/i.exec(plain) // how Excel is told the separator
  const body = hint === null ? plain : plain.slice(hint[0].length)
  const rows = parsed(body, hint?.[1] ?? separatorOf(body), label)
  const top = rows.findIndex((row) => row.some((cell) => cell !== ''))
  const header = (rows[top] ?? []).map((cell) => cell.toLowerCase().replace(/[\s-]+/g, '_'))
  const first = top + 1 + (hint === null ? 0 : 1)
  checkHeader(header, `${label}:${Math.max(1, first)}`)
  return rows.slice(top + 1).flatMap((row, at) => {
    const cells = Object.fromEntries(
      reviewColumns.map((column) => [column, row[header.indexOf(column)] ?? '']),
    ) as Record<ReviewColumn, string>
    return Object.values(cells).every((cell) => cell === '') ? [] : [{ row: first + 1 + at, cells }]
  })
}

/** The separator by which the first line has most of our columns. */
function separatorOf(body: string): string {
  const line = /[^\s,;|"'][^\r\n]*/.exec(body)?.[0] ?? ''
  const ours = (separator: string): number =>
    line
      .toLowerCase()
      .split(separator)
      .filter((name) => (reviewColumns as readonly string[]).includes(name.replaceAll('"', '').trim())).length
  return [',', ';', '\t', '|'].reduce((best, one) => (ours(one) > ours(best) ? one : best))
}

function parsed(body: string, delimiter: string, label: string): readonly (readonly string[])[] {
  try {
    const rows: readonly (readonly string[])[] = parse(body, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
    })
    return rows.map((row) => row.map(cleaned))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = (error as { readonly lines?: number }).lines ?? 1
    throw invalidReview(`${label}:${line}  is not valid CSV: a quotation mark may be missing`)
  }
}

/** Without the apostrophe of `csvCell` and with plain spaces for those that only look like one. */
function cleaned(cell: string): string {
  return unguarded(cell.replace(/[\p{Zs}\u200b\u2060\ufeff]/gu, ' ').trim())
}

function checkHeader(header: readonly string[], place: string): void {
  const missing = neededColumns.filter((column) => !header.includes(column))
  if (missing.length > 0) {
    const others = header.filter((name) => !(reviewColumns as readonly string[]).includes(name))
    const meant = didYouMean(missing[0] ?? '', others)
    const what =
      missing.length === neededColumns.length
        ? 'is no header of a review'
        : `has no column ${missing.join(', ')}`
    throw invalidReview(`${place}  ${what}`, ...(meant === undefined ? [] : [meant]), columnList)
  }
  const twice = reviewColumns.find((column) => header.indexOf(column) !== header.lastIndexOf(column))
  if (twice !== undefined) throw invalidReview(`${place}  has the column ${twice} twice`)
}

const columnList = `It needs: ${neededColumns.join(', ')}`
