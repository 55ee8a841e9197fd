import { oneLine } from '../../text/neutral.ts'
import { definition } from '../terminal.ts'
import type { PlanInput } from './input.ts'

const labelWidth = 18

/** Each group that is not in the plan, and why: only where every list is wanted in full. */
export function leftOutList({ plan, limit, width = 80 }: PlanInput): readonly string[] {
  if (limit !== Number.POSITIVE_INFINITY || plan.leftOut.length === 0) return []
  const lines = plan.leftOut.flatMap(({ group, rule, code, text }) =>
    definition(group, oneLine(`${rule}: ${code}: ${text}`, 1000), width, labelWidth),
  )
  return ['', 'Not in this plan', ...lines]
}
