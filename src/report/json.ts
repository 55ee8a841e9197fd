import { z } from 'zod'
import type { Finding } from '../kit/index.ts'
import { bands, severities } from '../kit/index.ts'
import type { OrgOutcome, RunInfo } from '../scan/outcome.ts'
import { maskLogin } from '../text/mask.ts'
import { json as text } from '../text/neutral.ts'
import { sum } from '../text/words.ts'
import { type ReportInput, shownFindings } from './input.ts'

const Counts = z.record(z.string(), z.int().nonnegative())
const Key = z.object({ connection: z.string(), object: z.string(), id: z.string() })
const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Undo = z.object({ kind: z.enum(['exact', 'approximate', 'impossible']), why: z.string().optional() })

const Action = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('merge'),
    survivor: Key,
    losers: z.array(Key),
    obstacles: z.array(z.string()),
    undo: Undo,
  }),
  z.object({
    kind: z.literal('link-and-close'),
    survivor: Key,
    duplicates: z.array(Key),
    obstacles: z.array(z.string()),
    undo: Undo,
  }),
  z.object({ kind: z.literal('update'), record: Key, fields: z.array(z.string()), undo: Undo }),
  z.object({ kind: z.literal('advice'), text: z.string() }),
])

const Comparison = z.object({
  comparison: z.string(),
  level: z.string(),
  weight: z.number().describe('log2 of the Bayes factor; +1 doubles the odds.'),
  note: z.string().optional().describe('The level in words; left out of a masked report.'),
})

const Group = z.object({
  id: z.string(),
  band: z.enum(bands),
  score: z.number().min(0).max(1).describe('Score of the weakest link.'),
  weakest: z.object({ a: z.int(), b: z.int() }),
  survivor: z.int().describe('Index into `members`.'),
  members: z.array(
    z.object({
      key: Key,
      kind: z.string(),
      url: z.string(),
      values: z
        .record(z.string(), Value)
        .describe('Canonical fields; null is empty, an absent field could not be read.'),
    }),
  ),
  pairs: z.array(z.object({ a: z.int(), b: z.int(), score: z.number(), comparisons: z.array(Comparison) })),
  pairsLeftOut: z.int(),
  near: z.array(z.object({ key: Key, kind: z.string(), to: z.int(), score: z.number(), why: z.string() })),
  nearLeftOut: z.int(),
  obstacles: z.array(z.string()),
  across: z
    .object({ compared: z.array(z.string()), differing: z.array(z.string()) })
    .optional()
    .describe(
      'Members of several connections: fields compared, and those that differ; `survivor` was changed last.',
    ),
})

/** A line of NDJSON, and an item of `findings`. */
export const FindingResult = z.object({
  rule: z.string(),
  severity: z.enum(severities),
  connection: z.string(),
  messageId: z.string(),
  message: z.string(),
  records: z.array(Key),
  aspect: z.string().nullable(),
  evidence: z.array(
    z.object({
      label: z.string(),
      value: Value,
      personal: z.boolean(),
      record: Key.optional(),
      field: z.string().optional(),
    }),
  ),
  actions: z.array(Action),
  group: Group.optional(),
  fingerprint: z.string(),
  isNew: z.boolean().nullable().describe('Null when no earlier run of the rule is known.'),
  waiver: z.object({ reason: z.string(), owner: z.string(), until: z.string() }).optional(),
})

const Calls = z.object({
  total: z.int(),
  byPurpose: Counts,
  org: z.object({ used: z.int(), limit: z.int() }).nullable(),
})

