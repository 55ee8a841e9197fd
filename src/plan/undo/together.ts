import type { Abilities } from '../../kit/index.ts'
import { othersOf, type PlanAction } from '../files/plan-file.ts'
import { whereIs } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'
import { targetOf } from '../look/tie-target.ts'
import { rowsApart, touchedIds } from '../pace/apart.ts'
import { pace } from '../pace/pace.ts'
import type { Looking } from './look.ts'
import { isTie } from './row-name.ts'
import type { Subject } from './subject.ts'

/** Groups that are undone together where each record is made anew by a request of its own: so many are begun at once. */
const groupsMadeAnew = 25

/** Neighbours of one object and kind that are looked at together. */
export function lookedTogether(actions: readonly PlanAction[]): readonly (readonly PlanAction[])[] {
  return neighbours(actions, pace.groupsPerChunk, pace.idsPerChildren)
}

/** Of these, neighbours that are undone together. */
export function undoneTogether(
  actions: readonly PlanAction[],
  { split, reads }: Pick<Abilities, 'split' | 'reads'>,
): readonly (readonly PlanAction[])[] {
  if (split === undefined) return [actions]
  return neighbours(actions, groupsMadeAnew, reads?.records ?? pace.idsPerChildren)
}

function neighbours(
  actions: readonly PlanAction[],
  most: number,
  mostIds: number,
): readonly (readonly PlanAction[])[] {
  const runs: PlanAction[][] = []
  let ids = 0
  for (const action of actions) {
    const size = 1 + othersOf(action).length
    const last = runs.at(-1)
    const alike = last?.[0]?.object === action.object && last[0].kind === action.kind
    if (last !== undefined && alike && last.length < most && ids + size <= mostIds) {
      last.push(action)
      ids += size
    } else {
      runs.push([action])
      ids = size
    }
  }
  return runs
}

/** In rows of groups that have no record in common, nor lead to one another: the order among others stays. */
export function apart(
  subjects: readonly Subject[],
  view: ObjectView,
  { moved }: Pick<Looking, 'moved'>,
): readonly (readonly Subject[])[] {
  const here = (id: string): string => whereIs(moved, view.name, id)
  const members = new Set(subjects.flatMap(({ action }) => membersOf(action).map(here)))
  const keysOf = (subject: Subject): readonly string[] => {
    const led = leadsTo(subject, view).map(here)
    return [
      ...membersOf(subject.action).map(here),
      ...led.filter((id) => members.has(id)),
      ...rowsOf(subject, view),
    ]
  }
  return rowsApart(subjects, subjects.length, (subject) => new Set(keysOf(subject)))
}

function membersOf(action: PlanAction): readonly string[] {
  return [action.survivor, ...othersOf(action)]
}

/** Records of the same object that a group's values, ties and rows speak of. */
function leadsTo({ action, members, children }: Subject, view: ObjectView): readonly string[] {
  const references = [...view.columns].flatMap(([name, column]) =>
    column.references.includes(view.name) ? [name] : [],
  )
  const referred = members.flatMap(({ values }) => references.map((name) => values[name]))
  const hanging = children.flatMap((row) => {
    if (view.relationships.get(row.relationship)?.object !== view.name) return []
    return [isTie(view, row) ? targetOf(row) : row.id]
  })
  return [...touchedIds(action), ...hanging, ...referred.filter((value) => typeof value === 'string')]
}

/** Rows that one request cannot change twice, and that may hang on two groups in two ways. */
function rowsOf({ children }: Subject, view: ObjectView): readonly string[] {
  return children.flatMap((row) => {
    const { object, ofAddress, undo = 'lost' } = view.relationships.get(row.relationship) ?? {}
    return undo === 'lost' || ofAddress || isTie(view, row) ? [] : [`${object} ${row.id}`]
  })
}
