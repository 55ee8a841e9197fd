import type { PlanFile } from '../files/plan-file.ts'
import type { JournalState } from '../journal/index.ts'
import { type MovedIds, movedIds, whereIs } from '../look/moved.ts'
import { doneIn } from './subject.ts'

/** A row that hangs, or hung, on a record of the plan, by the id that it has in the journal. */
interface OldRow {
  readonly relationship: string
  readonly id: string
}

/** Rows that undo made anew, in whichever group: a row may hang on two groups at once. */
export interface AnewRows {
  /** The id of a row now; of `object`. */
  readonly idNow: (object: string, id: string) => string
  /** Of a row that was made anew for this relationship: the id of the one that stood on the survivor. */
  readonly leftBy: (row: OldRow) => string | undefined
  readonly note: (object: string, row: OldRow, made: { readonly left: string; readonly now: string }) => void
}

/** As the journal tells. */
export function anewRowsIn({ plan, state }: { plan: PlanFile; state: JournalState }): AnewRows {
  const now = movedIds()
  const left = new Map<string, string>()
  const nameOf = ({ relationship, id }: OldRow): string => `${relationship} ${id}`
  const anew: AnewRows = {
    idNow: (object, id) => whereIs(now, object, id),
    leftBy: (row) => left.get(nameOf(row)),
    note: (object, row, made) => {
      now.set(object, row.id, made.now)
      left.set(nameOf(row), made.left)
    },
  }
  const writes = plan.actions.flatMap(({ id }) => [...state.of(id).undoItems.values()])
  for (const { verb, is, item, outcome } of writes.toSorted((a, b) => a.step - b.step)) {
    const { relationship, record: id, row } = item
    if (verb !== 'create' || is !== 'done' || outcome?.result !== 'done' || outcome.id === undefined) continue
    const named = relationship ?? relationshipIn(item.item, id)
    if (id === undefined || named === null) continue
    anew.note(item.object, { relationship: named, id }, { left: row ?? id, now: outcome.id })
  }
  return anew
}

/** Of `create:<relationship>:<row>`; null of a record. */
function relationshipIn(name: string, id = ''): string | null {
  const named = name.slice('create:'.length, -`:${id}`.length)
  return named === 'record' ? null : named
}

/** Into whom records were merged, whether they are back by now or not. */
export function mergedAs({ plan, state }: { plan: PlanFile; state: JournalState }): MovedIds {
  const merged = movedIds()
  for (const action of plan.actions)
    if (action.kind === 'merge')
      for (const id of doneIn(action, state.of(action.id))) merged.set(action.object, id, action.survivor)
  return merged
}
