import { type Chunk, canaryOf, canarySize, chunksOf } from '../chunks.ts'
import type { PlanAction } from '../plan-file.ts'
import { runChunk } from './chunk.ts'
import { mustGoOn, stop } from './going-on.ts'
import type { Past } from './past.ts'
import type { Run } from './run.ts'
import { recall } from './taken-up.ts'
import { wasTold } from './told.ts'
import { isBegun, type Work } from './work.ts'

/** Stage by stage, chunk by chunk, in the order of the plan. */
export async function runStages(run: Run, past: Past, works: ReadonlyMap<string, Work>): Promise<void> {
  const pending = [...run.actions.values()].filter(({ id }) => !run.ends.has(id))
  const through = run.actions.size - pending.length
  const { stages } = run.request.policy.apply
  let compared: 'full' | 'planned' = 'full'
  for (const chunk of chunksOf(pending, through, stages, run.verified)) {
    const some = chunk.actions.flatMap(({ id }) => works.get(id) ?? [])
    for (const work of some) if (isBegun(work)) await recall(run, work, past)
    await runOne(run, some, chunk)
    mustStayBelow(run, chunk.stage)
    if (!chunk.full) compared = 'planned'
    if (chunk.last || isCanaryOver(run, chunk, pending)) {
      await endStage(run, chunk.full ? chunk.actions : [], chunk.full ? 'full' : compared)
    }
    if (chunk.last) compared = 'full'
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
  await runChunk(run, works, view, full)
  const { size } = run.actions
  run.request.progress(full ? 'canary' : 'groups', run.ends.size, size)
}

/** A bin that overflows drops what was deleted first: the undo of this very run, perhaps. */
function mustFitBin({ request, binned }: Run, works: readonly Work[]): void {
  const { bin } = request.check
  if (bin === null || request.beyondBin === true) return
  const more = works.reduce((sum, { action, todo }) => sum + (action.kind === 'merge' ? todo.length : 0), 0)
  if (bin.used + binned + more <= bin.capacity) return
  throw stop(
    'BIN_FULL',
    `The recycle bin holds ${bin.capacity} records and had ${bin.used}; with ${binned} of this run and ${more} more it drops its oldest, which could then not be undone.`,
    ['Empty what is not needed from the recycle bin, then go on with --resume'],
  )
}

/** Refused groups, and such whose result is not as planned, may not become many. */
function mustStayBelow(run: Run, actions: readonly PlanAction[]): void {
  const troubled = actions.filter(({ id }) => {
    const end = run.ends.get(id)
    if (end === undefined) return false
    if (end.is === 'skipped') return end.skip.code === 'refused'
    return end.differences.some((difference) => !wasTold(run, id, difference))
  }).length
  const share = run.request.policy.apply.refusedShare
  if (troubled === 0 || troubled < share * actions.length) return
  throw stop(
    'TOO_MANY_REFUSED',
    `${troubled} of ${actions.length} groups of this stage were refused or did not end as planned; the policy stops at a share of ${share}.`,
    [
      'Look at why:  steward journal show',
      'Refused groups are left as they are: what remains of the plan goes on with --resume, they need a plan of their own',
    ],
  )
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