const OrgResult = z.object({
  connection: z.string(),
  across: z
    .object({
      connections: z.array(z.string()),
      rules: z.record(
        z.string(),
        z.object({
          matched: z.int(),
          linked: z.int(),
          contradicting: z.int(),
          agree: z.int(),
          onlyIn: Counts,
        }),
      ),
    })
    .optional()
    .describe('Present when this is no org, but what was found between several.'),
  identity: z
    .object({
      crm: z.string(),
      orgId: z.string(),
      host: z.string(),
      user: z.string(),
      production: z.boolean(),
      apiVersion: z.string(),
    })
    .nullable()
    .describe('Null when the connection could not be opened, and with `across`.'),
  records: z
    .object({
      mode: z.enum(['full', 'incremental', 'none']),
      read: z.int().describe('Records read in this run.'),
      readByObject: Counts,
      held: z.int().describe('Records the rules looked at: the snapshot after the run.'),
      heldByObject: Counts,
      deleted: z.int(),
    })
    .nullable(),
  calls: Calls.nullable().describe('API calls as the vendor meters them.'),
  rulesRun: z.array(z.string()),
  looked: Counts.describe('Records that a rule judged, by rule.'),
  findings: z.object({
    total: z.int().describe('Without waived ones.'),
    new: z.int().nullable(),
    waived: z.int(),
    byRule: Counts,
    bySeverity: z.partialRecord(z.enum(severities), z.int()),
  }),
  skipped: z.array(z.object({ rule: z.string(), why: z.string() })),
  errors: z.array(
    z.object({ where: z.string(), code: z.string(), message: z.string(), actions: z.array(z.string()) }),
  ),
  notLookedAt: z.array(z.object({ what: z.string(), why: z.string(), remedy: z.string().optional() })),
})
type OrgResult = z.infer<typeof OrgResult>

/** `result` of `steward scan --json`. Properties are only ever added. */
export const ScanResult = z.object({
  run: z.object({
    id: z.int(),
    startedAt: z.string(),
    asOf: z.string(),
    selectors: z.array(z.string()),
    connections: z.array(z.string()),
    policy: z.string().describe('SHA-256 of the resolved policy, first 16 hex digits.'),
    version: z.string(),
  }),
  masked: z.boolean().describe('Whether personal values are hidden.'),
  report: z.string().optional().describe('Path of the HTML report, when one was written.'),
  orgs: z.array(OrgResult),
  findings: z.array(FindingResult).describe('Worst first; waived ones carry `waiver`.'),
})
export type ScanResult = z.infer<typeof ScanResult>

/** The same object as the text of `json`, in memory: for callers that need a value. */
export async function scanResult(input: ReportInput): Promise<ScanResult> {
  const findings: Finding[] = []
  for await (const { shown } of shownFindings(input)) findings.push(shown)
  return JSON.parse(JSON.stringify({ ...head(input), findings })) as ScanResult
}

/** The `result` of the envelope as a stream: one finding per line, so that millions need no memory. */
export async function* json(input: ReportInput): AsyncGenerator<string> {
  yield `${text(head(input)).slice(0, -1)},"findings":[`
  let first = true
  for await (const { shown } of shownFindings(input)) {
    yield `${first ? '\n' : ',\n'}${text(shown)}`
    first = false
  }
  yield first ? ']}\n' : '\n]}\n'
}

function head(input: ReportInput): {
  run: RunInfo
  masked: boolean
  report?: string
  orgs: readonly OrgResult[]
} {
  const { outcome, mask, report } = input
  const orgs = outcome.orgs.map((org) => orgResult(org, mask))
  return { run: outcome.run, masked: mask, ...(report === undefined ? {} : { report }), orgs }
}

function orgResult(org: OrgOutcome, mask: boolean): OrgResult {
  const { identity, sync, findings } = org
  return {
    connection: org.connection,
    ...(org.across === undefined ? {} : { across: acrossResult(org.across) }),
    identity: identity === null || !mask ? identity : { ...identity, user: maskLogin(identity.user) },
    records: sync === null ? null : recordCounts(sync),
    calls: sync?.calls ?? null,
    rulesRun: [...org.rulesRun],
    looked: { ...org.looked },
    findings: { ...findings, byRule: sorted(findings.byRule) },
    skipped: [...org.skipped],
    errors: org.errors.map(({ where, code, message, actions }) => ({
      where,
      code,
      message,
      actions: [...actions],
    })),
    notLookedAt: [...org.notLookedAt],
  }
}

function acrossResult({
  connections,
  rules,
}: NonNullable<OrgOutcome['across']>): NonNullable<OrgResult['across']> {
  const counts = Object.entries(rules).map(([rule, { onlyIn, ...counted }]) => {
    return [rule, { ...counted, onlyIn: { ...onlyIn } }] as const
  })
  return { connections: [...connections], rules: Object.fromEntries(counts) }
}

function recordCounts(sync: NonNullable<OrgOutcome['sync']>): NonNullable<OrgResult['records']> {
  return {
    mode: sync.mode,
    read: sum(sync.read),
    readByObject: sorted(sync.read),
    held: sum(sync.held),
    heldByObject: sorted(sync.held),
    deleted: sync.deleted,
  }
}

function sorted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)))
}
