import type { Value } from '../kit/index.ts'
import type { Slices } from './text-batch.ts'
import { type Texts, TextsBuilder } from './texts.ts'

/** A field of all records: `codes[record]` points into `texts`. Both lie in memory that threads share. */
export interface TextColumn {
  readonly codes: Int32Array
  readonly texts: Texts
}

/** Takes the values of a field, record by record. */
export class ColumnBuilder {
  readonly #texts = new TextsBuilder()
  #codes = new Int32Array(1024)
  #length = 0

  add(value: Value): void {
    this.#push(value === null ? 0 : this.#texts.internText(String(value)))
  }

  /** The values of `rows` rows; one column at a time keeps its dictionary near the processor. */
  addSlices(source: Uint8Array, { from, to }: Slices, rows: number): void {
    for (let row = 0; row < rows; row++) {
      this.#push(this.#texts.intern(source, from[row] as number, to[row] as number))
    }
  }

  #push(code: number): void {
    if (this.#length === this.#codes.length) {
      this.#codes = new Int32Array(this.#codes.buffer.transfer(this.#codes.byteLength * 2))
    }
    this.#codes[this.#length++] = code
  }

  /**
   * The column with the values in the order of `order`: record `n` takes what was added as the `order[n]`th. Codes
   * count up in that order, so that it does not matter in which one they were read.
   */
  finish(order: Int32Array): TextColumn {
    const codes = new Int32Array(new SharedArrayBuffer(order.length * 4))
    const newCode = new Uint32Array(this.#texts.size)
    const oldCode = new Uint32Array(this.#texts.size)
    let size = 1
    for (let to = 0; to < order.length; to++) {
      const code = this.#codes[order[to] as number] as number
      if (code === 0) continue
      if (newCode[code] === 0) {
        oldCode[size] = code
        newCode[code] = size++
      }
      codes[to] = newCode[code] as number
    }
    this.#codes = new Int32Array(1024)
    this.#length = 0
    return { codes, texts: this.#texts.finishAs(oldCode.subarray(0, size)) }
  }
}
