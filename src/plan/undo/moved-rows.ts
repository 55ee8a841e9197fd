import type { ChildRow, Relationship, Value, Writer } from '../../kit/index.ts'
import type { UndoneItem } from '../journal/state.ts'
import { differences, redirected } from '../look/compare.ts'
import { whereRefers } from '../look/moved.ts'
import type { ColumnView, ObjectView } from '../look/org-view.ts'
import { pace, slices } from '../pace/pace.ts'
import { type Attempt, writeNames } from './attempt.ts'
import { nameNow } from './ids.ts'
import type { Now } from './look.ts'
import { reasonOf, reasons } from './reasons.ts'
import { nameIn } from './row-name.ts'
import type { Subject } from './subject.ts'

const noColumns: ReadonlyMap<string, ColumnView> = new Map()

/** Of a row of the journal that is made anew. `is`: the one that stands on the survivor. */
export function valuesAnew(
  row: ChildRow,
  { object, field }: Relationship,
  is: ChildRow | undefined,
  { rowColumns, mergedAs, moved }: Now,
): Readonly<Record<string, Value>> {
  const columns = rowColumns.get(object)?.columns ?? noColumns
  // It may hang on a record of another group, too, which another undo took back or has yet to take back.
  const leads = Object.keys(row.values).filter((name) => {
    const objects = columns.get(name)?.references ?? []
    const [was, now] = [row.values[name], is?.values[name]]
    if (objects.length === 0 || typeof was !== 'string' || typeof now !== 'string') return false
    return whereRefers(mergedAs, objects, was) === whereRefers(mergedAs, objects, now)
  })
  const led = Object.fromEntries(leads.map((name) => [name, is?.values[name] ?? null]))
  return { ...redirected(row.values, columns, moved), ...led, [field]: row.pointer }
}

/** Nobody edited it: it differs from the journal's row in nothing but what it hangs on and what a merge changes. */
function isAsItWas(
  row: ChildRow,
  is: ChildRow,
  { object, field, changes }: Relationship,
  { rowColumns, mergedAs }: Now,
): boolean {
  const columns = rowColumns.get(object)?.columns
  if (columns === undefined || Object.keys(is.values).length === 0) return false
  return differences(row.values, is.values, columns, mergedAs).every(
    (name) => name === field || changes.includes(name) || columns.get(name)?.writable !== true,
  )
}

/** Whether a row that the merge moved to the survivor goes from there once it was made anew. */
export function leavesSurvivor(
  row: ChildRow,
  relationship: Relationship,
  is: ChildRow,
  subject: Subject,
  now: Now,
): boolean {
  const { survivor } = subject.action
  const had = subject.children.some(
    (one) =>
      one.member === survivor &&
      one.relationship === row.relationship &&
      row.slot !== null &&
      one.slot === row.slot,
  )
  const wasTaken = subject.earlier.get(writeNames.remove(row.relationship, row.id))?.is === 'done'
  return (
    now.mayRemove &&
    relationship.undo === 'create' &&
    is.member === survivor &&
    !had &&
    !wasTaken &&
    !now.heldRows.has(`${relationship.object} ${is.id}`) &&
    isAsItWas(row, is, relationship, now)
  )
}

/** `items`: what is said of it where no new row is made along with it. */
export function removal(
  row: ChildRow,
  { object }: Relationship,
  id: string,
  items: readonly UndoneItem[] = [],
): Attempt {
  return {
    turn: 'rows of the survivor',
    name: writeNames.remove(row.relationship, row.id),
    items,
    write: { verb: 'remove', object, id, twin: row },
  }
}

/** The row that an earlier undo made anew is there, and the moved one still stands on the survivor. */
export function removalDue(row: ChildRow, subject: Subject, now: Now): Attempt | null {
  const relationship = now.view.relationships.get(row.relationship)
  const left = now.anewRows.leftBy(row)
  if (relationship === undefined || left === undefined) return null
  const is = now.rows.get(nameIn(now.view, { ...row, id: left, member: subject.action.survivor }))
  if (is === undefined || !leavesSurvivor(row, relationship, is, subject, now)) return null
  const item = { what: row.relationship, object: relationship.object, id: row.id }
  return removal(row, relationship, left, [{ ...item, fidelity: 'approximate', why: reasons['moved anew'] }])
}

/** The new row is there with all that the old one had, and the moved one is still as the merge left it. */
export function isVerified({ write }: Attempt, subject: Subject, now: Now): boolean {
  if (write.verb !== 'remove') return false
  const { twin: row, id } = write
  const relationship = now.view.relationships.get(row.relationship)
  const made = now.rows.get(nameNow(now, row))
  const is = now.rows.get(nameIn(now.view, { ...row, id, member: subject.action.survivor }))
  if (relationship === undefined || made === undefined || is === undefined) return false
  if (made.id === id || made.member !== row.member) return false
  return isAsItWas(row, made, relationship, now) && leavesSurvivor(row, relationship, is, subject, now)
}

/** A row that was made anew, as it is now. */
export function asMoved(item: UndoneItem, { action }: Subject, { rows, view, anewRows }: Now): UndoneItem {
  const { what: relationship, id } = item
  const reason = reasonOf(item)
  if (reason !== 'moved anew' && reason !== 'moved one kept') return item
  const left = anewRows.leftBy({ relationship, id }) ?? id
  const stays = rows.get(nameIn(view, { relationship, id: left, member: action.survivor }))
  return { ...item, why: reasons[stays?.member === action.survivor ? 'moved one kept' : 'moved anew'] }
}

/** `Object id` of rows that would have to be made anew and on which something hangs in turn. */
export async function heldAmong(
  writer: Writer,
  subjects: readonly Subject[],
  { view, rows, moved, anewRows }: Pick<Now, 'view' | 'rows' | 'moved' | 'anewRows'>,
): Promise<ReadonlySet<string>> {
  const held = new Set<string>()
  for (const [object, ids] of movedIn(subjects, { view, rows, moved, anewRows })) {
    if ((await writer.relationships(object)).length === 0) continue
    for (const some of slices([...ids], pace.idsPerChildren)) {
      const read = await writer.children(object, some)
      const hung = read.blind.length > 0 ? some : read.rows.map(({ member }) => member)
      for (const id of hung) held.add(`${object} ${id}`)
    }
  }
  return held
}

/** By object, rows on the survivor that would have to be made anew. */
export function movedIn(
  subjects: readonly Subject[],
  now: Pick<Now, 'view' | 'rows' | 'moved' | 'anewRows'>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = new Map<string, Set<string>>()
  for (const { action, children } of subjects)
    for (const row of children) {
      const { object, undo } = now.view.relationships.get(row.relationship) ?? {}
      if (object === undefined || undo !== 'create' || row.member === action.survivor) continue
      const names = [nameNow(now, row), nameIn(now.view, { ...row, id: now.anewRows.leftBy(row) ?? row.id })]
      for (const name of names) {
        const is = now.rows.get(name)
        if (is?.member === action.survivor) ids.set(object, (ids.get(object) ?? new Set()).add(is.id))
      }
    }
  return ids
}

/** Objects whose rows would have to be made anew. */
export function objectsAnew(subjects: readonly Subject[], { relationships }: ObjectView): readonly string[] {
  const objects = subjects.flatMap(({ children }) =>
    children.flatMap(({ relationship }) => {
      const { object, undo } = relationships.get(relationship) ?? {}
      return object !== undefined && undo === 'create' ? [object] : []
    }),
  )
  return [...new Set(objects)]
}
