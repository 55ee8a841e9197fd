import type { ChildRow, Relationship, Value } from '../../kit/index.ts'
import type { UndoneItem } from '../journal/state.ts'
import { rowName } from '../look/pre-image.ts'
import { type Attempt, writeNames } from './attempt.ts'
import { wasDropped } from './dropped.ts'
import { idNow, nameNow } from './ids.ts'
import type { Looking, Now } from './look.ts'
import { leavesSurvivor, removal, removalDue, valuesAnew } from './moved-rows.ts'
import { reasons } from './reasons.ts'
import { isTie, nameIn } from './row-name.ts'
import type { Subject } from './subject.ts'
import { tiesBack } from './ties.ts'

interface Row {
  readonly row: ChildRow
  readonly relationship: Relationship
  readonly item: Pick<UndoneItem, 'what' | 'object' | 'id'>
}

/** Rows that the run moved or that its merges dropped. `looking` knows which records are back. */
export function* rowsBack(subject: Subject, now: Now, looking: Looking): Generator<Attempt | UndoneItem> {
  if (subject.action.kind !== 'merge') return
  yield* tiesBack(subject, now, looking)
  for (const row of subject.children) {
    if (isTie(now.view, row)) continue
    const found = rowBack(row, subject, now, looking)
    if (found === null) continue
    yield found
    yield* thenRemoved(found, subject, now)
  }
}

/** The row that a new one stands for goes once that is there. */
function* thenRemoved(found: Attempt | UndoneItem, subject: Subject, now: Now): Generator<Attempt> {
  if (!('write' in found) || found.write.verb !== 'create' || !('row' in found.write)) return
  const { row, left } = found.write
  const relationship = now.view.relationships.get(row.relationship)
  const is = now.rows.get(nameNow(now, row))
  if (relationship === undefined || is === undefined || left === undefined) return
  if (leavesSurvivor(row, relationship, is, subject, now)) yield removal(row, relationship, left)
}

function rowBack(row: ChildRow, subject: Subject, now: Now, looking: Looking): Attempt | UndoneItem | null {
  const relationship = now.view.relationships.get(row.relationship)
  if (relationship?.ofAddress) return null
  const is = now.rows.get(nameNow(now, row))
  if (is?.member === row.member) return removalDue(row, subject, now)
  if (row.member === subject.action.survivor) {
    const dropped = is === undefined && relationship !== undefined
    if (!dropped || !wasDropped(row, relationship, subject, now)) return null
  } else if (!subject.done.has(row.member)) return null
  const item = { what: row.relationship, object: relationship?.object ?? row.relationship, id: row.id }
  if (relationship === undefined)
    return { ...item, fidelity: 'impossible', why: 'such rows cannot be seen any more' }
  if (!now.records.has(row.member) && !looking.isBack(subject.action.object, row.member))
    return wasTakenBack(row, subject) ? null : { ...item, fidelity: 'impossible', why: reasons['no record'] }
  const one = { row, relationship, item }
  return is === undefined ? awayBack(one, subject, now, looking) : movedBack(one, is, subject, now)
}

/** A row that hangs on another member. */
function movedBack(one: Row, is: ChildRow, subject: Subject, now: Now): Attempt | UndoneItem | null {
  const { row, relationship, item } = one
  if (is.member !== subject.action.survivor)
    return { ...item, fidelity: 'kept', why: 'moved elsewhere since' }
  if (wasDone(writeNames.move(row.relationship, row.id), subject))
    return { ...item, fidelity: 'kept', why: 'moved again since it was taken back' }
  switch (relationship.undo) {
    case 'lost':
    case 'attach':
      return { ...item, fidelity: 'impossible', why: reasons['neither way'] }
    case 'create':
      return createAgain(one, subject, now, is)
    case 'move':
      return moveAttempt(one, is, now)
  }
}

function moveAttempt({ row, relationship, item }: Row, is: ChildRow | undefined, now: Now): Attempt {
  const values = { [relationship.field]: row.pointer, ...asItWas(row, is, relationship.changes) }
  return {
    turn: 'moved rows',
    name: writeNames.move(row.relationship, row.id),
    items: [{ ...item, fidelity: 'exact', why: '' }],
    write: { verb: 'update', object: item.object, update: { id: idNow(now, row), values } },
  }
}

