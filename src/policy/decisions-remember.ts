import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { exitCodes, isKitError, KitError } from '../kit/index.ts'
import { csvCell } from '../text/neutral.ts'
import {
  type DecisionColumn,
  decisionColumns,
  isAboutPair,
  pairOf,
  parseDecisions,
  type Remembered,
} from './decisions.ts'
import { readTextFile } from './read-file.ts'
import { replaceFile } from './write-file.ts'

export interface RememberedBy {
  readonly who: string
  /** ISO 8601 */
  readonly when: string
}

/** Whoever said it, or who said which. */
type ByWhom = RememberedBy | ((decision: Remembered) => RememberedBy)

export interface RememberedCounts {
  readonly added: number
  /** Earlier lines that now say what was decided last. */
  readonly changed: number
}

/**
 * Adds to the decisions file what it does not hold yet, and puts a later word about two records in the place of the
 * earlier one, in one step; other lines stay byte for byte (the header gets the column `field` when the first value
 * is remembered). Who survives, and whose value stays, goes with a pair that is decided apart. Throws
 * `DECISIONS_CONTRADICT` (2) when `decisions` themselves say both of a pair, `DECISIONS_NOT_WRITABLE` (1) and what
 * reading throws; then the file is as it was.
 */
export function rememberDecisions(
  path: string,
  label: string,
  decisions: readonly Remembered[],
  by: ByWhom,
): RememberedCounts {
  const text = wholeText(path, label)
  const { header, lines } = parseDecisions(text, label)
  const last = lastWords(decisions)
  const byAbout = Map.groupBy(lines, ({ decision }) => aboutOf(decision))
  const fresh: Remembered[] = []
  const later = new Map<number, Remembered | null>()
  let changed = 0
  for (const [about, decision] of last) {
    const earlier = byAbout.get(about) ?? []
    const holds = earlier.at(-1)
    if (holds === undefined) fresh.push(decision)
    else if (!saysTheSame(holds.decision, decision)) {
      changed += 1
      for (const { row } of earlier) later.set(row, row === holds.row ? decision : null)
    }
  }
  for (const { decision, row } of lines) {
    const word = last.get(pairOf(decision))
    if (!isAboutPair(decision) && word?.verdict === 'apart') later.set(row, null)
  }
  if (fresh.length + later.size > 0) {
    write(path, label, extended(replaced(text, header, later, by), header, fresh, by))
  }
  return { added: fresh.length, changed }
}

/** Of each subject what is said last; pairs cannot be both. */
function lastWords(decisions: readonly Remembered[]): ReadonlyMap<string, Remembered> {
  const last = new Map<string, Remembered>()
  const against = new Set<string>()
  for (const decision of decisions) {
    const about = aboutOf(decision)
    const earlier = last.get(about)
    if (isAboutPair(decision) && earlier !== undefined && earlier.verdict !== decision.verdict) {
      const { a, b } = decision
      against.add(`${a.object}/${a.id} and ${b.object}/${b.id} are decided both same and apart`)
    }
    last.set(about, decision)
  }
  if (against.size > 0) throw contradiction([...against])
  return last
}

/** With the byte-order mark, which decoding drops. */
function wholeText(path: string, label: string): string {
  const text = readTextFile(path, label, 256)
  if (text === null) return ''
  return readFileSync(path).subarray(0, 3).toString('hex') === 'efbbbf' ? `\ufeff${text}` : text
}

/** What a decision is about: of two about the same the later one holds. */
function aboutOf(decision: Remembered): string {
  const { verdict } = decision
  if (verdict === 'value') return `value ${decision.field} ${pairOf(decision)}`
  return verdict === 'survivor' ? `survivor ${pairOf(decision)}` : pairOf(decision)
}

function saysTheSame(one: Remembered, other: Remembered): boolean {
  if (one.verdict !== other.verdict) return false
  return isAboutPair(one) || (one.a.object === other.a.object && one.a.id === other.a.id)
}

function contradiction(against: readonly string[]): KitError {
  const shown = against.slice(0, 10)
  const rest = against.length - shown.length
  if (rest > 0) shown.push(`and ${rest} more ${rest === 1 ? 'contradiction' : 'contradictions'}`)
  return new KitError('DECISIONS_CONTRADICT', shown.join('\n'), {
    exit: exitCodes.usage,
    actions: ['Decide each pair once: the same, or not the same. Nothing was remembered'],
  })
}

/** Rows by their number among those that hold decisions; null takes one away. */
function replaced(
  text: string,
  header: readonly string[],
  later: ReadonlyMap<number, Remembered | null>,
  by: ByWhom,
): string {
  let row = -2 // the header is -1
  return recordsOf(text)
    .map((record) => {
      if (record.replace('\ufeff', '').trim() === '') return record
      row += 1
      const decision = later.get(row)
      if (decision === undefined) return record
      if (decision === null) return ''
      const end = /[\r\n]+$/.exec(record)?.[0] ?? ''
      return lineOf(decision, header, by) + end
    })
    .join('')
}

/** Each with its line end; one between quotes belongs to the cell. */
function recordsOf(text: string): readonly string[] {
  return text.match(/(?:"[^"]*"|[^"\r\n])*(?:\r\n|\r|\n)|(?:"[^"]*"|[^"\r\n])+$/g) ?? []
}

function extended(text: string, header: readonly string[], fresh: readonly Remembered[], by: ByWhom): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const needsField = fresh.some(({ verdict }) => verdict === 'value') && !header.includes('field')
  const columns = header.length === 0 ? decisionColumns : needsField ? [...header, 'field'] : header
  const lines = fresh.map((one) => lineOf(one, columns, by) + end)
  if (lines.length === 0) return text
  if (header.length === 0) return `${columns.join(',')}${end}${lines.join('')}`
  const old = needsField ? withField(text) : text
  return `${old}${/[\r\n]$/.test(old) ? '' : end}${lines.join('')}`
}

function lineOf(decision: Remembered, columns: readonly string[], by: ByWhom): string {
  const said = typeof by === 'function' ? by(decision) : by
  return columns.map((column) => csvCell(cellOf(decision, column, said))).join(',')
}

/** Adds the column to the header, which is the first line that is not empty. */
function withField(text: string): string {
  const start = text.search(/[^\s\ufeff]/)
  const length = text.slice(start).search(/\r|\n|$/)
  return `${text.slice(0, start + length)},field${text.slice(start + length)}`
}

function cellOf(decision: Remembered, column: string, { who, when }: RememberedBy): string {
  const { a, b, verdict } = decision
  const cells: Readonly<Record<DecisionColumn, string>> = {
    connection: a.connection,
    object_a: a.object,
    id_a: a.id,
    object_b: b.object,
    id_b: b.id,
    verdict,
    who,
    when,
    field: verdict === 'value' ? decision.field : '',
  }
  return Object.hasOwn(cells, column) ? cells[column as DecisionColumn] : ''
}

function write(path: string, label: string, text: string): void {
  try {
    replaceFile(existsSync(path) ? realpathSync(path) : path, text)
  } catch (cause) {
    if (isKitError(cause)) throw cause
    const { code } = cause as NodeJS.ErrnoException
    throw new KitError('DECISIONS_NOT_WRITABLE', `${label} cannot be written (${code ?? 'unknown error'}).`, {
      actions: [
        'Nothing was remembered and nothing else was done. Make room or give write access to its folder.',
      ],
      cause,
    })
  }
}
