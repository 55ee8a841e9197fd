import type { Comparator } from '../comparator.ts'
import type { CodedSet, Column } from './coded.ts'
import type { Lines } from './lines.ts'

/** What a kind of comparison reads from, and where its codes go. */
export interface Encoding {
  readonly rows: number
  readonly column: (field: string) => Column
  /** One code per record, into its line; answers the place in the line. */
  readonly line: (codes: Int32Array) => number
  /** What several kinds read of one field: it is read once. `kind` names the reading. */
  readonly once: <T>(kind: string, field: string, read: () => T) => T
  /** Who carries the values of a set. */
  readonly carriers: (set: CodedSet) => Carried
  /** By code, most bits that a value may give which several places use; null where people carry it. */
  readonly byPlaces: (set: CodedSet) => Float64Array | null
  /** Family names by record, to know relatives; null where no people are compared. */
  readonly families: { readonly place: number } | null
  /** Most bits per reading that it gives to people of one family name, for how often relatives agree in it. */
  readonly amongRelatives: (
    readings: readonly ((a: number, b: number) => boolean | null)[],
  ) => readonly number[]
  /** Gives blocking the identifiers that this comparison found. */
  readonly offer: (found: Offer) => void
}

/** A set without what too many different ones carry to tell one of them. */
export interface Carried {
  readonly set: CodedSet
  /** By code: 1 where carriers contradict each other. */
  readonly shared: Uint8Array
  /** Most bits for two of one company, for what colleagues share; the place of companies in the line. */
  readonly amongColleagues: { readonly place: number; readonly bits: number } | null
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
