import type { TextsBuilder } from '../columns/texts.ts'
import { IntList } from '../int-list.ts'
import { isBeginning, isTypo, sizeOf } from './alike.ts'
import { sharedDoublesOf, sharedIntsOf } from './shared.ts'
import type { PackedTexts } from './units.ts'

/** Words of each value by code: `words[starts[code]] … words[starts[code + 1] - 1]`, codes of one dictionary. */
export interface PackedWords {
  readonly starts: Int32Array
  readonly words: Int32Array
}

export class WordsBuilder {
  readonly #texts: TextsBuilder
  readonly #starts = new IntList()
  readonly #words = new IntList()

  constructor(texts: TextsBuilder) {
    this.#texts = texts
    this.#starts.push(0) // code 0 has no words
    this.#starts.push(0)
  }

  /** The words of the next code. */
  add(words: readonly string[]): void {
    for (const word of words) this.#words.push(this.#texts.internText(word))
    this.#starts.push(this.#words.length)
  }

  finish(): PackedWords {
    return { starts: sharedIntsOf(this.#starts.values()), words: sharedIntsOf(this.#words.values()) }
  }
}

/** Weight by word: the rarer among the values, the more it says. */
export function wordWeights({ starts, words }: PackedWords, texts: number): Float64Array {
  const values = starts.length - 1
  const counts = new Int32Array(texts)
  const lastIn = new Int32Array(texts)
  for (let code = 1; code < values; code++) {
    for (let at = starts[code] as number; at < (starts[code + 1] as number); at++) {
      const word = words[at] as number
      if (lastIn[word] === code) continue
      lastIn[word] = code
      counts[word] = (counts[word] as number) + 1
    }
  }
  const total = Math.max(20, values)
  return sharedDoublesOf(Float64Array.from(counts, (count) => Math.log2(1 + total / Math.max(1, count))))
}

/** A run of words: `words[from] … words[to - 1]`. */
export interface Overlap {
  readonly texts: PackedTexts
  readonly words: Int32Array
  readonly weights: Float64Array
}

let taken = new Uint8Array(64)

/** Weighted share of the words that both have, typing errors and beginnings (`const` of `construcciones`) allowed. */
export function overlap(
  { texts, words, weights }: Overlap,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
  isCounted: (word: number) => boolean = all,
): number {
  if (taken.length < toB - fromB) taken = new Uint8Array((toB - fromB) * 2)
  taken.fill(0, 0, toB - fromB)
  let shared = 0
  let whole = 0
  for (let at = fromA; at < toA; at++) {
    const word = words[at] as number
    if (!isCounted(word)) continue
    whole += weights[word] as number
    for (let other = fromB; other < toB; other++) {
      const one = words[other] as number
      if (taken[other - fromB] === 1 || !isCounted(one) || !isSameWord(texts, word, one)) continue
      taken[other - fromB] = 1
      shared += weights[word] as number
      break
    }
  }
  for (let other = fromB; other < toB; other++) {
    const word = words[other] as number
    if (taken[other - fromB] === 0 && isCounted(word)) whole += weights[word] as number
  }
  return whole === 0 ? 0 : shared / whole
}

function all(): boolean {
  return true
}

function isSameWord(texts: PackedTexts, a: number, b: number): boolean {
  if (a === b) return true
  if (Math.min(sizeOf(texts, a), sizeOf(texts, b)) < 4) return false
  return isBeginning(texts, a, b) || isTypo(texts, a, b)
}
