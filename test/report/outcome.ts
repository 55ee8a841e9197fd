import {
  type ComparisonResult,
  type Finding,
  type MatchGroup,
  type MatchMember,
  matchOptions,
  type RecordKey,
  type RuleMeta,
  type Severity,
} from '../../src/kit/index.ts'
import type { ReportInput } from '../../src/report/input.ts'
import type { FindingFilter, OrgOutcome, ScanOutcome } from '../../src/scan/outcome.ts'

/** Numbers from 0 to below `below`, always the same ones for a seed. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0 // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const given = ['Roberto', 'María', 'John', 'Priya', 'Anna', 'Chidi', 'Yuki', 'Elena']
const family = ['García Núñez', 'Smith', 'Okafor', 'Tanaka', 'Petrova', 'O’Neill', 'Vidal']
const owners = ['Dana Ortiz', 'Lee Park', 'Sam Reyes', 'Queue: New leads']
const sources = ['Web', 'Trade show', 'Import 2025', 'Partner', null]

function key(id: string, object = 'Contact', connection = 'acme-sf'): RecordKey {
  return { connection, object, id }
}

export function member(id: string, values: MatchMember['values'], kind = 'contact'): MatchMember {
  const object = kind === 'lead' ? 'Lead' : 'Contact'
  return { key: key(id, object), kind, url: `https://acme.example.test/${id}`, values }
}

/** A whole group around the members given. */
export function group(members: readonly MatchMember[], changes: Partial<MatchGroup> = {}): MatchGroup {
  const comparisons: readonly ComparisonResult[] = [
    { comparison: 'email', level: 'same', weight: 11.2, note: `same ${members[0]?.values.email}` },
    { comparison: 'name', level: 'nickname', weight: 4.1, note: 'nickname Bob/Roberto' },
    { comparison: 'phone', level: 'different', weight: -2.3 },
    { comparison: 'site', level: 'missing', weight: 0 },
  ]
  const pairs = members.slice(1).map((_, index) => ({ a: 0, b: index + 1, score: 0.994, comparisons }))
  return {
    id: '00000000000000aa',
    band: 'review',
    score: 0.9936,
    weakest: { a: 0, b: 1 },
    members,
    survivor: 0,
    pairs,
    pairsLeftOut: 0,
    near: [],
    nearLeftOut: 0,
    obstacles: [],
    ...changes,
  }
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    rule: 'stale/people',
    severity: 'medium',
    connection: 'acme-sf',
    messageId: 'stale',
    message: 'Untouched for 400 days',
    records: [key('003000000000001AAA')],
    aspect: null,
    evidence: [],
    actions: [],
    fingerprint: 'f0000000000000000000000000000001',
    isNew: null,
    ...changes,
  }
}

export function groupFinding(made: MatchGroup, changes: Partial<Finding> = {}): Finding {
  return finding({
    rule: 'duplicates/people',
    severity: 'high',
    message: `${made.members.length} records are probably one person`,
    records: made.members.map((one) => one.key),
    group: made,
    ...changes,
  })
}

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

const nicknames: Readonly<Record<string, string>> = {
  Roberto: 'Bob',
  John: 'Jack',
  Elena: 'Lena',
  María: 'Mary',
}

interface Identity {
  readonly first: string
  readonly last: string
  readonly number: number
}

/** One more record of the same person, typed by somebody else. */
function variant(roll: (below: number) => number, who: Identity, index: number): MatchMember {
  const { first, last, number } = who
  const lead = roll(4) === 0
  const id = `${lead ? '00Q' : '003'}${String(number * 10 + index).padStart(12, '0')}AAA`
  const called = roll(2) === 0 ? (nicknames[first] ?? first) : first
  const month = String(1 + roll(12)).padStart(2, '0')
  return member(
    id,
    {
      name: `${called} ${roll(3) === 0 ? last.split(' ')[0] : last}`,
      email: roll(5) === 0 ? null : `${first.toLowerCase()}.${number}@acme.test`,
      phone:
        roll(3) === 0
          ? null
          : `${roll(2) === 0 ? '+34 91' : '91'} 555 ${String(number % 10000).padStart(4, '0')}`,
      companyName: roll(2) === 0 ? 'Acme Ibérica, S.L.' : 'ACME IBERICA SL',
      city: 'Madrid',
      title: roll(3) === 0 ? 'Head of Purchasing' : null,
      optOutEmail: roll(6) === 0,
      source: sources[roll(sources.length)] ?? null,
      ownerName: owners[roll(owners.length)] ?? null,
      createdAt: `${2024 + roll(3)}-${month}-11T09:00:00Z`,
      lastTouchAt: roll(4) === 0 ? undefined : `2026-0${1 + roll(9)}-02T00:00:00Z`,
    },
    lead ? 'lead' : 'contact',
  )
}

