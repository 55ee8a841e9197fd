import { atomically } from '../../statement.ts'
import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { afterOf, bodyOf, limitOf, pageOf, textOf, validation } from '../page.ts'
import { findType } from '../store/define.ts'
import { findRecord } from '../store/record.ts'
import { type ListRow, livingMembers, needList, sizeOf } from './read.ts'
import { readsLists, writesLists } from './scopes.ts'
import { addMembers, removeMembers } from './tables.ts'

const page = { fallback: 100, most: 250 }
/** No page says how many at most; HubSpot's older pages said so many. */
const mostIds = 100_000
/** Nor how many records a batch may ask for: what all its other batches take. */
const mostInputs = 100
const wholeListMost = 100_000

export const membershipRoutes: readonly Route[] = [
  {
    method: 'GET',
    pattern: '/crm/lists/:list/memberships',
    scopes: readsLists,
    handle: (...asked) => members('record_id', ...asked),
  },
  {
    method: 'GET',
    pattern: '/crm/lists/:list/memberships/join-order',
    scopes: readsLists,
    handle: (...asked) => members('last_added', ...asked),
  },
  { method: 'DELETE', pattern: '/crm/lists/:list/memberships', scopes: writesLists, handle: clear },
  { method: 'PUT', pattern: '/crm/lists/:list/memberships/add', scopes: writesLists, handle: add },
  { method: 'PUT', pattern: '/crm/lists/:list/memberships/remove', scopes: writesLists, handle: remove },
  {
    method: 'PUT',
    pattern: '/crm/lists/:list/memberships/add-and-remove',
    scopes: writesLists,
    handle: addAndRemove,
  },
  {
    method: 'PUT',
    pattern: '/crm/lists/:list/memberships/add-from/:source',
    scopes: writesLists,
    handle: addFrom,
  },
  {
    method: 'GET',
    pattern: '/crm/lists/records/:type/:record/memberships',
    scopes: readsLists,
    handle: ofRecord,
  },
  {
    method: 'POST',
    pattern: '/crm/lists/records/memberships/batch/read',
    scopes: readsLists,
    handle: ofRecords,
  },
]

function members(
  order: 'record_id' | 'last_added',
  org: Org,
  request: ApiRequest,
  { list }: Parameters,
): ApiResponse {
  const found = needList(org, list)
  const limit = limitOf(request, page)
  const after = Number(afterOf(request))
  const total = sizeOf(org, found)
  const byRecord = order === 'record_id'
  const rest = byRecord
    ? 'AND record_id > ?2 ORDER BY record_id LIMIT ?3'
    : 'ORDER BY last_added, record_id LIMIT ?3 OFFSET ?2'
  const rows = org.db
    .prepare(`SELECT * FROM crm_list_member WHERE list_id = ?1 AND ${livingMembers(org, found)} ${rest}`)
    .all(Number(found.id), after, limit + 1)
  const cursor = (row: Readonly<Record<string, unknown>>) =>
    byRecord ? String(row.record_id) : String(after + limit)
  return { status: 200, body: { ...pageOf(request, rows, limit, show, cursor), total } }
}

function show(row: Readonly<Record<string, unknown>>) {
  return {
    recordId: String(row.record_id),
    membershipTimestamp: new Date(Number(row.last_added)).toISOString(),
  }
}

function clear(org: Org, _request: ApiRequest, { list }: Parameters): ApiResponse {
  const found = needByHand(org, list)
  if (sizeOf(org, found) >= wholeListMost) throw validation(`The list has ${wholeListMost} members or more`)
  org.db.prepare('DELETE FROM crm_list_member WHERE list_id = ?').run(Number(found.id))
  return { status: 204 }
}

function add(org: Org, { body }: ApiRequest, { list }: Parameters): ApiResponse {
  return { status: 200, body: update(org, needByHand(org, list), idsOf(body), []) }
}

function remove(org: Org, { body }: ApiRequest, { list }: Parameters): ApiResponse {
  return { status: 200, body: update(org, needByHand(org, list), [], idsOf(body)) }
}

