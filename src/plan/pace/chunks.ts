import { isPreserving, othersOf, type PlanAction } from '../files/plan-file.ts'
import { pace } from './pace.ts'
import { fillsBin } from './recycle-bin.ts'

/** Actions that are looked at together: neighbours of one object and way. */
export interface Chunk {
  readonly actions: readonly PlanAction[]
  /** All columns are compared: the canary of this object and way. */
  readonly full: boolean
  /** All actions of its stage. */
  readonly stage: readonly PlanAction[]
  /** Its stage ends with it. */
  readonly last: boolean
}

/** Groups that were compared in full and are as planned, by `canaryOf`; read anew for each chunk. */
export type Verified = ReadonlyMap<string, number>

/** Records of each object are merged, emptied or linked in their own way: each way has its canary. */
export function canaryOf(action: PlanAction): string {
  return `${action.object} ${isPreserving(action) ? action.by : action.kind}`
}

export function countVerified(verified: Map<string, number>, action: PlanAction): void {
  const canary = canaryOf(action)
  verified.set(canary, (verified.get(canary) ?? 0) + 1)
}

export function canarySize([canary = 10]: readonly number[]): number {
  return canary
}

/**
 * A plan in the order of its actions. `through`: actions that earlier runs are through with, besides the pending ones.
 * A canary goes on until as many groups as the first stage has were compared in full, whatever became of others.
 * `room`: records that may be merged away, read anew for each stage; a stage takes no more, but at least one group.
 */
export function* chunksOf(
  pending: readonly PlanAction[],
  through: number,
  sizes: readonly number[],
  verified: Verified,
  room: () => number = () => Number.POSITIVE_INFINITY,
): Generator<Chunk> {
  const ends = stageEnds(through, through + pending.length, sizes)
  for (let at = 0; at < pending.length; ) {
    const end = ends.find((one) => one - through > at) ?? through + pending.length
    const stage = fitting(pending.slice(at, end - through), room())
    for (let from = 0; from < stage.length; ) {
      const [first] = stage.slice(from, from + 1)
      const need = first === undefined ? 0 : canarySize(sizes) - (verified.get(canaryOf(first)) ?? 0)
      const actions = neighbours(stage, from, need > 0 ? need : pace.groupsPerChunk)
      from += actions.length
      yield { actions, full: need > 0, stage, last: from === stage.length }
    }
    at += stage.length
  }
}

/** The first of them, as many as there is room for. */
function fitting(stage: readonly PlanAction[], room: number): readonly PlanAction[] {
  let records = 0
  const beyond = stage.findIndex((action) => {
    records += fillsBin(action) ? othersOf(action).length : 0
    return records > room
  })
  return beyond === -1 ? stage : stage.slice(0, Math.max(1, beyond))
}

/** Where a run checks itself: numbers of actions. */
export function stageEnds(from: number, total: number, sizes: readonly number[]): readonly number[] {
  const ends = [...sizes, total].map((size) => Math.min(size, total)).filter((end) => end > from)
  return [...new Set(ends)].sort((a, b) => a - b)
}

function neighbours(stage: readonly PlanAction[], from: number, most: number): readonly PlanAction[] {
  const way = stage[from] === undefined ? null : canaryOf(stage[from])
  const chunk: PlanAction[] = []
  let members = 0
  for (let at = from; at < stage.length && chunk.length < Math.min(most, pace.groupsPerChunk); at++) {
    const action = stage[at] as PlanAction
    const size = 1 + othersOf(action).length
    const alike = canaryOf(action) === way
    if (!alike || (chunk.length > 0 && members + size > pace.idsPerChildren)) break
    chunk.push(action)
    members += size
  }
  return chunk
}
