import type { ApiRequest, ApiResponse, Org, Route } from '../org.ts'
import { describe, describeBrief } from './describe.ts'
import { described } from './described.ts'
import { objectNamed } from './object.ts'

type Parameters = Readonly<Record<string, string>>

function global(org: Org, request: ApiRequest): ApiResponse {
  const sobjects = [...org.schema.objects.values()]
    .filter((object) => request.session.access.sees(object.name))
    .map((object) => describeBrief(object, request.session, request.version))
  return described(org, request, { encoding: 'UTF-8', maxBatchSize: 200, sobjects })
}

function basic(org: Org, request: ApiRequest, { object: name = '' }: Parameters): ApiResponse {
  const object = objectNamed(org, request.session, name)
  return {
    status: 200,
    body: { objectDescribe: describeBrief(object, request.session, request.version), recentItems: [] },
  }
}

function full(org: Org, request: ApiRequest, { object = '' }: Parameters): ApiResponse {
  return described(org, request, describe(org, objectNamed(org, request.session, object), request))
}

export const describeRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/sobjects', handle: global },
  { method: 'GET', pattern: '/sobjects/:object', handle: basic },
  { method: 'GET', pattern: '/sobjects/:object/describe', handle: full },
  { method: 'GET', pattern: '/tooling/sobjects', handle: global },
  { method: 'GET', pattern: '/tooling/sobjects/:object/describe', handle: full },
]
