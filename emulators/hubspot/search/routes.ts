import { reading } from '../objects/scope.ts'
import { needType, shape, wantedOf } from '../objects/shape.ts'
import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { find } from './find.ts'
import { readQuery } from './query.ts'

export const searchRoutes: readonly Route[] = [
  {
    method: 'POST',
    pattern: '/crm/objects/:objectType/search',
    handle: search,
    scopes: reading,
    limit: 'search',
  },
]

function search(org: Org, { body, path, session }: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const query = readQuery(body)
  const wanted = wantedOf(org, type, session, query.properties)
  const { total, records, next } = find(org, type, query)
  const results = records.map((record) => shape(org, type, record, wanted))
  if (next === undefined) return { status: 200, body: { total, results } }
  const link = `${org.url}${path}?after=${next}`
  return { status: 200, body: { total, results, paging: { next: { after: String(next), link } } } }
}
