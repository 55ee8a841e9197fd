import type { Comparison } from '../../kit/index.ts'
import { isKnownGivenName, mayBeginWith, sameGivenName } from '../../terms/nicknames.ts'
import {
  differInGender,
  type FamilyName,
  familyNameOf,
  type GivenName,
  generationOf,
  givenNameOf,
} from '../../terms/person-name.ts'
import { type Coded, encode, rarityOf } from '../coded.ts'
import type { Comparator, Level } from '../comparator.ts'
import { editsWithin, isTypo } from '../similarity.ts'
import type { Column } from '../table.ts'

const levels = [
  { name: 'same', m: 0.58, u: 1e-4 },
  { name: 'given part', m: 0.04, u: 1e-5 },
  { name: 'nickname', m: 0.08, u: 2e-5 },
  { name: 'surname part', m: 0.04, u: 2e-5 },
  { name: 'initial', m: 0.05, u: 5e-5 },
  { name: 'fuzzy', m: 0.1, u: 3e-5 },
  { name: 'swapped', m: 0.02, u: 5e-6 },
  { name: 'fuzzy both', m: 0.02, u: 5e-5 },
  { name: 'family name garbled', m: 0.01, u: 2e-4 },
  { name: 'surname only', m: 0.01, u: 2e-3 },
  { name: 'given name only', m: 0.01, u: 4e-3 },
  { name: 'family name differs', m: 0.02, u: 8e-3, differs: true },
  { name: 'given name differs', m: 0.01, u: 4e-3, conflict: true },
  { name: 'generation differs', m: 0.001, u: 1e-5, conflict: true },
  { name: 'different', m: 0.02, u: 0.985, conflict: true },
] as const satisfies readonly Level[]

type LevelName = (typeof levels)[number]['name']
const at = Object.fromEntries(levels.map((level, index) => [level.name, index + 1])) as Record<
  LevelName,
  number
>

type Given = 'same' | 'part' | 'nickname' | 'initial' | 'fuzzy' | 'missing' | 'different'
type Family = 'same' | 'part' | 'fuzzy' | 'garbled' | 'missing' | 'different'

/** Two given names that are both common are two names, however alike: Karin and Karen, Laura and Lara. */
const commonFrom = 5

function compareGiven(a: GivenName | undefined, b: GivenName | undefined, bothCommon: boolean): Given {
  if (a === undefined || b === undefined) return 'missing'
  if (a.joined === b.joined) return a.initials && a.joined.length === 1 ? 'initial' : 'same'
  if (a.initials || b.initials) return initialsFit(a, b) ? 'initial' : 'different'
  if (isPartOfGiven(a, b) || isPartOfGiven(b, a)) return 'part'
  if (sameGivenName(a.joined, b.joined) || sameGivenName(a.words[0] ?? '', b.words[0] ?? ''))
    return 'nickname'
  const known = isKnownGivenName(a.joined) && isKnownGivenName(b.joined)
  if (known || bothCommon || differInGender(a.joined, b.joined)) return 'different'
  return isTypo(a.joined, b.joined) || startsWith(a.joined, b.joined) ? 'fuzzy' : 'different'
}

/** `Juan` of `Juan Carlos`, `Mary A` of `Mary Ann`. */
function isPartOfGiven(shorter: GivenName, longer: GivenName): boolean {
  if (shorter.words.length > longer.words.length) return false
  return shorter.words.every((word) => longer.words.some((one) => one === word || word === one[0]))
}

function startsWith(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a))
}

function initialsFit(a: GivenName, b: GivenName): boolean {
  const short = a.initials ? a : b
  const long = a.initials ? b : a
  return short.words.every((letter, index) => {
    const word = long.words[index]
    return word === undefined ? index > 0 : mayBeginWith(word, letter[0] ?? '')
  })
}

function compareFamily(a: FamilyName | undefined, b: FamilyName | undefined, bothCommon: boolean): Family {
  if (a === undefined || b === undefined) return 'missing'
  if (a.joined === b.joined) return 'same'
  const shorter = a.words.length < b.words.length ? a : b
  const longer = shorter === a ? b : a
  if (shorter.words.length < longer.words.length && isPartOf(shorter, longer)) return 'part'
  if (bothCommon) return 'different'
  if (isTypo(a.joined, b.joined)) return 'fuzzy'
  return isGarbled(a.joined, b.joined) ? 'garbled' : 'different'
}

