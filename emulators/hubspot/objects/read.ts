import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters, type Route } from '../org.ts'
import { canonicalId, findRecord, listRecords } from '../store/record.ts'
import { reading } from './scope.ts'
import { needType, shape, wantedOf } from './shape.ts'

export const readRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/objects/:objectType', handle: list, scopes: reading },
  { method: 'GET', pattern: '/crm/objects/:objectType/:objectId', handle: getOne, scopes: reading },
]

/** Repeated, or separated by commas. */
export function namesOf(query: URLSearchParams, parameter: string): string[] {
  return query
    .getAll(parameter)
    .flatMap((each) => each.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function list(org: Org, { query, path }: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const wanted = wantedOf(org, type, namesOf(query, 'properties'), namesOf(query, 'propertiesWithHistory'))
  const limit = Number(query.get('limit') ?? 10)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new ApiError(400, 'VALIDATION_ERROR', 'limit must be between 1 and 100')
  const archived = query.get('archived') === 'true'
  const after = query.get('after') ?? '0'
  const records = listRecords(org, type.name, { after, limit: limit + 1, archived })
  const results = records.slice(0, limit).map((record) => shape(org, type, record, wanted))
  const last = results.at(-1)
  if (records.length <= limit || last === undefined) return { status: 200, body: { results } }
  const link = `${org.url}${path}?limit=${limit}&after=${last.id}`
  return { status: 200, body: { results, paging: { next: { after: last.id, link } } } }
}

function getOne(
  org: Org,
  { query }: ApiRequest,
  { objectType = '', objectId = '' }: Parameters,
): ApiResponse {
  const type = needType(org, objectType)
  const record = findRecord(org, type.name, canonicalId(org, type.name, objectId))
  const archived = query.get('archived') === 'true'
  if (record === undefined || (record.archived !== null) !== archived)
    throw new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  const wanted = wantedOf(org, type, namesOf(query, 'properties'), namesOf(query, 'propertiesWithHistory'))
  return { status: 200, body: shape(org, type, record, wanted) }
}
