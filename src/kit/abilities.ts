import type { Undo } from './action.ts'
import type { NativeRecord, Value } from './record.ts'

/** Which columns belong together, and what they mean for people; native names, only columns that exist. */
export interface MergeTraits {
  /** Always taken from one record: the parts of an address; an e-mail address with its opt-out and bounce. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  /**
   * `field` says no to being contacted under `address`; `out` is its value when it does. `ofAddress`: the CRM keeps the
   * no with the address, whichever record has it, so there is nothing to set in a survivor.
   */
  readonly consents: readonly {
    readonly field: string
    readonly address: string
    readonly out: Value
    readonly ofAddress?: true
  }[]
  /**
   * `further` holds the addresses that `main` has no room for. A merge gathers there those of all members, so nobody
   * chooses it; where another address becomes the main one, all the others are still to be there.
   */
  readonly gathers?: readonly { readonly main: string; readonly further: string }[]
  /** Columns that a sync with another CRM writes, and nobody else may. */
  readonly ofSync?: readonly string[]
  /** What `field` says is said of `address`: the survivor keeps its own, unless it gets its address from another one. */
  readonly boundTo?: readonly { readonly field: string; readonly address: string }[]
  /** Columns that another system knows the record by. */
  readonly foreignIds: readonly string[]
  /** Never changed by a merge: a change of owner is not reversible. Null where the object has none. */
  readonly owner: string | null
  readonly recordType: string | null
}

/** Something that no undo gives back, and where the vendor says so. */
export interface Loss {
  /** A column, `Object.field` of rows, or a word for what is neither: `property history`. */
  readonly what: string
  /** For people: one clause. */
  readonly why: string
  /** Page of the vendor's documentation; `not documented` where it is only known from others. */
  readonly source: string
}

/** How long records that were merged away or removed are kept for coming back. */
export interface RecallWindow {
  readonly days: number
  /** Present where `restore` cannot bring them back, but a person can: where, in the CRM's own pages. */
  readonly byHand?: string
}

/** What can be done with the records of one object. */
export interface Abilities {
  /** Null when the CRM has no merge for it that loses nothing; `why` then says so. */
  readonly merge: {
    /** Survivor included. */
    readonly recordsPerMerge: number
    readonly mergesPerRequest: number
    /** Requests of `merge` that may be under way together, of groups that share no record; absent: one. */
    readonly requestsAtOnce?: number
    /**
     * Column in which a survivor with a new id lists the ids that were merged into it, separated by semicolons: it
     * tells that the record is the one. Absent: `fates` of the old id is asked instead.
     */
    readonly listedIn?: string
    /** False when the survivor's values cannot be set in the same request. */
    readonly takesValues: boolean
    /** Columns of the survivor that a merge itself changes, besides those asked for. */
    readonly changes: readonly string[]
    /**
     * The columns of the survivor that a merge changes by rule, with what they have afterwards: blanks filled by a
     * loser, say. Losers in the order in which they are merged. Absent where a merge leaves all but `changes`.
     */
    readonly foresee?: (
      survivor: NativeRecord,
      losers: readonly NativeRecord[],
    ) => Readonly<Record<string, Value>>
    readonly undo: Undo
    /** Absent where a merge leaves nothing that could come back. */
    readonly window?: RecallWindow
  } | null
  readonly why: string | null
  /**
   * Present where duplicates can be emptied into the survivor instead (values written, ties attached) and then put
   * into the recycle bin by `remove`; `loses` says what of them is not taken over.
   */
  readonly preserving?: {
    readonly undo: Undo
    readonly loses: string
    readonly window?: RecallWindow
  }
  /** What records that come back under their own ids have not got again. */
  readonly losses?: readonly Loss[]
  /**
   * Present where a record that neither `merge` nor `remove` gives back can be split off again: made anew by `create`,
   * with another id, and without these.
   */
  readonly split?: {
    readonly losses: readonly Loss[]
    /** Columns that follow from ties: they are written neither into it nor back into the survivor. */
    readonly fromTies?: readonly string[]
  }
  /** Columns that go back to an earlier value only when they were emptied before: a lifecycle stage. */
  readonly emptiedFirst?: readonly string[]
  /** Why there is no `preserving`, for people who asked for it. */
  readonly whyNotPreserving?: string
  readonly traits: MergeTraits
  readonly updatesPerRequest: number
  /**
   * What one metered request reads, for foretelling calls: most ids of `fetch` and `fates`, most ids of `children`, and
   * most relationships of these. Absent: 2,000 and 400 ids, 5 relationships.
   */
  readonly reads?: { readonly records: number; readonly parents: number; readonly relationships: number }
  /** Columns that the CRM sets by itself when another one is written, by that one: a deal's probability by its stage. */
  readonly follows?: Readonly<Record<string, readonly string[]>>
}
