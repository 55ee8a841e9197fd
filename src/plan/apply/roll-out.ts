import type { PlanAction } from '../files/plan-file.ts'
import type { Past } from '../journal/past.ts'
import { type Chunk, canaryOf, canarySize, chunksOf } from '../pace/chunks.ts'
import { lookAtBin, mustFitBin, roomIn } from './bin.ts'
import { runChunk } from './chunk.ts'
import { mustGoOn } from './going-on.ts'
import type { Run } from './run.ts'
import { recall } from './taken-up.ts'
import { mustStayBelow } from './trouble.ts'
import { isBegun, type Work } from './work.ts'

/** Stage by stage, chunk by chunk, in the order of the plan. */
export async function runStages(run: Run, past: Past, works: ReadonlyMap<string, Work>): Promise<void> {
  const pending = [...run.actions.values()].filter(({ id }) => !run.ends.has(id))
  const through = run.actions.size - pending.length
  const { stages } = run.request.policy.apply
  let compared: 'full' | 'planned' = 'full'
  for (const chunk of chunksOf(pending, through, stages, run.verified, () => roomIn(run))) {
    const some = chunk.actions.flatMap(({ id }) => works.get(id) ?? [])
    for (const work of some) if (isBegun(work)) await recall(run, work, past)
    await runOne(run, some, chunk)
    mustStayBelow(run, chunk.stage)
    if (!chunk.full) compared = 'planned'
    if (chunk.last || isCanaryOver(run, chunk, pending)) {
      await endStage(run, chunk.full ? chunk.actions : [], chunk.full ? 'full' : compared)
    }
    if (chunk.last) {
      compared = 'full'
      await lookAtBin(run, pending)
    }
  }
}

/** Enough groups were compared, or there are no more. */
function isCanaryOver(run: Run, { actions, full }: Chunk, pending: readonly PlanAction[]): boolean {
  const [first] = actions
  if (!full || first === undefined) return false
  const canary = canaryOf(first)
  if ((run.verified.get(canary) ?? 0) >= canarySize(run.request.policy.apply.stages)) return true
  return pending.every((action) => run.ends.has(action.id) || canaryOf(action) !== canary)
}

async function runOne(run: Run, works: readonly Work[], { full }: Chunk): Promise<void> {
  const [first] = works
  if (first === undefined) return
  mustGoOn(run.request)
  mustFitBin(run, works)
  const view = await run.org.of(first.action.object)
  run.moved.learn(view)
  await runChunk(run, works, view, full)
  const { size } = run.actions
  run.request.progress(full ? 'canary' : 'groups', run.ends.size, size)
}

async function endStage(run: Run, whole: readonly PlanAction[], compared: 'full' | 'planned'): Promise<void> {
  const objects = new Set<string>()
  for (const { object } of whole) {
    objects.add(object)
    for (const { object: rows } of (await run.org.of(object)).relationships.values()) objects.add(rows)
  }
  const columns = await run.org.columns([...objects])
  const excluded = [...objects]
    .sort()
    .flatMap((object) => columns.get(object)?.excluded ?? [`${object} (cannot be read)`])
  await run.request.journal.appendAll([
    { body: { type: 'stage', groups: run.ends.size, compared, excluded } },
  ])
}
