import { exitCodes, type Fate, KitError, type Writer } from '../../kit/index.ts'
import { isPreserving, type MergeAction, type PlanAction } from '../files/plan-file.ts'
import type { JournalState } from '../journal/index.ts'
import { fatesOf } from '../look/fetch.ts'

/** Groups that are looked at: what went on elsewhere went on where this journal ends. */
const looked = 50
/** One group that somebody merged by hand meanwhile is no run. */
const most = 1

interface Asked {
  readonly dir: string
  readonly state: JournalState
  readonly actions: readonly PlanAction[]
  readonly writer: Writer
}

/**
 * A run that goes on with an old copy of a journal would take what was done since for somebody else's work, and undo
 * would not know of it. Throws `WENT_ON_ELSEWHERE` (31) when the first groups that are left are merged as planned.
 */
export async function refuseElsewhere({ dir, state, actions, writer }: Asked): Promise<void> {
  const left = actions.filter((action) => action.kind === 'merge' && isUnknown(state, action))
  const next = left.slice(0, looked) as readonly MergeAction[]
  const done: string[] = []
  for (const [object, some] of Map.groupBy(next, (action) => action.object)) {
    const ids = some.flatMap(({ survivor, losers }) => [survivor, ...losers])
    const fates = await fatesOf(writer, object, ids)
    done.push(...some.filter((action) => isDone(action, fates)).map(({ id }) => id))
  }
  const [first] = next
  if (first === undefined || !done.includes(first.id) || done.length <= most) return
  throw new KitError(
    'WENT_ON_ELSEWHERE',
    `The journal in ${dir} knows nothing of ${done.length} groups that are merged as this plan has it, the first of which is the next one, ${first.id}: another copy of the journal went on.`,
    {
      exit: exitCodes.refused,
      actions: [
        'Go on with the copy that was written last; see how far each is:  steward journal show FOLDER',
        'If people merged them by hand, make the plan again:  steward plan create',
      ],
    },
  )
}

function isUnknown(state: JournalState, { id }: PlanAction): boolean {
  const { items, skip } = state.of(id)
  return items.size === 0 && skip === null
}

/** Where a survivor's id changes, both lead to a third. */
function isDone(action: MergeAction, fates: ReadonlyMap<string, Fate>): boolean {
  const its = fates.get(action.survivor)
  const into = its?.is === 'merged' ? its.into : action.survivor
  return action.losers.every((id) => {
    const fate = fates.get(id)
    if (isPreserving(action)) return fate?.is === 'deleted'
    return fate?.is === 'merged' && fate.into === into
  })
}
