import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { exitCodes, isKitError, KitError } from '../kit/index.ts'
import { csvCell } from '../text/neutral.ts'
import {
  type DecisionColumn,
  type DecisionLine,
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

/**
 * Appends to the decisions file what it does not hold yet, in one step; other lines stay byte for byte (the header
 * gets the column `field` when the first value is remembered). Returns how many lines were added. Throws
 * `DECISIONS_CONTRADICT` (2) when the file says the opposite about a pair, `DECISIONS_NOT_WRITABLE` (1) and what
 * reading throws; then the file is as it was.
 */
export function rememberDecisions(
  path: string,
  label: string,
  decisions: readonly Remembered[],
  by: RememberedBy,
): number {
  const text = wholeText(path, label)
  const { header, lines } = parseDecisions(text, label)
  const known = new Map(lines.map((line) => [subjectOf(line.decision), line]))
  refuseContradictions(decisions, known, label)
  const fresh: Remembered[] = []
  for (const decision of decisions) {
    const subject = subjectOf(decision)
    const earlier = known.get(subject)
    if (earlier !== undefined && saysTheSame(earlier.decision, decision)) continue
    known.set(subject, { decision, line: 0 })
    fresh.push(decision)
  }
  if (fresh.length > 0) write(path, label, extended(text, header, fresh, by))
  return fresh.length
}

/** With the byte-order mark, which decoding drops. */
function wholeText(path: string, label: string): string {
  const text = readTextFile(path, label, 256)
  if (text === null) return ''
  return readFileSync(path).subarray(0, 3).toString('hex') === 'efbbbf' ? `\ufeff${text}` : text
}

/** What a decision is about: of two about the same the later one holds. */
function subjectOf(decision: Remembered): string {
  const { verdict } = decision
  if (verdict === 'value') return `value ${decision.field} ${pairOf(decision)}`
  return verdict === 'survivor' ? `survivor ${pairOf(decision)}` : pairOf(decision)
}

function saysTheSame(one: Remembered, other: Remembered): boolean {
  if (one.verdict !== other.verdict) return false
  return isAboutPair(one) || (one.a.object === other.a.object && one.a.id === other.a.id)
}

function refuseContradictions(
  decisions: readonly Remembered[],
  known: ReadonlyMap<string, DecisionLine>,
  label: string,
): void {
  const against = decisions.flatMap((decision) => {
    const earlier = known.get(subjectOf(decision))
    if (!isAboutPair(decision) || earlier === undefined || earlier.decision.verdict === decision.verdict)
      return []
    return [{ decision, earlier }]
  })
  if (against.length === 0) return
  const shown = against.slice(0, 10).map(({ decision: { a, b, verdict }, earlier }) => {
    const pair = `${a.object}/${a.id} and ${b.object}/${b.id}`
    return `${label}:${earlier.line}  says ${earlier.decision.verdict} of ${pair}; now decided: ${verdict}`
  })
  const rest = against.length - shown.length
  if (rest > 0) shown.push(`and ${rest} more ${rest === 1 ? 'contradiction' : 'contradictions'}`)
  throw new KitError('DECISIONS_CONTRADICT', shown.join('\n'), {
    exit: exitCodes.usage,
    actions: [`Take the line out of ${label} where you have changed your mind, or change the new decision`],
  })
}

function extended(
  text: string,
  header: readonly string[],
  fresh: readonly Remembered[],
  by: RememberedBy,
): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const needsField = fresh.some(({ verdict }) => verdict === 'value') && !header.includes('field')
  const columns = header.length === 0 ? decisionColumns : needsField ? [...header, 'field'] : header
  const lines = fresh.map((one) => columns.map((column) => csvCell(cellOf(one, column, by))).join(',') + end)
  if (header.length === 0) return `${columns.join(',')}${end}${lines.join('')}`
  const old = needsField ? withField(text) : text
  return `${old}${/[\r\n]$/.test(old) ? '' : end}${lines.join('')}`
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
