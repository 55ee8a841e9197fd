import { sizeOf } from '../kernel/alike.ts'
import { at, type LevelName } from './name-levels.ts'
import {
  crossed,
  firstUnit,
  firstWord,
  hasWord,
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

/** What the words say when the fields they stand in are not trusted, as a level; 0 when they say no more. */
export type WholeName = (firstA: number, lastA: number, firstB: number, lastB: number) => number

export function wholeName(first: PackedNames, last: PackedNames, all: NameTexts): WholeName {
  const { texts } = all
  return (firstA, lastA, firstB, lastB) => {
    if (isNative(firstA, lastA) || isNative(firstB, lastB)) return 0
    if (firstA !== 0 && firstB !== 0 && lastA !== 0 && lastB !== 0) {
      return bothSplit(firstA, lastA, firstB, lastB) ? at.swapped : 0
    }
    if (firstA !== 0 && lastA !== 0) return inOneField(firstB, lastB, firstA, lastA)
    return firstB !== 0 && lastB !== 0 ? inOneField(firstA, lastA, firstB, lastB) : 0
  }

  function isNative(firstCode: number, lastCode: number): boolean {
    return nativeOf(first, firstCode) !== 0 || nativeOf(last, lastCode) !== 0
  }

  function bothSplit(firstA: number, lastA: number, firstB: number, lastB: number): boolean {
    const [givenA, givenB] = [joinedOf(first, firstA), joinedOf(first, firstB)]
    if (crossed(all, givenA, joinedOf(last, lastB)) && crossed(all, givenB, joinedOf(last, lastA)))
      return true
    const sizeA = wordCount(first, firstA) + wordCount(last, lastA)
    const sizeB = wordCount(first, firstB) + wordCount(last, lastB)
    return sizeA <= sizeB ? isWithin(firstA, lastA, firstB, lastB) : isWithin(firstB, lastB, firstA, lastA)
  }

  /** All words of the short name in the long one, its main given name and a family name among them. */
  function isWithin(firstShort: number, lastShort: number, firstLong: number, lastLong: number): boolean {
    const main = firstWord(first, firstLong)
    if (!hasWord(first, firstShort, main) && !hasWord(last, lastShort, main)) return false
    let holdsFamily = false
    const isKnown = (word: number): boolean => {
      const ofFamily = hasWord(last, lastLong, word)
      holdsFamily ||= ofFamily && word !== main
      return sizeOf(texts, word) > 1 && (ofFamily || hasWord(first, firstLong, word))
    }
    return everyWord(first, firstShort, isKnown) && everyWord(last, lastShort, isKnown) && holdsFamily
  }

  /** `John Smith`, `Smith, J.` or `carmen moreno` (of Carmen Moreno Holguín) typed into one field. */
  function inOneField(firstWhole: number, lastWhole: number, firstSplit: number, lastSplit: number): number {
    const [names, code] = firstWhole === 0 ? [last, lastWhole] : [first, firstWhole]
    if (code === 0 || wordCount(names, code) < 2) return 0
    const words = Array.from(names.words.subarray(wordsFrom(names, code), wordsTo(names, code)))
    const found = ofOneField(words, firstSplit, lastSplit)
    return found === null ? 0 : at[found]
  }

  function ofOneField(words: readonly number[], firstCode: number, lastCode: number): LevelName | null {
    const family = words.filter((word) => hasWord(last, lastCode, word))
    const rest = words.filter((word) => !hasWord(last, lastCode, word))
    if (family.length === 0 || rest.length === 0) return null
    const whole = family.length === wordCount(last, lastCode)
    if (rest.every((word) => hasWord(first, firstCode, word))) {
      if (!whole) return 'surname part'
      return rest.length === wordCount(first, firstCode) ? 'same' : 'given part'
    }
    const [only, more] = rest
    if (only === undefined || more !== undefined) return null
    const main = firstWord(first, firstCode)
    if (sizeOf(texts, only) === 1) return mayBeginWith(all, main, firstUnit(texts, only)) ? 'initial' : null
    return sameGivenName(all, only, main) ? 'nickname' : null
  }
}

function everyWord(names: PackedNames, code: number, is: (word: number) => boolean): boolean {
  const to = wordsTo(names, code)
  for (let nth = wordsFrom(names, code); nth < to; nth++) if (!is(names.words[nth] as number)) return false
  return true
}
