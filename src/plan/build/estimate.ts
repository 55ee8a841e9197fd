import type { Relationship } from '../../kit/index.ts'
import type { MergeAction, PlanAction } from '../files/plan-file.ts'
import { rowsApart, touchedIds } from '../pace/apart.ts'
import { chunksOf, countVerified } from '../pace/chunks.ts'
import { groupsPerLook, pace, slices } from '../pace/pace.ts'
import { fetchRequests, type Requests, requestsFor, sum } from '../pace/request-counts.ts'
import type { HangingCounts } from './rows.ts'
import { type Target, targetFor } from './target.ts'
import type { MergeWay } from './way.ts'

/** By action id: what hangs on its members. */
export type HangingByAction = ReadonlyMap<string, HangingCounts>

interface Plan {
  readonly actions: readonly PlanAction[]
  readonly stages: readonly number[]
  readonly targets: readonly Target[]
  /** Calls by purpose before anything is applied. */
  readonly opening: Readonly<Record<string, number>>
}

/**
 * Requests by purpose, as connectors meter them, for a run in which nothing changes and nothing is refused: the very
 * stages and chunks of applying, in the order of the plan.
 */
export function estimateCalls(
  { actions, stages, targets, opening }: Plan,
  hanging: HangingByAction,
): Record<string, number> {
  const calls = new Map<string, number>([['check', 1], ...Object.entries(opening)])
  const add = (purpose: string, count: number) => calls.set(purpose, (calls.get(purpose) ?? 0) + count)
  const verified = new Map<string, number>()
  for (const { actions: chunk, full } of chunksOf(actions, 0, stages, verified)) {
    if (full) for (const action of chunk) countVerified(verified, action)
    const target = chunk[0] === undefined ? undefined : targetFor(targets, chunk[0])
    if (target === undefined) continue
    for (const [purpose, count] of requestsOf(chunk, target, full, hanging)) add(purpose, count)
  }
  if (actions.some(({ kind }) => kind === 'merge')) add('strays', 1)
  return Object.fromEntries([...calls].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function requestsOf(
  chunk: readonly PlanAction[],
  target: Target,
  full: boolean,
  hanging: HangingByAction,
): Requests {
  const { way, abilities } = target
  const members = sum(chunk, ({ expect }) => expect.length)
  const others = members - chunk.length
  const merges = chunk.flatMap((action) => (action.kind === 'merge' ? [action] : []))
  if (way.by === 'link-and-close') {
    const looks = full ? 2 : 0
    return [
      ['re-read', 2 * fetchRequests(members, target)],
      ...requestsFor(members, target, {}).map(([purpose, count]) => [purpose, looks * count] as const),
      ['update', parts(others, abilities.updatesPerRequest)],
    ]
  }
  const after = merges.filter(({ id }) => full || (hanging.get(id)?.rows ?? 0) > 0)
  return [
    ['re-read', fetchRequests(members, target) + fetchRequests(chunk.length, target)],
    ...requestsFor(members, target, apartOf(merges, hanging, 'all')),
    ...requestsFor(after.length, target, apartOf(after, hanging, 'survivor')),
    ...(way.by === 'merge' ? merging(merges, target, way) : takingOver(merges, target, hanging)),
    [
      'read-back',
      parts(
        mayMove(way) ? members : others,
        Math.min(pace.idsPerChildren, abilities.reads?.records ?? pace.idsPerFetch),
      ),
    ],
  ]
}

/** What comes back under its own id has kept it; others may have a new one, which is asked for unless they list it. */
function mayMove(way: MergeWay): boolean {
  return way.by === 'merge' && way.merge.undo.kind !== 'exact' && way.merge.listedIn === undefined
}

/** Each group's first merge, then each one's second, as far as there are any; values that no merge takes come last. */
function merging(
  merges: readonly MergeAction[],
  target: Target,
  way: Extract<MergeWay, { by: 'merge' }>,
): Requests {
  const { recordsPerMerge, mergesPerRequest, requestsAtOnce, takesValues } = way.merge
  const most = Math.max(1, recordsPerMerge - 1)
  const rounds = Math.max(0, ...merges.map(({ losers }) => parts(losers.length, most)))
  const moving = mayMove(way)
  const requests: (readonly [string, number])[] = []
  for (let round = 0; round < rounds; round++) {
    const left = merges.filter(({ losers }) => losers.length > round * most)
    const looks = slices(left, Math.max(groupsPerLook(requestsAtOnce), mergesPerRequest))
    const records = ({ losers }: MergeAction) => 1 + losers.length - round * most
    requests.push(
      ['merge', rowsApart(left, mergesPerRequest, touchedIds).length],
      ['re-read', sum(looks, (some) => fetchRequests(sum(some, records), target))],
      ['read-back', moving && round > 0 ? sum(looks, (some) => fetchRequests(some.length, target)) : 0],
    )
  }
  if (takesValues) return requests
  const written = writing(merges, target)
  // Where survivors may have a new id, it is asked for before anything is written to it.
  const asked = written.flatMap(([purpose, count]) => (purpose === 're-read' && moving ? [count] : []))
  return [...requests, ...written, ...asked.map((count) => ['read-back', count] as const)]
}

/** Ties of all groups by relationship, then values; then a look at it all before the duplicates go. */
function takingOver(merges: readonly MergeAction[], target: Target, hanging: HangingByAction): Requests {
  const { relationships, abilities } = target
  const ties = new Map<string, number>()
  for (const [name, count] of merges.flatMap(({ moves }) => Object.entries(moves)))
    ties.set(name, (ties.get(name) ?? 0) + count)
  const looks = looksBefore(merges, abilities.updatesPerRequest)
  return [
    ['attach', sum([...ties], ([name, count]) => parts(count, tiesPerRequest(relationships.get(name))))],
    ...writing(merges, target),
    ['re-read', sum(looks, (members) => fetchRequests(members, target))],
    ...looks.flatMap((members) => requestsFor(members, target, {})),
    ...Object.entries(apartOf(merges, hanging, 'all')),
    ['remove', looks.length],
  ]
}

/** For each request that removes: members of groups that no earlier one began with, for they are looked at before. */
function looksBefore(merges: readonly MergeAction[], most: number): readonly number[] {
  const looks: number[] = []
  let removed = 0
  for (const { losers } of merges) {
    const first = Math.floor(removed / Math.max(1, most))
    removed += losers.length
    looks[first] = (looks[first] ?? 0) + losers.length + 1
  }
  return Array.from({ length: parts(removed, most) }, (_, request) => looks[request] ?? 0)
}

/** Survivors are read once more before. */
function writing(merges: readonly MergeAction[], target: Target): Requests {
  const { updatesPerRequest } = target.abilities
  const valued = merges.filter(({ fields }) => fields.some(({ merge }) => merge !== 'does'))
  const batches = slices(valued, updatesPerRequest)
  return [
    ['update', batches.length],
    ['re-read', sum(batches, (some) => fetchRequests(some.length, target))],
  ]
}

/** Records whose rows take requests of their own, by purpose. */
function apartOf(
  merges: readonly MergeAction[],
  hanging: HangingByAction,
  whose: 'all' | 'survivor',
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { id } of merges) {
    for (const [purpose, count] of Object.entries(hanging.get(id)?.apart ?? {}))
      counts[purpose] = (counts[purpose] ?? 0) + count[whose]
  }
  return counts
}

function parts(count: number, size: number): number {
  return Math.ceil(count / Math.max(1, size))
}

/** Where a request takes only ties to one row, it may be one for each. */
function tiesPerRequest(relationship: Relationship | undefined): number {
  return relationship?.sameRow ? 1 : (relationship?.tiesPerRequest ?? 1)
}
