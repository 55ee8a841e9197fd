import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { isSingle, plainOf } from '../schema/association-types.ts'

export interface End {
  readonly type: string
  readonly id: string
}

export interface AssociationKind {
  readonly category: string
  readonly typeId: number
}

export interface Associated {
  readonly id: string
  readonly kinds: readonly (AssociationKind & { readonly label: string | null })[]
}

/** The kind seen from the other end; `undefined`: no such kind between the two. */
export function inverseOf(org: Org, from: string, to: string, kind: AssociationKind): number | undefined {
  const row = statement(
    org.db,
    'SELECT inverse_id FROM association_type WHERE from_type = ? AND to_type = ? AND category = ? AND type_id = ?',
  ).get(from, to, kind.category, kind.typeId)
  return row === undefined ? undefined : Number(row.inverse_id)
}

/** The kind without label between two types; `undefined`: they cannot be associated. */
export function plainKind(org: Org, from: string, to: string): AssociationKind | undefined {
  const row = statement(
    org.db,
    "SELECT type_id FROM association_type WHERE from_type = ? AND to_type = ? AND category = 'HUBSPOT_DEFINED' AND label IS NULL",
  ).get(from, to)
  return row === undefined ? undefined : { category: 'HUBSPOT_DEFINED', typeId: Number(row.type_id) }
}

/**
 * Puts one kind between two records, both ways. A primary one replaces the former primary of its end
 * and brings the plain one along. Computed properties are left to `recompute`: of both ends, and of the former
 * primaries, which it answers.
 */
export function associate(org: Org, from: End, to: End, kind: AssociationKind): readonly End[] {
  const inverseId = inverseOf(org, from.type, to.type, kind)
  if (inverseId === undefined)
    throw new Error(`no association ${kind.category} ${kind.typeId} from ${from.type} to ${to.type}`)
  const inverse = { category: kind.category, typeId: inverseId }
  const former = [
    ...(isSingle(kind.category, kind.typeId) ? dissociateOthers(org, from, to, kind) : []),
    ...(isSingle(kind.category, inverseId) ? dissociateOthers(org, to, from, inverse) : []),
  ]
  put(org, from, to, kind)
  put(org, to, from, inverse)
  const plain = plainOf(kind.category, kind.typeId)
  const plainBack = plainOf(kind.category, inverseId)
  if (plain === undefined || plainBack === undefined) return former
  put(org, from, to, { category: 'HUBSPOT_DEFINED', typeId: plain })
  put(org, to, from, { category: 'HUBSPOT_DEFINED', typeId: plainBack })
  return former
}

function put(org: Org, from: End, to: End, kind: AssociationKind): void {
  statement(org.db, 'INSERT OR IGNORE INTO association VALUES (?, ?, ?, ?, ?, ?)').run(
    from.type,
    Number(from.id),
    to.type,
    Number(to.id),
    kind.category,
    kind.typeId,
  )
}

/** Answers the ends that are no longer the one. */
function dissociateOthers(org: Org, from: End, to: End, kind: AssociationKind): End[] {
  const rows = statement(
    org.db,
    'SELECT to_id FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND category = ? AND type_id = ?',
  ).all(from.type, Number(from.id), to.type, kind.category, kind.typeId)
  const others = rows
    .map((row) => ({ type: to.type, id: String(row.to_id) }))
    .filter(({ id }) => id !== to.id)
  for (const other of others) dissociate(org, from, other, kind)
  return others
}

/** Takes one kind away, or, without `kind`, everything between the two; says whether there was something. */
export function dissociate(org: Org, from: End, to: End, kind?: AssociationKind): boolean {
  if (kind === undefined) {
    const all = 'DELETE FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ?'
    const gone = statement(org.db, all).run(from.type, Number(from.id), to.type, Number(to.id))
    statement(org.db, all).run(to.type, Number(to.id), from.type, Number(from.id))
    return gone.changes > 0
  }
  const inverseId = inverseOf(org, from.type, to.type, kind)
  if (inverseId === undefined) return false
  const sql =
    'DELETE FROM association WHERE from_type = ? AND from_id = ? AND to_type = ? AND to_id = ? AND category = ? AND type_id = ?'
  const there = statement(org.db, sql).run(
    from.type,
    Number(from.id),
    to.type,
    Number(to.id),
    kind.category,
    kind.typeId,
  )
  statement(org.db, sql).run(to.type, Number(to.id), from.type, Number(from.id), kind.category, inverseId)
  return there.changes > 0
}

/** Labels of one pair, seen from the first. */
export function labelsBetween(org: Org, from: End, to: End): string[] {
  return statement(
    org.db,
    `SELECT t.label FROM association a JOIN association_type t ON t.from_type = a.from_type
         AND t.to_type = a.to_type AND t.category = a.category AND t.type_id = a.type_id
      WHERE a.from_type = ? AND a.from_id = ? AND a.to_type = ? AND a.to_id = ? AND t.label IS NOT NULL
      ORDER BY a.category, a.type_id`,
  )
    .all(from.type, Number(from.id), to.type, Number(to.id))
    .map((row) => String(row.label))
}

/** By id, from after `after`; each with all its kinds. */
export function associatedOf(
  org: Org,
  from: End,
  to: string,
  { after = '0', limit = -1 }: { readonly after?: string; readonly limit?: number } = {},
): Associated[] {
  const rows = statement(
    org.db,
    `SELECT a.to_id, a.category, a.type_id, t.label FROM association a
       LEFT JOIN association_type t ON t.from_type = a.from_type AND t.to_type = a.to_type
         AND t.category = a.category AND t.type_id = a.type_id
      WHERE a.from_type = ?1 AND a.from_id = ?2 AND a.to_type = ?3 AND a.to_id IN
        (SELECT DISTINCT to_id FROM association
          WHERE from_type = ?1 AND from_id = ?2 AND to_type = ?3 AND to_id > ?4 ORDER BY to_id LIMIT ?5)
      ORDER BY a.to_id, a.category, a.type_id`,
  ).all(from.type, Number(from.id), to, Number(after), limit)
  const found = new Map<string, Associated & { readonly kinds: Associated['kinds'][number][] }>()
  for (const row of rows) {
    const id = String(row.to_id)
    const one = found.get(id) ?? { id, kinds: [] }
    found.set(id, one)
    one.kinds.push({
      category: String(row.category),
      typeId: Number(row.type_id),
      label: row.label === null ? null : String(row.label),
    })
  }
  return [...found.values()]
}
