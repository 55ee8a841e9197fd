import type { Entity, Value } from '../../kit/index.ts'
import { agrees, isBlank } from '../../match/agree.ts'

export interface SidedValues {
  readonly side: number
  readonly values: Readonly<Record<string, Value | undefined>>
}

export interface Difference {
  /** Fields with values on both sides that say different things. */
  readonly differs: readonly string[]
  /** Fields that are empty on one side only. */
  readonly blank: readonly string[]
}

/**
 * Compares records of different sides field by field. What could not be read is not compared, and a box that was
 * never ticked is the same as one that says no.
 */
export function differenceOf(
  entity: Entity,
  members: readonly SidedValues[],
  fields: readonly string[],
): Difference {
  const differs: string[] = []
  const blank: string[] = []
  for (const field of fields) {
    const verdicts = new Set<Verdict>()
    for (const [at, one] of members.entries()) {
      for (const other of members.slice(at + 1)) {
        if (one.side !== other.side)
          verdicts.add(compare(entity, field, one.values[field], other.values[field]))
      }
    }
    if (verdicts.has('differs')) differs.push(field)
    else if (verdicts.has('blank')) blank.push(field)
  }
  return { differs, blank }
}

type Verdict = 'agrees' | 'differs' | 'blank'

function compare(entity: Entity, field: string, one: Value | undefined, other: Value | undefined): Verdict {
  if (one === undefined || other === undefined) return 'agrees'
  if (typeof one === 'boolean' || typeof other === 'boolean') {
    return (one ?? false) === (other ?? false) ? 'agrees' : 'differs'
  }
  if (isBlank(one) && isBlank(other)) return 'agrees'
  if (isBlank(one) || isBlank(other)) return 'blank'
  return agrees(entity, field, one as Value, other as Value) ? 'agrees' : 'differs'
}