function addAndRemove(org: Org, request: ApiRequest, { list }: Parameters): ApiResponse {
  const { recordIdsToAdd = [], recordIdsToRemove = [] } = bodyOf(request)
  return {
    status: 200,
    body: update(org, needByHand(org, list), idsOf(recordIdsToAdd), idsOf(recordIdsToRemove)),
  }
}

function addFrom(org: Org, _request: ApiRequest, { list, source }: Parameters): ApiResponse {
  const target = needByHand(org, list)
  const from = needList(org, source)
  if (from.objectTypeId !== target.objectTypeId) throw validation('The lists are of different object types')
  if (sizeOf(org, from) >= wholeListMost) throw validation(`The list has ${wholeListMost} members or more`)
  const ids = org.db
    .prepare(`SELECT record_id FROM crm_list_member WHERE list_id = ? AND ${livingMembers(org, from)}`)
    .all(Number(from.id))
    .map((row) => String(row.record_id))
  update(org, target, ids, [])
  return { status: 204 }
}

/** Only static lists take members by hand. */
function needByHand(org: Org, id: string | undefined): ListRow {
  const list = needList(org, id)
  if (list.processingType === 'DYNAMIC')
    throw validation(`List ${list.id} is DYNAMIC, its members cannot be changed by hand`)
  return list
}

function idsOf(body: unknown): readonly string[] {
  if (!Array.isArray(body)) throw validation('Invalid input JSON: the body must be a list of record ids')
  if (body.length > mostIds) throw validation(`No more than ${mostIds} records can be given at once`)
  return body.map(String)
}

/** `recordsIdsAdded` is spelled like that. Ids of no living record of the list's type are missing. */
function update(org: Org, list: ListRow, toAdd: readonly string[], toRemove: readonly string[]) {
  const type = findType(org, list.objectTypeId)?.name ?? ''
  const lives = (id: string) => findRecord(org, type, id)?.archived === null
  const there = [...new Set(toAdd)].filter(lives)
  const recordIdsMissing = [...new Set([...toAdd, ...toRemove])].filter((id) => !lives(id))
  return atomically(org.db, () => ({
    recordsIdsAdded: addMembers(org, Number(list.id), there, org.clock.now().getTime()),
    recordIdsRemoved: removeMembers(org, Number(list.id), toRemove),
    recordIdsMissing,
  }))
}

function ofRecord(org: Org, _request: ApiRequest, { type = '', record = '' }: Parameters): ApiResponse {
  const results = membershipsOf(org, type, record)
  return { status: 200, body: { results, total: results.length } }
}

function ofRecords(org: Org, request: ApiRequest): ApiResponse {
  const { inputs } = bodyOf(request)
  if (!Array.isArray(inputs))
    throw validation('Invalid input JSON: some required fields were not set: [inputs]')
  if (inputs.length > mostInputs)
    throw validation(`No more than ${mostInputs} inputs are allowed in a single request`)
  const at = org.clock.now().toISOString()
  const results = (inputs as readonly Readonly<Record<string, unknown>>[]).map((input) => {
    const objectTypeId = textOf(input, 'objectTypeId')
    const recordId = textOf(input, 'recordId')
    return { objectTypeId, recordId, recordListMemberships: membershipsOf(org, objectTypeId, recordId) }
  })
  return { status: 200, body: { status: 'COMPLETE', results, startedAt: at, completedAt: at } }
}

/** Record ids are unique within a type only. */
function membershipsOf(org: Org, type: string, record: string): readonly Readonly<Record<string, unknown>>[] {
  const found = findType(org, type)
  if (found === undefined) throw validation(`${type} is not a valid objectTypeId`)
  if (findRecord(org, found.name, record)?.archived !== null) return []
  return org.db
    .prepare(
      `SELECT l.id, l.version, m.first_added, m.last_added FROM crm_list_member m JOIN crm_list l ON l.id = m.list_id
       WHERE m.record_id = ? AND l.object_type_id = ? AND l.deleted_at IS NULL ORDER BY l.id`,
    )
    .all(Number(record), found.typeId)
    .map((row) => ({
      listId: String(row.id),
      listVersion: Number(row.version),
      isPublicList: false,
      firstAddedTimestamp: new Date(Number(row.first_added)).toISOString(),
      lastAddedTimestamp: new Date(Number(row.last_added)).toISOString(),
    }))
}
