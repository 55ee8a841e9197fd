import type { Level } from '../comparator.ts'

export const nameLevels = [
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

export type LevelName = (typeof nameLevels)[number]['name']
export const at = Object.fromEntries(nameLevels.map((level, index) => [level.name, index + 1])) as Record<
  LevelName,
  number
>

const givens = ['same', 'part', 'nickname', 'initial', 'fuzzy', 'garbled', 'missing', 'different'] as const
const families = ['same', 'part', 'fuzzy', 'garbled', 'missing', 'different'] as const
export type GivenWord = (typeof givens)[number]
type FamilyWord = (typeof families)[number]

/** How two given names, or two family names, stand to each other: a number of these. */
export const given = numbered(givens)
export const family = numbered(families)
export type Given = number
export type Family = number

function numbered<T extends string>(names: readonly T[]): Readonly<Record<T, number>> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<T, number>
}

export function givenName(found: Given): GivenWord {
  return givens[found] ?? 'different'
}

const table: Readonly<Record<FamilyWord, Readonly<Record<GivenWord, LevelName | null>>>> = {
  same: {
    same: 'same',
    part: 'given part',
    nickname: 'nickname',
    initial: 'initial',
    fuzzy: 'fuzzy',
    garbled: 'fuzzy both',
    missing: 'surname only',
    different: 'given name differs',
  },
  part: {
    same: 'surname part',
    part: 'surname part',
    nickname: 'surname part',
    initial: 'fuzzy both',
    fuzzy: 'fuzzy both',
    garbled: 'fuzzy both',
    missing: 'surname only',
    different: 'given name differs',
  },
  fuzzy: {
    same: 'fuzzy',
    part: 'fuzzy',
    nickname: 'fuzzy',
    initial: 'fuzzy both',
    fuzzy: 'fuzzy both',
    garbled: 'family name garbled',
    missing: 'surname only',
    different: 'different',
  },
  garbled: {
    same: 'family name garbled',
    part: 'family name garbled',
    nickname: 'family name garbled',
    initial: 'different',
    fuzzy: 'family name garbled',
    garbled: 'different',
    missing: 'different',
    different: 'different',
  },
  missing: {
    same: 'given name only',
    part: 'given name only',
    nickname: 'given name only',
    initial: null,
    fuzzy: null,
    garbled: null,
    missing: null,
    different: 'different',
  },
  different: {
    same: 'family name differs',
    part: 'family name differs',
    nickname: 'family name differs',
    initial: 'family name differs',
    fuzzy: 'different',
    garbled: 'different',
    missing: 'different',
    different: 'different',
  },
}

/** The level of a pair's names by how the family names stand to each other, then the given names; 0 for none. */
const levelTable: Uint8Array = Uint8Array.from(
  families.flatMap((one) => givens.map((other) => (table[one][other] === null ? 0 : at[table[one][other]]))),
)

export function tableLevel(found: Family, of: Given): number {
  return levelTable[found * givens.length + of] as number
}
