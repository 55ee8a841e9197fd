import assert from 'node:assert/strict'
import { KitError } from './error.ts'
import type { Fact, FactKind } from './fact.ts'
import type { Report, Severity } from './finding.ts'
import type { CrmRecord, Entity, RecordKey, Value } from './record.ts'
import type { MatchRule, OrgRule, OrgRuleContext, QueryRow, RecordRule, Rule } from './rule.ts'

/** One named check: `for (const check of ruleCases(rule, cases)) it(check.name, check.run)`. */
export interface Check {
  readonly name: string
  readonly run: () => Promise<void>
}

/** What a rule must report; what is left out is not compared. */
export interface ExpectedReport {
  readonly messageId: string
  readonly data?: Readonly<Record<string, Value>>
  readonly severity?: Severity
  readonly aspect?: string
  /** Record ids. */
  readonly records?: readonly string[]
}

export interface CaseRecord {
  /** `1`, `2`, … when absent. */
  readonly id?: string
  /** The first kind of the rule, or the entity's name, when absent. */
  readonly kind?: string
  /** The kind when absent. */
  readonly object?: string
  readonly revision?: string | null
  /** What is absent is unknown; null is known to be empty. */
  readonly fields?: Readonly<Record<string, Value>>
  readonly native?: Readonly<Record<string, Value>>
}

interface CaseBase {
  readonly name: string
  /** What `rules.<id>` of the policy would say; defaults are filled in. */
  readonly options?: Readonly<Record<string, unknown>>
  /** 2026-01-01T00:00:00.000Z when absent. */
  readonly asOf?: string
}

export interface RecordRuleCase extends CaseBase {
  readonly record: CaseRecord
  /** In order; empty when the record is fine. `where` of the rule is SQL and is not tried here. */
  readonly reports: readonly ExpectedReport[]
}

export interface OrgRuleCase extends CaseBase {
  /** Rows for each query; the first whose `sql` is found in the query answers it. */
  readonly answers?: readonly { readonly sql: string | RegExp; readonly rows: readonly QueryRow[] }[]
  /** Facts by kind; a text says why they are missing. */
  readonly facts?: Readonly<Partial<Record<FactKind, readonly Fact[] | string>>>
  readonly reports: readonly ExpectedReport[]
}

export interface MatchRuleCase extends CaseBase {
  readonly records: readonly CaseRecord[]
  /** Ids of the records that belong together; groups and ids in any order. */
  readonly groups: readonly (readonly string[])[]
}

export type RuleCase<R extends Rule> = R extends { readonly shape: 'record' }
  ? RecordRuleCase
  : R extends { readonly shape: 'org' }
    ? OrgRuleCase
    : MatchRuleCase

/** Runs a match rule over records and returns the ids of each group. */
export type MatchRunner = (
  rule: MatchRule,
  options: Readonly<Record<string, unknown>>,
  records: readonly CrmRecord[],
) => Promise<readonly (readonly string[])[]>

const defaultAsOf = '2026-01-01T00:00:00.000Z'

/**
 * A table of cases for one rule. Throws at once for a case that proves nothing: a name twice, a message the rule
 * does not have, a field it does not declare. Match rules need the engine as `match`: `matchRunner` of
 * `crm-steward/match-testing`.
 */
export function ruleCases<R extends Rule>(
  rule: R,
  cases: readonly RuleCase<R>[],
  match?: MatchRunner,
): readonly Check[] {
  assert.match(
    rule.meta.id,
    /^[a-z0-9-]+\/[a-z0-9-]+$/,
    `rule id ${rule.meta.id} is not family/what-is-wrong`,
  )
  assert.deepEqual(rule.meta.options.safeParse({}).success, true, `${rule.meta.id}: options {} must be valid`)
  assert.ok(cases.length > 0, `${rule.meta.id}: no cases`)
  const names = new Set<string>()
  return cases.map((entry) => {
    assert.ok(!names.has(entry.name), `${rule.meta.id}: two cases are named “${entry.name}”`)
    names.add(entry.name)
    return { name: `${rule.meta.id}: ${entry.name}`, run: runnerOf(rule, entry, match) }
  })
}

function runnerOf(
  rule: Rule,
  entry: RecordRuleCase | OrgRuleCase | MatchRuleCase,
  match: MatchRunner | undefined,
): () => Promise<void> {
  if ('reports' in entry) {
    for (const { messageId } of entry.reports) assertMessage(rule, messageId, entry.name)
  }
  const options = rule.meta.options.parse(entry.options ?? {})
  if (rule.shape === 'record') {
    const wanted = entry as RecordRuleCase
    const record = guarded(rule, toRecord(rule, wanted.record, 0, wanted.name))
    return async () => checkRecord(rule, record, wanted, options)
  }
  if (rule.shape === 'org') return () => checkOrg(rule, entry as OrgRuleCase, options)
  assert.ok(rule.shape === 'match', `${rule.meta.id}: an across rule is tried by a scan of two connections`)
  assert.ok(
    match,
    `${rule.meta.id}: a match rule needs the engine as third argument: matchRunner of crm-steward/match-testing`,
  )
  const wanted = entry as MatchRuleCase
  const records = wanted.records.map((record, index) => toRecord(rule, record, index, wanted.name))
  return async () => {
    const groups = await match(rule, options, records)
    assert.deepEqual(sortGroups(groups), sortGroups(wanted.groups))
  }
}

