import type { Value } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import type { ObjectView } from '../look/org-view.ts'
import { preservingNext } from './preserving.ts'
import type { Run } from './run.ts'
import { linkValues, plannedValues, type Sending, survivorOf, updating, type Work } from './work.ts'
import { writing } from './writing.ts'

/** What a group needs next, none when it is through or was not looked at. A merge waits for the one before it. */
export function nextSendings(run: Run, work: Work, view: ObjectView): readonly Sending[] {
  if (work.failure !== null) return []
  if (work.action.kind === 'link-and-close') return work.todo.map((id) => linking(run, work, id))
  if (isPreserving(work.action)) return preservingNext(run, work, view)
  if (work.todo.length > 0) return [merging(run, work, view)]
  const values = valuesLeft(run, work, view)
  return Object.keys(values).length === 0 ? [] : [writing(run, work, view, values)]
}

/** Values of the plan that no merge has taken along, once all merges are done. */
export function valuesLeft(run: Run, work: Work, view: ObjectView): Readonly<Record<string, Value>> {
  const apart = isPreserving(work.action) || view.abilities.merge?.takesValues === false
  if (work.action.kind !== 'merge' || !apart || work.valuesSet || work.todo.length > 0) return {}
  return plannedValues(run, work.action, view)
}

/** False for a group that is through, or goes no further. */
export function isOpen(run: Run, work: Work, view: ObjectView): boolean {
  if (work.failure !== null) return false
  return work.todo.length > 0 || nextSendings(run, work, view).length > 0
}

function merging(run: Run, work: Work, view: ObjectView): Sending {
  const { action } = work
  const most = view.abilities.merge?.recordsPerMerge ?? 2
  const losers = work.todo.slice(0, most - 1)
  const last = losers.length === work.todo.length && view.abilities.merge?.takesValues !== false
  const values = last ? plannedValues(run, action, view) : {}
  const survivor = survivorOf(run, action)
  const keyOf = (id: string) => ({ connection: run.request.plan.connection.name, object: action.object, id })
  return {
    work,
    verb: 'merge',
    item: {
      action: action.id,
      item: `m${work.merges}`,
      object: action.object,
      record: survivor,
      losers,
      fields: Object.keys(values).sort(),
    },
    step: { survivor: keyOf(survivor), losers: losers.map(keyOf), values },
  }
}

function linking(run: Run, work: Work, id: string): Sending {
  return updating(work, `link:${id}`, id, linkValues(run, work.action))
}
