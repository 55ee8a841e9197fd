import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { recordTable } from './open.ts'

export interface Source {
  /** `INTEGRATION`, `CRM_UI`, `IMPORT`, `MERGE_OBJECTS`, … */
  readonly type: string
  readonly id?: string
  readonly userId?: string
}

export type Values = Readonly<Record<string, string>>

/** Properties may be named as what every object has: `constructor`. */
export function valueIn(values: Values, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

export interface StoredRecord {
  readonly id: string
  /** Milliseconds. */
  readonly created: number
  readonly updated: number
  readonly archived: number | null
  readonly source: Source
  /** Without empty ones, and without those that columns hold: id, creation, modification. */
  readonly properties: Values
}

type Row = Record<string, unknown>

export function recordOf(row: Row): StoredRecord {
  return {
    id: String(row.id),
    created: Number(row.created),
    updated: Number(row.updated),
    archived: row.archived === null ? null : Number(row.archived),
    source: JSON.parse(String(row.source)) as Source,
    properties: JSON.parse(String(row.properties)) as Values,
  }
}

/** The record of exactly this id, in the recycle bin or not; forward references are not followed. */
export function findRecord(org: Org, type: string, id: string): StoredRecord | undefined {
  if (!/^\d{1,15}$/.test(id)) return undefined
  const row = statement(org.db, `SELECT * FROM ${recordTable(type)} WHERE id = ?`).get(Number(id))
  return row === undefined ? undefined : recordOf(row)
}

/** Follows what was merged away to the record that lives on. */
export function canonicalId(org: Org, type: string, id: string): string {
  if (!/^\d{1,15}$/.test(id)) return id
  const row = statement(org.db, 'SELECT target FROM forward WHERE type = ? AND id = ?').get(type, Number(id))
  return row === undefined ? id : String(row.target)
}

const ninetyDays = 90 * 24 * 60 * 60 * 1000

/** In the recycle bin, and still to be seen there. */
export function isInBin(org: Org, { archived }: StoredRecord): boolean {
  return archived !== null && archived > org.clock.now().getTime() - ninetyDays
}

/** In id order, from after `after`; linear over the whole table. */
export function listRecords(
  org: Org,
  type: string,
  { after = '0', limit, archived }: { after?: string; limit: number; archived: boolean },
): StoredRecord[] {
  const state = archived ? 'archived > ?' : 'archived IS NULL'
  const oldest = archived ? [org.clock.now().getTime() - ninetyDays] : []
  return statement(org.db, `SELECT * FROM ${recordTable(type)} WHERE id > ? AND ${state} ORDER BY id LIMIT ?`)
    .all(Number(after), ...oldest, limit)
    .map(recordOf)
}
