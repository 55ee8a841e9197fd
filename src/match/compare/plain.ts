import { spelledOut } from '../../terms/job-title.ts'
import { words } from '../../terms/letters.ts'
import { companyDomainOf, labelOfHost } from '../../terms/mail.ts'
import { type Coded, type CodedSet, encode, encodeSet, rarityOf } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { editsWithin, isTypo, jaroWinkler } from '../similarity.ts'
import type { Column } from '../table.ts'
import { overlap } from './company.ts'
import { best } from './identifiers.ts'

const domainLevels = [
  { name: 'same', m: 0.82, u: 2e-4 },
  { name: 'other ending', m: 0.04, u: 1e-4 },
  { name: 'different', m: 0.14, u: 0.9997, conflict: true },
] as const satisfies readonly Level[]

export function domainComparator(name: string, columns: readonly Column[], rows: number): Comparator {
  const set = domainSet(columns, rows)
  return { name, levels: domainLevels, level: (a, b) => best(set, a, b, 3, domainLevel) }
}

/** `acme.com` and `acme.de`: the same name under another ending; one of few letters may be anybody's. */
export function domainLevel(a: string, b: string): number {
  const label = labelOfHost(a)
  return label.length >= 4 && label === labelOfHost(b) ? 2 : 3
}

export function domainSet(columns: readonly Column[], rows: number): CodedSet<string> {
  const read = (text: string): string[] =>
    text.split(/[;,\s]+/).flatMap((part) => companyDomainOf(part) ?? [])
  return encodeSet(columns, rows, read, (domain) => domain)
}

/** Fields from the most to the least exact: the first that agrees decides; `different` when none of the known does. */
export function codeComparator(
  name: string,
  fields: readonly string[],
  column: (field: string) => Column,
): Comparator {
  const coded = fields.map((field) =>
    encode(
      column(field),
      (text) => words(text).join('') || null,
      (text) => text,
    ),
  )
  const rarities = coded.map((one) => rarityOf(one.counts))
  const levels: Level[] = fields.map((field, at) => ({
    name: at === 0 ? 'same' : `same ${field}`,
    m: at === 0 ? 0.85 : 0.1 / at,
    u: at === 0 ? 2e-4 : 1e-3 * at,
  }))
  levels.push({ name: 'typing error', m: 0.04, u: 1e-4, contradicts: true })
  levels.push({ name: 'different', m: 0.05, u: 0.99, conflict: true })
  const [first] = coded
  return {
    name,
    levels,
    level: (a, b) => {
      let known = false
      for (const [at, one] of coded.entries()) {
        const [codeA, codeB] = [one.codes[a] ?? 0, one.codes[b] ?? 0]
        if (codeA === 0 || codeB === 0) continue
        if (codeA === codeB) return at + 1
        known = true
      }
      if (!known) return 0
      const [one, other] = [first?.items[first.codes[a] ?? 0], first?.items[first.codes[b] ?? 0]]
      return levels.length - (isCodeSlip(one ?? '', other ?? '') ? 1 : 0)
    },
    rarity: (a, _b, level) => rarities[level - 1]?.[coded[level - 1]?.codes[a] ?? 0] ?? 0,
  }
}

/** One slip in six characters and more: a number that long is given to one alone, and often typed by hand. */
export function isCodeSlip(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 6 && editsWithin(a, b, 1) <= 1
}

interface Phrase {
  readonly words: readonly string[]
  readonly numbers: string
  readonly joined: string
}

const textLevels = [
  { name: 'same', m: 0.6, u: 2e-4 },
  { name: 'close', m: 0.16, u: 2e-4 },
  { name: 'mostly', m: 0.06, u: 5e-4 },
  { name: 'partly', m: 0.08, u: 5e-3 },
  { name: 'numbers differ', m: 0.01, u: 2e-3, conflict: true },
  { name: 'different', m: 0.09, u: 0.99, conflict: true },
] as const satisfies readonly Level[]

/** `Renewal 2025` and `Renewal 2026` are two things: texts that differ in their numbers contradict. */
export function textComparator(name: string, column: Column): Comparator {
  const phrases = encode(column, phraseOf, (phrase) => `${phrase.joined} ${phrase.numbers}`)
  const rarity = rarityOf(phrases.counts)
  const weight = weightsOf(phrases)
  return {
    name,
    levels: textLevels,
    level: (a, b) => {
      const one = phrases.items[phrases.codes[a] ?? 0]
      const other = phrases.items[phrases.codes[b] ?? 0]
      return one === undefined || other === undefined ? 0 : textLevel(one, other, weight)
    },
    rarity: (a, _b, level) => (level === 1 ? (rarity[phrases.codes[a] ?? 0] ?? 0) : 0),
  }
}

