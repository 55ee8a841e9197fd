import type { ChildRow } from '../../kit/index.ts'
import type { PlanFile } from '../files/plan-file.ts'
import type { JournalState } from '../journal/index.ts'
import { type MovedIds, movedIds, rowIdNow } from '../look/moved.ts'
import type { ObjectView } from '../look/org-view.ts'
import { writeNames } from './attempt.ts'
import type { Now } from './look.ts'
import { isTie, nameIn } from './row-name.ts'
import { doneIn } from './subject.ts'

/** Ids of a plan's records as they are now. */
export interface Ids {
  /** Where references to ended ids lead: to a survivor, or to the record that was made anew. */
  readonly moved: MovedIds
  /** The same record under the id that it has now: survivors with new ids, records that were made anew. */
  readonly selves: MovedIds
}

/** As the journal tells. `isBack`: records that are there under their own ids. */
export function idsBy(
  { plan, state }: { readonly plan: PlanFile; readonly state: JournalState },
  isBack: (object: string, id: string) => boolean = () => false,
): Ids {
  const [moved, selves] = [movedIds(), movedIds()]
  for (const action of plan.actions) {
    if (action.kind !== 'merge') continue
    const { object } = action
    const of = state.of(action.id)
    for (const id of doneIn(action, of)) moved.set(object, id, action.survivor)
    for (const { outcome, item } of of.items.values()) {
      if (item.losers === undefined || outcome?.result !== 'done' || outcome.id === undefined) continue
      const was = item.record ?? action.survivor
      if (outcome.id === was) continue
      moved.set(object, was, outcome.id)
      selves.set(object, was, outcome.id)
    }
    for (const { verb, is, item } of of.undoItems.values())
      if (verb === 'restore' && is === 'done') moved.delete(object, item.record ?? '')
    for (const id of action.losers) if (isBack(object, id)) moved.delete(object, id)
    for (const id of action.losers) {
      const outcome = of.undoItems.get(writeNames.anew(id))?.outcome
      if (outcome?.result === 'done' && outcome.id !== undefined)
        setAnew({ moved, selves }, object, id, outcome.id)
    }
  }
  return { moved, selves }
}

export function setAnew({ moved, selves }: Ids, object: string, id: string, now: string): void {
  moved.set(object, id, now)
  selves.set(object, id, now)
}

type Names = Pick<ObjectView, 'relationships'>

/** A tie's row by the id that what it ties to has now. */
export function rowNow(
  moved: MovedIds,
  { relationships }: Names,
  row: Pick<ChildRow, 'relationship' | 'id'>,
): string {
  const relationship = relationships.get(row.relationship)
  return relationship === undefined ? row.id : rowIdNow(moved, relationship, row)
}

/** The name that a row of the journal has among those that hang on records now. */
export function nameNow(
  now: Pick<Now, 'view' | 'moved' | 'anewRows'>,
  row: Pick<ChildRow, 'relationship' | 'id' | 'member'>,
): string {
  return nameIn(now.view, { ...row, id: idNow(now, row) })
}

/** The id that a row of the journal has now. */
export function idNow(
  { view, moved, anewRows }: Pick<Now, 'view' | 'moved' | 'anewRows'>,
  row: Pick<ChildRow, 'relationship' | 'id'>,
): string {
  if (isTie(view, row)) return rowNow(moved, view, row)
  return anewRows.idNow(view.relationships.get(row.relationship)?.object ?? '', row.id)
}
