import { type Finding, formatKey, type Severity } from '../kit/index.ts'
import type { OrgOutcome } from '../scan/outcome.ts'
import { json, oneLine } from '../text/neutral.ts'
import { counted } from '../text/words.ts'
import { type ReportInput, shownFindings } from './input.ts'

const levels = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'note',
  info: 'note',
} as const satisfies Record<Severity, string>

/** Records named per result; SARIF viewers show a handful. */
const recordsPerResult = 10

/**
 * SARIF 2.1.0 (OASIS standard), one run per connection. Records are no files: they are logical locations, and
 * the policy file stands in as the physical one that code-scanning services ask for.
 */
export async function* sarif(input: ReportInput): AsyncGenerator<string> {
  yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":['
  let first = true
  for (const org of input.outcome.orgs) {
    yield first ? '\n' : ',\n'
    first = false
    yield* orgRun(input, org)
  }
  yield '\n]}\n'
}

async function* orgRun(input: ReportInput, org: OrgOutcome): AsyncGenerator<string> {
  const rules = new Map<string, { index: number; severity: Severity }>()
  yield '{"results":['
  let first = true
  for await (const { shown } of shownFindings(input, { connections: [org.connection] })) {
    const known = rules.get(shown.rule) ?? { index: rules.size, severity: shown.severity }
    rules.set(shown.rule, known)
    yield `${first ? '\n' : ',\n'}${json(result(input, shown, known.index))}`
    first = false
  }
  const unseen = [...org.rulesRun].filter((rule) => !rules.has(rule)).sort()
  for (const rule of unseen) {
    rules.set(rule, { index: rules.size, severity: input.rules.get(rule)?.severity ?? 'medium' })
  }
  const descriptors = [...rules].map(([id, { severity }]) => descriptor(input, id, severity))
  const driver = { name: 'Steward', semanticVersion: input.outcome.run.version, rules: descriptors }
  yield `\n],${json({
    tool: { driver },
    automationDetails: { id: `steward/${org.connection}/` },
    invocations: [invocation(org)],
    columnKind: 'utf16CodeUnits',
  }).slice(1)}`
}

function descriptor(input: ReportInput, id: string, severity: Severity): Record<string, unknown> {
  const meta = input.rules.get(id)
  const level = { defaultConfiguration: { level: levels[meta?.severity ?? severity] } }
  if (meta === undefined) return { id, shortDescription: { text: id }, ...level }
  const text = `${meta.summary}\n\nWhy it matters: ${meta.why}\n\nHow to fix: ${meta.remedy}`
  return {
    id,
    shortDescription: { text: meta.summary },
    fullDescription: { text: meta.why },
    help: { text },
    ...level,
    properties: { tags: [...meta.tags, ...(meta.controls ?? [])], severity: meta.severity },
  }
}

function result(input: ReportInput, finding: Finding, ruleIndex: number): Record<string, unknown> {
  const { isNew, waiver } = finding
  const baseline = isNew === null ? {} : { baselineState: isNew ? 'new' : 'unchanged' }
  const suppressions =
    waiver === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              justification: oneLine(`${waiver.reason} (${waiver.owner}, until ${waiver.until})`),
            },
          ],
        }
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: messageText(finding) },
    locations: [location(input, finding)],
    partialFingerprints: { 'steward/v1': finding.fingerprint },
    ...baseline,
    ...suppressions,
    properties: properties(finding),
  }
}

function properties(finding: Finding): Record<string, unknown> {
  const { group } = finding
  const about = { severity: finding.severity, aspect: finding.aspect, records: finding.records.length }
  return group === undefined
    ? about
    : { ...about, group: group.id, score: group.score, band: group.band, survivor: group.survivor }
}

function messageText(finding: Finding): string {
  const shown = finding.evidence.slice(0, 5).map(({ label, value }) => `${label}: ${value ?? 'empty'}`)
  const more = finding.evidence.length - shown.length
  if (more > 0) shown.push(`${counted(more, 'more detail')} left out`)
  return oneLine([finding.message, ...shown].join(' · '), 1000)
}

function location(input: ReportInput, finding: Finding): Record<string, unknown> {
  const named = finding.records.slice(0, recordsPerResult)
  const records = named.map((key) => ({
    name: key.id,
    fullyQualifiedName: formatKey(key),
    kind: 'record',
  }))
  const left = finding.records.length - named.length
  const logicalLocations =
    records.length > 0
      ? records
      : [{ name: finding.connection, fullyQualifiedName: finding.connection, kind: 'org' }]
  return {
    ...(input.policyFile === undefined ? {} : physicalLocation(input.policyFile)),
    logicalLocations,
    ...(left > 0 ? { message: { text: `${counted(left, 'more record')} left out` } } : {}),
  }
}

function physicalLocation(policyFile: string): Record<string, unknown> {
  const uri = policyFile.split('/').map(encodeURIComponent).join('/')
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }
}

function invocation(org: OrgOutcome): Record<string, unknown> {
  const failed = org.errors.map((error) => ({
    level: 'error',
    message: { text: oneLine(`${error.where}: ${error.message} (${error.code})`) },
  }))
  const skipped = org.skipped.map(({ rule, why }) => ({
    level: 'note',
    message: { text: oneLine(`${rule} was skipped: ${why}`) },
  }))
  const gaps = org.notLookedAt.map(({ what, why }) => ({
    level: 'warning',
    message: { text: oneLine(`Not looked at: ${what}: ${why}`) },
  }))
  return {
    executionSuccessful: org.errors.length === 0,
    toolExecutionNotifications: [...failed, ...gaps, ...skipped],
  }
}
