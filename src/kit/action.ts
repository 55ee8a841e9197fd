import type { RecordKey } from './record.ts'

/** How a change can be taken back; `why` is needed unless it is exact. */
export type Undo =
  | { readonly kind: 'exact' }
  | { readonly kind: 'approximate'; readonly why: string }
  | { readonly kind: 'impossible'; readonly why: string }

/**
 * What a finding proposes to do. It names records and fields, never values: a plan decides the values, and
 * keeps them in its owner-only side file.
 */
export type Action =
  | {
      readonly kind: 'merge'
      readonly survivor: RecordKey
      readonly losers: readonly RecordKey[]
      /** Why these may not be merged in one go, e.g. a lead and a contact; empty when they may. */
      readonly obstacles: readonly string[]
      readonly undo: Undo
    }
  /** For records that CRMs do not merge without loss, such as cases and deals: none is deleted. */
  | {
      readonly kind: 'link-and-close'
      readonly survivor: RecordKey
      readonly duplicates: readonly RecordKey[]
      readonly obstacles: readonly string[]
      readonly undo: Undo
    }
  | {
      readonly kind: 'update'
      readonly record: RecordKey
      readonly fields: readonly string[]
      readonly undo: Undo
    }
  | { readonly kind: 'advice'; readonly text: string }
