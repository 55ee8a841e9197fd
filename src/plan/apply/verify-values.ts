import { isPreserving } from '../files/plan-file.ts'
import { differences, wholesIn } from '../look/compare.ts'
import type { ObjectView } from '../look/org-view.ts'
import { foreseenValues } from './foreseen.ts'
import type { Run } from './run.ts'
import type { After, Found } from './verify.ts'
import { linkValues, plannedValues, survivorOf, type Work } from './work.ts'

type Values = Readonly<Record<string, unknown>>

/** The survivor has the planned values, those that the merge itself gave it, and otherwise its own. */
export function survivorDifferences(run: Run, work: Work, view: ObjectView, after: After): readonly Found[] {
  const { action } = work
  const planned = action.kind === 'merge' && isWritten(work, view) ? plannedValues(run, action, view) : {}
  const merged = action.kind === 'merge' && !isPreserving(action) && work.done.length > 0
  return recordDifferences(run, work, view, after, {
    first: action.survivor,
    now: survivorOf(run, action),
    planned,
    foreseen: foreseenValues(work, view),
    own: [...(merged ? (view.abilities.merge?.changes ?? []) : []), ...following(planned, view)],
  })
}

/** True once planned values are asked for: with the last merge, or after it. */
function isWritten(work: Work, { abilities }: ObjectView): boolean {
  if (isPreserving(work.action) || abilities.merge?.takesValues === false) return work.valuesSet
  return work.todo.length === 0
}

function following(planned: Values, { abilities: { follows = {} } }: ObjectView): readonly string[] {
  return Object.keys(planned).flatMap(
    (field) => (Object.hasOwn(follows, field) ? follows[field] : undefined) ?? [],
  )
}

/** So have linked duplicates. */
export function duplicateDifferences(run: Run, work: Work, view: ObjectView, after: After): readonly Found[] {
  if (work.action.kind === 'merge') return []
  const planned = linkValues(run, work.action)
  const own = following(planned, view)
  return work.done.flatMap((id) =>
    recordDifferences(run, work, view, after, { first: id, now: id, planned, foreseen: {}, own }),
  )
}

interface Expected {
  /** Id in the pre-image, and now. */
  readonly first: string
  readonly now: string
  readonly planned: Values
  /** What the merge itself makes of columns. */
  readonly foreseen: Values
  /** Columns that the merge itself changes, or the CRM along with planned ones. */
  readonly own: readonly string[]
}

function recordDifferences(
  run: Run,
  work: Work,
  { name: object, columns }: ObjectView,
  { records }: After,
  { first, now: id, planned, foreseen, own }: Expected,
): readonly Found[] {
  const now = records.get(id)?.values
  if (now === undefined) return [{ object, id, field: 'Id', what: 'the record is gone', grave: true }]
  const before = work.preImage?.members.find((member) => member.id === first)?.values
  const wanted = { ...(before ?? now), ...foreseen, ...planned }
  const touched = new Set(differences(before ?? now, now, columns, run.moved))
  const wholes = wholesIn([...touched], columns)
  const unmerged = new Set(Object.keys(foreseen).filter((field) => !touched.has(field)))
  return differences(wanted, now, columns, run.moved)
    .filter((field) => {
      if (Object.hasOwn(planned, field)) return true
      if (wholes.has(field)) return false
      return !own.includes(field) && (Object.hasOwn(foreseen, field) || columns.get(field)?.writable)
    })
    .filter((field) => !run.mayChange.has(`${object}.${field}`))
    .map((field) => {
      if (Object.hasOwn(planned, field))
        return { object, id, field, what: 'it has not the planned value', grave: true }
      if (Object.hasOwn(foreseen, field) && unmerged.has(field))
        return { object, id, field, what: 'it has not the value that the merge gives it', grave: true }
      return { object, id, field, what: 'it changed', grave: false }
    })
}
