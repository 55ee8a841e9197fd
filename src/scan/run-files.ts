import { z } from 'zod'
import { exitCodes, KitError, severities } from '../kit/index.ts'

const Count = z.int().min(0)
const Counts = z.record(z.string(), Count)
const Value = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Key = z.looseObject({ connection: z.string(), object: z.string(), id: z.string() })
const Gap = z.looseObject({ what: z.string(), why: z.string(), remedy: z.string().exactOptional() })

const Identity = z.looseObject({
  crm: z.string(),
  orgId: z.string(),
  host: z.string(),
  user: z.string(),
  production: z.boolean(),
  apiVersion: z.string(),
})

const Sync = z.looseObject({
  mode: z.enum(['full', 'incremental', 'none']),
  read: Counts,
  held: Counts,
  deleted: Count,
  calls: z.looseObject({
    total: Count,
    byPurpose: Counts,
    org: z.looseObject({ used: Count, limit: Count }).nullable(),
  }),
})

const Org = z.looseObject({
  connection: z.string(),
  across: z
    .looseObject({
      connections: z.array(z.string()).min(2),
      rules: z.record(
        z.string(),
        z.looseObject({ matched: Count, linked: Count, contradicting: Count, agree: Count, onlyIn: Counts }),
      ),
    })
    .exactOptional(),
  identity: Identity.nullable(),
  sync: Sync.nullable(),
  rulesRun: z.array(z.string()),
  looked: Counts.default({}),
  skipped: z.array(z.looseObject({ rule: z.string(), why: z.string() })),
  errors: z.array(
    z.looseObject({ where: z.string(), code: z.string(), message: z.string(), actions: z.array(z.string()) }),
  ),
  notLookedAt: z.array(Gap),
  findings: z.looseObject({
    total: Count,
    new: Count.nullable(),
    waived: Count,
    byRule: Counts,
    bySeverity: z.partialRecord(z.enum(severities), Count),
  }),
})

/** `run.json` of a run's folder. */
export const RunFile = z.looseObject({
  run: z.looseObject({
    id: z.int().min(1),
    startedAt: z.string(),
    asOf: z.string(),
    selectors: z.array(z.string()),
    connections: z.array(z.string()),
    policy: z.string(),
    version: z.string(),
  }),
  orgs: z.array(Org),
})
export type RunFile = z.infer<typeof RunFile>

const Member = z.looseObject({
  key: Key,
  kind: z.string(),
  url: z.string(),
  values: z.record(z.string(), Value),
})

/** One line of `findings.ndjson`; what later versions add is kept. */
export const FindingLine = z.looseObject({
  rule: z.string(),
  severity: z.enum(severities),
  connection: z.string(),
  messageId: z.string(),
  message: z.string(),
  records: z.array(Key),
  aspect: z.string().nullable(),
  evidence: z.array(z.looseObject({ label: z.string(), value: Value, personal: z.boolean() })),
  actions: z.array(z.looseObject({ kind: z.string() })),
  group: z
    .looseObject({ id: z.string(), score: z.number(), members: z.array(Member).min(2) })
    .exactOptional(),
  fingerprint: z.string(),
  isNew: z.boolean().nullable(),
  waiver: z.looseObject({ reason: z.string(), owner: z.string(), until: z.string() }).exactOptional(),
})

/** Parses one of our own files; what does not fit is one clear error. */
export function parseOwn<T extends z.ZodType>(schema: T, text: string, label: string): z.output<T> {
  try {
    const json: unknown = JSON.parse(text)
    schema.parse(json)
    return json as z.output<T> // as it was written: a parsed copy has its keys in another order
  } catch (cause) {
    throw unreadableRun(label, cause)
  }
}

export function unreadableRun(label: string, cause?: unknown): KitError {
  return new KitError('RUN_UNREADABLE', `${label} cannot be read: it is damaged or of another version.`, {
    exit: exitCodes.usage,
    actions: ['Scan again; older runs:  steward scan list'],
    cause,
  })
}
