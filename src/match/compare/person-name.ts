import type { Comparison } from '../../kit/index.ts'
import { sameGivenName } from '../../terms/nicknames.ts'
import {
  type FamilyName,
  familyNameOf,
  type GivenName,
  generationOf,
  givenNameOf,
} from '../../terms/person-name.ts'
import { type Coded, encode, rarityOf } from '../coded.ts'
import type { Comparator } from '../comparator.ts'
import { isTypo } from '../similarity.ts'
import type { Column } from '../table.ts'
import { at, compareFamily, compareGiven, type LevelName, nameLevels, nameTable } from './name-levels.ts'
import { noteOf } from './name-note.ts'

/** Two given names that are both common are two names, however alike: Karin and Karen, Laura and Lara. */
const commonFrom = 5

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
    levels: nameLevels,
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
  const found = nameTable[family][given]
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
