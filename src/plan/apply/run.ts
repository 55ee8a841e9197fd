import type { Connection, ExitCode, KitError, RecycleBin, WriteCheck, Writer } from '../../kit/index.ts'
import type { Policy } from '../../policy/schema.ts'
import type { PlanAction, PlanFile } from '../files/plan-file.ts'
import type { ValuesFile } from '../files/values-file.ts'
import type { Difference, GroupEnd, Skip } from '../journal/group-end.ts'
import type { JournalWrite } from '../journal/journal.ts'
import type { PastRun } from '../journal/past.ts'
import type { OrgView } from '../look/org-view.ts'
import type { AnchoredIds } from './anchors.ts'

/** What a run needs of its journal: a write is on disk when the promise resolves; after a failure it takes no more. */
export interface RunJournal {
  readonly dir: string
  readonly appendAll: (writes: readonly JournalWrite[]) => Promise<readonly unknown[]>
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

/** A run under way. */
export interface Run {
  readonly request: ApplyRequest
  readonly org: OrgView
  readonly writer: Writer
  /** Merged-away and removed ids to survivors, and survivors to their new ids, of all runs of this plan. */
  readonly moved: AnchoredIds
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
