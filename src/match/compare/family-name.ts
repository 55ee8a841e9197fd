import { editsOfTexts, isBeginning, isTypo, sizeOf } from '../kernel/alike.ts'
import type { PackedTexts } from '../kernel/units.ts'
import { type Family, family } from './name-levels.ts'
import {
  hasWord,
  joinedOf,
  type NameTexts,
  nativeOf,
  type PackedNames,
  wordCount,
  wordsFrom,
  wordsTo,
} from './name-pack.ts'

/** How two family names stand to each other, by code; 0 is no name. */
export type FamilyLevel = (a: number, b: number, bothCommon: boolean) => Family

export function familyLevel(names: PackedNames, { texts }: NameTexts): FamilyLevel {
  return (a, b, bothCommon) => {
    if (a === 0 || b === 0) return family.missing
    const one = joinedOf(names, a)
    const other = joinedOf(names, b)
    const written = nativeLevel(nativeOf(names, a), nativeOf(names, b), one === other)
    if (written !== null) return written
    if (one === other) return family.same
    const shorter = wordCount(names, a) < wordCount(names, b) ? a : b
    const longer = shorter === a ? b : a
    const isShorter = wordCount(names, shorter) < wordCount(names, longer)
    if (isShorter && isPartOf(shorter, longer)) return family.part
    if (bothCommon) return family.different
    if (isTypo(texts, one, other) || (isShorter && isMistypedPartOf(shorter, longer))) return family.fuzzy
    if (isGluedPart(texts, one, other)) return family.part
    return isGarbled(texts, one, other) ? family.garbled : family.different
  }

  /** `García` of `García Núñez`, `Jones` of `Smith-Jones`; one initial may stand for the rest. */
  function isPartOf(shorter: number, longer: number): boolean {
    const to = wordsTo(names, shorter)
    for (let at = wordsFrom(names, shorter); at < to; at++) {
      const word = names.words[at] as number
      if (sizeOf(texts, word) <= 1 || !hasWord(names, longer, word)) return false
    }
    return true
  }

  /** `Camarilo` of `Camarillo Núñez`. */
  function isMistypedPartOf(shorter: number, longer: number): boolean {
    const to = wordsTo(names, shorter)
    for (let at = wordsFrom(names, shorter); at < to; at++) {
      const word = names.words[at] as number
      if (sizeOf(texts, word) < 5 || !hasMistyped(longer, word)) return false
    }
    return true
  }

  function hasMistyped(code: number, word: number): boolean {
    const to = wordsTo(names, code)
    for (let at = wordsFrom(names, code); at < to; at++) {
      if (isTypo(texts, word, names.words[at] as number)) return true
    }
    return false
  }
}

/** As of given names: what is written natively is compared as such. */
function nativeLevel(a: number, b: number, readAlike: boolean): Family | null {
  if (a === 0 && b === 0) return null
  if (a === 0 || b === 0) return readAlike ? family.same : family.missing
  return a === b ? family.same : family.different
}

/** `Botello` of `BotelloGarcía`: two surnames that lost the space between them. */
function isGluedPart(texts: PackedTexts, a: number, b: number): boolean {
  const [sizeA, sizeB] = [sizeOf(texts, a), sizeOf(texts, b)]
  return Math.min(sizeA, sizeB) >= 5 && Math.abs(sizeA - sizeB) >= 4 && isBeginning(texts, a, b)
}

/** `Jsneo` for `Jones`, `Porrret` for `Porter`: the same letters, or two slips. */
function isGarbled(texts: PackedTexts, a: number, b: number): boolean {
  if (Math.min(sizeOf(texts, a), sizeOf(texts, b)) < 4) return false
  return editsOfTexts(texts, a, b, 2) <= 2 || isAnagram(texts, a, b)
}

const counts = new Int16Array(65_536)

function isAnagram({ units, ends, masks }: PackedTexts, a: number, b: number): boolean {
  const fromA = ends[a - 1] as number
  const fromB = ends[b - 1] as number
  const size = (ends[a] as number) - fromA
  if (masks[a] !== masks[b] || (ends[b] as number) - fromB !== size) return false
  for (let at = 0; at < size; at++) {
    const inA = units[fromA + at] as number
    const inB = units[fromB + at] as number
    counts[inA] = (counts[inA] as number) + 1
    counts[inB] = (counts[inB] as number) - 1
  }
  let same = true
  for (let at = 0; at < size; at++) {
    if (counts[units[fromA + at] as number] !== 0 || counts[units[fromB + at] as number] !== 0) same = false
  }
  for (let at = 0; at < size; at++) {
    counts[units[fromA + at] as number] = 0
    counts[units[fromB + at] as number] = 0
  }
  return same
}
