import { writing } from '../objects/scope.ts'
import { needType, shapeWhole } from '../objects/shape.ts'
import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { bodyOf, validation } from '../page.ts'
import { needMergeable } from './check.ts'
import { mergeRecords } from './merge.ts'

export const mergeRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/objects/:objectType/merge', handle: merge, scopes: writing },
]

function merge(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const body = bodyOf(request)
  const pair = needMergeable(org, type, idOf(body, 'primaryObjectId'), idOf(body, 'objectIdToMerge'))
  const merged = mergeRecords(org, type, pair, {
    type: 'MERGE_OBJECTS',
    id: request.session.appId,
    userId: request.session.userId,
  })
  return { status: 200, body: shapeWhole(org, type, merged, request.session) }
}

function idOf(body: Readonly<Record<string, unknown>>, name: string): string {
  const id = body[name]
  if (typeof id === 'string' && id !== '') return id
  if (typeof id === 'number') return String(id)
  throw validation(`Invalid input JSON: some required fields were not set: [${name}]`)
}
