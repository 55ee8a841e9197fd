import type { UndoneItem } from '../journal/state.ts'
import { mergedElsewhere } from './records.ts'
import { neitherWay } from './row-name.ts'
import { onlyCopy } from './sources.ts'

/**
 * Did not come back, and not because somebody wanted it otherwise in the meantime. Rows that the connector declares lost
 * are none: the plan said so before anything was merged.
 */
export function isShort({ fidelity, why }: Pick<UndoneItem, 'fidelity' | 'why'>): boolean {
  if (fidelity === 'impossible') return why !== neitherWay
  return fidelity === 'kept' && [onlyCopy, mergedElsewhere].includes(why)
}

/** Whether everything is as far back as it can be: else an undo ends with 68, and so does its dry run. */
export function isWhole(
  groups: readonly { readonly refused: unknown; readonly items: readonly UndoneItem[] }[],
): boolean {
  return groups.every(({ refused, items }) => refused === null && !items.some(isShort))
}
