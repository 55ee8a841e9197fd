import type { StepOutcome } from '../../kit/index.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import { wayOf } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'
import { stop } from './going-on.ts'
import type { Run } from './run.ts'
import type { Sending } from './work.ts'

type Answer = StepOutcome<{ readonly survivorId?: string }>

const cause = 'the answer names a record that cannot be the one that lives on'

/**
 * Answers of merges that name a record which is not of the group, or a new one where records keep their ids: nobody
 * knows what was done. It is looked for when the run goes on.
 */
export function doubted(
  run: Run,
  sendings: readonly Sending[],
  answers: readonly Answer[],
  view: ObjectView,
): readonly Answer[] {
  return answers.map((answer, n) => {
    const sending = sendings[n]
    if (sending?.verb !== 'merge' || answer.result !== 'done' || answer.survivorId === undefined)
      return answer
    const { survivorId } = answer
    if (survivorId === sending.step.survivor.id || mayBeNew(run, sending.work.action, survivorId, view))
      return answer
    return { result: 'unknown', cause }
  })
}

function mayBeNew(run: Run, { id, object }: PlanAction, survivor: string, view: ObjectView): boolean {
  if (view.abilities.merge?.undo.kind === 'exact') return false // what comes back under its own id has kept it
  return ![...run.actions.values()].some(
    (action) =>
      action.object === object &&
      (othersOf(action).includes(survivor) ||
        (action.id !== id && wayOf(run.moved, object, action.survivor).includes(survivor))),
  )
}

/** Before anything else is sent. */
export function refuseDoubted(
  sendings: readonly Sending[],
  settled: readonly { readonly result: string; readonly cause?: string }[],
): void {
  const at = settled.findIndex((one) => one.result === 'unknown' && one.cause === cause)
  const work = sendings[at]?.work
  if (work === undefined) return
  throw stop(
    'OTHER_SURVIVOR',
    `A merge of ${work.action.object} was answered with a record that cannot be the one that lives on (group ${work.action.id}).`,
    ['Look at this group before anything else:  steward journal show', 'Then go on with --resume'],
  )
}
