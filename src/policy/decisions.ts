import { CsvError, parse } from 'csv-parse/sync'
import { type Decision, exitCodes, KitError } from '../kit/index.ts'
import { didYouMean } from './nearest.ts'
import { readTextFile } from './read-file.ts'

const columns = ['connection', 'object_a', 'id_a', 'object_b', 'id_b', 'verdict', 'who', 'when'] as const
type Column = (typeof columns)[number]

interface Row {
  readonly record: Readonly<Record<string, string>>
  readonly info: { readonly lines: number }
}

/** Decisions about pairs; none when there is no file. Throws `DECISIONS_INVALID`, exit 2. */
export function readDecisions(path: string, label: string): readonly Decision[] {
  const text = readTextFile(path, label, 256)
  if (text === null || text.trim() === '') return []
  const rows = parseRows(text, label)
  const seen = new Map<string, { readonly verdict: string; readonly line: number }>()
  return rows.map(({ record, info }) => {
    const decision = decisionOf(record, label, info.lines)
    const pair = [decision.a, decision.b].map((key) => `${key.object}/${key.id}`).sort()
    const key = JSON.stringify([decision.a.connection, ...pair])
    const earlier = seen.get(key)
    if (earlier !== undefined && earlier.verdict !== decision.verdict) {
      throw invalid(
        label,
        info.lines,
        'verdict',
        `contradicts line ${earlier.line}, which is about the same pair`,
      )
    }
    seen.set(key, { verdict: decision.verdict, line: info.lines })
    return decision
  })
}

function parseRows(text: string, label: string): readonly Row[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      columns: (header: string[]) => checkHeader(header, label),
    }) as unknown as readonly Row[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = (error as { readonly lines?: number }).lines ?? 1
    const what =
      error.code === 'CSV_RECORD_INCONSISTENT_COLUMNS' ? 'has too few or too many cells' : 'is not valid CSV'
    throw new KitError('DECISIONS_INVALID', `${label}:${line}  ${what}`, { exit: exitCodes.usage })
  }
}

function checkHeader(header: readonly string[], label: string): string[] {
  for (const column of columns) {
    if (header.includes(column)) continue
    const unknown = header.find((name) => !(columns as readonly string[]).includes(name))
    const meant = unknown === undefined ? undefined : didYouMean(unknown, [column])
    throw new KitError('DECISIONS_INVALID', `${label}:1  has no column ${column}`, {
      exit: exitCodes.usage,
      actions: [meant ?? `The columns are: ${columns.join(',')}`],
    })
  }
  return [...header]
}

function decisionOf(record: Readonly<Record<string, string>>, label: string, line: number): Decision {
  const cell = (column: Column): string => {
    const value = record[column] ?? ''
    if (value === '') throw invalid(label, line, column, 'is empty')
    return value
  }
  const connection = cell('connection')
  const a = { connection, object: cell('object_a'), id: cell('id_a') }
  const b = { connection, object: cell('object_b'), id: cell('id_b') }
  const verdict = cell('verdict')
  if (verdict !== 'same' && verdict !== 'apart')
    throw invalid(label, line, 'verdict', 'must be same or apart')
  if (a.object === b.object && a.id === b.id) throw invalid(label, line, 'id_b', 'is the record itself')
  return { a, b, verdict }
}

function invalid(label: string, line: number, column: Column, what: string): KitError {
  return new KitError('DECISIONS_INVALID', `${label}:${line}  ${column} ${what}`, {
    exit: exitCodes.usage,
    actions: [`The columns are: ${columns.join(',')}`],
  })
}
