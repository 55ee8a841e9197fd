import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import type { End } from './association.ts'
import { findRecord } from './record.ts'

const columns = 'from_type, from_id, to_type, to_id, category, type_id'

/** Takes the associations of a record aside while it is in the recycle bin; answers the other ends. */
export function hideAssociations(org: Org, { type, id }: End): End[] {
  const rows = statement(
    org.db,
    'SELECT DISTINCT to_type, to_id FROM association WHERE from_type = ? AND from_id = ?',
  ).all(type, Number(id))
  const ends = rows.map((row) => ({ type: String(row.to_type), id: String(row.to_id) }))
  const there = 'from_type = ?1 AND from_id = ?2'
  const back = 'from_type = ?3 AND from_id = ?4 AND to_type = ?1 AND to_id = ?2'
  const keep = `INSERT INTO hidden_association SELECT ?1, ?2, ${columns} FROM association WHERE`
  statement(org.db, `${keep} ${there}`).run(type, Number(id))
  for (const end of ends) {
    if (end.type === type && end.id === id) continue
    const pair = [type, Number(id), end.type, Number(end.id)]
    statement(org.db, `${keep} ${back}`).run(...pair)
    statement(org.db, `DELETE FROM association WHERE ${back}`).run(...pair)
  }
  statement(org.db, `DELETE FROM association WHERE ${there}`).run(type, Number(id))
  return ends
}

/** Puts them back; those whose other end is in the bin meanwhile wait with that one. */
export function showAssociations(org: Org, { type, id }: End): End[] {
  const owner = [type, Number(id)]
  const rows = statement(
    org.db,
    'SELECT DISTINCT to_type, to_id FROM hidden_association WHERE owner_type = ?1 AND owner_id = ?2 AND from_type = ?1 AND from_id = ?2',
  ).all(...owner)
  statement(
    org.db,
    `INSERT OR IGNORE INTO association SELECT ${columns} FROM hidden_association WHERE owner_type = ? AND owner_id = ?`,
  ).run(...owner)
  forgetAssociations(org, { type, id })
  const ends = rows.map((row) => ({ type: String(row.to_type), id: String(row.to_id) }))
  for (const end of ends) if (findRecord(org, end.type, end.id)?.archived !== null) hideAssociations(org, end)
  return ends
}

export function forgetAssociations(org: Org, { type, id }: End): void {
  statement(org.db, 'DELETE FROM hidden_association WHERE owner_type = ? AND owner_id = ?').run(
    type,
    Number(id),
  )
}
