import { type ExitCode, exitCodes, type Severity, severities } from '../kit/index.ts'
import type { OrgOutcome, ScanOutcome } from '../scan/outcome.ts'

/** A failed rule or org weighs more than findings: the scan could not tell. */
export async function exitOfScan(
  outcome: ScanOutcome,
  failOn: Severity | 'never',
  onlyNew: boolean,
): Promise<ExitCode> {
  const failed = exitOfErrors(outcome.orgs)
  if (failed !== null) return failed
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

/** When no org got anywhere, and all for one cause, the code of that cause; 1 when part of the work was done. */
function exitOfErrors(orgs: readonly OrgOutcome[]): ExitCode | null {
  const errors = orgs.flatMap((org) => org.errors)
  if (errors.length === 0) return null
  const causes = new Set(errors.map(({ exit }) => exit ?? exitCodes.failed))
  const read = orgs.filter(({ across }) => across === undefined)
  const nothingDone = read.every((org) => org.errors.length > 0 && org.rulesRun.length === 0)
  const [cause] = causes
  return nothingDone && causes.size === 1 && cause !== undefined ? cause : exitCodes.failed
}
