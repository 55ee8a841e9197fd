import { type ExitCode, exitCodes, type Severity, severities } from '../kit/index.ts'
import type { ScanOutcome } from '../scan/outcome.ts'

/** A failed rule or org weighs more than findings: the scan could not tell. */
export async function exitOfScan(
  outcome: ScanOutcome,
  failOn: Severity | 'never',
  onlyNew: boolean,
): Promise<ExitCode> {
  if (outcome.orgs.some(({ errors }) => errors.length > 0)) return exitCodes.failed
  if (failOn === 'never' && !onlyNew) return exitCodes.clean
  const counting = failOn === 'never' ? severities : severities.slice(0, severities.indexOf(failOn) + 1)
  if (!onlyNew) {
    const found = outcome.orgs.some(({ findings }) =>
      counting.some((severity) => (findings.bySeverity[severity] ?? 0) > 0),
    )
    return found ? exitCodes.findings : exitCodes.clean
  }
  for await (const { severity, isNew } of outcome.findings({ waived: false })) {
    if (isNew !== false && counting.includes(severity)) return exitCodes.findings
  }
  return exitCodes.clean
}
