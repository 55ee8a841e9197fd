import type { Undo } from './action.ts'
import type { ChildRelationship, Gap } from './connector.ts'
import type { RecordKey, Value } from './record.ts'

/** A record as the CRM has it now: every readable column of its object by native name. */
export interface NativeRecord {
  readonly id: string
  readonly values: Readonly<Record<string, Value>>
}

/** What became of a record. */
export type Fate =
  | { readonly is: 'there' }
  /** `into` is the record it was merged into at the time; that one may have been merged since. */
  | { readonly is: 'merged'; readonly into: string; readonly restorable: boolean }
  | { readonly is: 'deleted'; readonly restorable: boolean }
  /** Not even in the recycle bin. */
  | { readonly is: 'gone' }

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

/** Where deleted records are kept for a while. */
export interface RecycleBin {
  /** Records there now. */
  readonly used: number
  /** Records it holds. */
  readonly capacity: number
  /** After which it drops a record. */
  readonly days: number
  /** Hours after which it drops its oldest records when it has more than it holds; absent: at once. */
  readonly graceHours?: number
}

/** What must be known before the first write. Asked once for all objects of a plan; changes nothing. */
export interface WriteCheck {
  /** Missing rights without which a write would fail: nothing is begun. */
  readonly forbidden: readonly Gap[]
  /** What this login does not see: a pre-image would be incomplete and undo unknown. */
  readonly blind: readonly Gap[]
  /** Null when there is none. */
  readonly bin: RecycleBin | null
  /** Integrations and packages that keep ids or mirror records, by name, each with what it means for a merge. */
  readonly systems: readonly { readonly name: string; readonly what: string }[]
}

/** A group as it is about to be merged, for a look at what only this CRM knows. */
export interface MergeGroupView {
  readonly survivor: NativeRecord
  readonly losers: readonly NativeRecord[]
  /** Of all members. */
  readonly children: readonly ChildRow[]
  /** Absent: by the CRM's own merge. What speaks only against that one is then no hazard. */
  readonly by?: 'preserving'
}

/** Something that a person must know before a group is merged. */
export interface Hazard {
  /** Stable, e.g. `portal-user`. */
  readonly code: string
  /** The group gets into no plan while this holds. */
  readonly blocks: boolean
  /** One sentence: what, and what to do. Object and field names and counts only, never a personal value. */
  readonly text: string
  /** For a plan of many groups: what was counted, and the sentence for the sums over all of them. */
  readonly total?: {
    readonly counts: readonly number[]
    readonly say: (counts: readonly number[]) => string
  }
}

export interface MergeStep {
  readonly survivor: RecordKey
  readonly losers: readonly RecordKey[]
  /** Native values the survivor shall have afterwards. */
  readonly values: Readonly<Record<string, Value>>
}

/** `unknown`: the request may or may not have been carried out; the caller reads back, never repeats blindly. */
export type StepOutcome<Done extends object = object> =
  | ({ readonly result: 'done' } & Done)
  | {
      readonly result: 'refused'
      /** The CRM's own code, e.g. `UNABLE_TO_LOCK_ROW`. */
      readonly code: string
      /** Cleaned: no secret, no personal value. */
      readonly message: string
      /** The same may succeed later, e.g. after a lock. */
      readonly retryable: boolean
    }
  | { readonly result: 'unknown'; readonly cause: string }

export interface RecordUpdate {
  readonly id: string
  readonly values: Readonly<Record<string, Value>>
}

/** A row of a relationship with `tiesPerRequest`, and the record it shall or shall not hang on. */
export interface Tie {
  /** `Relationship.name` */
  readonly relationship: string
  readonly member: string
  /** `ChildRow.id` */
  readonly row: string
}

/** A mention of a merged-away id that no merge follows. */
export interface StrayId {
  readonly object: string
  readonly id: string
  readonly field: string
  /** The merged-away id that was found. */
  readonly stray: string
}

