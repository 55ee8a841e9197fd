import { chunksOf, countVerified } from '../apply/stages.ts'
import { pace } from '../pace.ts'
import type { MergeAction, PlanAction } from '../plan-file.ts'
import type { Target } from './target.ts'

/**
 * Requests by purpose, as connectors meter them, for a run in which nothing changes and nothing is refused: the very
 * stages and chunks of applying, in the order of the plan.
 */
export function estimateCalls(
  actions: readonly PlanAction[],
  stages: readonly number[],
  targets: readonly Target[],
): Record<string, number> {
  const calls = new Map<string, number>([['check', 1]])
  const add = (purpose: string, count: number) => calls.set(purpose, (calls.get(purpose) ?? 0) + count)
  const verified = new Map<string, number>()
  for (const { actions: chunk, full } of chunksOf(actions, 0, stages, verified)) {
    if (full) for (const action of chunk) countVerified(verified, action)
    const target = targets.find(({ object, way }) => object === chunk[0]?.object && way.by === chunk[0].kind)
    if (target === undefined) continue
    for (const [purpose, count] of requestsOf(chunk, target, full)) add(purpose, count)
  }
  if (actions.some(({ kind }) => kind === 'merge')) add('strays', 1)
  return Object.fromEntries([...calls].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)))
}

type Requests = readonly (readonly [purpose: string, count: number])[]

function requestsOf(chunk: readonly PlanAction[], target: Target, full: boolean): Requests {
  const members = chunk.reduce((all, { expect }) => all + expect.length, 0)
  const others = members - chunk.length
  const { way, abilities } = target
  if (way.by === 'link-and-close') {
    const hanging = full ? 2 * childRequests(members, target) : 0
    return [
      ['re-read', 2 * parts(members, pace.idsPerFetch)],
      ['children', hanging],
      ['update', parts(others, abilities.updatesPerRequest)],
    ]
  }
  const merges = chunk.flatMap((action) => (action.kind === 'merge' ? [action] : []))
  const valued = way.merge.takesValues ? 0 : merges.filter(({ fields }) => fields.length > 0).length
  const again = { ...way.merge, mergesPerRequest: Math.max(pace.groupsPerLook, way.merge.mergesPerRequest) }
  return [
    [
      're-read',
      parts(members, pace.idsPerFetch) + mergeRequests(merges, again) + parts(chunk.length, pace.idsPerFetch),
    ],
    ['children', childRequests(members, target) + childRequests(full ? chunk.length : laden(merges), target)],
    ['merge', mergeRequests(merges, way.merge)],
    ['update', parts(valued, abilities.updatesPerRequest)],
    ['read-back', parts(others, pace.idsPerChildren)],
  ]
}

/** Survivors whose rows are looked at afterwards: those of groups on which something hangs. */
function laden(merges: readonly MergeAction[]): number {
  return merges.filter(({ moves, collisions }) => Object.keys({ ...moves, ...collisions }).length > 0).length
}

/** Each group's first merge, then each one's second, as far as there are any. */
function mergeRequests(
  merges: readonly MergeAction[],
  {
    recordsPerMerge,
    mergesPerRequest,
  }: { readonly recordsPerMerge: number; readonly mergesPerRequest: number },
): number {
  const steps = merges.map(({ losers }) => parts(losers.length, recordsPerMerge - 1))
  const rounds = Math.max(0, ...steps)
  return Array.from({ length: rounds }, (_, round) =>
    parts(steps.filter((count) => count > round).length, mergesPerRequest),
  ).reduce((all, count) => all + count, 0)
}

function childRequests(ids: number, { relationships }: Target): number {
  return parts(ids, pace.idsPerChildren) * parts(relationships.size, pace.relationshipsPerRequest)
}

function parts(count: number, size: number): number {
  return Math.ceil(count / Math.max(1, size))
}
