import { createFind } from '../routing.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from './org.ts'

export interface Router {
  readonly call: (org: Org, request: ApiRequest) => ApiResponse | Promise<ApiResponse>
  /** Pattern of the route that would answer, for counting; `undefined` when none would. */
  readonly purpose: (method: string, path: string) => string | undefined
}

/** Fixed parts win over parameters, from the left; HEAD is answered by GET. */
export function createRouter(routes: readonly Route[]): Router {
  const find = createFind(routes)
  return {
    call(org, request) {
      const found = find(effectiveMethod(request), request.path)
      if (!('route' in found)) throw refusal(request.method, found)
      return found.route.handle(org, request, found.parameters)
    },
    purpose(method, path) {
      const found = find(method, path)
      return 'route' in found ? found.route.pattern : undefined
    },
  }
}

/** Clients that cannot send PATCH post with `_HttpMethod=PATCH`. */
function effectiveMethod(request: ApiRequest): string {
  const asked = request.method === 'POST' ? request.query.get('_HttpMethod')?.toUpperCase() : undefined
  return asked ?? request.method
}

function refusal(method: string, allowed: readonly string[]): ApiError {
  if (allowed.length === 0) return new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  const named = allowed.flatMap((each) => (each === 'GET' ? ['HEAD', 'GET'] : [each]))
  return new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP Method '${method}' not allowed. Allowed are ${named.join(',')}`,
  )
}
