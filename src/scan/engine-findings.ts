import type { Report } from '../kit/index.ts'
import type { CouldReport, EngineHistory } from './history.ts'
import { incomplete } from './incomplete.ts'
import { makeFinding } from './make-finding.ts'
import { type OrgScan, turnedOff } from './org-scan.ts'

/** Reports what could not be looked at; each is compared with the runs that looked for the same. */
export async function reportIncomplete(
  scan: Pick<OrgScan, 'history' | 'policy' | 'sink' | 'context'>,
  reports: readonly Report[],
  rules: readonly string[],
): Promise<void> {
  const { history } = scan
  const setup = scan.policy.rules.get(incomplete)
  if (setup === undefined) return
  const attempt = scan.sink.begin()
  for (const report of reports) {
    const own = report.data?.rule
    const before = typeof own === 'string' ? await history(ran(own)) : await beforeAny(history, rules)
    scan.sink.add(makeFinding(setup, report, { ...scan.context, before: () => before }), attempt)
  }
}

/** What no rule alone is behind was known when the last run of any of the rules had it. */
async function beforeAny(
  history: EngineHistory,
  rules: readonly string[],
): Promise<ReadonlySet<string> | null> {
  const marks: string[] = []
  let compared = false
  for (const rule of rules) {
    const found = await history(asked(rule))
    compared ||= found !== null
    marks.push(...(found ?? []))
  }
  return compared ? new Set(marks) : null
}

function ran(rule: string): CouldReport {
  return (org) => cameToItsEnd(org) && org.rulesRun.includes(rule)
}

/** Gaps are reported as well for rules that could not run because of them. */
function asked(rule: string): CouldReport {
  return (org) =>
    cameToItsEnd(org) &&
    (org.rulesRun.includes(rule) ||
      org.errors.some(({ where }) => where === rule) ||
      org.skipped.some((one) => one.rule === rule && one.why !== turnedOff))
}

function cameToItsEnd({ connection, errors }: Parameters<CouldReport>[0]): boolean {
  return errors.every(({ where }) => where !== connection)
}
