import { z } from 'zod'
import { type BlockingKey, type Comparison, entities, severities, type Veto } from '../kit/index.ts'

const Field = z.string().min(1)

const Compare = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('personName'),
    first: Field,
    last: Field,
    middle: Field.exactOptional(),
    suffix: Field.exactOptional(),
  }),
  z.strictObject({ type: z.literal('companyName'), field: Field }),
  z.strictObject({ type: z.enum(['email', 'phones', 'domain']), fields: z.array(Field).min(1) }),
  z.strictObject({
    type: z.literal('site'),
    company: Field.exactOptional(),
    street: Field.exactOptional(),
    city: Field.exactOptional(),
    postalCode: Field.exactOptional(),
    domain: Field.exactOptional(),
  }),
  z.strictObject({ type: z.enum(['text', 'set']), field: Field }),
  z.strictObject({ type: z.literal('code'), field: Field, or: z.array(Field).exactOptional() }),
  z.strictObject({ type: z.literal('date'), field: Field, days: z.int().min(0).exactOptional() }),
  z.strictObject({ type: z.literal('number'), field: Field, tolerance: z.number().min(0).exactOptional() }),
]) satisfies z.ZodType<Comparison>

const Never = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('conflicting'), of: Field }),
  z.strictObject({ type: z.literal('sameHierarchy'), parent: Field.default('parentId') }),
]) satisfies z.ZodType<Veto, unknown>

const Key = z
  .array(
    z
      .string()
      .regex(
        /^[A-Za-z]\w*(\[(\d+\.\.[1-9]\d?|sound)\])?$/,
        'must be a field, or its first characters: lastName[0..4]',
      ),
  )
  .min(1) satisfies z.ZodType<BlockingKey>

/** A match rule written in YAML, in the kit's own shape. */
export const Matcher = z.strictObject({
  entity: z.enum(entities),
  kinds: z.array(z.string().min(1)).min(1),
  summary: z.string().min(1).optional(),
  severity: z.enum(severities).default('high'),
  compare: z.record(z.string().min(1), Compare).refine((compare) => Object.keys(compare).length > 0, {
    error: 'must compare something',
  }),
  blockOn: z.array(Key).min(1),
  never: z.array(Never).default([]),
  mergeWithin: z.array(Field).default(['recordType']),
  show: z.array(Field).default([]),
  threshold: z.number().min(0.5).max(1).default(0.95),
})
export type Matcher = z.infer<typeof Matcher>
