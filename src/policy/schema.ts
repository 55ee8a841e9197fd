import { z } from 'zod'
import { entities, severities } from '../kit/index.ts'
import { Auto } from './auto-schema.ts'
import { Matcher } from './matcher-schema.ts'
import { Apply, Sufficient, Survivorship } from './plan-schema.ts'
import { WriteBack } from './write-back-schema.ts'

const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be a name of letters, digits, ".", "-" and "_"')
const Column = z.string().min(1)
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])

const Day = z.iso.date('must be a date like 2027-03-31')

const Integrity = z
  .string()
  .regex(/^sha256-[0-9a-f]{64}$/, 'must be "sha256-" and 64 hexadecimal digits')
  .describe('SHA-256 of the rule file or of the package; a wrong one is refused with the right one printed.')

const Plugin = z
  .strictObject({
    package: z.string().min(1).optional().describe('An installed npm package, looked up from this file.'),
    file: z.string().min(1).optional().describe('A file with rules, relative to this file.'),
    integrity: Integrity.optional(),
  })
  .refine((plugin) => (plugin.package === undefined) !== (plugin.file === undefined), {
    error: 'must have either "package" or "file"',
  })

export const ConnectionEntry = z
  .looseObject({ crm: z.string().min(1).describe('Which connector, e.g. salesforce.') })
  .describe('Settings of the connector; names of environment variables, never a secret itself.')
export type ConnectionEntry = z.infer<typeof ConnectionEntry>

const FieldSource = z.union([
  Column,
  z.strictObject({ first: z.array(Column).min(1) }),
  z.strictObject({ join: z.array(Column).min(1), with: z.string() }),
  z.strictObject({ via: Column, object: Column, column: Column }),
  z.strictObject({ latest: z.array(Column).min(1) }),
  z.strictObject({ constant: Scalar }),
  z.strictObject({ present: Column }),
  z.strictObject({ column: Column, equals: Scalar }),
])

const Conditions = z.record(Column, z.union([Scalar, z.strictObject({ not: Scalar })]))

const ObjectEntry = z.strictObject({
  entity: z
    .enum(entities)
    .optional()
    .describe('What its records are; needed for objects Steward does not know.'),
  kind: Name.optional().describe('The kind within the entity, e.g. member.'),
  fields: z.record(z.string(), FieldSource).default({}).describe('Canonical field to column of this object.'),
  when: Conditions.optional().describe('Only records for which all of these hold.'),
  exclude: Conditions.optional().describe('Records for which one of these holds are left out.'),
  url: z.string().includes('{id}', { error: 'must contain {id}' }).optional(),
  revision: Column.optional().describe('Column with the modification time.'),
  connections: z.array(Name).min(1).optional().describe('Only in these connections; all when absent.'),
})

export const RuleSetting = z.union([
  z.enum(['off', 'on', ...severities]),
  z.looseObject({ severity: z.enum(severities).optional() }),
])
export type RuleSetting = z.infer<typeof RuleSetting>

export const Waiver = z
  .strictObject({
    rule: z.string().min(1).describe('Rule id, or a pattern such as duplicates/*.'),
    connection: Name.optional(),
    records: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('Record ids, or Object/id; all of a finding.'),
    aspect: z.string().min(1).optional(),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{32}$/, 'must be the 32 hexadecimal digits of a finding')
      .optional(),
    reason: z.string().trim().min(1, 'must say why'),
    owner: z.string().trim().min(1, 'must name who answers for it'),
    until: Day.describe('Last day on which it holds.'),
  })
  .refine((waiver) => waiver.records ?? waiver.aspect ?? waiver.fingerprint, {
    error: 'must say what it covers: "records", "aspect" or "fingerprint"',
  })
export type Waiver = z.infer<typeof Waiver>

export const Limits = z.strictObject({
  actionsPerPlan: z.int().min(1).max(100_000).default(1000),
  planAge: z
    .string()
    .regex(/^[1-9]\d*[mhd]$/, 'must be a duration like 24h, 30m or 2d')
    .default('24h'),
  apiBudget: z.number().gt(0).max(1).default(0.8).describe("Share of the org's daily API calls, 0 to 1."),
  groupSize: z.int().min(2).max(1000).default(10).describe('Larger groups get into no plan.'),
  childrenPerGroup: z
    .int()
    .min(1)
    .default(10_000)
    .describe('Groups with more rows hanging on them get into no plan: their merge may time out.'),
  ruleSeconds: z.int().min(1).max(3600).default(60).describe('A rule silent for longer is ended.'),
})

const text = (doc: string) => z.string().min(1).describe(doc)

/** `steward.yml`. Every key may be left out but `version`. */
export const Policy = z.strictObject({
  version: z.literal(1, 'must be 1'),
  extends: z.array(z.string().min(1)).default(['steward/recommended']),
  plugins: z.array(Plugin).default([]),
  connections: z.record(Name, ConnectionEntry).default({}),
  objects: z.record(z.string().min(1), ObjectEntry).default({}),
  rules: z.record(z.string().min(1), RuleSetting).default({}),
  survivorship: z.partialRecord(z.enum(entities), Survivorship).default({}),
  sufficient: z.array(Sufficient).default([]),
  apply: Apply.prefault({}),
  writeBack: WriteBack.prefault({}),
  matchers: z.record(Name, Matcher).default({}),
  decisions: text('CSV file with decisions about pairs, ids only.').default('steward.decisions.csv'),
  labels: text('CSV file with labelled pairs, ids only.').default('steward.labels.csv'),
  auto: Auto.prefault({}),
  waivers: z.array(Waiver).default([]),
  limits: Limits.prefault({}),
  privacy: z
    .strictObject({ mask: z.boolean().default(true).describe('Mask personal values outside a terminal.') })
    .prefault({}),
})
export type Policy = z.infer<typeof Policy>

/** What a preset may hold: a pack says how its rules behave, nothing about an org. */
export const Preset = z.strictObject({
  rules: z.record(z.string().min(1), RuleSetting).default({}),
})
export type Preset = z.infer<typeof Preset>
