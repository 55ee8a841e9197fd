import type { MatchRule } from '../kit/index.ts'
import type { Blocking } from './blocking.ts'
import type { KeyPlan } from './index.ts'
import { estimatePairs } from './kernel/estimate.ts'
import { proposeKeys } from './propose-keys.ts'
import type { RecordTable } from './table.ts'

/** The rule with the keys that the data recommend, when it has none of its own. */
export function withKeys(
  rule: MatchRule,
  table: RecordTable,
): { readonly rule: MatchRule; readonly proposed: boolean } {
  if (rule.blockOn.length > 0) return { rule, proposed: false }
  const blockOn = proposeKeys(rule, table).map(({ key }) => key)
  return { rule: { ...rule, blockOn }, proposed: true }
}

export function keyPlanOf(rule: MatchRule, blocking: Blocking, proposed: boolean): KeyPlan {
  const estimates = estimatePairs(blocking)
  return {
    proposed,
    keys: rule.blockOn.map((key, nth) => ({
      key,
      pairs: estimates[nth]?.pairs ?? 0,
      fresh: estimates[nth]?.fresh ?? 0,
    })),
    records: blocking.rows,
    keyless: blocking.keyless,
  }
}
