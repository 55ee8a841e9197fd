import { createHash } from 'node:crypto'
import type { Policy, RuleSetup } from '../policy/index.ts'

/**
 * What decides which records a rule takes for one: its comparisons, keys and vetoes, its options, and what the policy
 * makes of objects and fields. 16 hex digits; words for people and what is merely shown do not count.
 */
export function ruleHash({ rule, options }: RuleSetup, { objects }: Pick<Policy, 'objects'>): string {
  const { declaration } = rule
  if (declaration.shape !== 'match') return ''
  const { entity, kinds, compare, blockOn, never } = declaration
  return shortHash({ entity, kinds, compare, blockOn, never, options, objects })
}

/** First 16 hex digits of SHA-256 over JSON with sorted keys. */
export function shortHash(value: unknown): string {
  return createHash('sha256').update(sorted(value)).digest('hex').slice(0, 16)
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
