import type { Comparison } from '../../kit/index.ts'
import {
  type CompanyName,
  companyNameOf,
  isAcronymOf,
  isRegion,
  mayBeInitialsOf,
} from '../../terms/company-name.ts'
import { TextsBuilder } from '../columns/texts.ts'
import type { Level } from '../comparator.ts'
import { IntList } from '../int-list.ts'
import { isJaroWinkler, isTypo, sizeOf } from '../kernel/alike.ts'
import { type Column, encode, rarityOf } from '../kernel/coded.ts'
import { defineKind, type Encoding } from '../kernel/kind.ts'
import type { Lines } from '../kernel/lines.ts'
import { sharedBytesOf, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts, textOf } from '../kernel/units.ts'
import { overlap, type PackedWords, WordsBuilder, wordWeights } from '../kernel/words.ts'

const levels = [
  { name: 'same', m: 0.54, u: 5e-5 },
  { name: 'legal form differs', m: 0.05, u: 2e-5 },
  { name: 'weak words differ', m: 0.06, u: 3e-5 },
  { name: 'close', m: 0.15, u: 1e-4 },
  { name: 'acronym', m: 0.02, u: 2e-5 },
  { name: 'place added', m: 0.02, u: 1e-4 },
  { name: 'partner left out', m: 0.01, u: 1e-4 },
  { name: 'contained', m: 0.03, u: 3e-4 },
  { name: 'partly', m: 0.05, u: 4e-3 },
  { name: 'perhaps initials', m: 0.01, u: 5e-4 },
  { name: 'numbers differ', m: 0.005, u: 1e-4, conflict: true },
  { name: 'region differs', m: 0.01, u: 1e-4, conflict: true },
  { name: 'a word in common', m: 0.015, u: 2e-3, conflict: true },
  { name: 'different', m: 0.03, u: 0.995, conflict: true },
] as const satisfies readonly Level[]

export type CompanyLevel = (typeof levels)[number]['name']
export const at = Object.fromEntries(levels.map((level, index) => [level.name, index + 1])) as Readonly<
  Record<CompanyLevel, number>
>

/** Company names by code; behind those of records the parts before a dash of some of them. */
export interface PackedCompanies {
  /** Words of the names, and whole names without their spaces. */
  readonly texts: PackedTexts
  /** Words without the legal form. */
  readonly core: PackedWords
  /** Of these the words that tell. */
  readonly strong: PackedWords
  readonly weights: Float64Array
  readonly parts: Int32Array
  /** Whether a text is a number or the name of a region. */
  readonly kindOfWord: Uint8Array
  readonly counts: Int32Array
  readonly rarity: Float32Array
}

/** What `parts` holds of each name: texts, and the code of what stands before a dash (0: no dash). */
const part = {
  joined: 0,
  strong: 1,
  forms: 2,
  numbers: 3,
  regions: 4,
  leading: 5,
  native: 6,
  main: 7,
} as const
const partsOfName = 8

/** Codes of a column's companies, and the names behind them. */
export function packCompanies(column: Column): {
  readonly codes: Int32Array
  readonly pack: PackedCompanies
} {
  const packing = new CompaniesBuilder()
  const { codes, counts } = encode(column, companyNameOf, companyKey, (name) => packing.add(name))
  return { codes, pack: packing.finish(counts) }
}

function companyKey({ core, forms, main, native }: CompanyName): string {
  return [core.join(' '), forms.join(), main?.joined, native].join('|')
}

class CompaniesBuilder {
  readonly #texts = new TextsBuilder()
  readonly #words = new WordsBuilder(this.#texts)
  readonly #strong = new WordsBuilder(this.#texts)
  readonly #parts = new IntList()
  /** Names before a dash, and the codes of the whole. */
  readonly #mains: { readonly of: number; readonly name: CompanyName }[] = []
  #size = 1

  constructor() {
    for (let at = 0; at < partsOfName; at++) this.#parts.push(0)
  }

  add(name: CompanyName): void {
    const code = this.#size++
    this.#words.add(name.core)
    this.#strong.add(name.strong)
    const { joined, strongJoined, numbers, regions, leading, native } = name
    for (const text of [joined, strongJoined, name.forms.join(), numbers, regions, leading, native]) {
      this.#parts.push(this.#texts.internText(text))
    }
    this.#parts.push(0)
    if (name.main !== null) this.#mains.push({ of: code, name: name.main })
  }

  finish(counts: Int32Array): PackedCompanies {
    for (const { of, name } of this.#mains.splice(0)) {
      this.#parts.set(of * partsOfName + part.main, this.#size)
      this.add(name)
    }
    const core = this.#words.finish()
    const texts = this.#texts.finish()
    const kindOfWord = Uint8Array.from({ length: texts.size }, (_, code) => wordKind(texts.at(code)))
    return {
      texts: packTexts(texts),
      core,
      strong: this.#strong.finish(),
      weights: wordWeights(core, counts.length, texts.size),
      parts: sharedIntsOf(this.#parts.values()),
      kindOfWord: sharedBytesOf(kindOfWord),
      counts: sharedIntsOf(counts),
      rarity: rarityOf(counts),
    }
  }
}

const isNumber = 1
const isPlace = 2

function wordKind(word: string): number {
  if (/^\d+$/.test(word)) return isNumber
  return isRegion(word) ? isPlace : 0
}

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

/** The companies of a field and of each record, read once however many comparisons want them. */
export function companiesOf(
  field: string,
  from: Encoding,
): { readonly codes: Int32Array; readonly pack: PackedCompanyName } {
  return from.once('companies', field, () => {
    const { codes, pack } = packCompanies(from.column(field))
    return { codes, pack: { place: from.line(codes), companies: pack } }
  })
}

/** Whether two names are so alike that one may be the other in a hurry. */
export function mayBeMistyped(
  { place, companies }: PackedCompanyName,
  { codes, width }: Lines,
  least: number,
) {
  const joined = (record: number): number =>
    companies.parts[(codes[record * width + place] as number) * partsOfName + part.joined] as number
  return (a: number, b: number): boolean => isJaroWinkler(companies.texts, joined(a), joined(b), least)
}

export interface PackedCompanyName {
  readonly place: number
  readonly companies: PackedCompanies
}

export const companyNameKind = defineKind<Extract<Comparison, { type: 'companyName' }>, PackedCompanyName>({
  encode: ({ field }, from) => companiesOf(field, from).pack,
  open: (name, { place, companies }, { codes, width }) => {
    const { core, texts, rarity } = companies
    const level = companyLevel(companies)
    const shown = (record: number): string => {
      const code = codes[record * width + place] ?? 0
      const words = core.words.subarray(core.starts[code], core.starts[code + 1])
      return Array.from(words, (word) => textOf(texts, word)).join(' ')
    }
    return {
      name,
      levels,
      level: (a, b) => {
        const one = codes[a * width + place] as number
        const other = codes[b * width + place] as number
        return one === 0 || other === 0 ? 0 : level(one, other)
      },
      mostRarity: 4,
      cost: 6,
      rarity: (a, _b, found) => (found === 1 ? (rarity[codes[a * width + place] ?? 0] ?? 0) : 0),
      note: (a, b, found) => {
        const word = levels[found - 1]?.name
        if (word === undefined || word === 'same' || word === 'different') return undefined
        return `${word}: ${shown(a)} / ${shown(b)}`
      },
    }
  },
})
