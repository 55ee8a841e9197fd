import { sharedInts } from './shared.ts'

/** The codes of one record side by side, in memory that threads share: a pair costs two places in memory, not twenty. */
export interface Lines {
  readonly codes: Int32Array
  /** Codes of record `r`: `codes[r * width] … codes[(r + 1) * width - 1]`. */
  readonly width: number
}

export class LinesBuilder {
  readonly #columns: Int32Array[] = []

  /** One code per record; answers its place in the line. */
  add(codes: Int32Array): number {
    return this.#columns.push(codes) - 1
  }

  /** The lines as they are now: places that are added later are not in them. */
  soFar(rows: number): Lines {
    const width = this.#columns.length
    const lines = sharedInts(rows * width)
    for (const [place, column] of this.#columns.entries()) {
      for (let record = 0, to = place; record < rows; record++, to += width) {
        lines[to] = column[record] as number
      }
    }
    return { codes: lines, width }
  }

  /** Lays the lines and lets go of the columns. */
  finish(rows: number): Lines {
    const lines = this.soFar(rows)
    this.#columns.length = 0
    return lines
  }
}
