import { othersOf, type PlanAction } from '../plan-file.ts'
import type { HangingByAction } from './estimate.ts'
import { fetchRequests, requestsFor, sum } from './request-counts.ts'
import { type Target, targetFor } from './target.ts'

/**
 * Requests that taking back every action would cost when each group is looked at and written by itself: once to say
 * what would be done, and before and after it is done. Groups that share requests cost less, and those that cannot be
 * undone nothing; a duplicate that is split off again is made anew instead of brought back.
 */
export function estimateUndo(
  actions: readonly PlanAction[],
  targets: readonly Target[],
  hanging: HangingByAction,
): number {
  return sum(actions, (action) => {
    const target = targetFor(targets, action)
    return target === undefined ? 0 : undoRequests(action, target, hanging)
  })
}

const looks = 3

function undoRequests(action: PlanAction, target: Target, hanging: HangingByAction): number {
  const { updatesPerRequest } = target.abilities
  const others = othersOf(action).length
  if (action.undo.kind === 'impossible' && target.abilities.split === undefined) return 0
  const pages = (count: number, size = updatesPerRequest) => Math.ceil(count / Math.max(1, size))
  if (action.kind === 'link-and-close') return looks * 2 + pages(others)
  const apart = Object.values(hanging.get(action.id)?.apart ?? {})
  const children = sum(requestsFor(others + 1, target, {}), ([, count]) => count)
  const look = 1 + fetchRequests(others + 1, target) + children + sum(apart, ({ all }) => all)
  const values = action.fields.length > 0 ? 1 : 0
  return looks * look + values + pages(others) + rowRequests(action, target, pages)
}

/** Ties are put back and taken off the survivor, by relationship; other rows are moved or made again, by object. */
function rowRequests(
  action: Extract<PlanAction, { kind: 'merge' }>,
  { relationships }: Target,
  pages: (count: number, size?: number) => number,
): number {
  const byObject = new Map<string, number>()
  let ties = 0
  const rows = [...Object.entries(action.moves), ...Object.entries(action.collisions)]
  for (const [name, count] of rows) {
    const relationship = relationships.get(name)
    if (relationship === undefined || relationship.undo === 'lost') continue
    const { object, tiesPerRequest } = relationship
    if (tiesPerRequest === undefined) byObject.set(object, (byObject.get(object) ?? 0) + count)
    else ties += 2 * pages(count, tiesPerRequest)
  }
  return ties + sum([...byObject.values()], (count) => pages(count))
}
