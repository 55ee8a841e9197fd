import { KitError } from '../kit/index.ts'

/** Distinct texts, each once, as UTF-8, one after the other. Code 0 is the empty text. */
export interface Texts extends SharedTexts {
  /** Number of codes, the empty text included. */
  readonly size: number
  readonly at: (code: number) => string
}

/** What another thread needs to open the same texts without a copy: both arrays lie in shared memory. */
export interface SharedTexts {
  readonly bytes: Uint8Array
  /** Text `code` is `bytes[ends[code - 1]]` up to, but not including, `bytes[ends[code]]`; `ends[0]` is 0. */
  readonly ends: Uint32Array
}

export function openTexts({ bytes, ends }: SharedTexts): Texts {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const inOrder = new InOrder(buffer, ends)
  const at = (code: number): string => {
    if (code === 0) return ''
    return inOrder.next(code) ?? buffer.toString('utf8', ends[code - 1] ?? 0, ends[code] ?? 0)
  }
  return { bytes, ends, size: ends.length, at }
}

/** Texts that are asked for one after the other: a call to decode some hundred costs little more than one for one. */
class InOrder {
  readonly #buffer: Buffer
  readonly #ends: Uint32Array
  #expected = -1
  #end = 0
  #decoded = ''
  #unit = 0

  constructor(buffer: Buffer, ends: Uint32Array) {
    this.#buffer = buffer
    this.#ends = ends
  }

  /** Undefined unless the text before was the last one asked for. */
  next(code: number): string | undefined {
    const expected = this.#expected
    this.#expected = code + 1
    if (code !== expected) {
      this.#end = 0
      return undefined
    }
    const ends = this.#ends
    const from = ends[code - 1] as number
    const to = ends[code] as number
    if (code >= this.#end) {
      this.#end = Math.min(ends.length, code + 256)
      this.#decoded = this.#buffer.toString('utf8', from, ends[this.#end - 1])
      this.#unit = 0
    }
    const start = this.#unit
    this.#unit = start + unitsIn(this.#buffer, from, to)
    return this.#decoded.slice(start, this.#unit)
  }
}

/** UTF-16 units: two for a character of four bytes, one for any other. */
function unitsIn(bytes: Uint8Array, from: number, to: number): number {
  let units = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1
  }
  return units
}

/** Longer texts are cut for matching: their beginning says what they are about. In UTF-16 units, as JavaScript counts. */
export const longestText = 400

/** Of an arena; ends are 32 bits wide. */
const mostBytes = 2 ** 32 - 1

/** Gives each distinct text a code, in the order in which they come first. Memory: the texts, and some 20 bytes each. */
export class TextsBuilder {
  #bytes = new Uint8Array(4096)
  #ends = new Uint32Array(256)
  /** Pairs of code and hash; code 0 is a free slot. */
  #slots = new Int32Array(1024)
  #size = 1

  get size(): number {
    return this.#size
  }

  /** The code of `source[from]` up to, but not including, `source[to]`: proper UTF-8. */
  intern(source: Uint8Array, from: number, to: number): number {
    if (from === to) return 0
    const end = to - from > longestText ? cutAt(source, from, to) : to
    let hash = 0x811c9dc5
    for (let at = from; at < end; at++) hash = Math.imul(hash ^ (source[at] as number), 0x01000193)
    hash = mixed(hash)
    const slots = this.#slots
    const mask = slots.length / 2 - 1
    let slot = hash & mask
    for (;;) {
      const code = slots[2 * slot] as number
      if (code === 0) return this.#add(source, from, end, hash, slot)
      if (slots[2 * slot + 1] === hash && this.#holds(code, source, from, end)) return code
      slot = (slot + 1) & mask
    }
  }

  internText(text: string): number {
    if (text === '') return 0
    const room = text.length * 3
    if (scratch.length < room) scratch = new Uint8Array(room * 2)
    const length = text.length
    for (let at = 0; at < length; at++) {
      const unit = text.charCodeAt(at)
      if (unit > 0x7f) return this.intern(scratch, 0, encoder.encodeInto(text, scratch).written)
      scratch[at] = unit
    }
    return this.intern(scratch, 0, length)
  }

  /** The texts in memory that threads share. The builder is empty afterwards. */
  finish(): Texts {
    return this.finishAs(Uint32Array.from({ length: this.#size }, (_, code) => code))
  }

  /** The same, where the text of code `n` was `order[n]` until now; texts that `order` leaves out are gone. */
  finishAs(order: Uint32Array): Texts {
    const ends = new Uint32Array(new SharedArrayBuffer(order.length * 4))
    for (let code = 1; code < order.length; code++) {
      ends[code] = (ends[code - 1] as number) + this.#length(order[code] as number)
    }
    const bytes = new Uint8Array(new SharedArrayBuffer(ends[order.length - 1] ?? 0))
    for (let code = 1; code < order.length; code++) {
      const old = order[code] as number
      const from = this.#ends[old - 1] as number
      bytes.set(this.#bytes.subarray(from, this.#ends[old]), ends[code - 1])
    }
    this.#bytes = new Uint8Array(4096)
    this.#ends = new Uint32Array(256)
    this.#slots = new Int32Array(1024)
    this.#size = 1
    return openTexts({ bytes, ends })
  }

  #length(code: number): number {
    return (this.#ends[code] as number) - (this.#ends[code - 1] as number)
  }

  #holds(code: number, source: Uint8Array, from: number, to: number): boolean {
    const start = this.#ends[code - 1] as number
    if ((this.#ends[code] as number) - start !== to - from) return false
    const bytes = this.#bytes
    for (let at = from, own = start; at < to; at++, own++) if (source[at] !== bytes[own]) return false
    return true
  }

  #add(source: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const start = this.#ends[this.#size - 1] as number
    const end = start + to - from
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, end)
    const bytes = this.#bytes
    for (let at = from, own = start; at < to; at++, own++) bytes[own] = source[at] as number
    if (this.#size === this.#ends.length) {
      this.#ends = new Uint32Array(this.#ends.buffer.transfer(this.#ends.byteLength * 2))
    }
    const code = this.#size++
    this.#ends[code] = end
    this.#slots[2 * slot] = code
    this.#slots[2 * slot + 1] = hash
    if (code * 8 > this.#slots.length * 3) this.#rehash()
    return code
  }

  #rehash(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length / 2 - 1
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === 0) continue
      let slot = (old[at + 1] as number) & mask
      while (slots[2 * slot] !== 0) slot = (slot + 1) & mask
      slots[2 * slot] = old[at] as number
      slots[2 * slot + 1] = old[at + 1] as number
    }
    this.#slots = slots
  }
}

const encoder = new TextEncoder()
let scratch = new Uint8Array(1024)

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b)
  return twice ^ (twice >>> 16)
}

/** Where a text reaches its greatest length; a character of two units is never halved. */
function cutAt(source: Uint8Array, from: number, to: number): number {
  let units = 0
  let at = from
  while (at < to) {
    const lead = source[at] as number
    units += lead >= 0xf0 ? 2 : 1
    if (units > longestText) return at
    at += lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  }
  return to
}

function grown(bytes: Uint8Array<ArrayBuffer>, wanted: number): Uint8Array<ArrayBuffer> {
  if (wanted > mostBytes) throw tooMuchText()
  return new Uint8Array(bytes.buffer.transfer(Math.min(Math.max(wanted, bytes.length * 2), mostBytes)))
}

function tooMuchText(): KitError {
  return new KitError('TOO_MUCH_TEXT', 'The distinct values of one field take more than 4 GB.', {
    actions: ['Compare a shorter field, or look at fewer records with `where`'],
  })
}
