import type { Value } from '../../kit/index.ts'
import { type Moved, whereRefers } from './moved.ts'
import type { ColumnView } from './org-view.ts'
import { isSameId } from './same-id.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * Columns in which two states of a record differ. References that our own merges moved are no difference; nor is
 * a blank of another kind, nor another order of a list.
 */
export function differences(
  was: Values,
  is: Values,
  columns: ReadonlyMap<string, ColumnView>,
  moved: Moved,
): readonly string[] {
  const different: string[] = []
  for (const [name, column] of columns) {
    const [before, now] = [plain(own(was, name), column, moved), plain(own(is, name), column, moved)]
    if (before !== now && !isSameReference(column, before, now)) different.push(name)
  }
  return different.sort()
}

/**
 * Of columns that differ, those that the CRM puts together from others of them: full names. What happened to them
 * happened to their parts, and only these are written.
 */
export function wholesIn(
  names: readonly string[],
  columns: ReadonlyMap<string, ColumnView>,
): ReadonlySet<string> {
  const wholes = new Set(names.map((name) => columns.get(name)?.partOf))
  return new Set(names.filter((name) => wholes.has(name)))
}

/** Columns that were there when the plan was made and cannot be seen now count as changed. */
export function hidden(was: Values, columns: ReadonlyMap<string, ColumnView>): readonly string[] {
  return Object.keys(was).filter((name) => !columns.has(name) && !blank(was[name]))
}

/** Values as they must be written now: references to records merged away meanwhile point to where those went. */
export function redirected(
  values: Readonly<Record<string, Value>>,
  columns: ReadonlyMap<string, ColumnView>,
  moved: Moved,
): Readonly<Record<string, Value>> {
  const written = Object.entries(values).map(([name, value]): [string, Value] => {
    const references = columns.get(name)?.references ?? []
    return [name, typeof value === 'string' ? whereRefers(moved, references, value) : value]
  })
  return Object.fromEntries(written)
}

/** A person may have typed the id in its other form. */
function isSameReference({ references }: ColumnView, one: unknown, other: unknown): boolean {
  return references.length > 0 && isSameId(String(one), String(other))
}

function plain(value: unknown, { references, list }: ColumnView, moved: Moved): unknown {
  if (blank(value)) return null
  if (typeof value !== 'string') return value
  if (references.length > 0) return whereRefers(moved, references, value)
  if (list) return value.split(';').sort().join(';')
  return value.replaceAll('\r\n', '\n').trim()
}

/** A column may be called what every object has, e.g. `constructor`. */
function own(values: Values, name: string): unknown {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function blank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
