import type { JournalEntry, JournalOutcome, StepItem } from './entry.ts'
import type { ValuesRef } from './read.ts'

export type EntryOf<Type extends JournalEntry['type']> = Extract<JournalEntry, { type: Type }>
export type OpenEntry = EntryOf<'open'>
export type CloseEntry = EntryOf<'close'>
export type SkipEntry = EntryOf<'skip'>
export type UndoneItem = EntryOf<'undone'>['items'][number]

/** Values that the journal keeps, or kept until a person was forgotten. */
export interface KeptValues extends ValuesRef {
  readonly at: string
  readonly forgotten: boolean
}

export interface KeptPreImage extends KeptValues {
  readonly object: string
  readonly members: readonly string[]
  readonly complete: boolean
}

export interface KeptVerification extends KeptValues {
  readonly ok: boolean
  readonly differences: EntryOf<'verified'>['differences']
}

/** One write of an action, by the last request that it was in. */
export interface ItemState {
  readonly item: StepItem
  readonly step: number
  readonly verb: EntryOf<'intent'>['verb']
  /** When the request was about to be sent. */
  readonly at: string
  /** Hash of the whole request. */
  readonly sha256: string
  /** Requests that it was in. */
  readonly attempts: number
  /** `in the air`: it may or may not have been carried out; reading back tells. */
  readonly is: 'in the air' | 'done' | 'refused'
  /** Null while nothing came back. */
  readonly outcome: JournalOutcome | null
}

/** The whole action in a word; `partly`: some writes are done and none is in the air. */
export type ActionIs =
  | 'untouched'
  | 'pre-imaged'
  | 'in the air'
  | 'partly'
  | 'done'
  | 'refused'
  | 'skipped'
  | 'verified'
  | 'undone'

export interface ActionState {
  readonly action: string
  readonly is: ActionIs
  /** The last one taken before anything may have been written: what undo goes by. */
  readonly preImage: KeptPreImage | null
  /** Taken later, e.g. between two merges of one group. */
  readonly laterPreImages: readonly KeptPreImage[]
  /** Writes of apply, by `StepItem.item`. Those not yet sent are not in it. */
  readonly items: ReadonlyMap<string, ItemState>
  /** Writes of undo. */
  readonly undoItems: ReadonlyMap<string, ItemState>
  /** Null again when a later run took it up after all. */
  readonly skip: SkipEntry | null
  readonly verified: KeptVerification | null
  readonly undone: readonly UndoneItem[]
  /** Of these, what holds after all undos of it. */
  readonly stands: readonly UndoneItem[]
}

/** A run in the order of the journal: what it sent, whatever came of it. */
export interface RunState {
  /** From 1. */
  readonly n: number
  readonly kind: OpenEntry['run']
  /** When it began. */
  readonly at: string
  /** Groups that it sent writes for, in order. */
  readonly actions: readonly string[]
  /** Null while it goes on or when it broke off. */
  readonly close: CloseEntry | null
}

export interface JournalState {
  /** The last one; null in a journal that broke off before its first entry. */
  readonly open: OpenEntry | null
  /** The first one: which plan, which org. */
  readonly first: OpenEntry | null
  /** Of the last run; null while it goes on or when it broke off. */
  readonly close: CloseEntry | null
  readonly runs: readonly RunState[]
  readonly actions: ReadonlyMap<string, ActionState>
  /** The action's state, also when the journal has nothing about it. */
  readonly of: (action: string) => ActionState
  /** Not used by any step yet. */
  readonly nextStep: number
  readonly stages: readonly EntryOf<'stage'>[]
  /** Crashes found, in order. */
  readonly torn: readonly EntryOf<'torn'>[]
  readonly entries: number
  /** Hash of the last entry. */
  readonly head: string | null
}