/**
 * Everything that changes an org, and the close look that goes before and after. Rules never see it.
 *
 * One call of `merge`, `update`, `create`, `restore`, `attach`, `detach` or `remove` is one request; outcomes come in
 * the order of the arguments. These throw only when surely nothing was sent (`KitError`: budget used up, session over, no
 * way to the host); whatever happens afterwards is an outcome. They are never repeated here.
 */
export interface Writer {
  readonly abilities: (object: string) => Promise<Abilities>
  /** All ways in which rows hang on records of the object, also those that no merge can move. */
  readonly relationships: (object: string) => Promise<readonly Relationship[]>
  readonly check: (objects: readonly string[]) => Promise<WriteCheck>
  /** The recycle bin alone, as it is now. Absent where `check` has none. */
  readonly bin?: (objects: readonly string[]) => Promise<RecycleBin | null>
  /** Hazards by group, in order. */
  readonly examine: (
    object: string,
    groups: readonly MergeGroupView[],
  ) => Promise<readonly (readonly Hazard[])[]>

  /** Those that are there, in the order of `ids`; deleted ones are absent. At most 2,000 ids. */
  readonly fetch: (object: string, ids: readonly string[]) => Promise<readonly NativeRecord[]>
  /**
   * All rows that hang on these records. At most 400 ids. `whole`: with every readable column; `only`: rows of other
   * relationships than these are not needed, and need not be read.
   */
  readonly children: (
    object: string,
    ids: readonly string[],
    options?: { readonly whole?: boolean; readonly only?: readonly string[] },
  ) => Promise<ChildRead>
  readonly fates: (object: string, ids: readonly string[]) => Promise<ReadonlyMap<string, Fate>>
  /** Searches texts and foreign ids for ids that merges have ended; `notSearched` says where it did not look. */
  readonly strays: (
    ids: readonly string[],
  ) => Promise<{ readonly found: readonly StrayId[]; readonly notSearched: readonly Gap[] }>

  /** What `merge` would send where that is program text that a person should see first; else null. */
  readonly script: (object: string, steps: readonly MergeStep[]) => string | null
  /** At most `mergesPerRequest` steps; each succeeds or fails by itself, in this order. */
  readonly merge: (
    object: string,
    steps: readonly MergeStep[],
  ) => Promise<readonly StepOutcome<{ readonly survivorId: string }>[]>
  /** At most `updatesPerRequest`; also moves children and links duplicates. */
  readonly update: (object: string, updates: readonly RecordUpdate[]) => Promise<readonly StepOutcome[]>
  readonly create: (
    object: string,
    records: readonly Readonly<Record<string, Value>>[],
  ) => Promise<readonly StepOutcome<{ readonly id: string }>[]>
  /**
   * Ids of records made with exactly these values at that time or later: for a `create` of which nobody knows the
   * outcome. Null: it has none. `until`: not later than that; `ids`: only these are looked at. Absent where they cannot
   * be looked for.
   */
  readonly created?: (
    object: string,
    since: Date,
    values: Readonly<Record<string, Value>>,
    within?: { readonly until?: Date; readonly ids?: readonly string[] },
  ) => Promise<readonly string[]>
  /** Brings merged-away or deleted records back under their own ids. */
  readonly restore: (object: string, ids: readonly string[]) => Promise<readonly StepOutcome[]>
  /** Ties of one relationship of the object; one that is there already is done. */
  readonly attach?: (object: string, ties: readonly Tie[]) => Promise<readonly StepOutcome[]>
  /** One that is not there is done. */
  readonly detach?: (object: string, ties: readonly Tie[]) => Promise<readonly StepOutcome[]>
  /**
   * Into the recycle bin, at most `updatesPerRequest`; absent where no plan may delete. One that is gone is refused. Of
   * rows with `undo: 'create'` those that undo made anew elsewhere.
   */
  readonly remove?: (object: string, ids: readonly string[]) => Promise<readonly StepOutcome[]>
}
