import { CsvError, parse } from 'csv-parse/sync'
import { type Decision, exitCodes, KitError, type RecordKey } from '../kit/index.ts'
import { didYouMean } from './nearest.ts'
import { readTextFile } from './read-file.ts'

/** What a person decided about two records of one connection; outlives runs. Ids and field names only. */
export type Remembered =
  | Decision
  /** `a` survives a merge with `b`. */
  | { readonly a: RecordKey; readonly b: RecordKey; readonly verdict: 'survivor' }
  /** Of this field the value of `a` stays, not that of `b`. */
  | { readonly a: RecordKey; readonly b: RecordKey; readonly verdict: 'value'; readonly field: string }

const verdicts = ['same', 'apart', 'survivor', 'value'] as const

const required = ['connection', 'object_a', 'id_a', 'object_b', 'id_b', 'verdict', 'who', 'when'] as const
/** Only in files that hold values; rows from before it was added are shorter. */
const added = 'field'
export const decisionColumns = [...required, added] as const
export type DecisionColumn = (typeof decisionColumns)[number]

export interface DecisionLine {
  readonly decision: Remembered
  /** Its number among the decisions, from 0. */
  readonly row: number
  readonly line: number
}

/** Decisions that say whether two records are one; none when there is no file. Throws `DECISIONS_INVALID`, exit 2. */
export function readDecisions(path: string, label: string): readonly Decision[] {
  return readRemembered(path, label).filter(isAboutPair)
}

export function isAboutPair(decision: Remembered): decision is Decision {
  return decision.verdict === 'same' || decision.verdict === 'apart'
}

/** All that the file remembers, in its order. Throws `DECISIONS_INVALID`, exit 2. */
export function readRemembered(path: string, label: string): readonly Remembered[] {
  return parseDecisions(readTextFile(path, label, 256) ?? '', label).lines.map(({ decision }) => decision)
}

export interface DecisionsFile {
  /** Empty when the file is. */
  readonly header: readonly string[]
  readonly lines: readonly DecisionLine[]
}

export function parseDecisions(text: string, label: string): DecisionsFile {
  if (text.trim() === '') return { header: [], lines: [] }
  const [first, ...rows] = parseRows(text, label)
  const header = first?.record ?? []
  checkHeader(header, label)
  const seen = new Map<string, DecisionLine>()
  const lines = rows.map(({ record, info }, row) => {
    const short = header.at(-1) === added && record.length === header.length - 1
    if (record.length !== header.length && !short) {
      throw fail(label, info.lines, 'has too few or too many cells')
    }
    const cells = Object.fromEntries(header.map((name, at) => [name, unguarded(record[at] ?? '')]))
    const line = { decision: decisionOf(cells, label, info.lines), row, line: info.lines }
    refuseContradiction(line, seen, label)
    return line
  })
  return { header, lines }
}

/** What holds once something was decided later. */
export function withLater(earlier: readonly Decision[], later: readonly Remembered[]): readonly Decision[] {
  const words = new Map(earlier.map((one) => [pairOf(one), one]))
  for (const one of later.filter(isAboutPair)) words.set(pairOf(one), one)
  return [...words.values()]
}

/** The same whichever of the two comes first. */
export function pairOf({ a, b }: Pick<Remembered, 'a' | 'b'>): string {
  const [one, other] = [a, b].map((key) => `${key.object}/${key.id}`).sort()
  return JSON.stringify([a.connection, one, other])
}

function refuseContradiction(line: DecisionLine, seen: Map<string, DecisionLine>, label: string): void {
  if (!isAboutPair(line.decision)) return // of the others the last line holds
  const key = pairOf(line.decision)
  const earlier = seen.get(key)
  if (earlier !== undefined && earlier.decision.verdict !== line.decision.verdict) {
    const what = `verdict contradicts line ${earlier.line}, which is about the same pair`
    throw fail(label, line.line, what, columnList)
  }
  seen.set(key, line)
}

/** A cell without the apostrophe that keeps spreadsheets from taking it for a formula. */
export function unguarded(cell: string): string {
  return /^'[\s\p{Cc}\p{Cf}]*[=+\-@|%＝＋－＠｜％]/u.test(cell) ? cell.slice(1) : cell
}

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

function parseRows(text: string, label: string): readonly Row[] {
  try {
    return parse(text, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      relax_column_count: true,
    }) as unknown as readonly Row[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw fail(label, (error as { readonly lines?: number }).lines ?? 1, 'is not valid CSV')
  }
}

const columnList = `The columns are: ${required.join(',')}`

function checkHeader(header: readonly string[], label: string): void {
  for (const column of required) {
    if (header.includes(column)) continue
    const unknown = header.find((name) => !(decisionColumns as readonly string[]).includes(name))
    const meant = unknown === undefined ? undefined : didYouMean(unknown, [column])
    throw fail(label, 1, `has no column ${column}`, meant ?? columnList)
  }
}

function decisionOf(cells: Readonly<Record<string, string>>, label: string, line: number): Remembered {
  const cell = (column: DecisionColumn): string => {
    const value = cells[column] ?? ''
    if (value === '') throw fail(label, line, `${column} is empty`, columnList)
    return value
  }
  const connection = cell('connection')
  const a = { connection, object: cell('object_a'), id: cell('id_a') }
  const b = { connection, object: cell('object_b'), id: cell('id_b') }
  const found = cell('verdict')
  const verdict = verdicts.find((one) => one === found)
  if (verdict === undefined) {
    throw fail(label, line, 'verdict must be same, apart, survivor or value', columnList)
  }
  if (a.object === b.object && a.id === b.id) {
    throw fail(label, line, 'id_b is the record itself', columnList)
  }
  return verdict === 'value' ? { a, b, verdict, field: cell(added) } : { a, b, verdict }
}

function fail(label: string, line: number, what: string, ...actions: readonly string[]): KitError {
  return new KitError('DECISIONS_INVALID', `${label}:${line}  ${what}`, { exit: exitCodes.usage, actions })
}
