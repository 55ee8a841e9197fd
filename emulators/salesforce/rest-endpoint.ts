import type { Incoming, Outgoing } from '../wire.ts'
import { accessThrough, apiAccess } from './access/api.ts'
import { json, restError } from './answer.ts'
import { bearer } from './auth/routes.ts'
import { identityUrl } from './auth/token.ts'
import type { Door } from './door.ts'
import { ApiError, type ApiResponse, type Session } from './org.ts'
import { listVersions, servesVersion } from './versions.ts'

const address = /^\/services\/data\/v(\d+\.\d)(\/.*)?$/

export interface RestAddress {
  readonly version: string
  /** Below the version; empty for the version itself. */
  readonly path: string
}

export function readRest(incoming: Pick<Incoming, 'path'>): RestAddress | undefined {
  const [, version, path] = incoming.path.match(address) ?? []
  if (version === undefined || !servesVersion(version)) return undefined
  return { version, path: (path ?? '').replace(/\/+$/, '').replace(/\.json$/, '') }
}

export async function answerRest(door: Door, rest: RestAddress, incoming: Incoming): Promise<Outgoing> {
  const session = door.sessions.find(bearer(incoming) ?? '')
  const refused = apiAccess(door, session)
  if (session === undefined || refused !== undefined) return withUsage(door, asAnswer(refused))
  try {
    const body = readBody(incoming)
    door.limits.use('DailyApiRequests', cost(rest.path, body))
    if (rest.path === '') return withUsage(door, json(200, resources(door, rest.version, session)))
    const response = await door.call(door.org, {
      method: incoming.method,
      path: rest.path,
      version: rest.version,
      query: incoming.query,
      headers: incoming.headers,
      body,
      session: { ...session, access: accessThrough(door.org, session.access, rest.path) },
    })
    return withUsage(door, toOutgoing(response))
  } catch (error) {
    return withUsage(door, asAnswer(error))
  }
}

export function answerVersions(incoming: Incoming): Outgoing | undefined {
  return /^\/services\/data\/?$/.test(incoming.path) ? json(200, listVersions()) : undefined
}

/** Batched requests count one by one; a composite request counts once, whatever it holds. */
function cost(path: string, body: unknown): number {
  if (path !== '/composite/batch') return 1
  const requests = (body as { batchRequests?: unknown } | null)?.batchRequests
  return Array.isArray(requests) ? Math.max(1, requests.length) : 1
}

function readBody(incoming: Incoming): unknown {
  if (incoming.raw.length === 0) return undefined
  const type = incoming.headers['content-type'] ?? 'application/json'
  if (/^text\/|xml/i.test(type)) return incoming.raw.toString('utf8')
  if (!/json/i.test(type)) {
    throw new ApiError(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      `Content type ${type} is not supported for this resource`,
    )
  }
  try {
    return JSON.parse(incoming.raw.toString('utf8'))
  } catch (error) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', error instanceof Error ? error.message : 'not JSON')
  }
}

function toOutgoing(response: ApiResponse): Outgoing {
  const { status, headers = {}, body } = response
  if (body === undefined || body === null) return { status, headers, body: null }
  if (typeof body === 'string' || Buffer.isBuffer(body)) return { status, headers, body }
  if (typeof body === 'object' && Symbol.asyncIterator in body)
    return { status, headers, body: body as AsyncIterable<string | Uint8Array> }
  return json(status, body, headers)
}

function asAnswer(error: unknown): Outgoing {
  if (error instanceof ApiError) {
    const { status, errorCode, message, fields } = error
    return restError(status, errorCode, message, fields.length === 0 ? undefined : fields)
  }
  return restError(500, 'UNKNOWN_EXCEPTION', error instanceof Error ? error.message : String(error))
}

function withUsage(door: Door, outgoing: Outgoing): Outgoing {
  const usage = `api-usage=${door.limits.used('DailyApiRequests')}/${door.limits.allowed('DailyApiRequests')}`
  return { ...outgoing, headers: { 'sforce-limit-info': usage, ...outgoing.headers } }
}

function resources(door: Door, version: string, session: Session): Record<string, string> {
  const base = `/services/data/v${version}`
  const names = [
    'sobjects',
    'query',
    'queryAll',
    'search',
    'limits',
    'composite',
    'tooling',
    'recent',
    'jobs',
  ]
  return {
    ...Object.fromEntries(names.map((name) => [name, `${base}/${name}`])),
    identity: identityUrl(door, session.userId),
  }
}
