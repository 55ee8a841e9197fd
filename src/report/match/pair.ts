import { formatKey, type RecordKey, type Value } from '../../kit/index.ts'
import type { ExplainedPair } from '../../scan/explain-pair.ts'
import { maskValue } from '../../text/mask.ts'
import { oneLine } from '../../text/neutral.ts'
import { counted, fieldLabel, figure, probability, signed } from '../../text/words.ts'
import { fill } from '../terminal.ts'

export interface PairInput {
  readonly pair: ExplainedPair
  /** Whether values of the records are masked. */
  readonly mask: boolean
}

/** The pair with its values masked: what a file or another program gets. */
export function shownPair({ pair, mask }: PairInput): ExplainedPair {
  if (!mask) return pair
  const masked = (value: Value): Value => maskValue(value, 'text')
  return {
    ...pair,
    comparisons: pair.comparisons.map(({ note, ...rest }) => rest),
    keys: pair.keys.map((key) => ({
      ...key,
      parts: key.parts.map(({ part, a, b }) => ({
        part,
        a: a.map((value) => String(masked(value))),
        b: b.map((value) => String(masked(value))),
      })),
    })),
    values: pair.values.map(({ field, a, b }) => ({ field, a: masked(a), b: masked(b) })),
  }
}

/** What a rule says about two records, for people. */
export function pairText(input: PairInput): string {
  const pair = shownPair(input)
  const sections = [
    head(pair),
    valueLines(input.pair, pair),
    evidenceLines(pair),
    keyLines(input.pair, pair),
    groupLines(pair),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function head({ rule, a, b, score, threshold, together, veto, decision }: ExplainedPair): string[] {
  return [
    `${rule}   ${name(a)} and ${name(b)}`,
    `${probability(score)}, threshold ${probability(threshold)}: ${together.outcome}, ${oneLine(together.why, 300)}`,
    `Veto     ${veto ?? 'none'}`,
    `Decision ${decision ?? 'none'}`,
  ]
}

function name(key: RecordKey): string {
  return oneLine(formatKey(key, false))
}

const wide = 28

function valueLines(real: ExplainedPair, { values, a, b }: ExplainedPair): string[] {
  const rows = values.map(({ field, a: left, b: right }, at) => {
    const [one, other] = [real.values[at]?.a ?? null, real.values[at]?.b ?? null]
    const sign = one === null || other === null ? ' ' : one === other ? '=' : '≠'
    return `${fill(fieldLabel(field), 16)} ${sign} ${fill(shown(left), wide)} ${shown(right)}`
  })
  return [`${' '.repeat(19)}${fill(name(a), wide)} ${name(b)}`, ...rows]
}

function shown(value: Value): string {
  return value === null || value === '' ? '—' : fill(oneLine(String(value), 200), wide).trimEnd()
}

function evidenceLines({ prior, bits, comparisons }: ExplainedPair): string[] {
  const rows = comparisons.map(({ comparison, level, weight, adjustment, note }) => {
    const parts =
      adjustment === 0 ? '' : `level ${signed(weight)}, how rare the value is ${signed(adjustment)}`
    const total = level === 'missing' ? '' : signed(weight + adjustment)
    return line(comparison, level, total, [note, parts].filter(Boolean).join('; '))
  })
  return [
    'Evidence, in bits: +1 doubles the odds',
    line('before any value', `1 pair in ${figure(Math.round(1 / prior.share))}`, signed(prior.bits), ''),
    ...rows,
    line('together', '', signed(bits), ''),
  ]
}

function line(what: string, level: string, bits: string, note: string): string {
  return `  ${fill(oneLine(what, 20), 20)} ${fill(oneLine(level, 22), 22)} ${bits.padStart(8)}  ${oneLine(note, 120)}`.trimEnd()
}

type Outcome = ExplainedPair['keys'][number]['outcome']

const outcomes: Readonly<Record<Outcome, string>> = {
  met: 'brought them together',
  differs: 'the two differ',
  empty: 'a side is empty',
  'not compared': 'the same, but its block was too large or many unlike records share it',
}

function keyLines(real: ExplainedPair, { keys, proposedKeys }: ExplainedPair): string[] {
  const met = keys.filter(({ outcome }) => outcome === 'met').length
  const title = proposedKeys ? 'Keys, chosen from the data' : 'Keys'
  const rows = keys.flatMap(({ key, outcome, parts }, nth) => [
    `  ${fill(oneLine(key.join(' + '), 40), 40)} ${outcomes[outcome]}`,
    ...parts.map(({ part, a, b }, at) => {
      const own = real.keys[nth]?.parts[at]
      const same = own?.a.some((value) => own.b.includes(value)) ?? false
      return `    ${fill(oneLine(part, 22), 22)} ${same ? '=' : '≠'} ${several(a)} | ${several(b)}`
    }),
  ])
  return [`${title}: ${met} of ${keys.length} brought the two together`, ...rows]
}

function several(values: readonly string[]): string {
  if (values.length === 0) return '—'
  const shownValues = values.slice(0, 6).map((value) => oneLine(value, 40))
  return values.length > 6
    ? `${shownValues.join(', ')} and ${values.length - 6} more`
    : shownValues.join(', ')
}

const membersShown = 10

function groupLines({ together, a, b }: ExplainedPair): string[] {
  const of = (key: RecordKey, members: readonly RecordKey[]): string => {
    if (members.length === 0) return `  ${name(key)} is in no group`
    const list = members.slice(0, membersShown).map(name)
    const more = members.length > membersShown ? ` and ${members.length - membersShown} more` : ''
    return `  ${counted(members.length, 'record')}: ${list.join(', ')}${more}`
  }
  const [left, right] = together.groups
  const rows = together.outcome === 'one group' ? [of(a, left)] : [of(a, left), of(b, right)]
  return ['Groups', ...rows]
}
