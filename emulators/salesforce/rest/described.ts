import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { ApiRequest, ApiResponse, Org } from '../org.ts'

interface Seen {
  readonly tag: string
  /** Milliseconds, at a full second. */
  readonly since: number
}

const seenOf = new WeakMap<DatabaseSync, Map<string, Seen>>()

/** When this user's description last changed: permissions and record types change it, not the schema. */
function seen(org: Org, request: ApiRequest, body: unknown): Seen {
  const known = seenOf.get(org.db) ?? new Map<string, Seen>()
  seenOf.set(org.db, known)
  const key = `${request.session.userId} ${request.version} ${request.path.toLowerCase()}`
  const tag = `"${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8)}"`
  const before = known.get(key)
  if (before?.tag === tag) return before
  const now = { tag, since: Math.floor(org.clock.now().getTime() / 1000) * 1000 }
  known.set(key, now)
  return now
}

/** A description with its age; 304 for a reader who has it already. */
export function described(org: Org, request: ApiRequest, body: unknown): ApiResponse {
  const { tag, since } = seen(org, request, body)
  const headers = { etag: tag, 'last-modified': new Date(since).toUTCString() }
  const have = Date.parse(request.headers['if-modified-since'] ?? '')
  const same = request.headers['if-none-match']?.includes(tag) ?? false
  return same || have >= since ? { status: 304, headers } : { status: 200, headers, body }
}
