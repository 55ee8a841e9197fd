import type { ChildRow, Fate, FieldDescription, NativeRecord, RecordUpdate, Value } from '../../kit/index.ts'
import { differences } from '../apply/compare.ts'
import type { ObjectView } from '../apply/org-view.ts'
import { rowKey } from '../apply/pre-image.ts'
import type { UndoneItem } from '../journal/state.ts'
import type { Subject } from './subject.ts'

/** A write that undo will try, and what it is worth when it succeeds. */
export interface Attempt {
  /** Its turn: a survivor's values first, so that unique ones are free again, then records, then rows. */
  readonly turn: 'values' | 'records' | 'moved rows' | 'dropped rows' | 'new rows'
  readonly item: UndoneItem
  readonly write:
    | { readonly verb: 'update'; readonly object: string; readonly update: RecordUpdate }
    | { readonly verb: 'restore'; readonly object: string; readonly id: string }
    | {
        readonly verb: 'create'
        readonly object: string
        readonly row: ChildRow
        readonly values: Readonly<Record<string, Value>>
      }
}

/** What can be done for one group, before anything is done. */
export interface Outlook {
  readonly attempts: readonly Attempt[]
  /** What stays as it is: edited since, or beyond reach. */
  readonly settled: readonly UndoneItem[]
}

/** The org as it is now. */
export interface Now {
  readonly view: ObjectView
  readonly fields: ReadonlyMap<string, FieldDescription>
  /** Members that are there. */
  readonly records: ReadonlyMap<string, NativeRecord>
  readonly fates: ReadonlyMap<string, Fate>
  /** Rows that hang on the members, by `rowKey`. */
  readonly rows: ReadonlyMap<string, ChildRow>
  /** Of rows that hang on none of them. */
  readonly rowFates: ReadonlyMap<string, Fate>
}

const none = new Map<string, string>()

/** Compares what was, what apply left and what is: later edits are kept. */
export function outlookOf(subject: Subject, now: Now): Outlook {
  const attempts: Attempt[] = []
  const settled: UndoneItem[] = []
  const add = (one: Attempt | UndoneItem): void => {
    if ('write' in one) attempts.push(one)
    else settled.push(one)
  }
  for (const one of valuesBack(subject, now)) add(one)
  if (subject.action.kind === 'merge') {
    for (const one of recordsBack(subject, now)) add(one)
    for (const one of rowsBack(subject, now)) add(one)
  }
  return { attempts, settled }
}

function* valuesBack({ action, members, after }: Subject, now: Now): Generator<Attempt | UndoneItem> {
  const written = action.kind === 'merge' ? [action.survivor] : action.duplicates
  for (const { id, values: was } of members) {
    const left = after.get(id)
    const is = now.records.get(id)?.values
    if (!written.includes(id) || left === undefined || is === undefined) continue
    const set: Record<string, Value> = {}
    for (const field of differences(was, left, now.view.columns, none)) {
      const only = new Map([...now.view.columns].filter(([name]) => name === field))
      const item = { what: field, object: action.object, id }
      if (differences(was, is, only, none).length === 0) continue
      if (differences(left, is, only, none).length > 0)
        yield { ...item, fidelity: 'kept', why: 'changed since the merge' }
      else if (now.fields.get(field)?.updateable !== true)
        yield { ...item, fidelity: 'impossible', why: 'the CRM does not let it be set' }
      else set[field] = was[field] ?? null
    }
    if (Object.keys(set).length === 0) continue
    const what = Object.keys(set).sort().join(', ')
    yield {
      turn: 'values',
      item: { what, object: action.object, id, fidelity: 'exact', why: '' },
      write: { verb: 'update', object: action.object, update: { id, values: set } },
    }
  }
}

function* recordsBack({ action, members }: Subject, now: Now): Generator<Attempt | UndoneItem> {
  for (const { id } of members) {
    if (id === action.survivor || now.records.has(id)) continue
    const item = { what: 'record', object: action.object, id }
    const fate = now.fates.get(id)
    if (fate?.is === 'merged' && fate.restorable)
      yield {
        turn: 'records',
        item: { ...item, fidelity: 'exact', why: '' },
        write: { verb: 'restore', object: action.object, id },
      }
    else yield { ...item, fidelity: 'impossible', why: 'no longer in the recycle bin' }
  }
}

function* rowsBack({ action, children }: Subject, now: Now): Generator<Attempt | UndoneItem> {
  for (const row of children) {
    if (row.member === action.survivor) continue
    const one = rowBack(row, action.survivor, now)
    if (one !== null) yield one
  }
}

function rowBack(row: ChildRow, survivor: string, now: Now): Attempt | UndoneItem | null {
  const relationship = now.view.relationships.get(row.relationship)
  const object = relationship?.object ?? row.relationship
  const item = { what: row.relationship, object, id: row.id }
  if (relationship === undefined || relationship.undo === 'lost')
    return { ...item, fidelity: 'impossible', why: 'the CRM neither moves nor creates such rows' }
  const is = now.rows.get(rowKey(row))
  if (is !== undefined && is.member !== survivor) return null
  if (is !== undefined && relationship.undo === 'move') {
    const values = { [relationship.field]: row.pointer, ...asItWas(row, relationship.changes) }
    return {
      turn: 'moved rows',
      item: { ...item, fidelity: 'exact', why: '' },
      write: { verb: 'update', object, update: { id: row.id, values } },
    }
  }
  if (is === undefined) {
    const fate = now.rowFates.get(row.id)
    if (fate?.is === 'there') return { ...item, fidelity: 'kept', why: 'moved elsewhere since the merge' }
    if (fate?.is === 'deleted' && fate.restorable)
      return {
        turn: 'dropped rows',
        item: { ...item, fidelity: 'exact', why: '' },
        write: { verb: 'restore', object, id: row.id },
      }
  }
  return createAgain(row, item, is !== undefined)
}

function createAgain(
  row: ChildRow,
  item: Omit<UndoneItem, 'fidelity' | 'why'>,
  survivorKeepsOne: boolean,
): Attempt | UndoneItem {
  if (Object.keys(row.values).length === 0)
    return { ...item, fidelity: 'impossible', why: 'deleted since the merge' }
  const why = survivorKeepsOne
    ? 'a new row with a new id; the survivor keeps its own'
    : 'a new row with a new id'
  return {
    turn: 'new rows',
    item: { ...item, fidelity: 'approximate', why },
    write: { verb: 'create', object: item.object, row, values: row.values },
  }
}

function asItWas({ values }: ChildRow, columns: readonly string[]): Readonly<Record<string, Value>> {
  const known = columns.filter((column) => values[column] !== undefined)
  return Object.fromEntries(known.map((column) => [column, values[column] ?? null]))
}
