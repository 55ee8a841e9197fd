import { buildBlocking } from './blocking.ts'
import { buildComparisons } from './compare/index.ts'
import type { KeyPlan, MatchRun } from './index.ts'
import { keyPlanOf, withKeys } from './key-plan.ts'
import { neededFields } from './match.ts'
import { loadTable } from './table.ts'

/** What a run would compare, without comparing anything. */
export async function planKeys({
  rule: asked,
  options,
  source,
  signal,
}: Pick<MatchRun, 'rule' | 'options' | 'source' | 'signal'>): Promise<KeyPlan> {
  const table = await loadTable(source, neededFields(asked), signal)
  const comparisons = buildComparisons(asked, table)
  const { rule, proposed } = withKeys(asked, table)
  return keyPlanOf(rule, buildBlocking(rule, table, comparisons, options.blockCap), proposed)
}
