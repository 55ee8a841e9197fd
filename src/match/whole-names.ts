import { IntList } from '../columns/int-list.ts'
import { TextsBuilder } from '../columns/texts.ts'
import { givenNameRoots } from '../terms/nicknames.ts'
import { familyNameOf, givenNameOf } from '../terms/person-name.ts'
import { type CodedSet, type Column, countCodes } from './kernel/coded.ts'

/** Given and family name as one key in alphabetical order, so that swapped names meet. */
export function wholeNames(given: Column, family: Column): CodedSet {
  const words = new TextsBuilder()
  const ofGiven = rootsOf(given.texts, (text) => givenNameOf(text)?.words, words)
  const ofFamily = rootsOf(family.texts, (text) => familyNameOf(text)?.words, words)
  const all = words.finish()
  const keys = new KeysBuilder((word) => all.at(word))
  const rows = given.codes.length
  const starts = new Int32Array(rows + 1)
  const codes = new IntList()
  for (let record = 0; record < rows; record++) {
    const code = keys.code(ofGiven(given.codes[record] as number), ofFamily(family.codes[record] as number))
    if (code !== 0) codes.push(code)
    starts[record + 1] = codes.length
  }
  const own = codes.values()
  const texts = keys.texts.finish()
  return { starts, codes: own, counts: countCodes(own, texts.size), texts, filled: new Int32Array(rows) }
}

/** Words that a key may have. */
const mostWords = 64

/** Gives each set of words a code, found by the numbers of its words; its text is made once. */
class KeysBuilder {
  readonly texts = new TextsBuilder()
  readonly #numbers = new TextsBuilder()
  readonly #key = new Int32Array(mostWords)
  readonly #bytes = new Uint8Array(this.#key.buffer)
  readonly #textOf: (word: number) => string

  constructor(textOf: (word: number) => string) {
    this.#textOf = textOf
  }

  code(given: Int32Array, family: Int32Array): number {
    const size = Math.min(mostWords, given.length + family.length)
    if (size < 2) return 0
    for (let at = 0; at < size; at++) {
      this.#key[at] = (at < given.length ? given[at] : family[at - given.length]) as number
    }
    const key = this.#key.subarray(0, size).sort()
    const known = this.#numbers.size
    const code = this.#numbers.intern(this.#bytes, 0, size * 4)
    if (code === known) this.texts.internText(Array.from(key, this.#textOf).sort().join(' '))
    return code
  }
}

/** By value of a column the words that its names are short for, as numbers. */
function rootsOf(
  texts: Column['texts'],
  read: (text: string) => readonly string[] | undefined,
  words: TextsBuilder,
): (value: number) => Int32Array {
  const starts = new Int32Array(texts.size + 1)
  const all = new IntList()
  for (let value = 1; value < texts.size; value++) {
    for (const word of read(texts.at(value)) ?? [])
      all.push(words.internText(givenNameRoots(word)[0] ?? word))
    starts[value + 1] = all.length
  }
  const codes = all.values()
  return (value) => codes.subarray(starts[value], starts[value + 1])
}
