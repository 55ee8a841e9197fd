import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters, type Route } from '../org.ts'
import { bodyOf, notFound, textOf, validation } from '../page.ts'
import { findType } from '../store/define.ts'
import { listRow, needDeleted, needList, showFound, showList } from './read.ts'
import { readsLists, writesLists } from './scopes.ts'
import { insertList, type ProcessingType } from './tables.ts'

const mostFound = 500
const usualFound = 20
/** Searching sees no further than that. */
const furthest = 10_000

export const listRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/lists', scopes: writesLists, handle: create },
  { method: 'GET', pattern: '/crm/lists', scopes: readsLists, handle: readMany },
  { method: 'GET', pattern: '/crm/lists/:list', scopes: readsLists, handle: read },
  { method: 'DELETE', pattern: '/crm/lists/:list', scopes: writesLists, handle: remove },
  { method: 'PUT', pattern: '/crm/lists/:list/restore', scopes: writesLists, handle: restore },
  { method: 'PUT', pattern: '/crm/lists/:list/update-list-name', scopes: writesLists, handle: rename },
  {
    method: 'GET',
    pattern: '/crm/lists/object-type-id/:type/name/:name',
    scopes: readsLists,
    handle: readByName,
  },
  { method: 'POST', pattern: '/crm/lists/search', scopes: readsLists, handle: search },
]

/** 200, not 201. */
function create(org: Org, request: ApiRequest): ApiResponse {
  const body = bodyOf(request)
  const name = textOf(body, 'name')
  const type = findType(org, textOf(body, 'objectTypeId'))
  if (type === undefined) throw validation(`${String(body.objectTypeId)} is not a valid objectTypeId`)
  const processingType = processingTypeOf(textOf(body, 'processingType'))
  if (processingType === 'DYNAMIC' && body.filterBranch === undefined)
    throw validation('A list of type DYNAMIC needs a filterBranch')
  if (processingType === 'MANUAL' && body.filterBranch !== undefined)
    throw validation('A list of type MANUAL has no filterBranch')
  checkName(org, name)
  const id = insertList(org, {
    name,
    objectTypeId: type.typeId,
    processingType,
    createdAt: org.clock.now().getTime(),
    createdById: Number(request.session.userId),
    ...(body.filterBranch === undefined ? {} : { filterBranch: body.filterBranch }),
  })
  return { status: 200, body: { list: showList(org, needList(org, String(id)), request) } }
}

function processingTypeOf(text: string): ProcessingType {
  if (text === 'MANUAL' || text === 'SNAPSHOT' || text === 'DYNAMIC') return text
  throw new ApiError(400, 'VALIDATION_ERROR', `${text} is not a valid processingType`, {
    subCategory: 'INVALID_PROCESSING_TYPE',
  })
}

function checkName(org: Org, name: string): void {
  const same = org.db
    .prepare('SELECT id FROM crm_list WHERE name = ? COLLATE NOCASE AND deleted_at IS NULL')
    .get(name)
  if (same !== undefined)
    throw new ApiError(400, 'VALIDATION_ERROR', `List with name '${name}' already exists.`, {
      subCategory: 'ILS.DUPLICATE_LIST_NAMES',
    })
}

function read(org: Org, request: ApiRequest, { list }: Parameters): ApiResponse {
  return { status: 200, body: { list: showList(org, needList(org, list), request) } }
}

/** Ids of no list are left out. */
function readMany(org: Org, request: ApiRequest): ApiResponse {
  const find = org.db.prepare('SELECT * FROM crm_list WHERE id = ? AND deleted_at IS NULL')
  const lists = request.query.getAll('listIds').flatMap((id) => {
    const row = find.get(Number(id))
    return row === undefined ? [] : [showList(org, listRow(row), request)]
  })
  return { status: 200, body: { lists } }
}

function readByName(
  org: Org,
  request: ApiRequest,
  { type: typeId = '', name = '' }: Parameters,
): ApiResponse {
  const row = org.db
    .prepare(
      'SELECT * FROM crm_list WHERE name = ? COLLATE NOCASE AND object_type_id = ? AND deleted_at IS NULL',
    )
    .get(name, findType(org, typeId)?.typeId ?? typeId)
  if (row === undefined) throw notFound(`The list with name ${name}`)
  return { status: 200, body: { list: showList(org, listRow(row), request) } }
}

function remove(org: Org, _request: ApiRequest, { list }: Parameters): ApiResponse {
  const { id } = needList(org, list)
  org.db.prepare('UPDATE crm_list SET deleted_at = ? WHERE id = ?').run(org.clock.now().getTime(), Number(id))
  return { status: 204 }
}

function restore(org: Org, _request: ApiRequest, { list }: Parameters): ApiResponse {
  const { id, name } = needDeleted(org, list)
  checkName(org, name)
  org.db.prepare('UPDATE crm_list SET deleted_at = NULL WHERE id = ?').run(Number(id))
  return { status: 204 }
}

function rename(org: Org, request: ApiRequest, { list }: Parameters): ApiResponse {
  const { id, name: before } = needList(org, list)
  const name = request.query.get('listName') ?? ''
  if (name === '') throw validation('The query parameter listName is missing')
  if (name.toLowerCase() !== before.toLowerCase()) checkName(org, name)
  org.db
    .prepare(
      'UPDATE crm_list SET name = ?, version = version + 1, updated_at = ?, updated_by = ? WHERE id = ?',
    )
    .run(name, org.clock.now().getTime(), Number(request.session.userId), Number(id))
  return { status: 200, body: { updatedList: showList(org, needList(org, id), request) } }
}

const orders: Readonly<Record<string, string>> = {
  HS_CREATED_AT: 'created_at',
  HS_LIST_ID: 'id',
  HS_LIST_NAME: 'name COLLATE NOCASE',
  HS_UPDATED_AT: 'updated_at',
}

function orderOf(sort: unknown): string {
  const text = typeof sort === 'string' ? sort : 'HS_LIST_ID'
  const column = orders[text.replace(/^-/, '')]
  if (column === undefined) throw validation(`${text} is not a valid sort`)
  const direction = text.startsWith('-') ? 'DESC' : 'ASC'
  return `${column} ${direction}, id ${direction}`
}

function search(org: Org, request: ApiRequest): ApiResponse {
  const body = request.body === undefined ? {} : bodyOf(request)
  const count = Number(body.count ?? usualFound)
  const offset = Number(body.offset ?? 0)
  if (!(count >= 1 && count <= mostFound)) throw validation(`count must be between 1 and ${mostFound}`)
  if (offset + count > furthest) throw validation(`offset and count together must not exceed ${furthest}`)
  const wanted = org.db
    .prepare(`SELECT * FROM crm_list WHERE deleted_at IS NULL ORDER BY ${orderOf(body.sort)}`)
    .all()
    .map(listRow)
    .filter(
      ({ id, name, objectTypeId, processingType }) =>
        (typeof body.query !== 'string' || name.toLowerCase().includes(body.query.toLowerCase())) &&
        (typeof body.objectTypeId !== 'string' || objectTypeId === body.objectTypeId) &&
        (!Array.isArray(body.processingTypes) || body.processingTypes.includes(processingType)) &&
        (!Array.isArray(body.listIds) || body.listIds.map(String).includes(id)),
    )
  const lists = wanted.slice(offset, offset + count).map((list) => showFound(org, list))
  const next = offset + lists.length
  return { status: 200, body: { lists, hasMore: next < wanted.length, offset: next, total: wanted.length } }
}
