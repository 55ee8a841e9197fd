import { pace } from '../pace.ts'
import { othersOf, type PlanAction } from '../plan-file.ts'

export interface Stage {
  /** Index of the action after its last one. */
  readonly end: number
  /** All columns are compared: the canary. */
  readonly full: boolean
}

/**
 * Where a run checks itself. `from`: actions that earlier runs are through with. The canary is passed once; until then
 * each run begins with one.
 */
export function stagesOf(
  from: number,
  total: number,
  canaryPassed: boolean,
  sizes: readonly number[],
): readonly Stage[] {
  const stages: Stage[] = []
  const [canary = 10, ...others] = sizes
  let at = from
  if (!canaryPassed && at < total) {
    at = Math.min(total, from + canary)
    stages.push({ end: at, full: true })
  }
  for (const size of [...(canaryPassed ? [canary] : []), ...others, total].sort((a, b) => a - b)) {
    const end = Math.min(size, total)
    if (end <= at) continue
    stages.push({ end, full: false })
    at = end
  }
  return stages
}

/** Neighbours of one object and kind, as many as are looked at together. */
export function chunksOf(actions: readonly PlanAction[]): readonly (readonly PlanAction[])[] {
  const chunks: PlanAction[][] = []
  let members = 0
  for (const action of actions) {
    const chunk = chunks.at(-1)
    const size = 1 + othersOf(action).length
    const fits =
      chunk?.[0]?.object === action.object &&
      chunk[0].kind === action.kind &&
      chunk.length < pace.groupsPerChunk &&
      members + size <= pace.idsPerChildren
    if (fits) chunk.push(action)
    else chunks.push([action])
    members = fits ? members + size : size
  }
  return chunks
}