/** A row that hangs on no member: dropped by the merge, or touched by somebody since. */
function awayBack(one: Row, subject: Subject, now: Now, looking: Looking): Attempt | UndoneItem | null {
  const { row, relationship, item } = one
  const fate = now.rowFates.get(rowName(row)) ?? { is: 'gone' }
  if (looking.isBack(relationship.object, row.id) && relationship.undo === 'move')
    return moveAttempt(one, undefined, now)
  if (fate.is === 'there') return { ...item, fidelity: 'kept', why: 'moved elsewhere since' }
  if (fate.is === 'merged') return { ...item, fidelity: 'kept', why: mergedToo(one, now) }
  const name = writeNames.row(row.relationship, row.id)
  if (wasDone(writeNames.create(row.relationship, row.id), subject))
    return { ...item, fidelity: 'kept', why: 'changed since it was taken back' }
  if (wasDone(name, subject) || subject.takenBack.has(rowName(row)))
    return { ...item, fidelity: 'kept', why: 'deleted since it was taken back' }
  const tookAlong = now.hung?.has(nameNow(now, row)) === true
  if (!tookAlong && !wasDropped(row, relationship, subject, now))
    return { ...item, fidelity: 'kept', why: 'deleted since' }
  if (relationship.undo === 'lost') return { ...item, fidelity: 'impossible', why: reasons['neither way'] }
  if (fate.is !== 'deleted' || !fate.restorable) return createAgain(one, subject, now, undefined)
  return {
    turn: 'dropped rows',
    name,
    items: [{ ...item, fidelity: 'exact', why: '' }],
    write: { verb: 'restore', object: item.object, id: idNow(now, row) },
  }
}

function createAgain(
  { row, relationship, item }: Row,
  subject: Subject,
  now: Now,
  is: ChildRow | undefined,
): Attempt | UndoneItem | null {
  const name = writeNames.create(row.relationship, row.id)
  const made = subject.earlier.get(name)
  if (made?.is === 'done') {
    const id = made.outcome?.result === 'done' ? made.outcome.id : undefined
    const anew = id === undefined ? undefined : now.rows.get(nameIn(now.view, { ...row, id }))
    if (anew?.member === row.member) return null
    return { ...item, fidelity: 'kept', why: 'changed since it was taken back' }
  }
  if (Object.keys(row.values).length === 0)
    return { ...item, fidelity: 'impossible', why: 'the merge dropped it, and its values were not kept' }
  const goes = is !== undefined && leavesSurvivor(row, relationship, is, subject, now)
  const why = is === undefined ? 'a new row with a new id' : reasons[goes ? 'moved anew' : 'moved one kept']
  const values = valuesAnew(row, relationship, is, now)
  const left = is === undefined ? {} : { left: is.id }
  return {
    turn: 'new rows',
    name,
    items: [{ ...item, fidelity: 'approximate', why }],
    write: { verb: 'create', object: item.object, row, ...left, values },
  }
}

function mergedToo({ row, relationship }: Row, { moved }: Now): string {
  return moved.get(relationship.object, row.id) !== undefined
    ? 'merged, too: it comes back with its own group'
    : 'merged since: undo that first'
}

function wasTakenBack(row: ChildRow, subject: Subject): boolean {
  const { relationship, id } = row
  const names = [writeNames.move, writeNames.row, writeNames.create].map((name) => name(relationship, id))
  return subject.takenBack.has(rowName(row)) || names.some((name) => wasDone(name, subject))
}

function wasDone(name: string, { earlier }: Subject): boolean {
  return earlier.get(name)?.is === 'done'
}

/** Columns that a merge changes along with the pointer, where they are not as they were. */
function asItWas(
  { values: was }: ChildRow,
  is: ChildRow | undefined,
  columns: readonly string[],
): Readonly<Record<string, Value>> {
  const changed = columns.filter((column) => was[column] !== undefined && was[column] !== is?.values[column])
  return Object.fromEntries(changed.map((column) => [column, was[column] ?? null]))
}
