import type { Comparator } from '../comparator.ts'
import type { CodedSet, Column } from './coded.ts'
import type { Lines } from './lines.ts'

/** What a kind of comparison reads from, and where its codes go. */
export interface Encoding {
  readonly rows: number
  readonly column: (field: string) => Column
  /** Takes out of a set what too many different people (or companies) carry to tell one of them. */
  readonly withoutShared: (set: CodedSet) => CodedSet
  /** One code per record, into its line; answers the place in the line. */
  readonly line: (codes: Int32Array) => number
  /** Gives blocking the identifiers that this comparison found. */
  readonly offer: (found: Offer) => void
}

export interface Offer {
  readonly set: CodedSet
  /** What of an identifier records must share to meet; all of it when absent. */
  readonly key?: (text: string) => string
}

/**
 * One kind of comparison. What the records say is read once and packed; every thread opens the pack. `P` is a plain
 * object of numbers, texts and typed arrays in shared memory: a thread gets it by structured clone, without a copy.
 */
export interface Kind<C, P> {
  readonly encode: (comparison: C, from: Encoding) => P
  readonly open: (name: string, pack: P, lines: Lines) => Comparator
}

export function defineKind<C, P>(kind: Kind<C, P>): Kind<C, P> {
  return kind
}
