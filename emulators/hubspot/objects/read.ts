import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { afterOf, flagOf, limitOf, validation } from '../page.ts'
import { listRecords } from '../store/record.ts'
import { checkIdProperty, isShown, lookUp } from './find.ts'
import { notThere } from './problem.ts'
import { reading } from './scope.ts'
import { needType, shape, wantedOf } from './shape.ts'
import { tiesOf } from './ties.ts'

export const readRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/objects/:objectType', handle: list, scopes: reading },
  { method: 'GET', pattern: '/crm/objects/:objectType/:objectId', handle: getOne, scopes: reading },
]

/** Of a page that carries histories. */
const mostWithHistory = 50

/** Repeated, or separated by commas. */
export function namesOf(query: URLSearchParams, parameter: string): string[] {
  return query
    .getAll(parameter)
    .flatMap((each) => each.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function list(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const { query, path, session } = request
  const type = needType(org, objectType)
  const histories = namesOf(query, 'propertiesWithHistory')
  const wanted = wantedOf(org, type, session, namesOf(query, 'properties'), histories)
  const limit = limitOf(request, { fallback: 10, most: 100 })
  if (histories.length > 0 && limit > mostWithHistory)
    throw validation(
      `The maximum page size is ${mostWithHistory} when propertiesWithHistory is requested, but ${limit} was given`,
    )
  const archived = flagOf(request, 'archived')
  const ties = namesOf(query, 'associations').map((name) => needType(org, name))
  const records = listRecords(org, type.name, { after: afterOf(request), limit: limit + 1, archived })
  const results = records.slice(0, limit).map((record) => ({
    ...shape(org, type, record, wanted),
    ...tiesOf(org, type, record, ties),
  }))
  const last = results.at(-1)
  if (records.length <= limit || last === undefined) return { status: 200, body: { results } }
  const next = new URLSearchParams(query)
  next.set('after', last.id)
  const link = `${org.url}${path}?${next}`
  return { status: 200, body: { results, paging: { next: { after: last.id, link } } } }
}

/** An id that was merged away answers the record that it became, under that one's own id. */
function getOne(org: Org, request: ApiRequest, { objectType = '', objectId = '' }: Parameters): ApiResponse {
  const { query, session } = request
  const type = needType(org, objectType)
  const idProperty = query.get('idProperty') ?? undefined
  checkIdProperty(org, type, idProperty)
  const record = lookUp(org, type, objectId, idProperty)
  if (!isShown(org, record, flagOf(request, 'archived'))) throw notThere(type, objectId)
  const histories = namesOf(query, 'propertiesWithHistory')
  const wanted = wantedOf(org, type, session, namesOf(query, 'properties'), histories)
  const ties = namesOf(query, 'associations').map((name) => needType(org, name))
  return { status: 200, body: { ...shape(org, type, record, wanted), ...tiesOf(org, type, record, ties) } }
}
