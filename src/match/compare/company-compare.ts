import { isAcronymOf, mayBeInitialsOf } from '../../terms/company-name.ts'
import { isJaroWinkler, isTypo, sizeOf } from '../kernel/alike.ts'
import { textOf } from '../kernel/units.ts'
import { overlap } from '../kernel/words.ts'
import { at, levels } from './company-levels.ts'
import { isNumber, isPlace, type PackedCompanies, part, partsOfName } from './company-pack.ts'

/** Where these say little, the name may be that of one place of the other: `Acme - Madrid`. */
const unsureLevels: ReadonlySet<number> = new Set([
  at.contained,
  at.partly,
  at['perhaps initials'],
  at['numbers differ'],
  at['region differs'],
  at['a word in common'],
  at.different,
])
const isUnsure = Uint8Array.from({ length: levels.length + 1 }, (_, level) =>
  unsureLevels.has(level) ? 1 : 0,
)

/**
 * Level of two names, by code; neither is 0. 0 where a name in Han, kana or hangul stands beside one in Latin letters
 * that does not read the same.
 */
export function companyLevel(pack: PackedCompanies): (one: number, other: number) => number {
  const { parts } = pack
  const compareWhole = wholeLevel(pack)
  return (one, other) => {
    const a = one * partsOfName
    const b = other * partsOfName
    const nativeA = parts[a + part.native]
    const nativeB = parts[b + part.native]
    if (nativeA !== nativeB) {
      if (nativeA !== 0 && nativeB !== 0) return at.different
      return parts[a + part.joined] === parts[b + part.joined] ? at.same : 0
    }
    const whole = compareWhole(one, other)
    const mainA = parts[a + part.main] as number
    const mainB = parts[b + part.main] as number
    if ((mainA === 0) === (mainB === 0) || isUnsure[whole] === 0) return whole
    const main = compareWhole(mainA === 0 ? one : mainA, mainB === 0 ? other : mainB)
    if (isUnsure[main] === 0) return at['place added']
    return main === at['perhaps initials'] ? main : whole
  }
}

function wholeLevel(pack: PackedCompanies): (one: number, other: number) => number {
  const { texts, core, parts, kindOfWord } = pack
  const { starts, words } = core
  const overlapped = { texts, words, weights: pack.weights }
  const initials = initialsIn(pack)
  const { isContained, sharesTellingWord } = strongWords(pack)
  const isWord = (word: number): boolean => (kindOfWord[word] as number) !== isNumber
  const isNoRegion = (word: number): boolean => (kindOfWord[word] as number) !== isPlace
  return (one, other) => {
    const a = one * partsOfName
    const b = other * partsOfName
    const joinedA = parts[a + part.joined] as number
    const joinedB = parts[b + part.joined] as number
    if (joinedA === joinedB) {
      const [formsA, formsB] = [parts[a + part.forms], parts[b + part.forms]]
      return formsA !== 0 && formsB !== 0 && formsA !== formsB ? at['legal form differs'] : at.same
    }
    const short = initials(one, other)
    if (short !== 0) return short
    const fromA = starts[one] as number
    const toA = starts[one + 1] as number
    const fromB = starts[other] as number
    const toB = starts[other + 1] as number
    if (parts[a + part.numbers] !== parts[b + part.numbers]) {
      return overlap(overlapped, fromA, toA, fromB, toB, isWord) >= 0.5 ? at['numbers differ'] : at.different
    }
    if (parts[a + part.regions] !== parts[b + part.regions]) {
      return overlap(overlapped, fromA, toA, fromB, toB, isNoRegion) >= 0.5
        ? at['region differs']
        : at.different
    }
    if (parts[a + part.strong] === parts[b + part.strong]) return at['weak words differ']
    const share = overlap(overlapped, fromA, toA, fromB, toB)
    if (share >= 0.85 || isTypo(texts, joinedA, joinedB)) return at.close
    if (share >= 0.5 && isJaroWinkler(texts, joinedA, joinedB, 0.94)) return at.close
    if (parts[a + part.leading] === joinedB || parts[b + part.leading] === joinedA)
      return at['partner left out']
    if (isContained(one, other)) return at.contained
    if (share >= 0.55) return at.partly
    return sharesTellingWord(one, other) ? at['a word in common'] : at.different
  }
}

/** Bits from which words tell who is meant: as much as a word that one name in sixty has. */
const telling = 6

/** What the strong words of two names, by code, have in common. */
function strongWords({ texts, strong: { starts, words }, weights }: PackedCompanies) {
  const sizeIn = (code: number): number => (starts[code + 1] as number) - (starts[code] as number)
  const hasWord = (code: number, word: number): boolean => {
    for (let at = starts[code] as number; at < (starts[code + 1] as number); at++) {
      const other = words[at] as number
      if (other === word || isTypo(texts, word, other)) return true
    }
    return false
  }
  return {
    /** `McPherson` in `Chicago Public Schools McPherson, James B.`: all of the shorter, and that says enough. */
    isContained: (one: number, other: number): boolean => {
      const [short, long] = sizeIn(one) <= sizeIn(other) ? [one, other] : [other, one]
      if (sizeIn(short) === sizeIn(long)) return false
      let bits = 0
      for (let at = starts[short] as number; at < (starts[short + 1] as number); at++) {
        const word = words[at] as number
        if (!hasWord(long, word)) return false
        bits += weights[word] as number
      }
      return bits >= telling
    },
    /** `South Harper Montessori` and `Harper School`: too little to be one, too much for strangers. */
    sharesTellingWord: (one: number, other: number): boolean => {
      for (let at = starts[one] as number; at < (starts[one + 1] as number); at++) {
        const word = words[at] as number
        if ((weights[word] as number) >= telling && hasWord(other, word)) return true
      }
      return false
    },
  }
}

/** Whether one name is, or may be, the initials of the other: a level, or 0. */
function initialsIn({
  texts,
  core: { starts, words },
}: PackedCompanies): (one: number, other: number) => number {
  const list = (code: number): string[] =>
    Array.from(words.subarray(starts[code], starts[code + 1]), (word) => textOf(texts, word))
  /** One word of no more letters than the other has words. */
  const isShort = (code: number, other: number): boolean => {
    const from = starts[code] as number
    if ((starts[code + 1] as number) - from !== 1) return false
    const size = sizeOf(texts, words[from] as number)
    return size >= 2 && size <= (starts[other + 1] as number) - (starts[other] as number)
  }
  return (one, other) => {
    const [a, b] = isShort(one, other) ? [one, other] : isShort(other, one) ? [other, one] : [0, 0]
    if (a === 0) return 0
    const [short, long] = [list(a), list(b)]
    if (isAcronymOf(short, long)) return at.acronym
    return mayBeInitialsOf(short, long) ? at['perhaps initials'] : 0
  }
}
