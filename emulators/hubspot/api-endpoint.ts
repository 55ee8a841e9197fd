import { randomUUID } from 'node:crypto'
import type { Incoming, Outgoing } from '../wire.ts'
import { type Address, readAddress } from './address.ts'
import { asAnswer, toOutgoing } from './answer.ts'
import type { Door } from './door.ts'
import { ApiError } from './org.ts'

const correlation = 'x-hubspot-correlation-id'

/** One call: token, limits, scopes, then the route. */
export async function answerApi(
  door: Door,
  address: Address | undefined,
  incoming: Incoming,
): Promise<Outgoing> {
  let headers: Readonly<Record<string, string>> = {}
  try {
    const session = door.sessions.authenticate(incoming)
    if (address === undefined) throw new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
    const found = door.router.find(incoming.method, address.path)
    headers = door.limits.take(session, 'route' in found ? found.route.limit : undefined)
    const response = await door.router.call(door.org, {
      method: incoming.method,
      ...address,
      query: incoming.query,
      headers: incoming.headers,
      body: readBody(incoming),
      session,
    })
    return withHeaders(toOutgoing(response), { ...headers, [correlation]: randomUUID() })
  } catch (error) {
    return withHeaders(asAnswer(error), headers)
  }
}

export function purposeOf(door: Door, incoming: Incoming): string {
  const { method } = incoming
  const path = readAddress(incoming.path)?.path ?? incoming.path
  return `${method} ${door.router.purpose(method, path) ?? path}`
}

function withHeaders(outgoing: Outgoing, headers: Readonly<Record<string, string>>): Outgoing {
  return { ...outgoing, headers: { ...headers, ...outgoing.headers } }
}

function readBody(incoming: Incoming): unknown {
  if (incoming.raw.length === 0 || incoming.method === 'GET') return undefined
  const type = incoming.headers['content-type'] ?? 'application/json'
  const text = incoming.raw.toString('utf8')
  if (/x-www-form-urlencoded/i.test(type)) return Object.fromEntries(new URLSearchParams(text))
  if (!/json/i.test(type)) throw new ApiError(415, 'VALIDATION_ERROR', `Unsupported media type ${type}`)
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON'
    throw new ApiError(400, 'VALIDATION_ERROR', `Invalid input JSON: ${reason}`)
  }
}