/** `Jsneo` for `Jones`, `Porrret` for `Porter`: the same letters, or two slips. */
function isGarbled(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 4) return false
  return editsWithin(a, b, 2) <= 2 || [...a].sort().join('') === [...b].sort().join('')
}

/** `García` of `García Núñez`, `Jones` of `Smith-Jones`; one initial may stand for the rest. */
function isPartOf(shorter: FamilyName, longer: FamilyName): boolean {
  return shorter.words.every((word) => word.length > 1 && longer.words.includes(word))
}

const table: Readonly<Record<Family, Readonly<Record<Given, LevelName | null>>>> = {
  same: {
    same: 'same',
    part: 'given part',
    nickname: 'nickname',
    initial: 'initial',
    fuzzy: 'fuzzy',
    missing: 'surname only',
    different: 'given name differs',
  },
  part: {
    same: 'surname part',
    part: 'surname part',
    nickname: 'surname part',
    initial: 'fuzzy both',
    fuzzy: 'fuzzy both',
    missing: 'surname only',
    different: 'given name differs',
  },
  fuzzy: {
    same: 'fuzzy',
    part: 'fuzzy',
    nickname: 'fuzzy',
    initial: 'fuzzy both',
    fuzzy: 'fuzzy both',
    missing: 'surname only',
    different: 'different',
  },
  garbled: {
    same: 'family name garbled',
    part: 'family name garbled',
    nickname: 'family name garbled',
    initial: 'different',
    fuzzy: 'family name garbled',
    missing: 'different',
    different: 'different',
  },
  missing: {
    same: 'given name only',
    part: 'given name only',
    nickname: 'given name only',
    initial: null,
    fuzzy: null,
    missing: null,
    different: 'different',
  },
  different: {
    same: 'family name differs',
    part: 'family name differs',
    nickname: 'family name differs',
    initial: 'different',
    fuzzy: 'different',
    missing: 'different',
    different: 'different',
  },
}

/** The names of all records, each distinct one read once. */
interface NameColumns {
  readonly first: Coded<GivenName>
  readonly last: Coded<FamilyName>
  readonly middle: Coded<GivenName> | null
  readonly suffix: Coded<string> | null
}

export function personNameComparator(
  name: string,
  comparison: Extract<Comparison, { type: 'personName' }>,
  column: (field: string) => Column,
): Comparator {
  const names = readNames(comparison, column)
  const { first, last } = names
  const [rarityOfFirst, rarityOfLast] = [rarityOf(first.counts), rarityOf(last.counts)]
  return {
    name,
    levels,
    level: (a, b) => levelOf(names, a, b),
    rarity: (a, _b, level) => {
      const ofFirst = sharesGivenName.has(level) ? (rarityOfFirst[first.codes[a] ?? 0] ?? 0) : 0
      const ofLast = sharesFamilyName.has(level) ? (rarityOfLast[last.codes[a] ?? 0] ?? 0) : 0
      return ofFirst + ofLast
    },
    note: (a, b, level) => noteOf(level, [item(first, a), item(first, b), item(last, a), item(last, b)]),
  }
}

const sharesGivenName: ReadonlySet<number> = new Set([
  at.same,
  at['given part'],
  at.swapped,
  at['given name only'],
  at['family name garbled'],
  at['family name differs'],
])
const sharesFamilyName: ReadonlySet<number> = new Set([
  at.same,
  at['given part'],
  at.swapped,
  at.nickname,
  at.initial,
  at['surname only'],
])

function readNames(
  { first, last, middle, suffix }: Extract<Comparison, { type: 'personName' }>,
  column: (field: string) => Column,
): NameColumns {
  const generation = (text: string): string | null => generationOf(text) || null
  return {
    first: encode(column(first), givenNameOf, (given) => given.words.join(' ')),
    last: encode(column(last), familyNameOf, (family) => `${family.words.join(' ')}|${family.generation}`),
    middle: middle === undefined ? null : encode(column(middle), givenNameOf, (given) => given.joined),
    suffix: suffix === undefined ? null : encode(column(suffix), generation, (text) => text),
  }
}

/** Where these say little, the names may have been typed into the wrong fields. */
const perhapsMisplaced: ReadonlySet<LevelName | null> = new Set([
  'different',
  'given name only',
  'family name garbled',
  'family name differs',
  'given name differs',
  'surname only',
  null,
])

