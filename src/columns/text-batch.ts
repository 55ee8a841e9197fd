import type { Value } from '../kit/index.ts'

/** Value `n` is the bytes `from[n]` up to, but not including, `to[n]`; an empty one is no value. */
export interface Slices {
  readonly from: Int32Array
  readonly to: Int32Array
}

/** Rows of one object as a source hands them out, without a JavaScript string per value. */
export interface TextBatch {
  readonly object: string
  readonly rows: number
  readonly kind: readonly string[]
  /** UTF-8; good until the next batch is asked for. */
  readonly bytes: Uint8Array
  readonly ids: Slices
  /** Texts as slices of `bytes`, whatever else as values; a field that these rows do not have is absent. */
  readonly columns: ReadonlyMap<string, Slices | readonly Value[]>
}

export function isSlices(column: Slices | readonly Value[]): column is Slices {
  return !Array.isArray(column)
}
