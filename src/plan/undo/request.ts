import type { Connection, KitError, NativeRecord } from '../../kit/index.ts'
import type { PlanAction, PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'
import type { JournalReader, JournalState } from '../journal/index.ts'
import type { Journalling } from '../journal/journalled.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { ReadBackBody } from './settle.ts'

export interface UndoRequest {
  readonly plan: PlanFile
  readonly values: ValuesFile
  /** In the order in which they were applied; undone backwards. */
  readonly actions: readonly PlanAction[]
  readonly connection: Connection
  /** `Object.field` that automation may change along with a merge, by the policy: undone with it. */
  readonly mayChange: ReadonlySet<string>
  /** Removed duplicates that nobody took out of the recycle bin are made anew, with what that loses. */
  readonly recreate?: boolean
  /**
   * Somebody knows that no other copy of the journal went on: what looks undone was done by hand. At worst a record is
   * made once more; nothing is lost.
   */
  readonly onlyJournal?: boolean
  /** Whether `steward forget` removed this person: nobody who was is made anew, whatever a journal knows. */
  readonly isErased?: (object: string, record: NativeRecord) => boolean
  readonly reader: Pick<JournalReader, 'preImage' | 'valuesOf'>
  readonly state: JournalState
  readonly now: () => Date
  readonly pause: (milliseconds: number) => Promise<void>
  /** Aborted: the group under way is finished, then it stops. */
  readonly signal: AbortSignal
  readonly progress: (stage: string, done: number, total: number) => void
}

/** What undo needs besides, once it writes. */
export interface UndoRun extends UndoRequest {
  readonly journal: Journalling['journal'] & { readonly dir: string }
  /** From `settle`: put down before anything is written. */
  readonly readBacks: readonly ReadBackBody[]
  readonly consent: string
  readonly tool: string
  readonly pid: number
}

/** Why a group cannot be undone at all. */
export interface Refusal {
  /** `not-applied`, `unknown`, `forgotten`, `impossible`, `survivor-merged`, `survivor-deleted`, `other-survivor`, `went-on-elsewhere` */
  readonly code: string
  readonly text: string
}

/** Writes of one kind to records of one object. */
export interface UndoWrites {
  readonly verb: 'update' | 'restore' | 'create' | 'attach' | 'detach' | 'remove'
  readonly object: string
  /** Requests; those that are refused for now and sent again are not counted. */
  readonly requests: number
}

export interface GroupUndo {
  readonly action: string
  readonly refused: Refusal | null
  readonly items: readonly UndoneItem[]
  /** What a forecast would send; absent of what was done. */
  readonly writes?: readonly UndoWrites[]
}

/** What an undo would do. */
export interface Foreseen {
  readonly groups: readonly GroupUndo[]
  /** That it would send, looks included; those that are sent again are not counted. */
  readonly requests: number
}

export interface UndoOutcome {
  readonly ended: 'finished' | 'stopped' | 'interrupted'
  readonly error: KitError | null
  /** 0, 68, 69 or 130. */
  readonly exit: number
  readonly groups: readonly GroupUndo[]
  readonly left: number
  /** The list of ended ids, written anew: `back` came back and are no longer in it. */
  readonly idMap: { readonly path: string; readonly back: number }
}
