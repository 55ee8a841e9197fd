import { missingScopes } from './answer.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters, type Route } from './org.ts'

interface Compiled {
  readonly route: Route
  readonly parts: readonly string[]
}

export interface Found {
  readonly route: Route
  readonly parameters: Parameters
}

export interface Router {
  /** The route, or the methods that this address does take (none: no such address). */
  readonly find: (method: string, path: string) => Found | readonly string[]
  /** Scopes are asked for, nothing is counted. */
  readonly call: (org: Org, request: ApiRequest) => ApiResponse | Promise<ApiResponse>
  /** Pattern of the route that would answer, for counting; `undefined` when none would. */
  readonly purpose: (method: string, path: string) => string | undefined
}

/** Fixed parts win over parameters, from the left; HEAD is answered by GET. */
export function createRouter(routes: readonly Route[]): Router {
  const byLength = new Map<number, Compiled[]>()
  for (const route of routes) {
    const parts = partsOf(route.pattern)
    const known = byLength.get(parts.length) ?? []
    known.push({ route, parts })
    byLength.set(parts.length, known)
  }
  for (const compiled of byLength.values()) compiled.sort((a, b) => (rank(a) < rank(b) ? -1 : 1))
  const find = (method: string, path: string) => findRoute(byLength, method, path)
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

function findRoute(
  byLength: ReadonlyMap<number, readonly Compiled[]>,
  method: string,
  path: string,
): Found | string[] {
  const parts = partsOf(path)
  const wanted = method === 'HEAD' ? 'GET' : method
  const allowed: string[] = []
  for (const { route, parts: pattern } of byLength.get(parts.length) ?? []) {
    const parameters = capture(pattern, parts)
    if (parameters === undefined) continue
    if (route.method === wanted) return { route, parameters }
    allowed.push(route.method)
  }
  return [...new Set(allowed)]
}

function refusal(method: string, allowed: readonly string[]): ApiError {
  if (allowed.length === 0) return new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  return new ApiError(
    405,
    'METHOD_NOT_ALLOWED',
    `HTTP ${method} is not allowed here, only ${allowed.join(', ')}`,
  )
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

function rank(compiled: Compiled): string {
  return compiled.parts.map((part) => (part.startsWith(':') ? '1' : '0')).join('')
}

function capture(pattern: readonly string[], parts: readonly string[]): Parameters | undefined {
  const parameters: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const given = parts[index] ?? ''
    if (part.startsWith(':')) parameters[part.slice(1)] = decode(given)
    else if (part !== given) return undefined
  }
  return parameters
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
