import type { Comparison } from '../../kit/index.ts'
import { companyNameOf, isAcronymOf } from '../../terms/company-name.ts'
import { TextsBuilder } from '../columns/texts.ts'
import type { Level } from '../comparator.ts'
import { IntList } from '../int-list.ts'
import { isJaroWinkler, isTypo, sizeOf } from '../kernel/alike.ts'
import { type Column, encode, rarityOf } from '../kernel/coded.ts'
import { defineKind } from '../kernel/kind.ts'
import { sharedBytesOf, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts, textOf } from '../kernel/units.ts'
import { overlap, type PackedWords, WordsBuilder, wordWeights } from '../kernel/words.ts'

const levels = [
  { name: 'same', m: 0.6, u: 5e-5 },
  { name: 'legal form differs', m: 0.05, u: 2e-5 },
  { name: 'weak words differ', m: 0.06, u: 3e-5 },
  { name: 'close', m: 0.15, u: 1e-4 },
  { name: 'acronym', m: 0.02, u: 2e-5 },
  { name: 'partly', m: 0.06, u: 4e-3 },
  { name: 'numbers differ', m: 0.005, u: 1e-4, conflict: true },
  { name: 'region differs', m: 0.01, u: 1e-4, conflict: true },
  { name: 'different', m: 0.045, u: 0.997, conflict: true },
] as const satisfies readonly Level[]

export type CompanyLevel = (typeof levels)[number]['name']
export const at = Object.fromEntries(levels.map((level, index) => [level.name, index + 1])) as Readonly<
  Record<CompanyLevel, number>
>

/** Company names by code. */
export interface PackedCompanies {
  /** Words of the names, and whole names without their spaces. */
  readonly texts: PackedTexts
  /** Words without the legal form. */
  readonly core: PackedWords
  readonly weights: Float64Array
  /** Five texts per name: joined, joined without weak words, legal forms, numbers, regions. */
  readonly parts: Int32Array
  /** Whether a text is a number. */
  readonly numeric: Uint8Array
  readonly counts: Int32Array
  readonly rarity: Float32Array
}

const partsOfName = 5

/** Codes of a column's companies, and the names behind them. */
export function packCompanies(column: Column): {
  readonly codes: Int32Array
  readonly pack: PackedCompanies
} {
  const builder = new TextsBuilder()
  const words = new WordsBuilder(builder)
  const parts = new IntList()
  for (let at = 0; at < partsOfName; at++) parts.push(0)
  const coded = encode(
    column,
    companyNameOf,
    (name) => `${name.core.join(' ')}|${name.forms.join()}`,
    (name) => {
      words.add(name.core)
      const all = [name.joined, name.strongJoined, name.forms.join(), name.numbers, name.regions]
      for (const text of all) parts.push(builder.internText(text))
    },
  )
  const core = words.finish()
  const size = builder.size
  const texts = builder.finish()
  const pack: PackedCompanies = {
    texts: packTexts(texts),
    core,
    weights: wordWeights(core, size),
    parts: sharedIntsOf(parts.values()),
    numeric: sharedBytesOf(
      Uint8Array.from({ length: size }, (_, code) => (/^\d+$/.test(texts.at(code)) ? 1 : 0)),
    ),
    counts: sharedIntsOf(coded.counts),
    rarity: rarityOf(coded.counts),
  }
  return { codes: coded.codes, pack }
}

/** Level of two names, by code; neither is 0. */
export function companyLevel(pack: PackedCompanies): (one: number, other: number) => number {
  const { texts, core, parts, numeric, weights } = pack
  const { starts, words } = core
  const overlapped = { texts, words, weights }
  const isWord = (word: number): boolean => numeric[word] === 0
  const isShort = (code: number, other: number): boolean =>
    (starts[code + 1] as number) - (starts[code] as number) === 1 &&
    (starts[other + 1] as number) - (starts[other] as number) >= 3 &&
    sizeOf(texts, words[starts[code] as number] as number) >= 3
  const wordsOf = (code: number): string[] =>
    Array.from(words.subarray(starts[code], starts[code + 1]), (word) => textOf(texts, word))
  const isAcronym = (code: number, other: number): boolean =>
    isShort(code, other) && isAcronymOf(wordsOf(code), wordsOf(other))
  return (one, other) => {
    const a = one * partsOfName
    const b = other * partsOfName
    const joinedA = parts[a] as number
    const joinedB = parts[b] as number
    if (joinedA === joinedB) {
      const [formsA, formsB] = [parts[a + 2], parts[b + 2]]
      return formsA !== 0 && formsB !== 0 && formsA !== formsB ? at['legal form differs'] : at.same
    }
    const fromA = starts[one] as number
    const toA = starts[one + 1] as number
    const fromB = starts[other] as number
    const toB = starts[other + 1] as number
    if (parts[a + 3] !== parts[b + 3]) {
      return overlap(overlapped, fromA, toA, fromB, toB, isWord) >= 0.5 ? at['numbers differ'] : at.different
    }
    const share = overlap(overlapped, fromA, toA, fromB, toB)
    if (parts[a + 4] !== parts[b + 4]) return share >= 0.3 ? at['region differs'] : at.different
    if (parts[a + 1] === parts[b + 1]) return at['weak words differ']
    if (isAcronym(one, other) || isAcronym(other, one)) return at.acronym
    if (share >= 0.85 || isTypo(texts, joinedA, joinedB)) return at.close
    if (share >= 0.5 && isJaroWinkler(texts, joinedA, joinedB, 0.94)) return at.close
    return share >= 0.55 ? at.partly : at.different
  }
}

interface PackedCompanyName {
  readonly place: number
  readonly companies: PackedCompanies
}

export const companyNameKind = defineKind<Extract<Comparison, { type: 'companyName' }>, PackedCompanyName>({
  encode: ({ field }, from) => {
    const { codes, pack } = packCompanies(from.column(field))
    return { place: from.line(codes), companies: pack }
  },
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
