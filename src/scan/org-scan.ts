import type { Gap } from '../kit/index.ts'
import type { LoadedPolicy, RuleSetup } from '../policy/index.ts'
import type { Snapshot } from '../snapshot/index.ts'
import type { FindingSink } from './finding-sink.ts'
import type { EngineHistory } from './history.ts'
import type { FindingContext } from './make-finding.ts'
import type { ScanError, SkippedRule } from './outcome.ts'
import type { ProgressUnit } from './request.ts'

/** Why a rule was skipped that the policy turns off. */
export const turnedOff = 'the policy turns it off'

/** What the rules of one connection work with. */
export interface OrgScan {
  readonly connection: string
  readonly policy: LoadedPolicy
  readonly snapshot: Snapshot
  readonly sink: FindingSink
  readonly context: FindingContext
  readonly history: EngineHistory
  readonly asOf: string
  readonly signal: AbortSignal
  readonly progress: (what: string, unit: ProgressUnit | null, done?: number, total?: number | null) => void
  /** One line for people. */
  readonly log: (line: string) => void
  readonly notes: OrgNotes
}

/** Filled while the rules run. */
export interface OrgNotes {
  readonly rulesRun: string[]
  readonly looked: Record<string, number>
  readonly skipped: SkippedRule[]
  readonly errors: ScanError[]
  readonly notLookedAt: Gap[]
}

export function emptyNotes(): OrgNotes {
  return { rulesRun: [], looked: {}, skipped: [], errors: [], notLookedAt: [] }
}

/** Rules by pack: one worker each. */
export function byPack(setups: readonly RuleSetup[]): ReadonlyMap<string, readonly RuleSetup[]> {
  return Map.groupBy(setups, (setup) => setup.rule.pack)
}
