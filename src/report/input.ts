import type { Finding, RuleMeta } from '../kit/index.ts'
import type { FindingFilter, ScanOutcome } from '../scan/outcome.ts'
import { maskFinding } from '../text/mask.ts'

type RuleText = Pick<RuleMeta, 'summary' | 'why' | 'remedy' | 'severity' | 'tags' | 'controls'>

/** Finds what a rule says about itself; a `Map` by rule id will do. */
export interface RuleLookup {
  readonly get: (rule: string) => RuleText | undefined
}

/** All a report is made of. Reports are pure: no clock, no files, no environment. */
export interface ReportInput {
  readonly outcome: ScanOutcome
  readonly rules: RuleLookup
  /** Hide personal values. False for an interactive terminal and after `--unmask` only. */
  readonly mask: boolean
  /** Columns of the terminal; 80 by default. */
  readonly width?: number
  /** ANSI colours; the caller has looked at NO_COLOR. */
  readonly colour?: boolean
  /** Rows of the terminal table, 12 by default; what is left out is counted. */
  readonly limit?: number
  /** The policy's path relative to the repository; SARIF results point at it. */
  readonly policyFile?: string
  /** Where the HTML report was written. */
  readonly report?: string
  /** Folder of the runs when it is not the usual one: the commands to try next name it. */
  readonly home?: string
  /** Starts CSV with U+FEFF, without which some spreadsheets misread UTF-8. */
  readonly byteOrderMark?: boolean
  /** For whom the HTML report is: a client, a department. */
  readonly generatedFor?: string
}

export type Report = (input: ReportInput) => AsyncIterable<string>

/** A finding as it was made, and as it may be shown. */
export interface Shown {
  readonly finding: Finding
  readonly shown: Finding
}

export async function* shownFindings(
  input: Pick<ReportInput, 'outcome' | 'mask'>,
  filter?: FindingFilter,
): AsyncGenerator<Shown> {
  for await (const finding of input.outcome.findings(filter)) {
    yield { finding, shown: input.mask ? maskFinding(finding) : finding }
  }
}
