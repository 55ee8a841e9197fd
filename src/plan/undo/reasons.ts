import type { UndoneItem } from '../journal/state.ts'

/**
 * Why an item is not as it was, where something hangs on the reason: the sentence that people read, and that the journal
 * keeps. Journals are read back by it: once a sentence is worded anew, `codes` goes on to know the one before.
 */
export const reasons = {
  /** Of a record that nothing but a person brings back. */
  'by hand': 'only by hand: restore it from the recycle bin, then undo again',
  /** Of a row, which waits for its record. */
  'no record': 'its record does not come back',
  /** Of a value: undo would lose it. */
  'only copy': 'the record that it came from does not come back',
  /** Of a record: people went on with it. */
  'merged elsewhere': 'merged into another record since',
  /** Of rows that the connector declares lost: they are counted in the plan. */
  'neither way': 'the CRM neither moves nor creates such rows',
  /** Of a row whose pointer nobody can change: the one that the merge moved goes to the recycle bin. */
  'moved anew': 'moved back as a new row with a new id',
  /** The same where it does not. */
  'moved one kept': 'a new row with a new id; the survivor keeps the moved one',
} as const

export type Reason = keyof typeof reasons

const codes: ReadonlyMap<string, Reason> = new Map(
  (Object.keys(reasons) as Reason[]).map((code) => [reasons[code], code]),
)

/** Undefined where the reason is for people only. */
export function reasonOf({ why }: Pick<UndoneItem, 'why'>): Reason | undefined {
  return codes.get(why)
}