function checkRecord(
  rule: RecordRule,
  record: CrmRecord,
  wanted: RecordRuleCase,
  options: Readonly<Record<string, unknown>>,
): void {
  const reports: Report[] = []
  const asOf = wanted.asOf ?? defaultAsOf
  rule.check(record, { options, asOf, report: (report) => reports.push(report) })
  compareReports(rule, reports, wanted.reports)
}

async function checkOrg(
  rule: OrgRule,
  wanted: OrgRuleCase,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const reports: Report[] = []
  const context: OrgRuleContext<typeof options> = {
    options,
    asOf: wanted.asOf ?? defaultAsOf,
    connection: 'test',
    report: (report) => reports.push(report),
    query: async (sql) => {
      const answer = (wanted.answers ?? []).find((candidate) =>
        typeof candidate.sql === 'string' ? sql.includes(candidate.sql) : candidate.sql.test(sql),
      )
      assert.ok(answer, `no answer was given for the query: ${sql}`)
      return answer.rows
    },
    facts: async (kind) => {
      assert.ok(
        rule.needs.facts?.includes(kind),
        `${rule.meta.id} reads ${kind} facts and does not declare them`,
      )
      const facts = wanted.facts?.[kind] ?? []
      if (typeof facts === 'string') throw new KitError('FACTS_MISSING', facts)
      return facts as never
    },
  }
  await rule.run(context)
  compareReports(rule, reports, wanted.reports)
}

function compareReports(rule: Rule, reports: readonly Report[], wanted: readonly ExpectedReport[]): void {
  const subjects = new Map<string, Report>()
  for (const report of reports) {
    refuseTwin(rule, report, subjects)
    const message = assertMessage(rule, report.messageId, 'report')
    for (const [, placeholder] of message.matchAll(/\{(\w+)\}/g)) {
      const filled = placeholder !== undefined && report.data?.[placeholder] !== undefined
      assert.ok(filled, `${rule.meta.id}: message ${report.messageId} needs data for {${placeholder}}`)
    }
    if (rule.shape === 'org' && !report.records?.length) {
      assert.ok(report.aspect, `${rule.meta.id}: a report without records needs an aspect`)
    }
  }
  const found = reports.map((report, index) => pick(report, wanted[index]))
  assert.deepEqual(found, wanted)
}

/** A scan knows findings by their records and aspect. */
function refuseTwin(rule: Rule, report: Report, subjects: Map<string, Report>): void {
  const records = (report.records ?? []).map(({ connection, object, id }) =>
    [connection, object, id].join('/'),
  )
  const subject = JSON.stringify([[...new Set(records)].sort(), report.aspect ?? ''])
  const other = subjects.get(subject)
  const same = other === undefined || JSON.stringify(other) === JSON.stringify(report)
  assert.ok(same, `${rule.meta.id}: two reports about the same records need different aspects`)
  subjects.set(subject, report)
}

/** Of a report what the expectation speaks about. */
function pick(report: Report, wanted: ExpectedReport | undefined): ExpectedReport {
  const all = {
    messageId: report.messageId,
    data: report.data,
    severity: report.severity,
    aspect: report.aspect,
    records: report.records?.map((key: RecordKey) => key.id),
  }
  const keys = Object.keys(wanted ?? { messageId: '', data: {} }) as (keyof typeof all)[]
  return Object.fromEntries(keys.map((key) => [key, all[key]])) as unknown as ExpectedReport
}

function assertMessage(rule: Rule, messageId: string, where: string): string {
  const message = rule.meta.messages[messageId]
  const known = Object.keys(rule.meta.messages).join(', ')
  assert.ok(message !== undefined, `${rule.meta.id}, ${where}: no message ${messageId}; known: ${known}`)
  return message
}

function toRecord(
  rule: RecordRule | MatchRule,
  record: CaseRecord,
  index: number,
  where: string,
): CrmRecord<Entity> {
  const kind = record.kind ?? rule.kinds?.[0] ?? rule.entity
  assert.ok(!rule.kinds || rule.kinds.includes(kind), `${where}: the rule does not look at kind ${kind}`)
  if (rule.shape === 'record') {
    for (const field of Object.keys(record.fields ?? {})) {
      assert.ok(
        (rule.fields as readonly string[]).includes(field),
        `${where}: the rule does not declare ${field}`,
      )
    }
  }
  const key = { connection: 'test', object: record.object ?? kind, id: record.id ?? String(index + 1) }
  return {
    key,
    entity: rule.entity,
    kind,
    url: `test:${key.object}/${key.id}`,
    revision: record.revision ?? null,
    fields: record.fields ?? {},
    native: record.native ?? {},
  }
}

/** A record that refuses to give what the rule did not declare, since a scan would not fill it. */
function guarded(rule: RecordRule, record: CrmRecord): CrmRecord {
  const declared: readonly string[] = rule.fields
  const native = new Set(Object.values(rule.native ?? {}).flat())
  return {
    ...record,
    fields: guard(record.fields, (field) => declared.includes(field), rule),
    native: guard(record.native, (column) => native.has(column), rule),
  }
}

function guard<T extends object>(target: T, declared: (name: string) => boolean, rule: Rule): T {
  return new Proxy(target, {
    get(values, name, receiver) {
      const ok = typeof name === 'symbol' || declared(name)
      assert.ok(ok, `${rule.meta.id} reads ${String(name)} and does not declare it`)
      return Reflect.get(values, name, receiver)
    },
  })
}

function sortGroups(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return groups.map((group) => group.toSorted()).toSorted((a, b) => (a.join() < b.join() ? -1 : 1))
}