export function phraseOf(text: string): Phrase | null {
  const written = words(text)
  const telling = written.filter((word) => !prefixes.has(word))
  const all = spelledOut(telling.length === 0 ? written : telling)
  if (all.length === 0) return null
  const numbers = all.filter((word) => hasDigit.test(word))
  const plain = all.filter((word) => !hasDigit.test(word))
  return { words: plain, numbers: numbers.sort().join(' '), joined: plain.join(' ') }
}

const hasDigit = /\d/
/** Of replies and forwarded mails, and what people add to be heard, in several languages. */
const prefixes = new Set(
  (
    're fw fwd aw wg rv tr sv vs antw doorst enc ref urgent urgente dringend eilt asap important importante wichtig ' +
    'please pls bitte reminder erinnerung recordatorio rappel relance sollecito followup'
  ).split(' '),
)

export function textLevel(a: Phrase, b: Phrase, weight: (word: string) => number): number {
  const contradicts = a.numbers !== '' && b.numbers !== '' && a.numbers !== b.numbers
  if (a.joined === b.joined && a.numbers === b.numbers) return 1
  const share = overlap(a.words, b.words, weight)
  const mistyped = isTypo(a.joined, b.joined) || jaroWinkler(a.joined, b.joined) >= 0.95
  const alike = a.joined === b.joined || share >= 0.8 || mistyped
  if (contradicts) return alike || share >= 0.5 ? 5 : 6
  if (alike) return 2
  if (isContained(a.words, b.words)) return a.numbers !== '' && a.numbers === b.numbers ? 2 : 4
  if (share >= 0.65) return 3
  return share >= 0.5 ? 4 : 6
}

/** `Cannot log in` in `Cannot log in - second mail`: all of at least two words, or of one that is no short one. */
function isContained(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  const enough = short.length >= 2 || (short[0]?.length ?? 0) >= 5
  return enough && short.every((word) => long.includes(word))
}

function weightsOf(phrases: Coded<Phrase>): (word: string) => number {
  const counts = new Map<string, number>()
  for (const phrase of phrases.items)
    for (const word of new Set(phrase?.words)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const total = Math.max(20, phrases.items.length)
  return (word) => Math.log2(1 + total / (counts.get(word) ?? 1))
}

const numberLevels = [
  { name: 'same', m: 0.8, u: 5e-3 },
  { name: 'near', m: 0.1, u: 0.02 },
  { name: 'different', m: 0.1, u: 0.975, conflict: true },
] as const satisfies readonly Level[]

/** Where the rule allows no tolerance, a hundredth is still no contradiction: a year off by one, a rounded sum. */
const nearly = 0.01

export function numberComparator(name: string, column: Column, tolerance: number): Comparator {
  const numbers = encode(column, (text) => (Number.isFinite(Number(text)) ? Number(text) : null), String)
  const rarity = rarityOf(numbers.counts)
  return {
    name,
    levels: numberLevels,
    level: (a, b) => {
      const one = numbers.items[numbers.codes[a] ?? 0]
      const other = numbers.items[numbers.codes[b] ?? 0]
      if (one === undefined || other === undefined) return 0
      if (one === other) return 1
      return Math.abs(one - other) <= (tolerance || nearly) * Math.max(Math.abs(one), Math.abs(other)) ? 2 : 3
    },
    rarity: (a, _b, level) => (level === 1 ? (rarity[numbers.codes[a] ?? 0] ?? 0) : 0),
  }
}

const setLevels = [
  { name: 'same', m: 0.6, u: 0.01 },
  { name: 'overlap', m: 0.2, u: 0.02 },
  { name: 'something in common', m: 0.08, u: 0.05 },
  { name: 'different', m: 0.12, u: 0.92, conflict: true },
] as const satisfies readonly Level[]

export function setComparator(name: string, column: Column, rows: number): Comparator {
  const set = encodeSet([column], rows, partsOfList, (part) => part)
  const of = (record: number): Int32Array => set.codes.subarray(set.starts[record], set.starts[record + 1])
  return {
    name,
    levels: setLevels,
    level: (a, b) => {
      const [one, other] = [of(a), of(b)]
      if (one.length === 0 || other.length === 0) return 0
      const shared = one.filter((code) => other.includes(code)).length
      const share = shared / (one.length + other.length - shared)
      if (share === 0) return 4
      return share === 1 ? 1 : share >= 0.5 ? 2 : 3
    },
  }
}

export function partsOfList(text: string): string[] {
  return text
    .split(/[;,|]/)
    .map((part) => words(part).join(' '))
    .filter(Boolean)
}
