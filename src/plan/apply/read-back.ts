import { type JournalOutcome, notCarriedOut, type StepItem } from '../journal/entry.ts'
import type { ObjectView } from '../look/org-view.ts'
import { blanksOf, emptiedItem, seenOf } from '../look/seen.ts'
import { readBackPauses } from '../pace/waits.ts'
import type { Run } from './run.ts'
import { linkValues, plannedValues } from './work.ts'

/**
 * What became of writes of one object whose outcome nobody told, in order. Looks several times before it says that
 * one was not carried out.
 */
export async function readBack(
  run: Run,
  items: readonly StepItem[],
  view: ObjectView,
): Promise<readonly JournalOutcome[]> {
  const found = new Map<StepItem, JournalOutcome>()
  for (const wait of [0, ...readBackPauses]) {
    const open = items.filter((item) => !found.has(item))
    if (wait > 0) {
      run.request.log(
        `${open.length} writes had no answer and are not to be seen; looking again in ${wait / 1000} s`,
      )
      await run.request.pause(wait)
    }
    for (const [item, outcome] of await look(run, open, view)) found.set(item, outcome)
    if (found.size === items.length) break
  }
  const not: JournalOutcome = {
    result: 'refused',
    code: notCarriedOut,
    message: 'it was sent, and is not to be seen',
  }
  return items.map((item) => found.get(item) ?? not)
}

/** What can be told now; writes that are not to be seen are absent. */
export function look(
  run: Run,
  items: readonly StepItem[],
  view: ObjectView,
): Promise<ReadonlyMap<StepItem, JournalOutcome>> {
  const wanted = (item: StepItem) => {
    const action = run.actions.get(item.action)
    if (action === undefined) return null
    if (item.item === emptiedItem) return blanksOf(item)
    return action.kind === 'merge' ? plannedValues(run, action, view) : linkValues(run, action)
  }
  return seenOf({ writer: run.writer, moved: run.moved, wanted }, items, view)
}
