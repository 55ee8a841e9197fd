import type { DatabaseSync } from 'node:sqlite'

export const listTables = `
  CREATE TABLE IF NOT EXISTS crm_list (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, object_type_id TEXT NOT NULL, processing_type TEXT NOT NULL,
    filter_branch TEXT, version INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    created_by INTEGER, updated_by INTEGER, deleted_at INTEGER);
  CREATE UNIQUE INDEX IF NOT EXISTS crm_list_name ON crm_list (name COLLATE NOCASE) WHERE deleted_at IS NULL;
  CREATE TABLE IF NOT EXISTS crm_list_member (
    list_id INTEGER NOT NULL, record_id INTEGER NOT NULL, first_added INTEGER NOT NULL, last_added INTEGER NOT NULL,
    PRIMARY KEY (list_id, record_id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS crm_list_member_record ON crm_list_member (record_id, list_id);
`

export type ProcessingType = 'MANUAL' | 'SNAPSHOT' | 'DYNAMIC'

interface Store {
  readonly db: DatabaseSync
}

export interface ListSpec {
  readonly name: string
  /** `0-1` for contacts. */
  readonly objectTypeId: string
  readonly processingType: ProcessingType
  readonly filterBranch?: unknown
  readonly createdAt: number
  readonly createdById?: number
}

/** The list's id. */
export function insertList({ db }: Store, spec: ListSpec): number {
  const by = spec.createdById ?? null
  const { lastInsertRowid } = db
    .prepare(
      `INSERT INTO crm_list (name, object_type_id, processing_type, filter_branch, version, created_at, updated_at,
       created_by, updated_by) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)`,
    )
    .run(
      spec.name,
      spec.objectTypeId,
      spec.processingType,
      spec.filterBranch === undefined ? null : JSON.stringify(spec.filterBranch),
      spec.createdAt,
      spec.createdAt,
      by,
      by,
    )
  return Number(lastInsertRowid)
}

/** The ids that were not members before. */
export function addMembers({ db }: Store, listId: number, ids: Iterable<string>, at: number): string[] {
  const insert = db.prepare('INSERT OR IGNORE INTO crm_list_member VALUES (?, ?, ?, ?)')
  const added: string[] = []
  for (const id of ids) if (insert.run(listId, Number(id), at, at).changes === 1) added.push(id)
  return added
}

/** The ids that were members until now. */
export function removeMembers({ db }: Store, listId: number, ids: Iterable<string>): string[] {
  const remove = db.prepare('DELETE FROM crm_list_member WHERE list_id = ? AND record_id = ?')
  const removed: string[] = []
  for (const id of ids) if (remove.run(listId, Number(id)).changes === 1) removed.push(id)
  return removed
}

/** For a record that is gone for good. */
export function forgetMemberships({ db }: Store, objectTypeId: string, id: string): void {
  db.prepare(
    `DELETE FROM crm_list_member WHERE record_id = ? AND list_id IN (SELECT id FROM crm_list WHERE object_type_id = ?)`,
  ).run(Number(id), objectTypeId)
}

export interface MergedMembership {
  readonly objectTypeId: string
  readonly primary: string
  readonly secondary: string
  /** The record that both became. */
  readonly merged: string
  /** `leave`: the secondary's static lists lose it; `combine`: the merged record is in the lists of both. */
  readonly mode: 'leave' | 'combine'
}

/** What a merge does to lists: the merged record takes the primary's places, and the secondary's where the mode says so. */
export function mergeMemberships({ db }: Store, spec: MergedMembership): void {
  const sources = spec.mode === 'combine' ? [spec.primary, spec.secondary] : [spec.primary]
  const ofType = 'list_id IN (SELECT id FROM crm_list WHERE object_type_id = ?)'
  const read = db.prepare(
    `SELECT list_id AS list, first_added AS first, last_added AS last FROM crm_list_member
     WHERE record_id = ? AND ${ofType}`,
  )
  const rows = sources.flatMap((source) => read.all(Number(source), spec.objectTypeId))
  const remove = db.prepare(`DELETE FROM crm_list_member WHERE record_id = ? AND ${ofType}`)
  for (const gone of [spec.primary, spec.secondary]) remove.run(Number(gone), spec.objectTypeId)
  const insert = db.prepare('INSERT OR IGNORE INTO crm_list_member VALUES (?, ?, ?, ?)')
  for (const row of rows)
    insert.run(Number(row.list), Number(spec.merged), Number(row.first), Number(row.last))
}
