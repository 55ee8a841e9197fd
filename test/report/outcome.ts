import { type Finding, matchOptions, type RuleMeta, type Severity } from '../../src/kit/index.ts'
import type { ReportInput } from '../../src/report/input.ts'
import type { FindingFilter, OrgOutcome, ScanOutcome } from '../../src/scan/outcome.ts'
import { sampleFindings } from './sample.ts'

function meta(id: RuleMeta['id'], summary: string, severity: Severity): RuleMeta {
  return {
    id,
    summary,
    why: 'Two people call the same customer, and every figure counts that customer twice.',
    remedy: 'Look at the groups with the reasons, and decide which records are one.',
    severity,
    tags: ['quality'],
    options: matchOptions,
    messages: {},
  }
}

export const rules: ReadonlyMap<string, RuleMeta> = new Map(
  [
    meta('duplicates/people', 'Groups of people who are probably one person.', 'high'),
    meta('duplicates/companies', 'Groups of companies that are probably one company.', 'medium'),
    meta('access/too-many-admins', 'More people are full administrators than the policy allows.', 'critical'),
    meta('stale/people', 'People whom nobody has touched for longer than the policy allows.', 'medium'),
    meta('entry/no-active-rule', 'Objects that no active duplicate rule looks at.', 'high'),
  ].map((rule) => [rule.id, rule]),
)

export interface Made {
  readonly findings: readonly Finding[] | (() => Iterable<Finding>)
  readonly org?: Partial<OrgOutcome>
  /** Further orgs beside `acme-sf`. */
  readonly others?: readonly OrgOutcome[]
}

/** An outcome around findings, with counts that agree with them. */
export function outcome({ findings, org = {}, others = [] }: Made): ScanOutcome {
  const all = typeof findings === 'function' ? findings : () => findings
  return {
    run: {
      id: 31,
      startedAt: '2026-10-02T14:02:00Z',
      asOf: '2026-10-02T14:02:00Z',
      selectors: [],
      connections: ['acme-sf', ...others.map(({ connection }) => connection)],
      policy: '0123456789abcdef',
      version: '0.1.0',
    },
    orgs: [{ ...emptyOrg('acme-sf'), findings: countFindings(all()), ...org }, ...others],
    findings: async function* (filter: FindingFilter = {}) {
      for (const one of all()) if (passes(one, filter)) yield one
    },
  }
}

function passes(one: Finding, filter: FindingFilter): boolean {
  if (filter.rules !== undefined && !filter.rules.includes(one.rule)) return false
  if (filter.connections !== undefined && !filter.connections.includes(one.connection)) return false
  return filter.waived === undefined || filter.waived === (one.waiver !== undefined)
}

export function emptyOrg(connection: string): OrgOutcome {
  return {
    connection,
    identity: {
      crm: 'salesforce',
      orgId: '00D000000000001AAA',
      host: 'acme.example.test',
      user: 'integration@acme.test',
      production: false,
      apiVersion: '67.0',
    },
    sync: {
      mode: 'full',
      read: { Contact: 3100, Lead: 1900, Account: 1200 },
      held: { Contact: 3100, Lead: 1900, Account: 1200 },
      deleted: 0,
      calls: { total: 41, byPurpose: { describe: 8, query: 33 }, org: { used: 412, limit: 15000 } },
    },
    rulesRun: [...rules.keys()],
    looked: { 'duplicates/people': 5000 },
    skipped: [{ rule: 'access/dormant-admins', why: 'the login may not read LoginHistory' }],
    errors: [],
    notLookedAt: [
      { what: 'Contact.Birthdate', why: 'the login may not see the field', remedy: 'Grant read access.' },
    ],
    findings: { total: 0, new: null, waived: 0, byRule: {}, bySeverity: {} },
  }
}

export function countFindings(findings: Iterable<Finding>): OrgOutcome['findings'] {
  const byRule: Record<string, number> = {}
  const bySeverity: Partial<Record<Severity, number>> = {}
  const counts = { total: 0, new: 0, waived: 0 }
  for (const one of findings) {
    if (one.waiver !== undefined) {
      counts.waived += 1
      continue
    }
    counts.total += 1
    if (one.isNew === true) counts.new += 1
    byRule[one.rule] = (byRule[one.rule] ?? 0) + 1
    bySeverity[one.severity] = (bySeverity[one.severity] ?? 0) + 1
  }
  return { ...counts, byRule, bySeverity }
}

export function input(changes: Partial<ReportInput> = {}): ReportInput {
  return { outcome: outcome({ findings: sampleFindings() }), rules, mask: true, ...changes }
}

export async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of parts) text += part
  return text
}
