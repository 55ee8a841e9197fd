import { z } from 'zod'
import { type BlockingKey, type Comparison, entities, severities, type Veto } from '../kit/index.ts'

const Field = z.string().min(1)

const Fields = z
  .union([Field, z.array(Field).min(1)])
  .transform((fields) => (typeof fields === 'string' ? [fields] : fields))

const Compare = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('personName'),
    first: Field,
    last: Field,
    middle: Field.exactOptional(),
    suffix: Field.exactOptional(),
  }),
  z.strictObject({ type: z.literal('companyName'), field: Field }),
  z.strictObject({ type: z.enum(['email', 'phones', 'domain']), fields: Fields }),
  z
    .strictObject({
      type: z.literal('site'),
      company: Field.exactOptional(),
      street: Field.exactOptional(),
      city: Field.exactOptional(),
      postalCode: Field.exactOptional(),
      domain: Field.exactOptional(),
    })
    .refine((site) => Object.keys(site).length > 1, {
      error: 'must name at least one of company, street, city, postalCode, domain',
    }),
  z.strictObject({ type: z.enum(['text', 'set']), field: Field }),
  z.strictObject({ type: z.literal('code'), field: Field, or: z.array(Field).exactOptional() }),
  z.strictObject({ type: z.literal('date'), field: Field, days: z.int().min(0).exactOptional() }),
  z.strictObject({ type: z.literal('number'), field: Field, tolerance: z.number().min(0).exactOptional() }),
]) satisfies z.ZodType<Comparison, unknown>

const Never = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('conflicting'), of: Field }),
  z.strictObject({ type: z.literal('sameHierarchy'), parent: Field.default('parentId') }),
]) satisfies z.ZodType<Veto, unknown>

const Key = z
  .array(
    z
      .string()
      .regex(
        /^[^[\]]*[^[\]\s][^[\]]*(\[(\d+\.\.[1-9]\d?|sound|words)\])?$/,
        'must be a field or comparison, its first characters lastName[0..4], its lastName[sound] or title[words]',
      ),
  )
  .min(1) satisfies z.ZodType<BlockingKey>

const Objects = z
  .union([Field, z.array(Field).min(1)])
  .transform((objects) => (typeof objects === 'string' ? [objects] : objects))

/** A match rule written in YAML, in the kit's own shape. */
export const Matcher = z
  .strictObject({
    object: Objects.optional().describe(
      "Object of the CRM, or file without .csv, whose own columns the matcher names; several are matched together. Instead of 'entity'.",
    ),
    entity: z.enum(entities).optional().describe("Instead of 'object': fields are then Steward's own names."),
    kinds: z.array(z.string().min(1)).min(1).optional().describe('Kinds of the entity.'),
    connections: z.array(z.string().min(1)).min(1).optional().describe('Only in these; all when absent.'),
    summary: z.string().min(1).optional(),
    severity: z.enum(severities).default('high'),
    compare: z.record(z.string().min(1), Compare).refine((compare) => Object.keys(compare).length > 0, {
      error: 'must compare something',
    }),
    blockOn: z
      .array(Key)
      .min(1)
      .optional()
      .describe('Keys that bring records together; chosen from the data when absent.'),
    never: z.array(Never).default([]),
    mergeWithin: z.array(Field).optional(),
    show: z.array(Field).default([]),
    threshold: z.number().min(0.5).max(1).default(0.95),
    blockCap: z.int().min(2).max(100_000).optional(),
    maxGroup: z.int().min(2).max(1000).optional(),
  })
  .refine(({ object, entity }) => (object === undefined) !== (entity === undefined), {
    error: 'must have either "object" or "entity"',
  })
  .refine(({ entity, kinds }) => (entity === undefined) === (kinds === undefined), {
    error: 'must have "kinds" with "entity", and only then',
  })
export type Matcher = z.infer<typeof Matcher>
