import { type Finding, formatKey } from '../kit/index.ts'
import type { OrgOutcome } from '../scan/outcome.ts'
import { xml } from '../text/neutral.ts'
import { counted } from '../text/words.ts'
import { type ReportInput, shownFindings } from './input.ts'

/** Test cases kept per rule and connection: CI servers choke on more, and nobody reads them. */
const casesPerSuite = 1000

interface Suite {
  readonly name: string
  readonly cases: string[]
  failures: number
  skipped: number
  errors: number
  leftOut: number
  waivedLeftOut: number
}

/** A test suite per connection and rule, a failure per finding; waived findings are skipped cases. */
export async function* junit(input: ReportInput): AsyncGenerator<string> {
  const suites: Suite[] = []
  for (const org of input.outcome.orgs) suites.push(...(await suitesOf(input, org)))
  const total = (of: (suite: Suite) => number) => suites.reduce((all, suite) => all + of(suite), 0)
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield `<testsuites name="steward" tests="${total((suite) => suite.cases.length)}" failures="${total(
    (suite) => suite.failures,
  )}" errors="${total((suite) => suite.errors)}" skipped="${total((suite) => suite.skipped)}">\n`
  for (const suite of suites) {
    yield `  <testsuite name="${xml(suite.name)}" tests="${suite.cases.length}" failures="${
      suite.failures
    }" errors="${suite.errors}" skipped="${suite.skipped}">\n`
    yield* suite.cases
    yield '  </testsuite>\n'
  }
  yield '</testsuites>\n'
}

async function suitesOf(input: ReportInput, org: OrgOutcome): Promise<readonly Suite[]> {
  const suites = new Map<string, Suite>()
  const suite = (name: string): Suite => {
    const known = suites.get(name) ?? newSuite(`${org.connection} ${name}`)
    suites.set(name, known)
    return known
  }
  for (const rule of org.rulesRun) suite(rule)
  for await (const { shown } of shownFindings(input, { connections: [org.connection] })) {
    addFinding(suite(shown.rule), shown)
  }
  for (const error of org.errors) addError(suite(error.where), `${error.message} (${error.code})`)
  for (const { rule, why } of org.skipped) addSkipped(suite(rule), rule, `not run: ${why}`)
  for (const { what, why } of org.notLookedAt) addSkipped(suite('not looked at'), what, why)
  for (const [rule, known] of suites) close(known, rule)
  return [...suites].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, known]) => known)
}

function newSuite(name: string): Suite {
  return { name, cases: [], failures: 0, skipped: 0, errors: 0, leftOut: 0, waivedLeftOut: 0 }
}

function addFinding(suite: Suite, finding: Finding): void {
  if (suite.cases.length >= casesPerSuite) {
    if (finding.waiver === undefined) suite.leftOut += 1
    else suite.waivedLeftOut += 1
    return
  }
  if (finding.waiver !== undefined) {
    const { reason, owner, until } = finding.waiver
    addSkipped(suite, caseName(finding), `waived until ${until} by ${owner}: ${reason}`, finding.rule)
    return
  }
  suite.failures += 1
  const body = xml(details(finding).join('\n'), 4000).replaceAll('⏎', '\n')
  suite.cases.push(
    `    <testcase name="${xml(caseName(finding))}" classname="${xml(finding.rule)}">\n      <failure message="${xml(
      finding.message,
    )}" type="${finding.severity}">${body}</failure>\n    </testcase>\n`,
  )
}

function caseName(finding: Finding): string {
  return `${finding.message} [${finding.fingerprint.slice(0, 8)}]`
}

function details(finding: Finding): readonly string[] {
  const records = finding.records.slice(0, 10).map((key) => formatKey(key))
  const left = finding.records.length - records.length
  const evidence = finding.evidence.slice(0, 20).map(({ label, value }) => `${label}: ${value ?? 'empty'}`)
  const more = finding.evidence.length - evidence.length
  return [
    ...records,
    ...(left > 0 ? [`${counted(left, 'more record')} left out`] : []),
    ...evidence,
    ...(more > 0 ? [`${counted(more, 'more detail')} left out`] : []),
  ]
}

function addSkipped(suite: Suite, name: string, why: string, classname = suite.name): void {
  suite.skipped += 1
  suite.cases.push(
    `    <testcase name="${xml(name)}" classname="${xml(classname)}">\n      <skipped message="${xml(
      why,
    )}"/>\n    </testcase>\n`,
  )
}

function addError(suite: Suite, message: string): void {
  suite.errors += 1
  suite.cases.push(
    `    <testcase name="ran" classname="${xml(suite.name)}">\n      <error message="${xml(
      message,
    )}"/>\n    </testcase>\n`,
  )
}

/** A rule that found nothing is a passed case; what did not fit is one more failure that says so. */
function close(suite: Suite, rule: string): void {
  if (suite.leftOut > 0) {
    suite.failures += 1
    const message = `${counted(suite.leftOut, 'more finding')} left out: steward scan show ${rule}`
    suite.cases.push(
      `    <testcase name="left out" classname="${xml(rule)}">\n      <failure message="${xml(
        message,
      )}"/>\n    </testcase>\n`,
    )
  }
  if (suite.waivedLeftOut > 0) {
    addSkipped(suite, 'left out', `${counted(suite.waivedLeftOut, 'more waived finding')} left out`, rule)
  }
  if (suite.cases.length > 0) return
  suite.cases.push(`    <testcase name="found nothing" classname="${xml(rule)}"/>\n`)
}
