import { z } from 'zod'
import { entities, KitError, type RulePack, severities } from '../../kit/index.ts'

const Text = z.string().min(1)

const Meta = z.looseObject({
  id: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/, 'must be like family/what-is-wrong'),
  summary: Text,
  why: Text,
  remedy: Text,
  severity: z.enum(severities),
  tags: z.array(Text),
  controls: z.array(Text).optional(),
  options: z.custom<z.ZodObject>((value) => value instanceof z.ZodObject, 'must be a zod strictObject'),
  messages: z.record(z.string(), Text),
})

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function')

const AnyRule = z.discriminatedUnion('shape', [
  z.looseObject({
    shape: z.literal('record'),
    meta: Meta,
    entity: z.enum(entities),
    fields: z.array(Text),
    check: isFunction,
  }),
  z.looseObject({
    shape: z.literal('match'),
    meta: Meta,
    entity: z.enum(entities),
    kinds: z.array(Text).min(1),
    compare: z.record(z.string(), z.looseObject({ type: Text })),
    blockOn: z.array(z.array(Text).min(1)).min(1),
  }),
  z.looseObject({ shape: z.literal('org'), meta: Meta, needs: z.looseObject({}), run: isFunction }),
])

const Pack = z.looseObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower case with hyphens'),
  rules: z.array(AnyRule),
  presets: z.record(z.string(), z.unknown()).optional(),
})

/** What a pack's module exports as its default, or an error that tells its author what is wrong with it. */
export function checkPack(exported: unknown, label: string): RulePack {
  const parsed = Pack.safeParse(exported)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const where = issue?.path.length ? ` at ${issue.path.join('.')}` : ''
    throw new KitError('PACK_INVALID', `${label} exports no rule pack${where}: ${issue?.message}`, {
      exit: 2,
      actions: ['Export it as default: export default defineRulePack({ name, rules })'],
    })
  }
  return exported as RulePack
}
