import type { UndoneItem } from '../journal/state.ts'
import { type Reason, reasonOf } from './reasons.ts'

const shortOf: ReadonlySet<Reason> = new Set(['only copy', 'merged elsewhere'])

/**
 * Did not come back, and not because somebody wanted it otherwise in the meantime. Rows that the connector declares lost
 * are none: the plan said so before anything was merged.
 */
export function isShort(item: Pick<UndoneItem, 'fidelity' | 'why'>): boolean {
  const reason = reasonOf(item)
  if (item.fidelity === 'impossible') return reason !== 'neither way'
  return item.fidelity === 'kept' && reason !== undefined && shortOf.has(reason)
}

/** Whether everything is as far back as it can be: else an undo ends with 68, and so does its dry run. */
export function isWhole(
  groups: readonly { readonly refused: unknown; readonly items: readonly UndoneItem[] }[],
): boolean {
  return groups.every(({ refused, items }) => refused === null && !items.some(isShort))
}
