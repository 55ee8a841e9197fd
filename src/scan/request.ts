import type { LoadedPolicy, NamedConnection } from '../policy/index.ts'

/** `parts`: runs of blocks that a match rule compares in one go. */
export type ProgressUnit = 'records' | 'parts'

/** How far one connection is. */
export interface ScanProgress {
  readonly connection: string
  readonly stage: 'connect' | 'read' | 'rule'
  /** Object or rule id; empty for `connect`. */
  readonly what: string
  readonly done: number
  /** What is counted; null when nothing is. */
  readonly unit: ProgressUnit | null
  /** Null while unknown. */
  readonly total: number | null
  /** API calls used so far. */
  readonly calls: number | null
}

export interface ScanRequest {
  /** `STEWARD_HOME`. */
  readonly home: string
  readonly policy: LoadedPolicy
  readonly connections: readonly NamedConnection[]
  /** Empty: every rule that is on. */
  readonly selectors: readonly string[]
  /** False: offline, from the snapshot that is there. */
  readonly sync: boolean
  /** Read everything anew. */
  readonly full: boolean
  /** The moment the scan speaks about, ISO 8601; the present when null. */
  readonly asOf: string | null
  /** Secrets are deleted from it (and from `process.env`) once read. */
  readonly env: Record<string, string | undefined>
  readonly now: () => Date
  /** Steward's version. */
  readonly version: string
  readonly signal: AbortSignal
  readonly progress?: (progress: ScanProgress) => void
  /** One line for people, without secrets and personal values. */
  readonly log?: (line: string) => void
}
