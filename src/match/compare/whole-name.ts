import { mayBeginWith, sameGivenName } from '../../terms/nicknames.ts'
import type { FamilyName, GivenName } from '../../terms/person-name.ts'
import { isTypo } from '../similarity.ts'
import type { LevelName } from './name-levels.ts'

/** What the words say when the fields they stand in are not trusted; null when they say no more. */
export function wholeName(
  firstA: GivenName | undefined,
  lastA: FamilyName | undefined,
  firstB: GivenName | undefined,
  lastB: FamilyName | undefined,
): LevelName | null {
  if ([firstA, lastA, firstB, lastB].some((name) => name !== undefined && name.native !== '')) return null
  if (firstA && firstB && lastA && lastB) return bothSplit(firstA, lastA, firstB, lastB)
  const [whole, first, last] =
    firstA && lastA ? [firstB ?? lastB, firstA, lastA] : [firstA ?? lastA, firstB, lastB]
  if (!whole || !first || !last || whole.words.length < 2) return null
  return inOneField(whole.words, first, last)
}

function bothSplit(
  firstA: GivenName,
  lastA: FamilyName,
  firstB: GivenName,
  lastB: FamilyName,
): LevelName | null {
  if (crossed(firstA.joined, lastB.joined) && crossed(firstB.joined, lastA.joined)) return 'swapped'
  const [short, long] =
    firstA.words.length + lastA.words.length <= firstB.words.length + lastB.words.length
      ? [[...firstA.words, ...lastA.words], { first: firstB, last: lastB }]
      : [[...firstB.words, ...lastB.words], { first: firstA, last: lastA }]
  const { first, last } = long
  const all = [...first.words, ...last.words]
  const main = first.words[0] ?? ''
  const holdsBoth = short.includes(main) && short.some((word) => last.words.includes(word) && word !== main)
  return holdsBoth && short.every((word) => word.length > 1 && all.includes(word)) ? 'swapped' : null
}

function crossed(a: string, b: string): boolean {
  return a === b || (a.length > 1 && sameGivenName(a, b)) || isTypo(a, b)
}

/** `John Smith`, `Smith, J.` or `carmen moreno` (of Carmen Moreno Holguín) typed into one field. */
function inOneField(words: readonly string[], first: GivenName, last: FamilyName): LevelName | null {
  const family = words.filter((word) => last.words.includes(word))
  const rest = words.filter((word) => !last.words.includes(word))
  if (family.length === 0 || rest.length === 0) return null
  const whole = family.length === last.words.length
  if (rest.every((word) => first.words.includes(word)))
    return whole && rest.length === first.words.length ? 'same' : whole ? 'given part' : 'surname part'
  const main = first.words[0] ?? ''
  if (rest.length > 1) return null
  const only = rest[0] ?? ''
  if (only.length === 1) return mayBeginWith(main, only) ? 'initial' : null
  return sameGivenName(only, main) ? 'nickname' : null
}
