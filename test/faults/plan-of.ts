import { parse } from 'yaml'
import type { Connection } from '../../src/kit/index.ts'
import { buildPlan } from '../../src/plan/build/index.ts'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import type { ValuesFile } from '../../src/plan/files/values-file.ts'
import type { Decided } from '../../src/plan/group/group.ts'
import { Policy } from '../../src/policy/schema.ts'
import { writerOf } from '../plan/hazards/hazard-org.ts'
import { asOf } from './site.ts'

/** A plan of all these groups, each of which somebody decided. */
export async function planOf(
  connection: Connection,
  policy: string,
  decided: readonly Decided[],
): Promise<{ plan: PlanFile; values: ValuesFile }> {
  const { plan, values } = await buildPlan({
    connection,
    writer: writerOf(connection),
    name: 'acme',
    decided,
    leftOut: [],
    policy: Policy.parse(parse(policy)),
    policyHash: 'a'.repeat(64),
    scan: { run: 1, asOf: asOf.toISOString(), selectors: ['duplicates'] },
    tool: '0.1.0',
    createdAt: asOf,
    key: '0f'.repeat(32),
    valuesFile: 'plan.values.json',
  })
  const [out] = plan.leftOut
  if (out !== undefined || plan.actions.length !== decided.length)
    throw new Error(JSON.stringify(plan.leftOut))
  return { plan, values }
}
