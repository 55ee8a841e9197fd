import { z } from 'zod'

const Column = z.string().min(1)
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Name = z.string().trim().min(1)

const survivorOrders = [
  'protected',
  'portalUser',
  'customer',
  'openWork',
  'lastTouch',
  'complete',
  'oldest',
  'newest',
] as const
export type SurvivorOrder = (typeof survivorOrders)[number]

const FieldStrategy = z.union([
  z.enum(['survivor', 'fill', 'newest', 'oldest', 'longest', 'union', 'anyTrue']),
  z
    .strictObject({ source: Name })
    .describe('The value of the member whose `source` is this; else as by "fill".'),
])
export type FieldStrategy = z.infer<typeof FieldStrategy>

const FieldGroup = z.strictObject({
  fields: z.array(Column).min(2).describe('Columns or canonical fields that are taken from one record.'),
  take: z
    .enum(['survivor', 'newest', 'complete'])
    .default('survivor')
    .describe("Whose; the survivor's when it has any of them, else the newest member's that has."),
})

const LinkAndClose = z.strictObject({
  link: Column.describe('Column of the duplicate that points to the survivor.'),
  set: z.record(Column, Scalar).default({}).describe('What closes the duplicate, e.g. Status: Closed.'),
})

/** `survivorship.<entity>` */
export const Survivorship = z.strictObject({
  survivor: z
    .array(z.enum(survivorOrders))
    .min(1)
    .default(['protected', 'portalUser', 'customer', 'openWork', 'lastTouch', 'complete', 'oldest'])
    .describe('Who survives; the first that decides.'),
  customer: z
    .array(z.string().min(1))
    .default(['customer', 'evangelist', 'Customer - Direct', 'Customer - Channel'])
    .describe('Values of status or type that mean a customer.'),
  owners: z
    .enum(['escalate', 'survivor'])
    .default('escalate')
    .describe('Two active owners: leave it to a person, or let the survivor keep its owner.'),
  fields: z
    .record(z.string(), FieldStrategy)
    .default({})
    .describe('Which value survives, by canonical field or column; "*" for all others, default fill.'),
  groups: z.record(Name, FieldGroup).default({}).describe('Columns that are taken together.'),
  recordTypes: z
    .array(z.array(z.string().min(1)).min(2))
    .default([])
    .describe('Record types that may be merged with each other.'),
  by: z
    .enum(['native', 'preserving', 'link-and-close'])
    .optional()
    .describe(
      "By the CRM's own merge; by taking over what duplicates have and putting them into the recycle bin; or by linking them to the survivor and closing them. Default: native where the CRM can.",
    ),
  linkAndClose: z.record(Name, LinkAndClose).default({}).describe('How, by object.'),
  mayChange: z
    .array(Column)
    .default([])
    .describe('Columns (Contact.Level__c) that automation of the org may change without stopping a run.'),
})
export type Survivorship = z.infer<typeof Survivorship>

/** One entry of `sufficient`: identifiers that the owner of the data declares enough to merge. */
export const Sufficient = z.strictObject({
  name: Name.describe('Printed as the evidence of each merge.'),
  rule: z.string().min(1).describe('Duplicate rule whose groups it judges.'),
  same: z
    .array(z.string().min(1))
    .min(1)
    .describe('Canonical fields that every member has, with the same value after normalisation.'),
})
export type Sufficient = z.infer<typeof Sufficient>

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time like 22:30')

/** What production demands of a plan before it is applied. */
const DemandedRehearsal = z.strictObject({
  within: z
    .string()
    .regex(/^[1-9]\d*(?:[mhd]| (?:minutes?|hours?|days?))$/, 'must be a duration like 7 days, 7d or 36h')
    .default('7 days')
    .describe('A rehearsal that ended longer ago does not count.'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.9)
    .describe('Least share of the groups that must have ended as planned, 0 to 1.'),
  connections: z
    .array(Name)
    .min(1)
    .optional()
    .describe('Only plans for these connections; all when absent. Not every CRM has copies that keep ids.'),
})
export type DemandedRehearsal = z.infer<typeof DemandedRehearsal>

/** How plans are applied. */
export const Apply = z.strictObject({
  stages: z
    .array(z.int().min(1))
    .min(1)
    .default([10, 100])
    .describe(
      'Groups after which a run checks itself; the first is the canary of each object, compared field by field.',
    ),
  refusedShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Share of refused groups, of a stage or of the last hundred, from which a run stops.'),
  window: z
    .strictObject({ from: time, to: time, timeZone: z.string().min(1).default('UTC') })
    .optional()
    .describe('Time of day in which runs write; outside they stop, resumable.'),
  rehearsal: DemandedRehearsal.optional().describe(
    'Production takes only plans that were rehearsed in a sandbox (plan apply --rehearse).',
  ),
})
export type Apply = z.infer<typeof Apply>
