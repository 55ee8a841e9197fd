import type { FamilyName, GivenName } from '../../terms/person-name.ts'
import { compareGiven, type Given, nameLevels } from './name-levels.ts'

type Names = readonly [
  GivenName | undefined,
  GivenName | undefined,
  FamilyName | undefined,
  FamilyName | undefined,
]

/** The level in words. */
export function noteOf(level: number, names: Names): string | undefined {
  const [firstA, firstB, lastA, lastB] = names
  const family = `${shown(lastA)}/${shown(lastB)}`
  const relation = compareGiven(firstA, firstB, false)
  const given = relation === 'same' ? '' : `${givenWords[relation]} ${shown(firstA)}/${shown(firstB)}`
  const typed = lastA?.joined === lastB?.joined ? '' : `typing error ${family}`
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

const givenWords: Readonly<Record<Exclude<Given, 'same'>, string>> = {
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

function shown(name: GivenName | FamilyName | undefined): string {
  return name === undefined
    ? '–'
    : name.words.map((word) => (word[0] ?? '').toUpperCase() + word.slice(1)).join(' ')
}
