import type { ChildRow, Relationship } from '../../kit/index.ts'
import { movedWithAnchors } from './anchors.ts'
import { differences, type Moved } from './compare.ts'
import type { ColumnsView, ObjectView } from './org-view.ts'
import { rowKey } from './pre-image.ts'
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
  const seen = rowsNow(run, work, after)
  const references = movedWithAnchors(run, work, view)
  const found: Found[] = []
  for (const row of work.preImage.children) {
    if (work.todo.includes(row.member)) continue
    const relationship = view.relationships.get(row.relationship)
    if (relationship === undefined) continue
    const now = seen.byKey.get(rowKey(row))
    const excused =
      now === undefined &&
      (isDropped(row, work, relationship) ||
        collided(row, seen.slots) ||
        isOurs(run, row.id, relationship.field))
    if (now === undefined && !excused) {
      const { object, field } = relationship
      found.push({ object, id: row.id, field, what: 'the row does not hang on the survivor', grave: true })
    }
    const compared = columns?.get(relationship.object)
    if (now !== undefined && compared !== undefined) {
      const moved = work.action.kind === 'merge' ? [relationship.field, ...relationship.changes] : []
      const changes = changesOf(run, row, now, relationship.object, { ...compared, references })
      found.push(...changes.filter(({ field }) => !moved.includes(field)))
    }
  }
  return found
}

/** Rows that nobody planned. */
export function newRowsIn(run: Run, work: Work, view: ObjectView, after: After): readonly Found[] {
  if (work.preImage === null) return []
  const before = new Set(work.preImage.children.map(rowKey))
  const found: Found[] = []
  for (const row of rowsNow(run, work, after).rows) {
    const relationship = view.relationships.get(row.relationship)
    if (relationship === undefined || before.has(rowKey(row))) continue
    const { object, field } = relationship
    if (isOurs(run, row.id, field) || run.mayChange.has(`${object}.${field}`)) continue
    found.push({ object, id: row.id, field, what: 'a new row hangs on the record', grave: false })
  }
  return found
}

interface RowsNow {
  readonly rows: readonly ChildRow[]
  readonly byKey: ReadonlyMap<string, ChildRow>
  readonly slots: ReadonlySet<string>
}

function rowsNow(run: Run, { action, done }: Work, after: After): RowsNow {
  const parents = [survivorOf(run, action), ...(action.kind === 'merge' ? [] : done)]
  const rows = parents.flatMap((id) => after.rows.get(id) ?? [])
  return {
    rows,
    byKey: new Map(rows.map((row) => [rowKey(row), row])),
    slots: new Set(rows.flatMap((row) => (row.slot === null ? [] : [slotKey(row)]))),
  }
}

function slotKey({ relationship, slot }: ChildRow): string {
  return `${relationship} ${slot}`
}

function collided(row: ChildRow, slots: ReadonlySet<string>): boolean {
  return row.slot !== null && slots.has(slotKey(row))
}

/** True for a row that is itself a record of this plan: merged away, or pointed elsewhere by a planned value. */
function isOurs(run: Run, id: string, field: string): boolean {
  return run.moved.has(id) || run.pointed.has(`${id} ${field}`)
}

/** Columns of a row that changed, but for those that the CRM derives and nobody can write. */
function changesOf(
  run: Run,
  row: ChildRow,
  now: ChildRow,
  object: string,
  { columns, references }: ColumnsView & { readonly references: Moved },
): readonly Found[] {
  if (Object.keys(row.values).length === 0) return []
  return differences(row.values, now.values, columns, references)
    .filter((name) => columns.get(name)?.writable && !run.mayChange.has(`${object}.${name}`))
    .filter((name) => !isOurs(run, row.id, name))
    .map((name) => ({ object, id: row.id, field: name, what: 'it changed', grave: false }))
}

function isDropped(row: ChildRow, { action, done }: Work, { moves }: Relationship): boolean {
  return !moves && action.kind === 'merge' && done.includes(row.member)
}
