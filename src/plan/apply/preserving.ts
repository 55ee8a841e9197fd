import type { ChildRow } from '../../kit/index.ts'
import { isPreserving, type PlanAction } from '../files/plan-file.ts'
import type { StepItem } from '../journal/entry.ts'
import { rowKey, whereIs } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'
import type { PreImage } from '../look/pre-image.ts'
import { targetOf } from '../look/tie-target.ts'
import type { Run } from './run.ts'
import { type Failure, plannedValues, type Sending, survivorOf, type Work } from './work.ts'
import { writing } from './writing.ts'

export const tieItem = (relationship: string, row: string): string => `tie:${relationship}:${row}`
export const goneItem = (id: string): string => `gone:${id}`

/**
 * Duplicates are emptied into the survivor before they are removed: ties first, then values. What is sent last is sent
 * only once the rest was seen on the survivor.
 */
export function preservingNext(run: Run, work: Work, view: ObjectView): readonly Sending[] {
  const { preImage, todo, action } = work
  if (preImage === null || todo.length === 0) return []
  const ties = missingTies(run, work, view, preImage.children)
    .map((row) => attaching(run, work, row))
    .filter(({ item }) => !work.tied.has(item.item))
  if (ties.length > 0) return ties
  const values = plannedValues(run, action, view)
  if (!work.valuesSet && Object.keys(values).length > 0) return [writing(run, work, view, values)]
  return todo.map((id) => removing(work, id))
}

/** Ties of losers that the survivor has not, each once: none that its slot is taken for, none to the group itself. */
export function missingTies(
  run: Run,
  { action, todo }: Pick<Work, 'action' | 'todo'>,
  view: ObjectView,
  children: readonly ChildRow[],
): readonly ChildRow[] {
  const survivor = survivorOf(run, action)
  const own = children.filter(({ member }) => member === survivor)
  const taken = new Set(own.flatMap((row) => [keyOf(run, view, row), ...slotOf(row)]))
  const missing: ChildRow[] = []
  for (const loser of todo) {
    for (const row of children) {
      if (row.member !== loser || !isTie(view, row) || isWithin(run, action, view, row)) continue
      const names = [keyOf(run, view, row), ...slotOf(row)]
      if (names.some((name) => taken.has(name))) continue
      for (const name of names) taken.add(name)
      missing.push(row)
    }
  }
  return missing
}

/** True for a tie between members of one group. */
export function isWithin(run: Run, action: PlanAction, view: ObjectView, row: ChildRow): boolean {
  const relationship = view.relationships.get(row.relationship)
  if (relationship?.tiesPerRequest === undefined || relationship.object !== action.object) return false
  const target = targetOf(row)
  if (action.kind === 'merge' && action.losers.includes(target)) return true
  return whereIs(run.moved, action.object, target) === survivorOf(run, action)
}

/** Rows of losers that are no ties cannot be taken over: their group is left as it is. */
export function unlikeTies({ action }: Work, view: ObjectView, { children }: PreImage): Failure | null {
  if (!isPreserving(action)) return null
  const found = children.filter(
    (row) =>
      action.losers.includes(row.member) &&
      view.relationships.get(row.relationship)?.moves === true &&
      !isTie(view, row),
  )
  const [first] = found
  if (first === undefined) return null
  const fields = [...new Set(found.map(({ relationship }) => relationship))].sort()
  return { code: 'refused', record: first.member, fields, cause: 'ROWS_CANNOT_BE_ATTACHED' }
}

/**
 * Groups that can be emptied together. The others are tied to one of these, and must be looked at again once that one
 * is through: a tie to a record that is about to be removed would go with it.
 */
export function apartFromEachOther(works: readonly Work[], { name, relationships }: ObjectView) {
  const now: Work[] = []
  const later: Work[] = []
  const taken = new Set<string>()
  for (const work of works) {
    const ties = (work.preImage?.children ?? []).filter(
      (row) => isTie({ relationships }, row) && relationships.get(row.relationship)?.object === name,
    )
    const apart = !ties.some((row) => taken.has(targetOf(row)))
    if (apart) for (const { id } of work.preImage?.members ?? []) taken.add(id)
    ;(apart ? now : later).push(work)
  }
  return { now, later }
}

function isTie({ relationships }: Pick<ObjectView, 'relationships'>, row: ChildRow): boolean {
  const relationship = relationships.get(row.relationship)
  return relationship?.tiesPerRequest !== undefined && relationship.moves
}

function keyOf(run: Run, { relationships }: ObjectView, row: ChildRow): string {
  const relationship = relationships.get(row.relationship)
  return relationship === undefined ? row.id : rowKey(run.moved, relationship, row)
}

function slotOf({ relationship, slot }: ChildRow): readonly string[] {
  return slot === null ? [] : [`slot ${relationship} ${slot}`]
}

export function attaching(run: Run, work: Work, { relationship, id: row }: ChildRow): Sending {
  const { id: action, object } = work.action
  const member = survivorOf(run, work.action)
  const item: StepItem = {
    action,
    item: tieItem(relationship, row),
    object,
    record: member,
    relationship,
    row,
    fields: [],
  }
  return { work, verb: 'attach', item, tie: { relationship, member, row } }
}

function removing(work: Work, id: string): Sending {
  const { id: action, object } = work.action
  return { work, verb: 'remove', item: { action, item: goneItem(id), object, record: id, fields: [] }, id }
}
