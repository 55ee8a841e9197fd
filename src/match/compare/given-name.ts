import { differInGender } from '../../terms/person-name.ts'
import { editsOfTexts, isBeginning, isTypo, sizeOf } from '../kernel/alike.ts'
import { textOf } from '../kernel/units.ts'
import { type Given, given } from './name-levels.ts'
import {
  firstUnit,
  firstWord,
  isInitials,
  isKnownGivenName,
  isPlain,
  joinedOf,
  mayBeginWith,
  type NameTexts,
  nativeOf,
  type PackedNames,
  sameGivenName,
  wordCount,
  wordsFrom,
  wordsTo,
} from './name-pack.ts'

/** How two given names stand to each other, by code; 0 is no name. */
export type GivenLevel = (a: number, b: number, bothCommon: boolean) => Given

export function givenLevel(names: PackedNames, all: NameTexts): GivenLevel {
  const { texts } = all
  return (a, b, bothCommon) => {
    if (a === 0 || b === 0) return given.missing
    const one = joinedOf(names, a)
    const other = joinedOf(names, b)
    if (isPlain(names, a) && isPlain(names, b)) {
      if (one === other) return given.same
      return sameGivenName(all, one, other) ? given.nickname : unlessTwoNames(a, b, bothCommon)
    }
    const written = nativeLevel(nativeOf(names, a), nativeOf(names, b), one === other)
    if (written !== null) return written
    if (one === other) return isInitials(names, a) && sizeOf(texts, one) === 1 ? given.initial : given.same
    if (isInitials(names, a) || isInitials(names, b))
      return initialsFit(a, b) ? given.initial : given.different
    if (isPartOf(a, b) || isPartOf(b, a)) return given.part
    if (isShortFormOf(a, b) || isShortFormOf(b, a)) return given.nickname
    if (sameGivenName(all, one, other) || sameGivenName(all, firstWord(names, a), firstWord(names, b)))
      return given.nickname
    return unlessTwoNames(a, b, bothCommon)
  }

  function unlessTwoNames(a: number, b: number, bothCommon: boolean): Given {
    const alike = mistyped(a, b)
    if (alike === given.different || bothCommon) return given.different
    return areTwoNames(joinedOf(names, a), joinedOf(names, b)) ? given.different : alike
  }

  function areTwoNames(one: number, other: number): boolean {
    if (isKnownGivenName(all, one) && isKnownGivenName(all, other)) return true
    return differInGender(textOf(texts, one), textOf(texts, other))
  }

  function mistyped(a: number, b: number): Given {
    const [one, other] = [joinedOf(names, a), joinedOf(names, b)]
    const shorter = Math.min(sizeOf(texts, one), sizeOf(texts, other))
    if (isTypo(texts, one, other) || (shorter >= 3 && isBeginning(texts, one, other)) || isMistypedPart(a, b))
      return given.fuzzy
    const isGarbled =
      shorter >= 5 &&
      firstUnit(texts, one) === firstUnit(texts, other) &&
      editsOfTexts(texts, one, other, 2) <= 2
    return isGarbled ? given.garbled : given.different // `Madlein` for `Madeline`
  }

  /** `Maricarmen` and `Mamen` of `María Carmen`: one word for two. */
  function isShortFormOf(short: number, long: number): boolean {
    return (
      wordCount(names, short) === 1 &&
      wordCount(names, long) > 1 &&
      sameGivenName(all, joinedOf(names, short), joinedOf(names, long))
    )
  }

  /** `Casar` of `Ceasar Kenneth`: the first of several names, mistyped. */
  function isMistypedPart(a: number, b: number): boolean {
    const [sizeA, sizeB] = [wordCount(names, a), wordCount(names, b)]
    if (sizeA === sizeB || Math.min(sizeA, sizeB) !== 1) return false
    return isTypo(texts, firstWord(names, a), firstWord(names, b))
  }

  /** `Juan` of `Juan Carlos`, `Mary A` of `Mary Ann`. */
  function isPartOf(shorter: number, longer: number): boolean {
    if (wordCount(names, shorter) > wordCount(names, longer)) return false
    const to = wordsTo(names, shorter)
    for (let at = wordsFrom(names, shorter); at < to; at++) {
      if (!isWordOrInitialOf(names.words[at] as number, longer)) return false
    }
    return true
  }

  function isWordOrInitialOf(word: number, code: number): boolean {
    const isLetter = sizeOf(texts, word) === 1
    const to = wordsTo(names, code)
    for (let at = wordsFrom(names, code); at < to; at++) {
      const one = names.words[at] as number
      if (one === word || (isLetter && firstUnit(texts, one) === firstUnit(texts, word))) return true
    }
    return false
  }

  function initialsFit(a: number, b: number): boolean {
    const short = isInitials(names, a) ? a : b
    const long = short === a ? b : a
    const size = wordCount(names, long)
    for (let nth = 0; nth < wordCount(names, short); nth++) {
      if (nth >= size && nth > 0) continue
      const letter = firstUnit(texts, names.words[wordsFrom(names, short) + nth] as number)
      if (!mayBeginWith(all, names.words[wordsFrom(names, long) + nth] as number, letter)) return false
    }
    return true
  }
}

/**
 * Han, kana and hangul are compared as they are written, for many names share one reading; beside a name in Latin
 * letters nothing can be said unless the reading is the same.
 */
function nativeLevel(a: number, b: number, readAlike: boolean): Given | null {
  if (a === 0 && b === 0) return null
  if (a === 0 || b === 0) return readAlike ? given.same : given.missing
  return a === b ? given.same : given.different
}
