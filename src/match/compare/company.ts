import {
  type CompanyName,
  companyNameOf,
  isAcronymOf,
  isRegion,
  mayBeInitialsOf,
} from '../../terms/company-name.ts'
import { type Coded, encode, rarityOf } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { isTypo, jaroWinkler } from '../similarity.ts'
import type { Column } from '../table.ts'

const levels = [
  { name: 'same', m: 0.54, u: 5e-5 },
  { name: 'legal form differs', m: 0.05, u: 2e-5 },
  { name: 'weak words differ', m: 0.06, u: 3e-5 },
  { name: 'close', m: 0.15, u: 1e-4 },
  { name: 'acronym', m: 0.02, u: 2e-5 },
  { name: 'place added', m: 0.02, u: 1e-4 },
  { name: 'partner left out', m: 0.01, u: 1e-4 },
  { name: 'contained', m: 0.03, u: 3e-4 },
  { name: 'partly', m: 0.05, u: 4e-3 },
  { name: 'perhaps initials', m: 0.01, u: 5e-4 },
  { name: 'numbers differ', m: 0.005, u: 1e-4, conflict: true },
  { name: 'region differs', m: 0.01, u: 1e-4, conflict: true },
  { name: 'a word in common', m: 0.015, u: 2e-3, conflict: true },
  { name: 'different', m: 0.03, u: 0.995, conflict: true },
] as const satisfies readonly Level[]

export type CompanyLevel = (typeof levels)[number]['name']
const at = Object.fromEntries(levels.map((level, index) => [level.name, index + 1])) as Record<
  CompanyLevel,
  number
>

/** Weight of a word: the rarer among the distinct names, the more it says. */
export type WordWeight = (word: string) => number

/** Null where a name in Han, kana or hangul stands beside one in Latin letters that does not read the same. */
export function compareCompanies(a: CompanyName, b: CompanyName, weight: WordWeight): CompanyLevel | null {
  if (a.native !== b.native) {
    if (a.native !== '' && b.native !== '') return 'different'
    return a.joined === b.joined ? 'same' : null
  }
  const whole = compareWhole(a, b, weight)
  if ((a.main === null) === (b.main === null) || !unsure.has(whole)) return whole
  const main = compareWhole(a.main ?? a, b.main ?? b, weight)
  if (unsure.has(main)) return main === 'perhaps initials' ? main : whole
  return 'place added'
}

/** Where these say little, the name may be that of one place of the other: `Acme - Madrid`. */
const unsure: ReadonlySet<CompanyLevel> = new Set([
  'contained',
  'partly',
  'perhaps initials',
  'numbers differ',
  'region differs',
  'a word in common',
  'different',
])

function compareWhole(a: CompanyName, b: CompanyName, weight: WordWeight): CompanyLevel {
  if (a.joined === b.joined) {
    const formsDiffer = a.forms.length > 0 && b.forms.length > 0 && a.forms.join() !== b.forms.join()
    return formsDiffer ? 'legal form differs' : 'same'
  }
  if (isAcronymOf(a.core, b.core) || isAcronymOf(b.core, a.core)) return 'acronym'
  if (mayBeInitialsOf(a.core, b.core) || mayBeInitialsOf(b.core, a.core)) return 'perhaps initials'
  if (a.numbers !== b.numbers) {
    return overlap(a.core.filter(isWord), b.core.filter(isWord), weight) >= 0.5
      ? 'numbers differ'
      : 'different'
  }
  if (a.regions !== b.regions)
    return overlap(a.core.filter(isNoRegion), b.core.filter(isNoRegion), weight) >= 0.5
      ? 'region differs'
      : 'different'
  if (a.strongJoined === b.strongJoined) return 'weak words differ'
  const share = overlap(a.core, b.core, weight)
  const alike = isTypo(a.joined, b.joined) || (share >= 0.5 && jaroWinkler(a.joined, b.joined) >= 0.94)
  if (share >= 0.85 || alike) return 'close'
  if (a.leading === b.joined || b.leading === a.joined) return 'partner left out'
  if (isContained(a.strong, b.strong, weight)) return 'contained'
  if (share >= 0.55) return 'partly'
  return sharesTellingWord(a.strong, b.strong, weight) ? 'a word in common' : 'different'
}