/** The n-th group of an org that never ends: made when asked for, so that nothing is kept. */
export function nthGroup(number: number, seed = 1): Finding {
  const roll = dice(seed * 7919 + number)
  const size = 2 + (roll(4) === 0 ? roll(5) : 0)
  const who = {
    first: given[roll(given.length)] ?? '',
    last: family[roll(family.length)] ?? '',
    number,
  }
  const members = Array.from({ length: size }, (_, index) => variant(roll, who, index))
  const mixed = new Set(members.map(({ kind }) => kind)).size > 1
  const made = group(members, {
    id: number.toString(16).padStart(16, '0'),
    score: 0.95 + roll(50) / 1000,
    band: roll(3) === 0 ? 'auto' : 'review',
    survivor: roll(size),
    obstacles: mixed ? ['a lead and a contact'] : [],
    near:
      roll(3) === 0
        ? [{ key: key(`003${number}9BA`), kind: 'contact', to: 0, score: 0.91, why: 'conflicting name' }]
        : [],
  })
  const fingerprint = number.toString(16).padStart(32, '0')
  return groupFinding(made, { fingerprint, isNew: number % 10 === 0 })
}

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

/** An org as an admin meets it: admins, entry rules, groups, stale people, one waiver. Worst first. */
export function sampleFindings(groups = 40): readonly Finding[] {
  const admins = finding({
    rule: 'access/too-many-admins',
    severity: 'critical',
    message: '9 people are full administrators; the policy allows 6',
    records: [],
    aspect: 'full-admins',
    evidence: [
      {
        label: 'administrator',
        value: 'Dana Ortiz',
        personal: true,
        field: 'name',
        record: key('005A', 'User'),
      },
      { label: 'administrator', value: 'dana.ortiz@acme.test', personal: true, field: 'email' },
      { label: 'path', value: 'profile System Administrator', personal: false },
    ],
    actions: [{ kind: 'advice', text: 'Take the profile from those who do not need it.' }],
    fingerprint: 'a'.repeat(32),
    isNew: false,
  })
  const entry = finding({
    rule: 'entry/no-active-rule',
    severity: 'high',
    message: 'No active duplicate rule looks at new leads',
    records: [],
    aspect: 'Lead',
    fingerprint: 'b'.repeat(32),
    isNew: true,
  })
  const waived = finding({
    message: 'Untouched for 900 days',
    fingerprint: 'c'.repeat(32),
    waiver: { reason: 'Archive of 2019', owner: 'Sales operations', until: '2027-01-01' },
  })
  const stale = Array.from({ length: 12 }, (_, index) =>
    finding({
      message: `Untouched for ${400 + index} days`,
      records: [key(`003${String(index).padStart(12, '0')}STA`)],
      evidence: [
        { label: 'owner', value: owners[index % owners.length] ?? null, personal: false, field: 'ownerName' },
        { label: 'e-mail', value: `person${index}@acme.test`, personal: true, field: 'email' },
        { label: 'last touch', value: '2025-08-01', personal: false, field: 'lastTouchAt' },
      ],
      fingerprint: `d${String(index).padStart(31, '0')}`,
      isNew: false,
    }),
  )
  const made = Array.from({ length: groups }, (_, index) => nthGroup(index + 1))
  return [admins, entry, ...made, waived, ...stale]
}

export function input(changes: Partial<ReportInput> = {}): ReportInput {
  return { outcome: outcome({ findings: sampleFindings() }), rules, mask: true, ...changes }
}

export async function textOf(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of parts) text += part
  return text
}

/** Texts that somebody typed into a record to see what happens. */
export const hostile = {
  formula: '=HYPERLINK("http://evil.example","x")',
  tabFormula: '\t=1+1',
  returnFormula: '\r@SUM(A1)',
  blankFormula: '  +1|cmd',
  percentFormula: '%0A-1',
  pipe: '|calc',
  markup: '<img src=x onerror="alert(1)"><script>alert(2)</script>',
  entity: '&lt;b&gt; &amp;',
  quotes: `"'\`\`\`'"`,
  markdown: '[click](http://evil.example) **bold** @octocat #1 | cell',
  ansi: '\u001b[31mred\u001b]0;title\u0007',
  c1: '\u009b31m',
  bidi: 'abc\u202egpj.exe\u2066',
  newline: 'one\r\ntwo\nthree\u2028four',
  nul: 'a\u0000b\u000b\ufffe',
  surrogate: 'half \ud800 pair',
  cdata: ']]></failure><x/>',
  long: 'x'.repeat(131_072),
} as const
