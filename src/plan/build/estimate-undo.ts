import { othersOf, type PlanAction } from '../files/plan-file.ts'
import { rowsApart, touchedIds } from '../pace/apart.ts'
import { fetchRequests, requestsFor, sum } from '../pace/request-counts.ts'
import { lookedTogether, undoneTogether } from '../undo/together.ts'
import type { HangingByAction } from './estimate.ts'
import { type Target, targetFor } from './target.ts'

/**
 * Requests that taking back every action would cost: the very chunks of undo, looked at to say what would be done, and
 * before and after it is done. Groups that hang together in ways that the plan does not hold cost more, those that
 * cannot be undone nothing; a duplicate that is split off again is made anew instead of brought back.
 */
export function estimateUndo(
  actions: readonly PlanAction[],
  targets: readonly Target[],
  hanging: HangingByAction,
): number {
  return sum(lookedTogether(actions.toReversed()), (some) => {
    const [first] = some
    const target = first === undefined ? undefined : targetFor(targets, first)
    return target === undefined ? 0 : undoRequests(some, target, hanging)
  })
}

function undoRequests(some: readonly PlanAction[], target: Target, hanging: HangingByAction): number {
  const { split } = target.abilities
  const able = some.filter(({ undo }) => undo.kind !== 'impossible' || split !== undefined)
  const rows = undoneTogether(able, target.abilities).flatMap((actions) =>
    rowsApart(actions, actions.length, touchedIds),
  )
  const looks = lookRequests(able, target, hanging)
  return looks + sum(rows, (row) => 3 * lookRequests(row, target, hanging) + writeRequests(row, target))
}

/** Most of what one look takes: records, what became of those that went, and what hangs on them. */
function lookRequests(some: readonly PlanAction[], target: Target, hanging: HangingByAction): number {
  if (some.length === 0) return 0
  const ids = sum(some, (action) => 1 + othersOf(action).length)
  const looks = 2 * fetchRequests(ids, target)
  if (some.every(({ kind }) => kind === 'link-and-close')) return looks
  const apart = some.flatMap(({ id }) => Object.entries(hanging.get(id)?.apart ?? {}))
  const kept = apart.filter(([purpose]) => isLookedAt(purpose, target))
  return looks + sum(requestsFor(ids, target, {}), ([, count]) => count) + sum(kept, ([, { all }]) => all)
}

/** What the CRM keeps with an address is not looked at. */
function isLookedAt(purpose: string, { relationships }: Target): boolean {
  return [...relationships.values()].some(({ readApart, ofAddress }) => readApart === purpose && !ofAddress)
}

function writeRequests(row: readonly PlanAction[], target: Target): number {
  const { updatesPerRequest, split, emptiedFirst = [] } = target.abilities
  const pages = (count: number, size = updatesPerRequest) => Math.ceil(count / Math.max(1, size))
  const others = sum(row, (action) => othersOf(action).length)
  const merges = row.flatMap((action) => (action.kind === 'merge' ? [action] : []))
  if (merges.length === 0) return pages(others)
  // What a CRM's own merge makes of a survivor is written, too, wherever a plan chose nothing.
  const valued = split === undefined ? merges.filter(({ fields }) => fields.length > 0) : merges
  const values = pages(valued.length) + (emptiedFirst.length > 0 ? pages(valued.length) : 0)
  const records = split === undefined ? pages(others) : others
  return values + records + rowRequests(merges, target, pages)
}

/** Ties are put back and taken off the survivor, by relationship; other rows are moved or made again, by object. */
function rowRequests(
  merges: readonly Extract<PlanAction, { kind: 'merge' }>[],
  { relationships }: Target,
  pages: (count: number, size?: number) => number,
): number {
  const byObject = new Map<string, number>()
  const ties = new Map<string, number>()
  for (const [name, count] of merges.flatMap((one) => [
    ...Object.entries(one.moves),
    ...Object.entries(one.collisions),
  ])) {
    const { object, undo = 'lost', tiesPerRequest } = relationships.get(name) ?? {}
    if (object === undefined || undo === 'lost') continue
    const [counts, key] = tiesPerRequest === undefined ? [byObject, object] : [ties, name]
    counts.set(key, (counts.get(key) ?? 0) + count)
  }
  const tied = [...ties].map(([name, count]) => {
    const { tiesPerRequest = 1, sameRow } = relationships.get(name) ?? {}
    return 2 * pages(count, sameRow ? 1 : tiesPerRequest)
  })
  return sum(tied, (count) => count) + sum([...byObject.values()], (count) => pages(count))
}
