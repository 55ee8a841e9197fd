import type { ApiRequest, ApiResponse, Org, Route } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { hasBin } from '../store/index.ts'

function countOf(org: Org, object: ObjectSchema): number {
  const alive = hasBin(object) ? ' WHERE "IsDeleted" = 0' : ''
  return Number(org.db.prepare(`SELECT count(*) AS n FROM "${object.name}"${alive}`).get()?.n)
}

/** Objects that nobody knows are left out, and so are empty ones when none was named. */
function recordCount(org: Org, request: ApiRequest): ApiResponse {
  const asked = request.query.get('sObjects')
  const seen = (object: ObjectSchema) => object.queryable && request.session.access.sees(object.name)
  const objects =
    asked === null
      ? [...org.schema.objects.values()].filter(seen)
      : asked
          .split(',')
          .flatMap((name) => org.schema.object(name.trim()) ?? [])
          .filter(seen)
  const sObjects = objects
    .map((object) => ({ count: countOf(org, object), name: object.name }))
    .filter(({ count }) => asked !== null || count > 0)
  return { status: 200, body: { sObjects } }
}

export const countRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/limits/recordCount', handle: recordCount },
]
