import { differences } from './compare.ts'
import type { ObjectView } from './org-view.ts'
import type { Run } from './run.ts'
import type { After, Found } from './verify.ts'
import { linkValues, plannedValues, survivorOf, type Work } from './work.ts'

type Values = Readonly<Record<string, unknown>>

/** The survivor has the planned values, and otherwise its own. */
export function survivorDifferences(run: Run, work: Work, view: ObjectView, after: After): readonly Found[] {
  const { action } = work
  const through = work.todo.length === 0
  const planned = action.kind === 'merge' && through ? plannedValues(run, action, view) : {}
  const own = action.kind === 'merge' ? (view.abilities.merge?.changes ?? []) : []
  return recordDifferences(run, work, view, after, {
    first: action.survivor,
    now: survivorOf(run, action),
    planned,
    own,
  })
}

/** So have linked duplicates. */
export function duplicateDifferences(run: Run, work: Work, view: ObjectView, after: After): readonly Found[] {
  if (work.action.kind === 'merge') return []
  const planned = linkValues(run, work.action)
  const { follows = {} } = view.abilities
  const own = Object.keys(planned).flatMap((field) => follows[field] ?? [])
  return work.done.flatMap((id) =>
    recordDifferences(run, work, view, after, { first: id, now: id, planned, own }),
  )
}

interface Expected {
  /** Id in the pre-image, and now. */
  readonly first: string
  readonly now: string
  readonly planned: Values
  /** Columns that the merge itself changes, or the CRM along with planned ones. */
  readonly own: readonly string[]
}

function recordDifferences(
  run: Run,
  work: Work,
  { name: object, columns }: ObjectView,
  { records }: After,
  { first, now: id, planned, own }: Expected,
): readonly Found[] {
  const now = records.get(id)?.values
  if (now === undefined) return [{ object, id, field: 'Id', what: 'the record is gone', grave: true }]
  const before = work.preImage?.members.find((member) => member.id === first)?.values
  const wanted = { ...(before ?? now), ...planned }
  return differences(wanted, now, columns, run.moved)
    .filter((field) => field in planned || (columns.get(field)?.writable && !own.includes(field)))
    .filter((field) => !run.mayChange.has(`${object}.${field}`))
    .map((field) =>
      field in planned
        ? { object, id, field, what: 'it has not the planned value', grave: true }
        : { object, id, field, what: 'it changed', grave: false },
    )
}
