import { IntList } from '../../columns/int-list.ts'
import type { TextsBuilder } from '../../columns/texts.ts'
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

/** Weight by word: the rarer among the first `values`, the more it says. */
export function wordWeights({ starts, words }: PackedWords, values: number, texts: number): Float64Array {
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

/** What a share of words is taken over. */
export interface Overlap {
  readonly texts: PackedTexts
  readonly words: Int32Array
  readonly weights: Float64Array
}

/** The words of both sides, as far as they count; those of the other side that are left. */
let own = new Int32Array(64)
let left = new Int32Array(64)
let leftSize = 0

/**
 * Weighted share of the words that both have; typing errors, beginnings (`const` of `construcciones`) and a lost space
 * (`day care`) allowed.
 */
export function overlap(
  { texts, words, weights }: Overlap,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
  isCounted?: (word: number) => boolean,
): number {
  const most = Math.max(toA - fromA, toB - fromB)
  if (own.length < most) [own, left] = [new Int32Array(most * 2), new Int32Array(most * 2)]
  const size = fill(own, words, fromA, toA, isCounted)
  leftSize = fill(left, words, fromB, toB, isCounted)
  let shared = 0
  let whole = 0
  for (let nth = 0; nth < size; nth++) {
    const word = own[nth] as number
    whole += weights[word] as number
    if (!takeSame(texts, word) && !takeWhole(texts, nth, size) && !takeHalves(texts, word)) continue
    shared += weights[word] as number
  }
  for (let at = 0; at < leftSize; at++) whole += weights[left[at] as number] as number
  return whole === 0 ? 0 : shared / whole
}

function fill(
  list: Int32Array,
  words: Int32Array,
  from: number,
  to: number,
  isCounted: ((word: number) => boolean) | undefined,
): number {
  let size = 0
  for (let at = from; at < to; at++) {
    const word = words[at] as number
    if (isCounted === undefined || isCounted(word)) list[size++] = word
  }
  return size
}

function take(at: number, count: number): void {
  leftSize -= count
  for (let to = at; to < leftSize; to++) left[to] = left[to + count] as number
}

function takeSame(texts: PackedTexts, word: number): boolean {
  for (let at = 0; at < leftSize; at++) {
    const other = left[at] as number
    if (other !== word && !isTypo(texts, word, other) && !isLongBeginning(texts, word, other)) continue
    take(at, 1)
    return true
  }
  return false
}

/** `day` beside `care` where the other name has `daycare`; that one is taken with its second half. */
function takeWhole(texts: PackedTexts, nth: number, size: number): boolean {
  const word = own[nth] as number
  for (let at = 0; nth + 1 < size && at < leftSize; at++) {
    if (isJoined(texts, word, own[nth + 1] as number, left[at] as number)) return true
  }
  for (let at = 0; nth > 0 && at < leftSize; at++) {
    if (!isJoined(texts, own[nth - 1] as number, word, left[at] as number)) continue
    take(at, 1)
    return true
  }
  return false
}

/** `daycare` where the other name has `day` beside `care`. */
function takeHalves(texts: PackedTexts, word: number): boolean {
  for (let at = 0; at + 1 < leftSize; at++) {
    if (!isJoined(texts, left[at] as number, left[at + 1] as number, word)) continue
    take(at, 2)
    return true
  }
  return false
}

function isLongBeginning(texts: PackedTexts, a: number, b: number): boolean {
  return Math.min(sizeOf(texts, a), sizeOf(texts, b)) >= 4 && isBeginning(texts, a, b)
}

function isJoined(texts: PackedTexts, first: number, second: number, whole: number): boolean {
  const size = sizeOf(texts, first)
  if (size + sizeOf(texts, second) !== sizeOf(texts, whole)) return false
  const { units, ends } = texts
  const from = ends[whole - 1] as number
  return isAt(first, from) && isAt(second, from + size)
  function isAt(text: number, place: number): boolean {
    const start = ends[text - 1] as number
    for (let at = start; at < (ends[text] as number); at++) {
      if (units[at] !== units[place + at - start]) return false
    }
    return true
  }
}
