import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { columnMetadata } from './column-metadata.ts'
import { batchSize, firstPage, nextPage } from './cursor.ts'

function query(all: boolean) {
  return (org: Org, request: ApiRequest): ApiResponse => {
    const soql = request.query.get('q')
    if (soql === null || soql.trim() === '')
      throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
    if (request.query.get('columns') === 'true')
      return { status: 200, body: columnMetadata(org, request.session, soql, all) }
    const size = batchSize(request.headers['sforce-query-options'])
    return {
      status: 200,
      body: firstPage(org, request.session, { soql, all, version: request.version, size }),
    }
  }
}

function more(
  org: Org,
  request: ApiRequest,
  { locator = '' }: Readonly<Record<string, string>>,
): ApiResponse {
  const size = batchSize(request.headers['sforce-query-options'])
  return { status: 200, body: nextPage(org, request.session, locator, request.version, size) }
}

export const queryRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/query', handle: query(false) },
  { method: 'GET', pattern: '/queryAll', handle: query(true) },
  { method: 'GET', pattern: '/query/:locator', handle: more },
  { method: 'GET', pattern: '/queryAll/:locator', handle: more },
  { method: 'GET', pattern: '/tooling/query', handle: query(false) },
  { method: 'GET', pattern: '/tooling/query/:locator', handle: more },
]
