import { IntList } from '../../columns/int-list.ts'
import type { Texts, TextsBuilder } from '../../columns/texts.ts'
import { nicknameInitials, nicknameLines } from '../../terms/nicknames.ts'
import { isTypo, sizeOf } from '../kernel/alike.ts'
import { sharedInts, sharedIntsOf } from '../kernel/shared.ts'
import { type PackedTexts, packTexts } from '../kernel/units.ts'

/** Names of one field by code; the texts are those of `NameTexts`. */
export interface PackedNames {
  /** Per name: first word and the one after its last, joined, as written natively, generation, sort. */
  readonly parts: Int32Array
  readonly words: Int32Array
}

const partsOfName = 6

/** Sorts of names: nothing but initials, or one word in letters that read one way. */
const initialsOnly = 1
const plain = 2

interface Name {
  readonly words: readonly string[]
  readonly joined: string
  readonly native: string
  readonly generation?: string
  readonly initials?: boolean
}

export class NamesBuilder {
  readonly #texts: TextsBuilder
  readonly #parts = new IntList()
  readonly #words = new IntList()

  constructor(texts: TextsBuilder) {
    this.#texts = texts
    for (let at = 0; at < partsOfName; at++) this.#parts.push(0)
  }

  /** The name of the next code. */
  add(name: Name): void {
    this.#parts.push(this.#words.length)
    for (const word of name.words) this.#words.push(this.#texts.internText(word))
    this.#parts.push(this.#words.length)
    this.#parts.push(this.#texts.internText(name.joined))
    this.#parts.push(this.#texts.internText(name.native))
    this.#parts.push(this.#texts.internText(name.generation ?? ''))
    this.#parts.push(sortOf(name))
  }

  finish(): PackedNames {
    return { parts: sharedIntsOf(this.#parts.values()), words: sharedIntsOf(this.#words.values()) }
  }
}

export function wordsFrom({ parts }: PackedNames, code: number): number {
  return parts[code * partsOfName] as number
}

export function wordsTo({ parts }: PackedNames, code: number): number {
  return parts[code * partsOfName + 1] as number
}

export function wordCount(names: PackedNames, code: number): number {
  return wordsTo(names, code) - wordsFrom(names, code)
}

export function firstWord(names: PackedNames, code: number): number {
  return names.words[wordsFrom(names, code)] as number
}

export function joinedOf({ parts }: PackedNames, code: number): number {
  return parts[code * partsOfName + 2] as number
}

export function nativeOf({ parts }: PackedNames, code: number): number {
  return parts[code * partsOfName + 3] as number
}

export function generationIn({ parts }: PackedNames, code: number): number {
  return parts[code * partsOfName + 4] as number
}

export function isInitials({ parts }: PackedNames, code: number): boolean {
  return parts[code * partsOfName + 5] === initialsOnly
}

export function isPlain({ parts }: PackedNames, code: number): boolean {
  return parts[code * partsOfName + 5] === plain
}

function sortOf({ words, native, initials }: Name): number {
  if (initials === true) return initialsOnly
  return words.length === 1 && native === '' ? plain : 0
}

export function hasWord(names: PackedNames, code: number, word: number): boolean {
  const to = wordsTo(names, code)
  for (let at = wordsFrom(names, code); at < to; at++) if (names.words[at] === word) return true
  return false
}

/** The words of all names, whatever field they stand in, with what the table of nicknames knows of them. */
export interface NameTexts {
  readonly texts: PackedTexts
  /** Lines of the table in which a text stands: `lines[lineStarts[text]] … lines[lineStarts[text + 1] - 1]`. */
  readonly lineStarts: Int32Array
  readonly lines: Int32Array
  /** Letters that a text, or a name it may be a form of, begins with: a bit for each of a to z. */
  readonly initials: Int32Array
}

export function packNameTexts(texts: Texts): NameTexts {
  const lineStarts = sharedInts(texts.size + 1)
  const initials = sharedInts(texts.size)
  const lines = new IntList()
  for (let text = 1; text < texts.size; text++) {
    const name = texts.at(text)
    for (const line of nicknameLines(name)) lines.push(line)
    lineStarts[text + 1] = lines.length
    initials[text] = letterBits((name[0] ?? '') + nicknameInitials(name))
  }
  return { texts: packTexts(texts), lineStarts, lines: sharedIntsOf(lines.values()), initials }
}

function letterBits(letters: string): number {
  let bits = 0
  for (const letter of letters) if (letter >= 'a' && letter <= 'z') bits |= 1 << (letter.charCodeAt(0) - 97)
  return bits
}

/** True for two forms of one given name: Bob, Robert, Roberto. */
export function sameGivenName({ lineStarts, lines }: NameTexts, a: number, b: number): boolean {
  const fromB = lineStarts[b] as number
  const toB = lineStarts[b + 1] as number
  if (fromB === toB) return false
  for (let at = lineStarts[a] as number; at < (lineStarts[a + 1] as number); at++) {
    for (let other = fromB; other < toB; other++) if (lines[at] === lines[other]) return true
  }
  return false
}

export function isKnownGivenName({ lineStarts }: NameTexts, text: number): boolean {
  return lineStarts[text] !== lineStarts[text + 1]
}

export function firstUnit({ units, ends }: PackedTexts, text: number): number {
  return text === 0 ? 0 : (units[ends[text - 1] as number] as number)
}

/** True when the name, or a name it may be a form of, begins with this letter. */
export function mayBeginWith({ texts, initials }: NameTexts, text: number, unit: number): boolean {
  if (firstUnit(texts, text) === unit) return true
  return unit >= 97 && unit <= 122 && ((initials[text] as number) & (1 << (unit - 97))) !== 0
}

/** One, a form of the other or mistyped. */
export function crossed(names: NameTexts, a: number, b: number): boolean {
  return a === b || (sizeOf(names.texts, a) > 1 && sameGivenName(names, a, b)) || isTypo(names.texts, a, b)
}
