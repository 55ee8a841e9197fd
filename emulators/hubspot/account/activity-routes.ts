import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { limitOf, pageOf, validation } from '../page.ts'

const page = { fallback: 100, most: 200 }
/** Logins older than that are gone. */
const loginsKept = 90 * 24 * 60 * 60 * 1000

const scopes = () => ['account-info.security.read']

export const activityRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/account-info/activity/login', scopes, handle: logins },
  { method: 'GET', pattern: '/account-info/activity/security', scopes, handle: security },
  { method: 'GET', pattern: '/account-info/activity/audit-logs', scopes, handle: audit },
]

type Row = Readonly<Record<string, unknown>>

interface Asked {
  readonly table: string
  readonly since: number | null
  readonly until: number | null
  readonly userId: number | null
  readonly ascending?: boolean
}

function logins(org: Org, request: ApiRequest): ApiResponse {
  const since = org.clock.now().getTime() - loginsKept
  const asked = { table: 'login_event', since, until: null, userId: userOf(request, 'userId') }
  return { status: 200, body: events(org, request, asked, showLogin) }
}

function showLogin(row: Row) {
  return {
    id: String(row.id),
    loginAt: new Date(Number(row.at)).toISOString(),
    ...(row.user_id === null ? {} : { userId: Number(row.user_id) }),
    email: String(row.email),
    loginSucceeded: row.succeeded === 1,
    ...place(row),
    ...(row.user_agent === null ? {} : { userAgent: String(row.user_agent) }),
  }
}

function security(org: Org, request: ApiRequest): ApiResponse {
  const asked = {
    table: 'security_event',
    since: momentOf(request, 'fromTimestamp'),
    until: momentOf(request, 'toTimestamp'),
    userId: userOf(request, 'userId'),
  }
  return { status: 200, body: events(org, request, asked, showSecurity) }
}

function showSecurity(row: Row) {
  return {
    id: String(row.id),
    createdAt: new Date(Number(row.at)).toISOString(),
    type: String(row.type),
    userId: Number(row.user_id),
    ...(row.acting_user === null ? {} : { actingUser: String(row.acting_user) }),
    ...(row.object_id === null ? {} : { objectId: String(row.object_id) }),
    ...(row.info_url === null ? {} : { infoUrl: String(row.info_url) }),
    ...place(row),
  }
}

function audit(org: Org, request: ApiRequest): ApiResponse {
  if (org.tier !== 'enterprise')
    throw new ApiError(403, 'FORBIDDEN', 'The audit log is available in Enterprise accounts only.')
  const sort = request.query.get('sort') ?? '-occurredAt'
  if (!/^-?occurredAt$/.test(sort)) throw validation(`${sort} is not a valid sort`)
  const asked = {
    table: 'audit_event',
    since: momentOf(request, 'occurredAfter'),
    until: momentOf(request, 'occurredBefore'),
    userId: userOf(request, 'actingUserId'),
    ascending: !sort.startsWith('-'),
  }
  return { status: 200, body: events(org, request, asked, showAudit) }
}

function showAudit(row: Row) {
  return {
    id: String(row.id),
    category: String(row.category),
    subCategory: String(row.sub_category),
    action: String(row.action),
    targetObjectId: String(row.target),
    occurredAt: new Date(Number(row.at)).toISOString(),
    actingUser: { userId: Number(row.user_id), userEmail: String(row.email) },
  }
}

/** Newest first unless asked otherwise; the cursor holds moment and id of the last one shown. */
function events<Shown>(org: Org, request: ApiRequest, asked: Asked, show: (row: Row) => Shown) {
  const limit = limitOf(request, page)
  const [at, id] = cursorOf(request)
  const { beyond, order } = asked.ascending ? { beyond: '>', order: 'ASC' } : { beyond: '<', order: 'DESC' }
  const rows = org.db
    .prepare(
      `SELECT * FROM ${asked.table} WHERE (?1 IS NULL OR at >= ?1) AND (?2 IS NULL OR at <= ?2)
       AND (?3 IS NULL OR user_id = ?3) AND (?4 IS NULL OR (at, id) ${beyond} (?4, ?5))
       ORDER BY at ${order}, id ${order} LIMIT ?6`,
    )
    .all(asked.since, asked.until, asked.userId, at, id, limit + 1)
  return pageOf(request, rows, limit, show, (row) =>
    Buffer.from(`${String(row.at)}:${String(row.id)}`).toString('base64url'),
  )
}

function cursorOf({ query }: ApiRequest): readonly [number | null, number | null] {
  const after = query.get('after')
  if (after === null) return [null, null]
  const [, at, id] =
    Buffer.from(after, 'base64url')
      .toString('utf8')
      .match(/^(\d+):(\d+)$/) ?? []
  if (at === undefined) throw validation(`invalid paging cursor: ${after}`)
  return [Number(at), Number(id)]
}

/** Milliseconds or an ISO date. */
function momentOf({ query }: ApiRequest, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  const moment = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (Number.isNaN(moment)) throw validation(`${text} is not a valid value for the query parameter ${name}`)
  return moment
}

function userOf({ query }: ApiRequest, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  if (!/^\d+$/.test(text)) throw validation(`${text} is not a valid value for the query parameter ${name}`)
  return Number(text)
}

function place(row: Row) {
  return {
    ...(row.ip === null ? {} : { ipAddress: String(row.ip) }),
    ...(row.location === null ? {} : { location: String(row.location) }),
    ...(row.country === null ? {} : { countryCode: String(row.country) }),
    ...(row.region === null ? {} : { regionCode: String(row.region) }),
  }
}
