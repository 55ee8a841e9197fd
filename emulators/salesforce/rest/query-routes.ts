import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { columnMetadata } from './column-metadata.ts'
import { batchSize, firstPage, nextPage, type Page } from './cursor.ts'

/** The Tooling API names itself in every address that it gives. */
function apiOf(request: ApiRequest): string {
  return request.path.startsWith('/tooling') ? `${request.version}/tooling` : request.version
}

/** What the Tooling API says beside the page. */
function toolingPage(page: Page): Record<string, unknown> {
  const type = page.records[0]?.attributes as { type?: string } | undefined
  return { size: page.records.length, queryLocator: null, entityTypeName: type?.type ?? null, ...page }
}

function query(all: boolean, tooling = false) {
  return (org: Org, request: ApiRequest): ApiResponse => {
    const soql = request.query.get('q')
    if (soql === null || soql.trim() === '')
      throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified')
    if (request.query.get('columns') === 'true')
      return { status: 200, body: columnMetadata(org, request.session, soql, all) }
    const size = batchSize(request.headers['sforce-query-options'])
    const page = firstPage(org, request.session, { soql, all, version: apiOf(request), size })
    return { status: 200, body: tooling ? toolingPage(page) : page }
  }
}

function more(
  org: Org,
  request: ApiRequest,
  { locator = '' }: Readonly<Record<string, string>>,
): ApiResponse {
  const size = batchSize(request.headers['sforce-query-options'])
  return { status: 200, body: nextPage(org, request.session, locator, apiOf(request), size) }
}

export const queryRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/query', handle: query(false) },
  { method: 'GET', pattern: '/queryAll', handle: query(true) },
  { method: 'GET', pattern: '/query/:locator', handle: more },
  { method: 'GET', pattern: '/queryAll/:locator', handle: more },
  { method: 'GET', pattern: '/tooling/query', handle: query(false, true) },
  { method: 'GET', pattern: '/tooling/query/:locator', handle: more },
]
