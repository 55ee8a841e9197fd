import type { ChildRow } from '../../kit/index.ts'
import type { ObjectView } from '../look/org-view.ts'
import { rowName, tieName } from '../look/pre-image.ts'

type Relationships = Pick<ObjectView, 'relationships'>

/** True for a row that several records may have. */
export function isTie(
  { relationships }: Relationships,
  { relationship }: Pick<ChildRow, 'relationship'>,
): boolean {
  return relationships.get(relationship)?.tiesPerRequest !== undefined
}

/** A row that hangs on one record at a time is the same wherever it hangs; a tie is another one on each record. */
export function nameIn(view: Relationships, row: Pick<ChildRow, 'relationship' | 'id' | 'member'>): string {
  return isTie(view, row) ? tieName(row) : rowName(row)
}
