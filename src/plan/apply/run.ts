import type { Connection, ExitCode, KitError, RecycleBin, WriteCheck, Writer } from '../../kit/index.ts'
import type { Policy } from '../../policy/schema.ts'
import type { PlanAction, PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'
import type { JournalEntry, PreImageValues } from '../journal/entry.ts'
import type { JournalWrite } from '../journal/journal.ts'
import type { MovedIds } from './moved.ts'
import type { OrgView } from './org-view.ts'

/** What a run needs of its journal: a write is on disk when the promise resolves; after a failure it takes no more. */
export interface RunJournal {
  readonly dir: string
  readonly appendAll: (writes: readonly JournalWrite[]) => Promise<readonly unknown[]>
}

/** A journal as it was read back, for a run that goes on: a `JournalReader` is one. */
export interface PastRun {
  readonly entries: () => AsyncIterable<JournalEntry> | Iterable<JournalEntry>
  /** Null when its values were forgotten. */
  readonly preImage: (entry: PreImageRef) => Promise<PreImageValues | null>
}

export interface PreImageRef {
  readonly seq: number
  readonly values: string
}

export interface ApplyRequest {
  readonly plan: PlanFile
  readonly values: ValuesFile
  readonly connection: Connection
  /** From `guardLive`. */
  readonly check: WriteCheck
  readonly policy: Policy
  readonly journal: RunJournal
  /** Null for a first run. */
  readonly resume: PastRun | null
  /** `terminal`, `--confirm-plan`, `unattended` */
  readonly consent: string
  /** Name and version for the journal. */
  readonly tool: string
  readonly pid: number
  /** Aborted: the request under way is finished and journalled, then the run stops. */
  readonly signal: AbortSignal
  readonly now: () => Date
  readonly pause: (milliseconds: number) => Promise<void>
  /** Records merged away or closed beyond what the recycle bin holds were agreed to. */
  readonly beyondBin?: boolean
  readonly progress: (stage: string, done: number, total: number, note?: string) => void
  readonly log: (line: string) => void
}

export interface Difference {
  readonly object: string
  readonly id: string
  readonly field: string
  readonly what: string
}

/** How a difference begins that is a record of a group which was not merged or linked. */
export const leftMark = 'left: '

/** A difference that is a loser which the CRM said it merged, and did not. */
export const notMerged = 'it does not lead to the survivor'

/** The same of a loser that the CRM said it removed. */
export const notRemoved = 'it was not removed'

/** How a difference begins that is a value which a merge took not along, and which was not written after it. */
export const valueLeftMark = `${leftMark}its value was not written: `

/** How a difference begins that is a tie which a merge left behind, and which the survivor was not given after it. */
export const tieLeftMark = `${leftMark}the survivor was not given it: `

export function isNotGone({ what }: Difference): boolean {
  return what === notMerged || what === notRemoved
}

/** True for a record of the plan that is not merged or linked, or whose values or ties are not written. */
export function isLeft(difference: Difference): boolean {
  return isNotGone(difference) || difference.what.startsWith(leftMark)
}

export interface Skip {
  readonly action: string
  /** `changed`, `gone`, `not-merged-twice`, `refused`, `undone` */
  readonly code: string
  readonly record: string | null
  readonly fields: readonly string[]
  /** The CRM's own code of a refusal. */
  readonly cause: string | null
}

/** How a group ended. `partly`: some of its merges were refused after others were done. */
export type GroupEnd =
  | { readonly is: 'done'; readonly differences: readonly Difference[] }
  | { readonly is: 'partly'; readonly differences: readonly Difference[] }
  | { readonly is: 'skipped'; readonly skip: Skip }

/** A run under way. */
export interface Run {
  readonly request: ApplyRequest
  readonly org: OrgView
  readonly writer: Writer
  /** Merged-away and removed ids to survivors, and survivors to their new ids, of all runs of this plan. */
  readonly moved: MovedIds
  /** Duplicates linked, with their objects, by any run of this plan. */
  readonly linked: Set<string>
  readonly ends: Map<string, GroupEnd>
  /** Differences that earlier runs found, by action: nothing stops for the same one twice. */
  readonly told: ReadonlyMap<string, readonly Difference[]>
  /** Groups compared in full that are as planned, of all runs of this plan: how far its canaries are. */
  readonly verified: Map<string, number>
  readonly actions: ReadonlyMap<string, PlanAction>
  /** `object id field` of what the plan writes into records that stay. */
  readonly pointed: ReadonlySet<string>
  /** `Object.field` that automation may change, by the policy. */
  readonly mayChange: ReadonlySet<string>
  nextStep: number
  /** As it was last looked at; null where there is none. */
  bin: RecycleBin | null
  /** Merged away since that look. */
  binned: number
  /** Merged away by this process. */
  binnedInAll: number
  /** Milliseconds. */
  readonly startedAt: number
  /** By group, those answered last at the end: the code that it was refused with, null for none. */
  readonly answers: Map<string, string | null>
}

export interface ApplyOutcome {
  readonly ended: 'finished' | 'stopped' | 'interrupted'
  /** Why it ended early. */
  readonly error: KitError | null
  /** 0, 68, 69 or 130. */
  readonly exit: ExitCode
  /** Groups, of all runs of this plan. */
  readonly done: number
  readonly partly: number
  readonly skipped: readonly Skip[]
  readonly left: number
  readonly merged: number
  readonly linked: number
  /** Where the result is not as planned; it was recorded, and weighed by stage. */
  readonly differences: readonly Difference[]
  readonly files: { readonly idMap: string; readonly suppression: string; readonly strays: string | null }
  readonly strays: { readonly found: number; readonly notSearched: readonly string[] } | null
}
