import type { UndoneItem } from '../journal/state.ts'
import { differences } from '../look/compare.ts'
import type { Attempt } from './attempt.ts'
import { nameNow } from './ids.ts'
import type { Now } from './look.ts'
import { asMoved } from './moved-rows.ts'
import type { Subject } from './subject.ts'

/** What a write that was done has come to: an answer is not yet a result. */
export function itemsNow({ items, write, turn }: Attempt, subject: Subject, now: Now): readonly UndoneItem[] {
  const undone = (item: UndoneItem): UndoneItem => ({
    ...item,
    fidelity: 'impossible',
    why: 'it was set, and is not as it was',
  })
  if ('record' in write) return items.map((item) => (now.records.has(write.record) ? item : undone(item)))
  if (write.verb === 'create' || turn === 'new rows' || write.verb === 'remove')
    return items.map((item) => asMoved(item, subject, now))
  if ('tie' in write) {
    const hangs = now.rows.has(nameNow(now, { ...write.tie, id: write.tie.row }))
    return items.map((item) => (hangs === (write.verb === 'attach') ? item : undone(item)))
  }
  const row = subject.children.find(
    ({ relationship, id }) => items[0]?.what === relationship && items[0].id === id,
  )
  if (row !== undefined) {
    const hangs = now.rows.get(nameNow(now, row))?.member === row.member
    return items.map((item) => (hangs ? item : undone(item)))
  }
  if (write.verb === 'restore') return items.map((item) => (now.records.has(write.id) ? item : undone(item)))
  const { id, values } = write.update
  const different = new Set(
    differences(values, now.records.get(id)?.values ?? {}, now.view.columns, now.moved),
  )
  return items.map((item) => (different.has(item.what) ? undone(item) : item))
}

/** Columns in which records that came back differ from what they were. */
export function changedOnReturn(
  { action, members }: Subject,
  returned: ReadonlySet<string>,
  now: Now,
): readonly UndoneItem[] {
  return members.flatMap(({ id, values }): UndoneItem[] => {
    const is = now.records.get(id)?.values
    if (!returned.has(id) || is === undefined) return []
    const changed = differences(values, is, now.view.columns, now.moved)
    const written = changed.filter((what) => now.view.columns.get(what)?.writable)
    return written.map((what) => ({
      what,
      object: action.object,
      id,
      fidelity: 'approximate',
      why: 'came back with another value',
    }))
  })
}
