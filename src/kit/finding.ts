import type { Action } from './action.ts'
import type { MatchGroup } from './match.ts'
import type { RecordKey, Value } from './record.ts'

/** Worst first. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const
export type Severity = (typeof severities)[number]

/** One value that supports a finding. `personal` values are masked in every format but a terminal. */
export interface Evidence {
  readonly label: string
  readonly value: Value
  readonly personal: boolean
  readonly record?: RecordKey
  /** Native or canonical field the value was read from. */
  readonly field?: string
}

/** What a rule reports. The engine adds rule id, severity, rendered message and fingerprint. */
export interface Report {
  readonly messageId: string
  /** Fills `{name}` in the message. Counts, ids and field names only: never a personal value. */
  readonly data?: Readonly<Record<string, Value>>
  /** A record rule's own record when absent. Empty for a finding about the whole org; then `aspect` must be given. */
  readonly records?: readonly RecordKey[]
  /** What the finding is about when records alone do not say it, e.g. a field or a permission. */
  readonly aspect?: string
  readonly evidence?: readonly Evidence[]
  /** Overrides the severity of the rule for this finding. */
  readonly severity?: Severity
  readonly actions?: readonly Action[]
}

export interface Finding {
  readonly rule: string
  readonly severity: Severity
  readonly connection: string
  readonly messageId: string
  readonly message: string
  readonly records: readonly RecordKey[]
  readonly aspect: string | null
  readonly evidence: readonly Evidence[]
  readonly actions: readonly Action[]
  /** Present when a match rule made the finding. */
  readonly group?: MatchGroup
  /**
   * SHA-256, first 32 hex digits, over rule, connection name, record keys resolved through aliases (sorted) and
   * aspect: the same next time, also after a sandbox refresh. Findings without records hash the aspect alone.
   */
  readonly fingerprint: string
  /** False when the previous run of the same rule on the same connection had it; null without such a run. */
  readonly isNew: boolean | null
  /** Present when a waiver of the policy covers the finding. */
  readonly waiver?: { readonly reason: string; readonly owner: string; readonly until: string }
}
