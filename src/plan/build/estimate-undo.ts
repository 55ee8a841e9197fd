import { pace } from '../pace.ts'
import type { PlanAction } from '../plan-file.ts'
import type { Target } from './target.ts'

/**
 * Requests that taking back every action would cost when each group is looked at and written by itself: once to say
 * what would be done, and before and after it is done. Groups that share requests cost less.
 */
export function estimateUndo(actions: readonly PlanAction[], targets: readonly Target[]): number {
  return actions.reduce((all, action) => {
    const target = targets.find(({ object, way }) => object === action.object && way.by === action.kind)
    return target === undefined ? all : all + undoRequests(action, target)
  }, 0)
}

const looks = 3

function undoRequests(action: PlanAction, { relationships, abilities }: Target): number {
  const pages = (count: number) => Math.ceil(count / Math.max(1, abilities.updatesPerRequest))
  if (action.kind === 'link-and-close') return looks * 2 + pages(action.duplicates.length)
  const children = Math.ceil(relationships.size / pace.relationshipsPerRequest)
  const values = action.fields.length > 0 ? 1 : 0
  const byObject = new Map<string, number>()
  for (const [name, count] of [...Object.entries(action.moves), ...Object.entries(action.collisions)]) {
    const relationship = relationships.get(name)
    if (relationship === undefined || relationship.undo === 'lost') continue
    byObject.set(relationship.object, (byObject.get(relationship.object) ?? 0) + count)
  }
  const rows = [...byObject.values()].reduce((all, count) => all + pages(count), 0)
  return looks * (2 + children) + values + pages(action.losers.length) + rows
}
