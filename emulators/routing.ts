interface Addressed {
  readonly method: string
  /** Parts after a colon are parameters. */
  readonly pattern: string
}

interface Compiled<Route> {
  readonly route: Route
  readonly parts: readonly string[]
}

export interface Found<Route> {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

/** The route, or the methods that this address does take (none: no such address). */
export type Find<Route> = (method: string, path: string) => Found<Route> | readonly string[]

/** Fixed parts win over parameters, from the left; HEAD is answered by GET. */
export function createFind<Route extends Addressed>(routes: readonly Route[]): Find<Route> {
  const byLength = new Map<number, Compiled<Route>[]>()
  for (const route of routes) {
    const parts = partsOf(route.pattern)
    const known = byLength.get(parts.length) ?? []
    known.push({ route, parts })
    byLength.set(parts.length, known)
  }
  for (const compiled of byLength.values()) compiled.sort((a, b) => (rank(a.parts) < rank(b.parts) ? -1 : 1))
  return (method, path) => {
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
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '')
}

function rank(parts: readonly string[]): string {
  return parts.map((part) => (part.startsWith(':') ? '1' : '0')).join('')
}

function capture(
  pattern: readonly string[],
  parts: readonly string[],
): Readonly<Record<string, string>> | undefined {
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
