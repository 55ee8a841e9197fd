import type { ApiRequest, Org } from '../org.ts'
import { notFound } from '../page.ts'
import { findType } from '../store/define.ts'
import { recordTable } from '../store/open.ts'
import type { ProcessingType } from './tables.ts'

/** Deleted lists can be restored that long. */
const restorable = 90 * 24 * 60 * 60 * 1000

export interface ListRow {
  readonly id: string
  readonly name: string
  readonly objectTypeId: string
  readonly processingType: ProcessingType
  readonly filterBranch: unknown
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly createdById: string | null
  readonly updatedById: string | null
  readonly deletedAt: number | null
}

export function listRow(row: Readonly<Record<string, unknown>>): ListRow {
  return {
    id: String(row.id),
    name: String(row.name),
    objectTypeId: String(row.object_type_id),
    processingType: String(row.processing_type) as ProcessingType,
    filterBranch: row.filter_branch === null ? undefined : JSON.parse(String(row.filter_branch)),
    version: Number(row.version),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
    createdById: row.created_by === null ? null : String(row.created_by),
    updatedById: row.updated_by === null ? null : String(row.updated_by),
    deletedAt: row.deleted_at === null ? null : Number(row.deleted_at),
  }
}

/** The list, unless it was deleted. */
export function needList(org: Org, id: string | undefined): ListRow {
  const row = org.db
    .prepare('SELECT * FROM crm_list WHERE id = ? AND deleted_at IS NULL')
    .get(Number(id ?? Number.NaN))
  if (row === undefined) throw notFound(`The list with id ${id}`)
  return listRow(row)
}

/** A list in the bin that is not too old. */
export function needDeleted(org: Org, id: string | undefined): ListRow {
  const oldest = org.clock.now().getTime() - restorable
  const row = org.db
    .prepare('SELECT * FROM crm_list WHERE id = ? AND deleted_at > ?')
    .get(Number(id ?? Number.NaN), oldest)
  if (row === undefined) throw notFound(`A deleted list with id ${id}`)
  return listRow(row)
}

/** What holds for rows of `crm_list_member` that count: records in the bin are in no list until they come back. */
export function livingMembers(org: Org, { objectTypeId }: Pick<ListRow, 'objectTypeId'>): string {
  const type = findType(org, objectTypeId)
  if (type === undefined) return '0'
  const table = recordTable(type.name)
  return `EXISTS (SELECT 1 FROM ${table} r WHERE r.id = crm_list_member.record_id AND r.archived IS NULL)`
}

/** Counted the other way round, as lists are long and the bin is nearly empty. */
export function sizeOf(org: Org, list: ListRow): number {
  const type = findType(org, list.objectTypeId)
  if (type === undefined) return 0
  const { all, gone } = org.db
    .prepare(
      `SELECT (SELECT count(*) FROM crm_list_member WHERE list_id = ?1) AS "all",
        (SELECT count(*) FROM ${recordTable(type.name)} r WHERE r.archived IS NOT NULL
          AND EXISTS (SELECT 1 FROM crm_list_member WHERE list_id = ?1 AND record_id = r.id)) AS gone`,
    )
    .get(Number(list.id)) as { all: number; gone: number }
  return all - gone
}

/** As reading and creating show it. */
export function showList(
  org: Org,
  list: ListRow,
  { query }: Pick<ApiRequest, 'query'>,
): Readonly<Record<string, unknown>> {
  const filters = query.get('includeFilters') === 'true' && list.filterBranch !== undefined
  return {
    ...basics(list),
    size: sizeOf(org, list),
    ...(filters ? { filterBranch: list.filterBranch } : {}),
    listPermissions: { teamsWithEditAccess: [], usersWithEditAccess: [] },
    membershipSettings: { membershipTeamId: null, includeUnassigned: null },
  }
}

/** As searching shows it. */
export function showFound(org: Org, list: ListRow): Readonly<Record<string, unknown>> {
  const { first, last } = org.db
    .prepare(
      'SELECT min(first_added) AS first, max(last_added) AS last FROM crm_list_member WHERE list_id = ?',
    )
    .get(Number(list.id)) as { first: number | null; last: number | null }
  return {
    ...basics(list),
    additionalProperties: {
      hs_list_size: String(sizeOf(org, list)),
      hs_list_reference_count: '0',
      ...(first === null ? {} : { hs_last_record_added_at: String(last) }),
    },
  }
}

function basics(list: ListRow): Readonly<Record<string, unknown>> {
  const created = new Date(list.createdAt).toISOString()
  const updated = new Date(list.updatedAt).toISOString()
  return {
    listId: list.id,
    listVersion: list.version,
    createdAt: created,
    updatedAt: updated,
    filtersUpdatedAt: created,
    processingStatus: 'COMPLETE',
    ...(list.createdById === null ? {} : { createdById: list.createdById }),
    ...(list.updatedById === null ? {} : { updatedById: list.updatedById }),
    processingType: list.processingType,
    objectTypeId: list.objectTypeId,
    name: list.name,
  }
}
