import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { isSingle } from '../schema/association-types.ts'
import { type AssociationKind, associate, type End, inverseOf } from '../store/association.ts'

/** One association of a record that is about to go. */
export interface Tie {
  readonly to: End
  readonly kind: AssociationKind
}

export function readTies(org: Org, type: string, id: string): Tie[] {
  return statement(
    org.db,
    'SELECT to_type, to_id, category, type_id FROM association WHERE from_type = ? AND from_id = ?',
  )
    .all(type, Number(id))
    .map((row) => ({
      to: { type: String(row.to_type), id: String(row.to_id) },
      kind: { category: String(row.category), typeId: Number(row.type_id) },
    }))
}

/**
 * All of both, the primary's first: of what a record has only one (its primary company, its parent) the primary's
 * stays, and the secondary's remains as a plain association. Between the two themselves nothing remains.
 */
export function tieAgain(org: Org, from: End, ties: readonly Tie[], gone: ReadonlySet<string>): End[] {
  const single = new Set<string>()
  const ends: End[] = []
  for (const { to, kind } of ties) {
    if (to.type === from.type && gone.has(to.id)) continue
    ends.push(to)
    if (isSingle(kind.category, kind.typeId)) {
      const key = `${to.type} ${kind.category} ${kind.typeId}`
      if (single.has(key)) continue
      single.add(key)
    }
    if (!takenByOther(org, from, to, kind)) ends.push(...associate(org, from, to, kind))
  }
  return ends
}

/** The other end has its one already, towards a record that takes no part in this merge. */
function takenByOther(org: Org, from: End, to: End, kind: AssociationKind): boolean {
  const inverse = inverseOf(org, from.type, to.type, kind)
  if (inverse === undefined || !isSingle(kind.category, inverse)) return false
  const row = statement(
    org.db,
    'SELECT 1 FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND category = ? AND type_id = ? AND to_id <> ?',
  ).get(to.type, Number(to.id), from.type, kind.category, inverse, Number(from.id))
  return row !== undefined
}
