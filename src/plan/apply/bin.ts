import type { KitError, RecycleBin } from '../../kit/index.ts'
import { counted } from '../../text/words.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import { fillsBin, overflowWords } from '../pace/recycle-bin.ts'
import { stop } from './going-on.ts'
import type { Run } from './run.ts'
import type { Work } from './work.ts'

/** Records that may still go into the recycle bin before it drops any; all that there are where it does not matter. */
export function roomIn({ bin, binned, request }: Pick<Run, 'bin' | 'binned' | 'request'>): number {
  if (bin === null || request.beyondBin === true) return Number.POSITIVE_INFINITY
  return Math.max(0, bin.capacity - bin.used - binned)
}

/** A bin that overflows drops what was deleted first: the undo of this very run, perhaps. */
export function mustFitBin(run: Run, works: readonly Work[]): void {
  const { bin } = run
  if (bin === null) return
  const more = works.reduce((sum, { action, todo }) => sum + (fillsBin(action) ? todo.length : 0), 0)
  if (more <= roomIn(run)) return
  throw full(run, bin, more)
}

/** Others delete too: looked at anew before each stage. */
export async function lookAtBin(run: Run, pending: readonly PlanAction[]): Promise<void> {
  const { writer, bin, request } = run
  const open = pending.filter((action) => fillsBin(action) && !run.ends.has(action.id))
  if (bin === null || open.length === 0 || request.beyondBin === true) return
  const objects = [...new Set(request.plan.actions.map(({ object }) => object))].sort()
  run.bin = await (writer.bin?.(objects) ?? (await writer.check(objects)).bin)
  run.binned = 0
}

function full(run: Run, bin: RecycleBin, more: number): KitError {
  const { capacity, used, days } = bin
  const ofRun = run.binnedInAll > 0 ? `, ${run.binnedInAll} of them by this run` : ''
  const window =
    run.binnedInAll > 0
      ? ` Those of this run can be taken back for ${counted(days, 'day')}: the first goes on ${dayAfter(run, days)}.`
      : ` What goes in can be taken back for ${counted(days, 'day')}.`
  return stop(
    'BIN_FULL',
    `The recycle bin holds ${counted(capacity, 'record')} and has ${used + run.binned}${ofRun}: room for ${roomIn(run)}. ${toGo(run)} more of this plan would go in, the next group with ${counted(more, 'record')}. ${overflowWords(bin)}, which could then not be undone.${window}`,
    [
      'Empty what is not needed from the recycle bin, or wait until it drops what is old; then go on with --resume',
      'Or accept that the oldest cannot be undone any more:  --resume --beyond-bin',
    ],
  )
}

/** Records that the rest of the plan merges away. */
function toGo({ actions, ends }: Run): number {
  const open = [...actions.values()].filter(({ id }) => !ends.has(id))
  return open.reduce((sum, action) => sum + (fillsBin(action) ? othersOf(action).length : 0), 0)
}

function dayAfter({ startedAt }: Run, days: number): string {
  return new Date(startedAt + days * 86_400_000).toISOString().slice(0, 10)
}
