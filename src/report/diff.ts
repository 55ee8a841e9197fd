import type { Severity } from '../kit/index.ts'
import type { ScanOutcome } from '../scan/outcome.ts'
import { json, oneLine } from '../text/neutral.ts'
import { counted, figure } from '../text/words.ts'
import { type ReportInput, shownFindings } from './input.ts'
import { definition, fill, painter } from './terminal.ts'

export interface DiffInput extends ReportInput {
  /** The earlier run; `outcome` is the later one. */
  readonly before: ScanOutcome
}

type Change = 'appeared' | 'gone' | 'still'

interface RuleDiff {
  readonly rule: string
  appeared: number
  gone: number
  still: number
}

export interface ScanDiff {
  readonly before: number
  readonly after: number
  readonly appeared: number
  readonly gone: number
  readonly still: number
  readonly rules: readonly RuleDiff[]
  /** Rules that ran on a connection in one of the two runs only: nothing can be said about them. */
  readonly notComparable: readonly {
    readonly connection: string
    readonly rule: string
    readonly ranIn: number
  }[]
}

/** Counts by rule. Keeps the fingerprints of one run in memory, about 100 bytes each. Waived findings do not count. */
export async function scanDiff(input: DiffInput): Promise<ScanDiff> {
  const { before, outcome: after } = input
  const comparable = comparableRules(before, after)
  const rules = new Map<string, RuleDiff>()
  const earlier = await fingerprints(before, comparable.has)
  for await (const finding of after.findings({ waived: false })) {
    if (!comparable.has(finding.connection, finding.rule)) continue
    count(rules, finding.rule, earlier.delete(finding.fingerprint) ? 'still' : 'appeared')
  }
  for (const rule of earlier.values()) count(rules, rule, 'gone')
  const sorted = [...rules.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1))
  const total = (change: Change) => sorted.reduce((all, rule) => all + rule[change], 0)
  return {
    before: before.run.id,
    after: after.run.id,
    appeared: total('appeared'),
    gone: total('gone'),
    still: total('still'),
    rules: sorted,
    notComparable: comparable.not,
  }
}

function count(rules: Map<string, RuleDiff>, rule: string, change: Change): void {
  const known = rules.get(rule) ?? { rule, appeared: 0, gone: 0, still: 0 }
  known[change] += 1
  rules.set(rule, known)
}

type Has = (connection: string, rule: string) => boolean

function comparableRules(
  before: ScanOutcome,
  after: ScanOutcome,
): { has: Has; not: ScanDiff['notComparable'] } {
  const ran = (outcome: ScanOutcome) =>
    new Map(
      outcome.orgs.flatMap(({ connection, rulesRun }) =>
        rulesRun.map((rule) => [`${connection}\n${rule}`, { connection, rule, ranIn: outcome.run.id }]),
      ),
    )
  const earlier = ran(before)
  const later = ran(after)
  const only = [
    ...[...earlier].filter(([key]) => !later.has(key)),
    ...[...later].filter(([key]) => !earlier.has(key)),
  ]
  return {
    has: (connection, rule) => earlier.has(`${connection}\n${rule}`) && later.has(`${connection}\n${rule}`),
    not: only.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, where]) => where),
  }
}

async function fingerprints(outcome: ScanOutcome, has: Has): Promise<Map<string, string>> {
  const rules = new Map<string, string>()
  for await (const { fingerprint, rule, connection } of outcome.findings({ waived: false })) {
    if (has(connection, rule)) rules.set(fingerprint, rule)
  }
  return rules
}

/** `scan diff` for a terminal: counts by rule, then what appeared, worst first. */
export async function* diffTable(input: DiffInput): AsyncGenerator<string> {
  const width = input.width ?? 80
  const paint = painter(input.colour === true)
  const diff = await scanDiff(input)
  yield `Run ${diff.before} → run ${diff.after}: ${figure(diff.appeared)} appeared, ${figure(diff.gone)} gone, ${figure(diff.still)} still there\n`
  if (diff.rules.length > 0)
    yield `\n${'appeared'.padStart(10)}${'gone'.padStart(9)}${'still'.padStart(9)}  rule\n`
  for (const { rule, appeared, gone, still } of diff.rules) {
    const figures = `${figure(appeared).padStart(10)}${figure(gone).padStart(9)}${figure(still).padStart(9)}`
    yield `${figures}  ${oneLine(rule, Math.max(20, width - 30))}\n`
  }
  if (diff.appeared > 0) yield '\nAppeared\n'
  const limit = input.limit ?? 20
  let shown = 0
  for await (const finding of appearedFindings(input)) {
    if (shown === limit) break
    shown += 1
    const lines = definition(fill(`  ${finding.severity}`, 12), oneLine(finding.message, 240), width, 12)
    yield `${lines.map((line) => line.replace(finding.severity, paint(finding.severity, finding.severity))).join('\n')}\n`
  }
  if (diff.appeared > shown)
    yield `  …         ${counted(diff.appeared - shown, 'more finding')}; --limit ${diff.appeared} shows all\n`
  yield* notComparable(diff)
}

function* notComparable({ notComparable }: ScanDiff): Generator<string> {
  if (notComparable.length === 0) return
  yield '\nNot compared, because they ran in one of the two runs only\n'
  for (const { connection, rule, ranIn } of notComparable.slice(0, 20)) {
    yield `  ${oneLine(connection)} ${oneLine(rule)} (run ${ranIn})\n`
  }
  if (notComparable.length > 20) yield `  … ${figure(notComparable.length - 20)} more\n`
}

interface Appeared {
  readonly severity: Severity
  readonly message: string
}

async function* appearedFindings(input: DiffInput): AsyncGenerator<Appeared> {
  const { has } = comparableRules(input.before, input.outcome)
  const earlier = await fingerprints(input.before, has)
  for await (const { shown } of shownFindings(input, { waived: false })) {
    if (has(shown.connection, shown.rule) && !earlier.has(shown.fingerprint)) yield shown
  }
}

/** `scan diff --json`: the counts, and every finding that appeared or is gone. */
export async function* diffJson(input: DiffInput): AsyncGenerator<string> {
  const diff = await scanDiff(input)
  yield `${json(diff).slice(0, -1)},"findings":[`
  const { has } = comparableRules(input.before, input.outcome)
  let first = true
  for (const [change, from, other] of [
    ['appeared', input.outcome, input.before],
    ['gone', input.before, input.outcome],
  ] as const) {
    const known = await fingerprints(other, has)
    for await (const { shown } of shownFindings({ outcome: from, mask: input.mask }, { waived: false })) {
      if (!has(shown.connection, shown.rule) || known.has(shown.fingerprint)) continue
      yield `${first ? '\n' : ',\n'}${json({ change, ...shown })}`
      first = false
    }
  }
  yield ']}\n'
}
