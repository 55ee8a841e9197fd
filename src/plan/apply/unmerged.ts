import type { Fate } from '../../kit/index.ts'
import { isPreserving, othersOf, type PlanAction } from '../files/plan-file.ts'
import { isLeft, isNotGone } from '../journal/group-end.ts'
import type { Past } from '../journal/past.ts'
import { fatesOf } from '../look/fetch.ts'
import { wayOf, whereIs } from '../look/moved.ts'
import type { Run } from './run.ts'
import { survivorOf } from './work.ts'

/** A loser was merged into the survivor, or is in the recycle bin where it was to be put there. */
export function leadsToSurvivor(run: Run, action: PlanAction, fate: Fate | undefined): boolean {
  if (isPreserving(action)) return fate?.is === 'deleted' || fate?.is === 'gone'
  return fate?.is === 'merged' && whereIs(run.moved, action.object, fate.into) === survivorOf(run, action)
}

/** The survivor is said to have a new id, and the CRM knows nothing of it. */
export function leadsElsewhere(
  run: Run,
  { object, survivor }: PlanAction,
  fates: ReadonlyMap<string, Fate>,
): boolean {
  const [, ...ids] = wayOf(run.moved, object, survivor)
  const fate = fates.get(survivor)
  return ids.length > 0 && !(fate?.is === 'merged' && ids.includes(fate.into))
}

/** Losers that earlier runs sent, were told to be merged, and did not find to be so stand for nobody. */
export function forgetUnmerged(run: Run, { unmerged }: Past): void {
  for (const action of run.actions.values()) {
    const ids = unmerged.flatMap(({ object, id }) =>
      object === action.object && othersOf(action).includes(id) ? [id] : [],
    )
    if (ids.length > 0) forgetMerges(run, action, ids)
  }
}

/** An answer that was wrong about a loser may be so about the survivor's new id: that is forgotten with all it rests on. */
export function forgetMerges(run: Run, action: PlanAction, unmerged: readonly string[]): void {
  const way = wayOf(run.moved, action.object, action.survivor)
  const doubtful = way.length > 1 ? othersOf(action) : unmerged
  for (const id of [...doubtful, ...way]) run.moved.delete(action.object, id)
}

/** Asks once more what became of them: a group is whole only when all of its losers lead to the survivor. */
export async function askForUnmerged(run: Run, { verified }: Past): Promise<void> {
  const open = [...verified].flatMap(([id, { differences }]) => {
    const action = run.actions.get(id)
    const losers = differences.filter(isNotGone).map(({ id }) => id)
    return action === undefined || losers.length === 0 ? [] : [{ action, losers }]
  })
  for (const [object, some] of Map.groupBy(open, ({ action }) => action.object)) {
    const fates = await fatesOf(
      run.writer,
      object,
      some.flatMap(({ action }) => [action.survivor, ...othersOf(action)]),
    )
    for (const { action, losers } of some) {
      const fate = fates.get(action.survivor)
      if (!isPreserving(action) && fate?.is === 'merged') run.moved.set(object, action.survivor, fate.into)
      const led = othersOf(action).filter((id) => leadsToSurvivor(run, action, fates.get(id)))
      const merged = losers.filter((id) => led.includes(id))
      for (const id of led) run.moved.set(object, id, survivorOf(run, action))
      const end = run.ends.get(action.id)
      if (end === undefined || end.is === 'skipped') continue
      const differences = end.differences.filter((one) => !isNotGone(one) || !merged.includes(one.id))
      const is = merged.length === losers.length && !differences.some(isLeft) ? 'done' : 'partly'
      run.ends.set(action.id, { is, differences })
    }
  }
}
