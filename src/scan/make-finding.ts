import { type Finding, KitError, type MatchGroup, type Report, severities, type Value } from '../kit/index.ts'
import type { RuleSetup } from '../policy/index.ts'
import type { Waivers } from '../policy/waivers.ts'
import { fingerprint } from './fingerprint.ts'

/** What turns reports of one connection into findings. */
export interface FindingContext {
  readonly connection: string
  readonly resolve: (id: string, connection: string) => string
  readonly waivers: Waivers
  /** Fingerprints of the previous run of a rule; null when there was none. */
  readonly before: (rule: string) => ReadonlySet<string> | null
}

export function makeFinding(
  setup: RuleSetup,
  report: Report,
  context: FindingContext,
  group?: MatchGroup,
): Finding {
  const { rule } = setup
  const { connection } = context
  const template = rule.messages[report.messageId]
  if (template === undefined)
    throw badReport(rule.id, `uses the message "${report.messageId}", which it does not have`)
  const records = report.records ?? []
  const aspect = report.aspect ?? null
  checkReport(rule.id, report)
  const mark = fingerprint({ rule: rule.id, connection, records, aspect }, context.resolve)
  const finding = {
    rule: rule.id,
    severity: severityOf(setup, report),
    connection,
    messageId: report.messageId,
    message: fill(template, report.data ?? {}),
    records,
    aspect,
    evidence: report.evidence ?? [],
    actions: report.actions ?? [],
    ...(group === undefined ? {} : { group }),
    fingerprint: mark,
    isNew: isNew(context.before(rule.id), mark),
  }
  const waiver = context.waivers.cover(finding)
  return waiver === null ? finding : { ...finding, waiver }
}

/** A rule's output comes from a thread that foreign code ran in. */
function checkReport(rule: string, { records, aspect, evidence, actions, severity }: Report): void {
  const keys = records ?? []
  if (
    !Array.isArray(keys) ||
    keys.some((key) => typeof key?.id !== 'string' || typeof key.object !== 'string')
  ) {
    throw badReport(rule, 'reports records that are no record keys')
  }
  if (keys.length === 0 && !aspect) throw badReport(rule, 'reports neither records nor an aspect')
  if (![evidence ?? [], actions ?? []].every(Array.isArray))
    throw badReport(rule, 'reports evidence that is no list')
  if (severity !== undefined && !severities.includes(severity))
    throw badReport(rule, 'reports an unknown severity')
}

/**
 * Lets findings of one rule through, but no two that differ and would be known by one fingerprint: a waiver and the
 * next run would take them for one.
 */
export function refuseTwins(): (finding: Finding) => Finding {
  const seen = new Map<string, Finding>()
  return (finding) => {
    const other = seen.get(finding.fingerprint)
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(finding))
      throw badReport(finding.rule, 'reports twice about the same records and aspect')
    seen.set(finding.fingerprint, finding)
    return finding
  }
}

function badReport(rule: string, what: string): KitError {
  return new KitError('RULE_REPORT', `${rule} ${what}.`, { actions: ['This is a defect of the rule.'] })
}

/** The policy outranks the rule, also where the rule grades its findings. */
function severityOf(setup: RuleSetup, report: Report): Finding['severity'] {
  if (setup.severity !== setup.rule.severity) return setup.severity
  return report.severity ?? setup.severity
}

function isNew(before: ReadonlySet<string> | null, mark: string): boolean | null {
  return before === null ? null : !before.has(mark)
}

/** A name without a value stays as it stands, so that the defect shows. */
function fill(template: string, data: Readonly<Record<string, Value>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(data, name) ? data[name] : undefined
    return value === undefined ? whole : formatValue(value)
  })
}

const numbers = new Intl.NumberFormat('en-US')

function formatValue(value: Value): string {
  if (value === null) return '—'
  return typeof value === 'number' ? numbers.format(value) : String(value)
}