/** `McPherson` in `Chicago Public Schools McPherson, James B.`: all of the shorter, and that says enough. */
function isContained(a: readonly string[], b: readonly string[], weight: WordWeight): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length === long.length || !short.every((word) => hasWord(long, word))) return false
  return short.reduce((sum, word) => sum + weight(word), 0) >= telling
}

/** `South Harper Montessori` and `Harper School`: too little to be one, too much for strangers. */
function sharesTellingWord(a: readonly string[], b: readonly string[], weight: WordWeight): boolean {
  return a.some((word) => weight(word) >= telling && hasWord(b, word))
}

/** Bits from which words tell who is meant: as much as a word that one name in sixty has. */
const telling = 6

function hasWord(list: readonly string[], word: string): boolean {
  return list.some((other) => other === word || isTypo(word, other))
}

function isNoRegion(word: string): boolean {
  return !isRegion(word)
}

function isWord(text: string): boolean {
  return !/^\d+$/.test(text)
}

/**
 * Weighted share of the words that both have; typing errors, beginnings (`const` of `construcciones`) and a lost space
 * (`day care`) allowed.
 */
export function overlap(a: readonly string[], b: readonly string[], weight: WordWeight): number {
  let shared = 0
  let all = 0
  const left = [...b]
  for (const [nth, word] of a.entries()) {
    all += weight(word)
    const found = left.findIndex((other) => other === word || isTypo(word, other) || isBeginning(word, other))
    if (found >= 0) left.splice(found, 1)
    else if (!isHalfOf(word, a[nth - 1], a[nth + 1], left) && !takeHalves(word, left)) continue
    shared += weight(word)
  }
  for (const word of left) all += weight(word)
  return all === 0 ? 0 : shared / all
}

/** `day` beside `care` where the other name has `daycare`; that one is taken with its second half. */
function isHalfOf(
  word: string,
  before: string | undefined,
  after: string | undefined,
  left: string[],
): boolean {
  if (after !== undefined && left.includes(word + after)) return true
  if (before === undefined) return false
  const whole = left.indexOf(before + word)
  if (whole < 0) return false
  left.splice(whole, 1)
  return true
}

/** `daycare` where the other name has `day` beside `care`. */
function takeHalves(word: string, left: string[]): boolean {
  for (let at = 0; at + 1 < left.length; at++) {
    if ((left[at] ?? '') + (left[at + 1] ?? '') !== word) continue
    left.splice(at, 2)
    return true
  }
  return false
}

function isBeginning(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a))
}

export function wordWeights(names: Coded<CompanyName>): WordWeight {
  const counts = new Map<string, number>()
  for (const name of names.items)
    for (const word of new Set(name?.core)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const total = Math.max(20, names.items.length)
  return (word) => Math.log2(1 + total / (counts.get(word) ?? 1))
}

export function encodeCompanies(column: Column): Coded<CompanyName> {
  return encode(column, companyNameOf, (name) =>
    [name.core.join(' '), name.forms.join(), name.main?.joined, name.native].join('|'),
  )
}

export function companyNameComparator(name: string, names: Coded<CompanyName>): Comparator {
  const weight = wordWeights(names)
  const rarity = rarityOf(names.counts)
  return {
    name,
    levels,
    level: (a, b) => {
      const one = item(names, a)
      const other = item(names, b)
      const found = one === undefined || other === undefined ? null : compareCompanies(one, other, weight)
      return found === null ? 0 : at[found]
    },
    rarity: (a, _b, level) => (level === 1 ? (rarity[names.codes[a] ?? 0] ?? 0) : 0),
    note: (a, b, level) => {
      const found = levels[level - 1]?.name
      if (found === undefined || found === 'same' || found === 'different') return undefined
      return `${found}: ${item(names, a)?.core.join(' ')} / ${item(names, b)?.core.join(' ')}`
    },
  }
}

function item<T>(coded: Coded<T>, record: number): T | undefined {
  return coded.items[coded.codes[record] ?? 0]
}
