import type { ChildRelationship, Gap } from './connector.ts'
import type { Value } from './record.ts'

/** One way in which rows hang on the records of an object, and what a merge and its undo do to them. */
export interface Relationship extends ChildRelationship {
  /** `Object.field`, unique among the relationships of one object. */
  readonly name: string
  /** The record's own column that the rows point at; null for the record's id. A person account's contact, e.g. */
  readonly anchor: string | null
  /** False: a merge deletes such rows of a merged-away record instead of moving them, e.g. manual shares. */
  readonly moves: boolean
  /**
   * The CRM does not say whether its own merge moves them. Ties that are not on the survivor afterwards are attached to
   * it; of other rows, one that is not there is no failure.
   */
  readonly mayStay?: true
  /** How undo gets a row back to its parent: by an update, as a new row with a new id, as a tie, or not at all. */
  readonly undo: 'move' | 'create' | 'attach' | 'lost'
  /**
   * Present where the rows are ties, no records of their own: associations with their labels, list memberships. Such
   * a row's id names what it ties to and how, so it is the same whichever record it hangs on, and several may have it:
   * it is the id of the other record of `object`, or begins with that id and a colon.
   * Most ties that one request attaches or detaches.
   */
  readonly tiesPerRequest?: number
  /** Ties of one request are all to the same row: many records are put into one list. */
  readonly sameRow?: true
  /**
   * Present where rows are read by a request for each record, and only of records that say that they have some: the
   * purpose under which these calls are metered.
   */
  readonly readApart?: string
  /** The CRM keeps them with an address, whichever record has it: they are there again when the address is. */
  readonly ofAddress?: true
  /** Columns that a merge itself changes in rows it moves, besides `field`. */
  readonly changes: readonly string[]
}

/** A row that hangs on a record. */
export interface ChildRow {
  /** `Relationship.name` */
  readonly relationship: string
  readonly id: string
  /** Id of the asked-for record on which it hangs. */
  readonly member: string
  /** What stands in the pointing column; differs from `member` where the relationship has an anchor. */
  readonly pointer: string
  /** Rows of one relationship with the same slot cannot hang on one record twice: a merge keeps one. */
  readonly slot: string | null
  /** Every readable column where undo may have to create the row again, and when all are asked for; else empty. */
  readonly values: Readonly<Record<string, Value>>
}

export interface ChildRead {
  readonly rows: readonly ChildRow[]
  /** What could not be looked at; such a pre-image is incomplete. */
  readonly blind: readonly Gap[]
}

/** A row of a relationship with `tiesPerRequest`, and the record it shall or shall not hang on. */
export interface Tie {
  /** `Relationship.name` */
  readonly relationship: string
  readonly member: string
  /** `ChildRow.id` */
  readonly row: string
}
