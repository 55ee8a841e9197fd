import { existsSync, realpathSync } from 'node:fs'
import { CsvError, parse } from 'csv-parse/sync'
import { exitCodes, formatKey, isKitError, KitError, type RecordKey } from '../kit/index.ts'
import { unguarded } from '../policy/decisions.ts'
import { readTextFile } from '../policy/read-file.ts'
import { replaceFile } from '../policy/write-file.ts'
import { csvCell } from '../text/neutral.ts'

export const purposes = ['learning', 'bound'] as const
/** What a label was made for: those of one purpose never serve the other. */
export type Purpose = (typeof purposes)[number]
const words = ['same', 'apart', 'unsure'] as const
export type LabelWord = (typeof words)[number]

/** What a person said about two records, without looking at what a rule says. Ids only. */
export interface Label {
  readonly a: RecordKey
  readonly b: RecordKey
  readonly label: LabelWord
  readonly for: Purpose
  /** Id of the sample that asked; empty for pairs from elsewhere. */
  readonly sample: string
  /** Within the sample: for a bound the id of the drawn group. */
  readonly unit: string
}

export const labelColumns = [
  'connection',
  'object_a',
  'id_a',
  'object_b',
  'id_b',
  'label',
  'for',
  'sample',
  'unit',
  'who',
  'when',
] as const
type Column = (typeof labelColumns)[number]
const required: readonly Column[] = labelColumns.slice(0, 6)
const megabytes = 256

/** In the order of the file; none when there is no file. Throws `LABELS_INVALID` and `FILE_UNREADABLE`, exit 2. */
export function readLabels(path: string, label: string): readonly Label[] {
  const text = readTextFile(path, label, megabytes) ?? ''
  if (text.trim() === '') return []
  const [first, ...rows] = parseRows(text, label)
  const header = first?.record ?? []
  const missing = required.find((column) => !header.includes(column))
  if (missing !== undefined) throw invalid(label, 1, `has no column ${missing}`)
  return rows.map(({ record, info }) => {
    const cells = Object.fromEntries(header.map((name, at) => [name, unguarded(record[at] ?? '')]))
    return labelOf(cells, label, info.lines)
  })
}

/** Of several words about two records in one sample the last holds. */
export function lastWords(labels: readonly Label[]): readonly Label[] {
  const last = new Map(
    labels.map((one) => [JSON.stringify([one.for, one.sample, one.unit, pairText(one)]), one]),
  )
  return [...last.values()]
}

export function pairText({ a, b }: Pick<Label, 'a' | 'b'>): string {
  return [formatKey(a), formatKey(b)].sort().join('\n')
}

/** Appends; earlier lines stay byte for byte. Throws `LABELS_NOT_WRITABLE` (1). */
export function addLabels(
  path: string,
  label: string,
  labels: readonly Label[],
  by: { readonly who: string; readonly when: string },
): void {
  const text = readTextFile(path, label, megabytes) ?? ''
  const header = text.trim() === '' ? `${labelColumns.join(',')}\n` : ''
  const gap = text === '' || text.endsWith('\n') ? '' : '\n'
  const order = header === '' ? headerOf(text, label) : labelColumns
  const lines = labels.map((one) => order.map((column) => csvCell(cellOf(one, column, by))).join(','))
  try {
    replaceFile(existsSync(path) ? realpathSync(path) : path, `${text}${gap}${header}${lines.join('\n')}\n`)
  } catch (cause) {
    if (isKitError(cause)) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw new KitError('LABELS_NOT_WRITABLE', `${label} cannot be written (${code ?? 'unknown error'}).`, {
      actions: ['Make room or give write access to its folder; no label was taken.'],
      cause,
    })
  }
}

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function parseRows(text: string, label: string): readonly Row[] {
  try {
    const options = { bom: true, info: true, skip_empty_lines: true, trim: true, relax_column_count: true }
    return parse(text, options) as unknown as readonly Row[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw invalid(label, (error as { readonly lines?: number }).lines ?? 1, 'is not valid CSV')
  }
}

function headerOf(text: string, label: string): readonly string[] {
  return parseRows(text, label)[0]?.record ?? labelColumns
}

function labelOf(cells: Readonly<Record<string, string>>, label: string, line: number): Label {
  const cell = (column: Column): string => {
    const value = cells[column] ?? ''
    if (value === '') throw invalid(label, line, `${column} is empty`)
    return value
  }
  const connection = cell('connection')
  const a = { connection, object: cell('object_a'), id: cell('id_a') }
  const b = { connection, object: cell('object_b'), id: cell('id_b') }
  if (a.object === b.object && a.id === b.id) throw invalid(label, line, 'id_b is the record itself')
  const word = words.find((one) => one === cell('label'))
  if (word === undefined) throw invalid(label, line, 'label must be same, apart or unsure')
  const purpose = purposes.find((one) => one === (cells.for || 'learning'))
  if (purpose === undefined) throw invalid(label, line, 'for must be learning or bound')
  return { a, b, label: word, for: purpose, sample: cells.sample ?? '', unit: cells.unit ?? '' }
}

function cellOf(one: Label, column: string, by: { readonly who: string; readonly when: string }): string {
  const cells: Readonly<Record<Column, string>> = {
    connection: one.a.connection,
    object_a: one.a.object,
    id_a: one.a.id,
    object_b: one.b.object,
    id_b: one.b.id,
    label: one.label,
    for: one.for,
    sample: one.sample,
    unit: one.unit,
    who: by.who,
    when: by.when,
  }
  return Object.hasOwn(cells, column) ? cells[column as Column] : ''
}

function invalid(label: string, line: number, what: string): KitError {
  return new KitError('LABELS_INVALID', `${label}:${line}  ${what}`, {
    exit: exitCodes.usage,
    actions: [`The columns are: ${labelColumns.join(',')}`],
  })
}
