import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { type Source, type StoredRecord, type Values, valueIn } from './record.ts'

export interface Version {
  readonly value: string
  readonly timestamp: string
  readonly sourceType: string
  readonly sourceId?: string
  readonly updatedByUserId?: number
}

/** What changed between the record and its new values; the first value of a property is kept by its first change. */
export function recordHistory(
  org: Org,
  type: string,
  before: StoredRecord,
  after: Values,
  at: number,
  source: Source,
): void {
  for (const name of new Set([...Object.keys(before.properties), ...Object.keys(after)])) {
    const old = valueIn(before.properties, name)
    const value = valueIn(after, name)
    if (old === value) continue
    if (old !== undefined && !hasHistory(org, type, before.id, name))
      addVersion(org, type, before.id, name, before.created, old, before.source)
    addVersion(org, type, before.id, name, at, value ?? '', source)
  }
}

function hasHistory(org: Org, type: string, id: string, name: string): boolean {
  const sql = 'SELECT 1 FROM history WHERE type = ? AND id = ? AND name = ? LIMIT 1'
  return statement(org.db, sql).get(type, Number(id), name) !== undefined
}

export function addVersion(
  org: Org,
  type: string,
  id: string,
  name: string,
  at: number,
  value: string,
  source: Source,
): void {
  statement(
    org.db,
    `INSERT INTO history SELECT ?1, ?2, ?3, coalesce(max(serial), 0) + 1, ?4, ?5, ?6, ?7, ?8
       FROM history WHERE type = ?1 AND id = ?2 AND name = ?3`,
  ).run(type, Number(id), name, at, value, source.type, source.id ?? null, source.userId ?? null)
}

/** Newest first, as the API shows it. */
export function versionsOf(org: Org, type: string, record: StoredRecord, name: string): Version[] {
  const rows = statement(
    org.db,
    'SELECT * FROM history WHERE type = ? AND id = ? AND name = ? ORDER BY at DESC, serial DESC',
  ).all(type, Number(record.id), name)
  if (rows.length > 0)
    return rows.map((row) =>
      version(String(row.value), Number(row.at), {
        type: String(row.source_type),
        ...(row.source_id === null ? {} : { id: String(row.source_id) }),
        ...(row.user_id === null ? {} : { userId: String(row.user_id) }),
      }),
    )
  const only = valueIn(record.properties, name)
  return only === undefined ? [] : [version(only, record.created, record.source)]
}

function version(value: string, at: number, source: Source): Version {
  return {
    value,
    timestamp: new Date(at).toISOString(),
    sourceType: source.type,
    ...(source.id === undefined ? {} : { sourceId: source.id }),
    ...(source.userId === undefined ? {} : { updatedByUserId: Number(source.userId) }),
  }
}
