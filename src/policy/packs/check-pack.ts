import { z } from 'zod'
import { entities, KitError, type Rule, type RulePack, severities } from '../../kit/index.ts'
import { didYouMean, listed } from '../nearest.ts'
import { declarationProblem } from './check-declarations.ts'

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

const AnyEntity = z.enum(entities, {
  error: ({ input }) =>
    `is no entity. ${didYouMean(String(input), entities) ?? `There are: ${listed(entities)}`}`,
})

const isFunction = z.custom((value) => typeof value === 'function', 'must be a function')

const AnyRule = z.discriminatedUnion('shape', [
  z.looseObject({
    shape: z.literal('record'),
    meta: Meta,
    entity: AnyEntity,
    kinds: z.array(Text).min(1).optional(),
    fields: z.array(Text),
    check: isFunction,
  }),
  z.looseObject({
    shape: z.enum(['match', 'across']),
    meta: Meta,
    entity: AnyEntity,
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
  const pack = exported as RulePack
  for (const rule of pack.rules) checkRule(rule, label)
  return pack
}

function checkRule(rule: Rule, label: string): void {
  const problem = declarationProblem(rule)
  if (problem !== null) throw invalidRule(rule, label, problem.what, problem.hint)
  const issue = rule.meta.options.safeParse({}).error?.issues[0]
  if (issue === undefined) return
  const option = issue.path.join('.')
  const what =
    option === '' ? 'its options are not valid when none is set' : `option ${option} has no default`
  throw invalidRule(
    rule,
    label,
    what,
    'Every option needs a .default(…), so that the policy may leave it out',
  )
}

function invalidRule(rule: Rule, label: string, what: string, action: string): KitError {
  return new KitError('PACK_INVALID', `${label}: rule ${rule.meta.id}: ${what}.`, {
    exit: 2,
    actions: [action],
  })
}