function levelOf(names: NameColumns, a: number, b: number): number {
  const { first, last, middle } = names
  const family = compareFamily(item(last, a), item(last, b), bothCommon(last, a, b))
  const given = compareGiven(item(first, a), item(first, b), bothCommon(first, a, b))
  const found = table[family][given]
  if (found !== null && found !== 'different' && generationsDiffer(names, a, b))
    return at['generation differs']
  if (perhapsMisplaced.has(found)) {
    if (isSwapped(a, b, first, last)) return at.swapped
    if (isWholeNameInOne(a, b, first, last)) return at.same
  }
  if (found === 'same' && middle !== null && middlesDiffer(item(middle, a), item(middle, b)))
    return at['given part']
  return found === null ? 0 : at[found]
}

function generationsDiffer({ suffix, last }: NameColumns, a: number, b: number): boolean {
  const generation = (record: number): string =>
    (suffix === null ? undefined : item(suffix, record)) ?? item(last, record)?.generation ?? ''
  const [one, other] = [generation(a), generation(b)]
  return one !== '' && other !== '' && one !== other
}

function item<T>(coded: Coded<T>, record: number): T | undefined {
  return coded.items[coded.codes[record] ?? 0]
}

function bothCommon<T>(coded: Coded<T>, a: number, b: number): boolean {
  const from = Math.max(commonFrom, coded.codes.length / 2000)
  return (coded.counts[coded.codes[a] ?? 0] ?? 0) >= from && (coded.counts[coded.codes[b] ?? 0] ?? 0) >= from
}

function isSwapped(a: number, b: number, first: Coded<GivenName>, last: Coded<FamilyName>): boolean {
  const [firstA, firstB, lastA, lastB] = [item(first, a), item(first, b), item(last, a), item(last, b)]
  if (!firstA || !firstB || !lastA || !lastB) return false
  return crossed(firstA.joined, lastB.joined) && crossed(firstB.joined, lastA.joined)
}

function crossed(a: string, b: string): boolean {
  return a === b || (a.length > 1 && sameGivenName(a, b)) || isTypo(a, b)
}

/** `John Smith` typed into the family name alone. */
function isWholeNameInOne(a: number, b: number, first: Coded<GivenName>, last: Coded<FamilyName>): boolean {
  const whole = item(first, a) === undefined ? a : b
  const split = whole === a ? b : a
  const firstName = item(first, split)
  const lastName = item(last, split)
  const words = item(last, whole)?.words
  if (item(first, whole) !== undefined || !firstName || !lastName || words === undefined || words.length < 2)
    return false
  return [...words].sort().join(' ') === [...firstName.words, ...lastName.words].sort().join(' ')
}

function middlesDiffer(a: GivenName | undefined, b: GivenName | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a.joined[0] !== b.joined[0]
}

type Names = readonly [
  GivenName | undefined,
  GivenName | undefined,
  FamilyName | undefined,
  FamilyName | undefined,
]

function noteOf(level: number, names: Names): string | undefined {
  const [firstA, firstB, lastA, lastB] = names
  const family = `${shown(lastA)}/${shown(lastB)}`
  const relation = compareGiven(firstA, firstB, false)
  const given = relation === 'same' ? '' : `${givenWords[relation]} ${shown(firstA)}/${shown(firstB)}`
  const typed = lastA?.joined === lastB?.joined ? '' : `typing error ${family}`
  switch (levels[level - 1]?.name) {
    case 'given part':
      return given === '' ? 'middle names differ' : given
    case 'surname part':
      return joined(`one surname missing ${family}`, given)
    case 'swapped':
      return 'given and family name swapped'
    case 'nickname':
    case 'initial':
    case 'given name differs':
      return given
    case 'fuzzy':
    case 'fuzzy both':
      return joined(typed, given)
    case 'given name only':
      return 'family name missing'
    case 'family name garbled':
      return `family names perhaps mistyped ${family}`
    case 'family name differs':
      return `family names differ ${family}`
    case 'surname only':
      return 'given name missing'
    default:
      return undefined
  }
}

const givenWords: Readonly<Record<Exclude<Given, 'same'>, string>> = {
  part: 'one given name missing',
  nickname: 'nickname',
  initial: 'initial',
  fuzzy: 'typing error',
  missing: 'given name missing',
  different: 'given names differ',
}

function joined(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(', ')
}

function shown(name: GivenName | FamilyName | undefined): string {
  return name === undefined
    ? '–'
    : name.words.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join(' ')
}
