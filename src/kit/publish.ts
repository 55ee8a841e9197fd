import type { Gap } from './connector.ts'
import type { Fate, StepOutcome } from './writer.ts'

/** Duplicates that people shall judge in the CRM itself, where they work. */
export interface ReviewGroup {
  /** Steward's own id of it. */
  readonly id: string
  readonly object: string
  readonly records: readonly string[]
}

/** What the CRM has of a group. */
export interface ReviewSet {
  readonly set: string
  /** Id of the entry by that of the record. */
  readonly entries: Readonly<Record<string, string>>
}

/** A set that was found, and when it was made (ISO 8601). */
export interface FoundSet extends ReviewSet {
  readonly created: string
}

/** What the policy says about such sets (`writeBack`); names of columns and values are the CRM's own. */
export interface ReviewOptions {
  /** Column of the set in which people say what they found. */
  readonly verdict: string | null
  /** Column of the set that holds the id of the record to keep. */
  readonly survivor: string | null
  /** The rule to which sets of an object are said to belong, by name. */
  readonly rules: Readonly<Record<string, string>>
}

export interface ReviewCheck {
  /** Rights without which nothing can be published. */
  readonly forbidden: readonly Gap[]
  /** Objects of which no set can be made, and why: one sentence. */
  readonly without: Readonly<Record<string, string>>
}

/**
 * Whose doing something was. `self`: of the login that Steward runs with; `machine`: of the CRM's own users for
 * automation; `unknown`: the CRM does not say.
 */
export type Hand = 'person' | 'self' | 'machine' | 'unknown'

export interface Touch {
  /** Id of the user; empty where the CRM does not say. */
  readonly by: string
  /** ISO 8601 */
  readonly at: string
  readonly hand: Hand
}

export interface ReviewMember {
  readonly record: string
  /** `into` is the record that the last of its merges led to. */
  readonly fate: Fate
  /** Who merged it away; null when nobody did. */
  readonly merged: Touch | null
  /** `removed`: somebody took it out of the set; `gone`: it is out, and nothing tells of it. */
  readonly entry: 'there' | 'removed' | 'gone'
  readonly removed: Touch | null
  /** Its entry is the very one that was noted when the set was made. */
  readonly noted: boolean
}

export interface ReviewState {
  readonly set: string
  /** As people see it: `DRS-000012`. */
  readonly name: string
  /** `gone`: there is not even a trace of its deletion. */
  readonly is: 'there' | 'deleted' | 'gone'
  /** Its last change; who deleted it where it is deleted. */
  readonly touch: Touch | null
  readonly members: readonly ReviewMember[]
  /** Records in it that were not published. */
  readonly added: number
  /**
   * What stands in the columns that the policy names; null where nothing does. A `survivor` that is a record of the set
   * is named as that record is, however people wrote it.
   */
  readonly answer: { readonly verdict: string; readonly survivor: string | null } | null
}

export interface ReviewRead {
  /** Of what was published, in its order. */
  readonly states: readonly ReviewState[]
  /** Settled sets that are still there. */
  readonly settled: number
  /** Sets that the CRM or its users made; null where it does not say. */
  readonly others: number | null
}

/** A group that was published, and what the CRM has of it. */
export interface Published extends ReviewGroup {
  readonly set: ReviewSet
}

/**
 * Sets of likely duplicates in the CRM itself, which its users look through, merge, correct or throw away.
 *
 * One call of `publish` or `withdraw` is one request, as with `Writer`: these throw only when surely nothing was
 * done. Reading is done in as many requests as it takes.
 */
export interface Reviews {
  /** What the CRM calls them, for people: `duplicate record set`. */
  readonly noun: string
  /** Throws `NO_DUPLICATE_SETS` where there are none in this org, and `UNKNOWN_FIELD` for columns that are not there. */
  readonly check: (objects: readonly string[], options: ReviewOptions) => Promise<ReviewCheck>
  /** Whether a text has the form of an id of this CRM. */
  readonly isId: (text: string) => boolean
  /** As many of these groups as one request takes, from the first on. */
  readonly batch: (groups: readonly ReviewGroup[]) => number
  /** Each group becomes one set with all of its records, or nothing. */
  readonly publish: (
    groups: readonly ReviewGroup[],
    options: ReviewOptions,
  ) => Promise<readonly StepOutcome<ReviewSet>[]>
  /** By id of the group: a set that this login made, and that has exactly these records. */
  readonly find: (groups: readonly ReviewGroup[]) => Promise<ReadonlyMap<string, FoundSet>>
  /** `settled`: ids of sets that Steward made and asks nothing of any more. */
  readonly collect: (
    published: readonly Published[],
    options: ReviewOptions,
    settled: readonly string[],
  ) => Promise<ReviewRead>
  /** Most sets of one request of `withdraw`. */
  readonly withdrawals: number
  /** Deletes sets, never the records in them. */
  readonly withdraw: (sets: readonly string[]) => Promise<readonly StepOutcome[]>
  /** After so long no request can be alive in the CRM: what is not found by then was not made. */
  readonly settledAfterMs: number
  /** Requests that `find` takes for groups with so many records in all. */
  readonly findCalls: (records: number) => number
}

/** Why a CRM has nothing of the kind, for people: one sentence. */
export interface NoReviews {
  readonly why: string
}
