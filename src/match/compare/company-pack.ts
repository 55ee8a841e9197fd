import { IntList } from '../../columns/int-list.ts'
import { TextsBuilder } from '../../columns/texts.ts'
import { type CompanyName, companyNameOf, isRegion } from '../../terms/company-name.ts'
import { type Column, encode, rarityOf } from '../kernel/coded.ts'
import { sharedBytesOf, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts } from '../kernel/units.ts'
import { type PackedWords, WordsBuilder, wordWeights } from '../kernel/words.ts'

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
export const part = {
  joined: 0,
  strong: 1,
  forms: 2,
  numbers: 3,
  regions: 4,
  leading: 5,
  native: 6,
  main: 7,
} as const
export const partsOfName = 8

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

export const isNumber = 1
export const isPlace = 2

function wordKind(word: string): number {
  if (/^\d+$/.test(word)) return isNumber
  return isRegion(word) ? isPlace : 0
}
