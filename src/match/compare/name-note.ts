import { type PackedTexts, textOf } from '../kernel/units.ts'
import type { GivenLevel } from './given-name.ts'
import { type GivenWord, givenName, nameLevels } from './name-levels.ts'
import { joinedOf, type PackedNames, wordsFrom, wordsTo } from './name-pack.ts'

interface Names {
  readonly texts: PackedTexts
  readonly first: PackedNames
  readonly last: PackedNames
  readonly firstA: number
  readonly firstB: number
  readonly lastA: number
  readonly lastB: number
  readonly compareGiven: GivenLevel
}

/** The level in words. */
export function noteOf(level: number, names: Names): string | undefined {
  const { texts, first, last, firstA, firstB, lastA, lastB } = names
  const family = `${shown(texts, last, lastA)}/${shown(texts, last, lastB)}`
  const relation = givenName(names.compareGiven(firstA, firstB, false))
  const given =
    relation === 'same'
      ? ''
      : `${givenWords[relation]} ${shown(texts, first, firstA)}/${shown(texts, first, firstB)}`
  const typed = joinedOf(last, lastA) === joinedOf(last, lastB) ? '' : `typing error ${family}`
  switch (nameLevels[level - 1]?.name) {
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

const givenWords: Readonly<Record<Exclude<GivenWord, 'same'>, string>> = {
  part: 'one given name missing',
  nickname: 'nickname',
  initial: 'initial',
  fuzzy: 'typing error',
  garbled: 'perhaps mistyped',
  missing: 'given name missing',
  different: 'given names differ',
}

function joined(...notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(', ')
}

function shown(texts: PackedTexts, names: PackedNames, code: number): string {
  if (code === 0) return '–'
  const words = names.words.subarray(wordsFrom(names, code), wordsTo(names, code))
  return Array.from(words, (word) => textOf(texts, word))
    .map((word) => (word[0] ?? '').toUpperCase() + word.slice(1))
    .join(' ')
}
