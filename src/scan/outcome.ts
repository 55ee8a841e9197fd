import type { CallMeter, ConnectionIdentity, ExitCode, Finding, Gap, Severity } from '../kit/index.ts'

/** A rule that did not run, and why. */
export interface SkippedRule {
  readonly rule: string
  readonly why: string
}

/** A rule or a read that failed; the rest of the scan went on. */
export interface ScanError {
  /** Rule id, object or stage. */
  readonly where: string
  readonly code: string
  readonly message: string
  readonly actions: readonly string[]
  /** What a command that did nothing else would end with; absent where nobody said, and then 1. */
  readonly exit?: ExitCode
}

/** What was read from one connection in this run. */
export interface SyncSummary {
  readonly mode: 'full' | 'incremental' | 'none'
  /** Records read in this run, by object. */
  readonly read: Readonly<Record<string, number>>
  /** Records in the snapshot afterwards, by object. */
  readonly held: Readonly<Record<string, number>>
  readonly deleted: number
  readonly calls: CallMeter
}

/** What the rules found that look across connections: how many are one, agree, or are on one side only. */
export interface AcrossOutcome {
  /** Their names, sorted. */
  readonly connections: readonly string[]
  readonly rules: Readonly<Record<string, AcrossCounts>>
}

export interface AcrossCounts {
  /** Groups of records that are one. */
  readonly matched: number
  /** Of them, those that a sync linked. */
  readonly linked: number
  /** Of the linked, those whose values speak against it. */
  readonly contradicting: number
  /** Of them, those that agree in all that was compared: they are no findings. */
  readonly agree: number
  /** Records without a counterpart, by connection. */
  readonly onlyIn: Readonly<Record<string, number>>
}

export interface OrgOutcome {
  /** Of one connection; with `across` the names of several, joined by ` + `. */
  readonly connection: string
  /** Present when this is no org of its own, but what was found between several. */
  readonly across?: AcrossOutcome
  /** Null when the connection could not be opened, and with `across`. */
  readonly identity: ConnectionIdentity | null
  readonly sync: SyncSummary | null
  readonly rulesRun: readonly string[]
  /** Records that a match or record rule judged, by rule: the denominator of what it found. */
  readonly looked: Readonly<Record<string, number>>
  readonly skipped: readonly SkippedRule[]
  readonly errors: readonly ScanError[]
  readonly notLookedAt: readonly Gap[]
  readonly findings: FindingCounts
}

export interface FindingCounts {
  /** Waived findings are not in `total`, `new`, `byRule` and `bySeverity`. */
  readonly total: number
  readonly new: number | null
  readonly waived: number
  readonly byRule: Readonly<Record<string, number>>
  readonly bySeverity: Readonly<Partial<Record<Severity, number>>>
}

/**
 * One run of `scan`. Findings may be many: they lie in the run's folder and are read as a stream, worst
 * severity first, then rule id, then highest score, then fingerprint.
 */
export interface ScanOutcome {
  readonly run: RunInfo
  readonly orgs: readonly OrgOutcome[]
  readonly findings: (filter?: FindingFilter) => AsyncIterable<Finding>
}

export interface FindingFilter {
  readonly rules?: readonly string[]
  readonly connections?: readonly string[]
  readonly waived?: boolean
}

export interface RunInfo {
  /** Counts up from 1 in one `STEWARD_HOME`. */
  readonly id: number
  readonly startedAt: string
  readonly asOf: string
  readonly selectors: readonly string[]
  readonly connections: readonly string[]
  /** SHA-256 of the resolved policy, first 16 hex digits. */
  readonly policy: string
  readonly version: string
}
