import { createFind, type Find } from '../routing.ts'
import { missingScopes } from './answer.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from './org.ts'

export interface Router {
  /** The route, or the methods that this address does take (none: no such address). */
  readonly find: Find<Route>
  /** Scopes are asked for, nothing is counted. */
  readonly call: (org: Org, request: ApiRequest) => ApiResponse | Promise<ApiResponse>
  /** Pattern of the route that would answer, for counting; `undefined` when none would. */
  readonly purpose: (method: string, path: string) => string | undefined
}

/** Fixed parts win over parameters, from the left; HEAD is answered by GET. */
export function createRouter(routes: readonly Route[]): Router {
  const find = createFind(routes)
  return {
    find,
    call(org, request) {
      const found = find(request.method, request.path)
      if (!('route' in found)) throw refusal(request.method, found)
      requireScopes(request, found.route.scopes?.(org, found.parameters, request) ?? [])
      return found.route.handle(org, request, found.parameters)
    },
    purpose(method, path) {
      const found = find(method, path)
      return 'route' in found ? found.route.pattern : undefined
    },
  }
}

function requireScopes({ session }: ApiRequest, needed: readonly string[]): void {
  const { scopes } = session
  if (scopes === 'all') return
  if (needed.some((scope) => !scopes.has(scope))) throw missingScopes(needed)
}

function refusal(method: string, allowed: readonly string[]): ApiError {
  if (allowed.length === 0) return new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  return new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP ${method} is not allowed here, only ${allowed.join(', ')}`,
  )
}
