import type { Comparison } from '../../kit/index.ts'
import {
  type FamilyName,
  familyNameOf,
  type GivenName,
  generationOf,
  givenNameOf,
} from '../../terms/person-name.ts'
import { type Coded, encode, rarityOf } from '../coded.ts'
import type { Comparator } from '../comparator.ts'
import type { Column } from '../table.ts'
import { at, compareFamily, compareGiven, type LevelName, nameLevels, nameTable } from './name-levels.ts'
import { noteOf } from './name-note.ts'
import { wholeName } from './whole-name.ts'

/** Two given names that are both common are two names, however alike: Karin and Karen, Laura and Lara. */
const commonFrom = 5

/** Bits that a suffix on one side alone takes away: half of the sons are entered with theirs, few of the others. */
const onlyOne = 4

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
    rarity: (a, b, level) => {
      const ofFirst = sharesGivenName.has(level) ? (rarityOfFirst[first.codes[a] ?? 0] ?? 0) : 0
      const ofLast = sharesFamilyName.has(level) ? (rarityOfLast[last.codes[a] ?? 0] ?? 0) : 0
      return ofFirst + ofLast - (level <= at['fuzzy both'] && oneGeneration(names, a, b) ? onlyOne : 0)
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
    first: encode(column(first), givenNameOf, (given) => `${given.words.join(' ')}|${given.native}`),
    last: encode(column(last), familyNameOf, familyKey),
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
    const names = wholeName(item(first, a), item(last, a), item(first, b), item(last, b))
    if (names !== null) return at[names]
  }
  if (found === 'same' && middle !== null && middlesDiffer(item(middle, a), item(middle, b)))
    return at['given part']
  return found === null ? 0 : at[found]
}

function generationsDiffer(names: NameColumns, a: number, b: number): boolean {
  const [one, other] = [generationIn(names, a), generationIn(names, b)]
  return one !== '' && other !== '' && one !== other
}

function oneGeneration(names: NameColumns, a: number, b: number): boolean {
  return (generationIn(names, a) === '') !== (generationIn(names, b) === '')
}

function generationIn({ suffix, last }: NameColumns, record: number): string {
  return (suffix === null ? undefined : item(suffix, record)) ?? item(last, record)?.generation ?? ''
}

function item<T>(coded: Coded<T>, record: number): T | undefined {
  return coded.items[coded.codes[record] ?? 0]
}

function bothCommon<T>(coded: Coded<T>, a: number, b: number): boolean {
  const from = Math.max(commonFrom, coded.codes.length / 2000)
  return (coded.counts[coded.codes[a] ?? 0] ?? 0) >= from && (coded.counts[coded.codes[b] ?? 0] ?? 0) >= from
}

function familyKey({ words, generation, native }: FamilyName): string {
  return `${words.join(' ')}|${generation}|${native}`
}

function middlesDiffer(a: GivenName | undefined, b: GivenName | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return a.joined[0] !== b.joined[0]
}
