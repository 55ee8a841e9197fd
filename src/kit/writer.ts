import type { Abilities } from './abilities.ts'
import type { Gap } from './connector.ts'
import type { NativeRecord, RecordKey, Value } from './record.ts'
import type { ChildRead, ChildRow, Relationship, Tie } from './relationship.ts'

/** What became of a record. */
export type Fate =
  | { readonly is: 'there' }
  /** `into` is the record it was merged into at the time; that one may have been merged since. */
  | { readonly is: 'merged'; readonly into: string; readonly restorable: boolean }
  | { readonly is: 'deleted'; readonly restorable: boolean }
  /** Not even in the recycle bin. */
  | { readonly is: 'gone' }

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
