import type { ChildRow, Relationship } from '../../kit/index.ts'
import { isPreserving } from '../files/plan-file.ts'
import { differences } from '../look/compare.ts'
import { rowKey, whereIs, whereRefers } from '../look/moved.ts'
import type { ColumnsView, ObjectView } from '../look/org-view.ts'
import { isWithin } from './preserving.ts'
import type { Run } from './run.ts'
import type { After, Found } from './verify.ts'
import { survivorOf, type Work } from './work.ts'

/**
 * Every row of the pre-image hangs on the survivor, or was one too many of its kind. `columns`: of rows' objects,
 * where all their columns are compared.
 */
export function rowsOf(
  run: Run,
  work: Work,
  view: ObjectView,
  after: After,
  columns: ReadonlyMap<string, ColumnsView> | null,
): readonly Found[] {
  if (work.preImage === null || (work.action.kind !== 'merge' && columns === null)) return []
  const seen = rowsNow(run, work, view, after)
  const objects = [...run.moved.objects]
  const found: Found[] = []
  for (const row of work.preImage.children) {
    if (work.todo.includes(row.member)) continue
    const relationship = view.relationships.get(row.relationship)
    if (relationship === undefined) continue
    const now = seen.byKey.get(keyOf(run, work, relationship, row))
    const excused =
      now === undefined &&
      (isDropped(row, work, relationship) ||
        collided(row, seen.slots, (part) => whereRefers(run.moved, objects, part)) ||
        isWithin(run, work.action, view, row) ||
        isOurs(run, relationship, row.id))
    if (now === undefined && !excused) {
      const { object, field } = relationship
      found.push({ object, id: row.id, field, what: 'the row does not hang on the survivor', grave: true })
    }
    const compared = columns?.get(relationship.object)
    if (now !== undefined && compared !== undefined) {
      const moved = work.action.kind === 'merge' ? [relationship.field, ...relationship.changes] : []
      const changes = changesOf(run, row, now, relationship, compared)
      found.push(...changes.filter(({ field }) => !moved.includes(field)))
    }
  }
  return found
}

/** Rows that nobody planned. */
export function newRowsIn(run: Run, work: Work, view: ObjectView, after: After): readonly Found[] {
  if (work.preImage === null) return []
  const before = new Set<string>()
  for (const row of work.preImage.children) {
    const relationship = view.relationships.get(row.relationship)
    if (relationship === undefined) continue
    before.add(keyOf(run, work, relationship, row))
    const id = whereIs(run.moved, relationship.object, row.id)
    before.add(keyOf(run, work, relationship, { ...row, id })) // merged since, with a new id
  }
  const found: Found[] = []
  for (const row of rowsNow(run, work, view, after).rows) {
    const relationship = view.relationships.get(row.relationship)
    if (relationship === undefined || before.has(keyOf(run, work, relationship, row))) continue
    const { object, field } = relationship
    if (isOurs(run, relationship, row.id) || run.mayChange.has(`${object}.${field}`)) continue
    found.push({ object, id: row.id, field, what: 'a new row hangs on the record', grave: false })
  }
  return found
}

interface RowsNow {
  readonly rows: readonly ChildRow[]
  readonly byKey: ReadonlyMap<string, ChildRow>
  readonly slots: ReadonlySet<string>
}

function rowsNow(run: Run, work: Work, { relationships }: ObjectView, after: After): RowsNow {
  const { action, done } = work
  const parents = [survivorOf(run, action), ...(action.kind === 'merge' ? [] : done)]
  const rows = parents.flatMap((id) => after.rows.get(id) ?? [])
  const keyed = rows.flatMap((row) => {
    const relationship = relationships.get(row.relationship)
    return relationship === undefined ? [] : [[keyOf(run, work, relationship, row), row] as const]
  })
  return {
    rows,
    byKey: new Map(keyed),
    slots: new Set(rows.flatMap((row) => (row.slot === null ? [] : [slotKey(row)]))),
  }
}

/** Ties of several records may have one id: those of linked duplicates stay where they are. */
function keyOf(
  run: Run,
  { action }: Work,
  relationship: Relationship,
  row: Pick<ChildRow, 'id' | 'member'>,
): string {
  const key = rowKey(run.moved, relationship, row)
  const stays = relationship.tiesPerRequest !== undefined && action.kind === 'link-and-close'
  return stays ? `${key} ${row.member}` : key
}

function slotKey({ relationship, slot }: ChildRow): string {
  return `${relationship} ${slot}`
}

/** The slot may name a record that another group of the run has merged away by now: `now` says where it is. */
function collided(row: ChildRow, slots: ReadonlySet<string>, now: (part: string) => string): boolean {
  if (row.slot === null) return false
  const slot = row.slot.split('|').map(now).join('|')
  return slots.has(slotKey(row)) || slots.has(slotKey({ ...row, slot }))
}

/** True for a row that is itself a record of this plan: merged away, or pointed elsewhere by a planned value. */
function isOurs(run: Run, { object, field }: Pick<Relationship, 'object' | 'field'>, id: string): boolean {
  return run.moved.get(object, id) !== undefined || run.pointed.has(`${object} ${id} ${field}`)
}

/**
 * Columns of a row that changed, but for those that the CRM derives and nobody can write. What stands for a survivor is
 * compared as that survivor: the contact of a person account shows the account's values.
 */
function changesOf(
  run: Run,
  row: ChildRow,
  now: ChildRow,
  { object }: Relationship,
  { columns }: ColumnsView,
): readonly Found[] {
  if (Object.keys(row.values).length === 0 || run.moved.isWrittenWith(object, row.id)) return []
  return differences(row.values, now.values, columns, run.moved)
    .filter((name) => columns.get(name)?.writable && !run.mayChange.has(`${object}.${name}`))
    .filter((field) => !isOurs(run, { object, field }, row.id))
    .map((name) => ({ object, id: row.id, field: name, what: 'it changed', grave: false }))
}

function isDropped(row: ChildRow, { action, done }: Work, { moves, mayStay }: Relationship): boolean {
  const isLeft = !moves || (mayStay === true && !isPreserving(action))
  return isLeft && action.kind === 'merge' && done.includes(row.member)
}
