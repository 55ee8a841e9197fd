import { exitCodes, KitError } from '../kit/index.ts'
import type { KeyPlan } from '../match/index.ts'
import type { RuleSetup } from '../policy/index.ts'
import { openSnapshot } from '../snapshot/index.ts'
import { cannotRun } from './applicable.ts'
import { matchInput } from './match-rules.ts'

export interface PlanRuleRequest {
  readonly home: string
  readonly connection: string
  readonly setup: RuleSetup
  readonly signal: AbortSignal
}

/**
 * By which keys a scan of what was read last would compare, and how many pairs; compares nothing. Throws
 * `NO_SNAPSHOT` and `COMPARES_NOTHING` (2).
 */
export async function planRule({ home, connection, setup, signal }: PlanRuleRequest): Promise<KeyPlan> {
  const { declaration } = setup.rule
  if (declaration.shape !== 'match') throw comparesNothing(setup.rule.id, 'it compares no records')
  await using snapshot = await openSnapshot({ home, name: connection, signal })
  const why = await cannotRun(snapshot, declaration)
  if (why !== null) throw comparesNothing(setup.rule.id, why)
  const { planKeys } = await import('../match/plan-keys.ts') // loads the kernel
  return await planKeys({ ...(await matchInput({ snapshot, connection }, setup, declaration)), signal })
}

function comparesNothing(rule: string, why: string): KitError {
  return new KitError('COMPARES_NOTHING', `${rule} has no keys to show: ${why.replace(/\.$/, '')}.`, {
    exit: exitCodes.usage,
    actions: [`Read what it needs:  steward scan ${rule} -o NAME`],
  })
}
