import { isKnownGivenName, mayBeginWith, sameGivenName } from '../../terms/nicknames.ts'
import { differInGender, type FamilyName, type GivenName } from '../../terms/person-name.ts'
import type { Level } from '../comparator.ts'
import { editsWithin, isTypo } from '../similarity.ts'

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

export type Given = 'same' | 'part' | 'nickname' | 'initial' | 'fuzzy' | 'garbled' | 'missing' | 'different'
export type Family = 'same' | 'part' | 'fuzzy' | 'garbled' | 'missing' | 'different'

export function compareGiven(a: GivenName | undefined, b: GivenName | undefined, bothCommon: boolean): Given {
  if (a === undefined || b === undefined) return 'missing'
  const written = compareNative(a.native, b.native, a.joined === b.joined)
  if (written !== null) return written
  if (a.joined === b.joined) return a.initials && a.joined.length === 1 ? 'initial' : 'same'
  if (a.initials || b.initials) return initialsFit(a, b) ? 'initial' : 'different'
  if (isPartOfGiven(a, b) || isPartOfGiven(b, a)) return 'part'
  if (isShortFormOf(a, b) || isShortFormOf(b, a)) return 'nickname'
  if (sameGivenName(a.joined, b.joined) || sameGivenName(a.words[0] ?? '', b.words[0] ?? ''))
    return 'nickname'
  const known = isKnownGivenName(a.joined) && isKnownGivenName(b.joined)
  if (known || bothCommon || differInGender(a.joined, b.joined)) return 'different'
  if (isTypo(a.joined, b.joined) || startsWith(a.joined, b.joined) || isMistypedPart(a, b)) return 'fuzzy'
  return isGarbledGiven(a.joined, b.joined) ? 'garbled' : 'different'
}

/**
 * Han, kana and hangul are compared as they are written, for many names share one reading; beside a name in Latin
 * letters nothing can be said unless the reading is the same.
 */
function compareNative(a: string, b: string, readAlike: boolean): 'same' | 'missing' | 'different' | null {
  if (a === '' && b === '') return null
  if (a === '' || b === '') return readAlike ? 'same' : 'missing'
  return a === b ? 'same' : 'different'
}

/** `Maricarmen` and `Mamen` of `María Carmen`: one word for two. */
function isShortFormOf(short: GivenName, long: GivenName): boolean {
  return short.words.length === 1 && long.words.length > 1 && sameGivenName(short.joined, long.joined)
}

/** `Casar` of `Ceasar Kenneth`: the first of several names, mistyped. */
function isMistypedPart(a: GivenName, b: GivenName): boolean {
  return (
    a.words.length !== b.words.length &&
    Math.min(a.words.length, b.words.length) === 1 &&
    isTypo(a.words[0] ?? '', b.words[0] ?? '')
  )
}

/** `Madlein` for `Madeline`: two slips in a name whose first letter is right. */
function isGarbledGiven(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 5 && a[0] === b[0] && editsWithin(a, b, 2) <= 2
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

export function compareFamily(
  a: FamilyName | undefined,
  b: FamilyName | undefined,
  bothCommon: boolean,
): Family {
  if (a === undefined || b === undefined) return 'missing'
  const written = compareNative(a.native, b.native, a.joined === b.joined)
  if (written !== null) return written
  if (a.joined === b.joined) return 'same'
  const shorter = a.words.length < b.words.length ? a : b
  const longer = shorter === a ? b : a
  if (shorter.words.length < longer.words.length && isPartOf(shorter, longer)) return 'part'
  if (bothCommon) return 'different'
  if (isTypo(a.joined, b.joined) || isMistypedPartOf(shorter, longer)) return 'fuzzy'
  if (isGluedPart(a.joined, b.joined)) return 'part'
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

/** `Camarilo` of `Camarillo Núñez`. */
function isMistypedPartOf(shorter: FamilyName, longer: FamilyName): boolean {
  return (
    shorter.words.length < longer.words.length &&
    shorter.words.every((word) => word.length >= 5 && longer.words.some((one) => isTypo(word, one)))
  )
}

/** `Botello` of `BotelloGarcía`: two surnames that lost the space between them. */
function isGluedPart(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  return short.length >= 5 && long.length - short.length >= 4 && long.startsWith(short)
}

export const nameTable: Readonly<Record<Family, Readonly<Record<Given, LevelName | null>>>> = {
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
