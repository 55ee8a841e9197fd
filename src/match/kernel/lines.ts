import { sharedInts } from './shared.ts'

/** The codes of one record side by side, in memory that threads share: a pair costs two places in memory, not twenty. */
export interface Lines {
  readonly codes: Int32Array
  /** Codes of record `r`: `codes[r * width] … codes[(r + 1) * width - 1]`. */
  readonly width: number
}

export class LinesBuilder {
  readonly #columns: (Int32Array | null)[] = []

  /** One code per record; answers its place in the line. */
  add(codes: Int32Array): number {
    return this.#columns.push(codes) - 1
  }

  /** Lays the lines; the builder lets go of each column once it is in. */
  finish(rows: number): Lines {
    const width = this.#columns.length
    const lines = sharedInts(rows * width)
    for (let place = 0; place < width; place++) {
      const column = this.#columns[place] as Int32Array
      for (let record = 0, to = place; record < rows; record++, to += width) {
        lines[to] = column[record] as number
      }
      this.#columns[place] = null
    }
    return { codes: lines, width }
  }
}
