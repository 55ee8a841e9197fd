import type { IncomingMessage, ServerResponse } from 'node:http'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { createGzip, gunzipSync } from 'node:zlib'
import type { FaultAction, Faults } from './faults.ts'

/** One request as it came in, address split and body read. */
export interface Incoming {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly raw: Buffer
}

export interface Outgoing {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string | AsyncIterable<string | Uint8Array> | null
}

export class TooLarge extends Error {}

/** Leading slashes are collapsed before parsing: `//services` would be read as a host name. */
function splitAddress(address: string): { path: string; query: URLSearchParams } {
  const url = new URL(address.replace(/^\/+/, '/'), 'http://org.invalid')
  return { path: url.pathname.replace(/\/{2,}/g, '/'), query: url.searchParams }
}

export async function receive(request: IncomingMessage, limit: number): Promise<Incoming> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= limit) chunks.push(chunk)
  }
  if (size > limit) throw new TooLarge(`${size} bytes`)
  const body = Buffer.concat(chunks)
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  return {
    method: request.method ?? 'GET',
    ...splitAddress(request.url ?? '/'),
    headers,
    raw: headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body,
  }
}

/** Faults that happen before processing; `false` when the request is not to be carried out. */
export async function faultBefore(
  actions: readonly FaultAction[],
  response: ServerResponse,
  signal: AbortSignal,
  { later }: Pick<Faults, 'later'>,
): Promise<boolean> {
  const late = actions.find((action) => action.kind === 'late')
  if (late !== undefined) {
    await later(late.requests)
    return true
  }
  return suffer(actions, 'before', response, signal)
}

/** Writes the answer, compressed when the client accepts it, with the faults that spoil an answer. */
export async function deliver(
  response: ServerResponse,
  incoming: Pick<Incoming, 'method' | 'headers'>,
  outgoing: Outgoing,
  actions: readonly FaultAction[],
  signal: AbortSignal,
): Promise<void> {
  const isLate = actions.some(({ kind }) => kind === 'late')
  const after: readonly FaultAction[] = isLate ? [{ kind: 'hang', when: 'after' }] : actions
  if (!(await suffer(after, 'after', response, signal))) return
  const bodiless = incoming.method === 'HEAD' || outgoing.status === 204 || outgoing.status === 304
  const body = bodiless || outgoing.body === null ? null : outgoing.body
  const compressed = body !== null && acceptsGzip(incoming.headers) && !isSmall(body)
  const headers: Record<string, string> = { ...outgoing.headers }
  if (compressed) headers['content-encoding'] = 'gzip'
  if (compressed) headers.vary = 'Accept-Encoding'
  if (!compressed && (typeof body === 'string' || Buffer.isBuffer(body)))
    headers['content-length'] = String(Buffer.byteLength(body))
  response.writeHead(outgoing.status, headers)
  if (body === null) {
    response.end()
    return
  }
  const source =
    typeof body === 'string' || Buffer.isBuffer(body) ? Readable.from([body]) : Readable.from(body)
  const spoil = actions.filter((action) => action.kind === 'truncate' || action.kind === 'slow')
  const stage = compressed ? createGzip() : new PassThrough()
  try {
    if (spoil.length === 0) await pipeline(source, stage, response)
    else await Promise.all([pipeline(source, stage), spoiled(stage, spoil, response)])
  } catch {
    response.destroy()
  }
}

function acceptsGzip(headers: Incoming['headers']): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/.test(headers['accept-encoding'] ?? '')
}

function isSmall(body: NonNullable<Outgoing['body']>): boolean {
  return (typeof body === 'string' || Buffer.isBuffer(body)) && body.length < 1024
}

async function suffer(
  actions: readonly FaultAction[],
  when: 'before' | 'after',
  response: ServerResponse,
  signal: AbortSignal,
): Promise<boolean> {
  for (const action of actions) {
    if (!('when' in action) || action.when !== when) continue
    if (action.kind === 'drop') {
      response.destroy()
      return false
    }
    const milliseconds = action.kind === 'delay' ? action.milliseconds : 2 ** 31 - 1
    await wait(milliseconds, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) {
      response.destroy()
      return false
    }
  }
  return !response.destroyed
}

async function spoiled(
  bytes: AsyncIterable<Buffer>,
  actions: readonly FaultAction[],
  response: ServerResponse,
): Promise<void> {
  const cut = actions.find((action) => action.kind === 'truncate')
  const slow = actions.find((action) => action.kind === 'slow')
  let left = cut?.bytes ?? Number.POSITIVE_INFINITY
  response.flushHeaders()
  for await (const chunk of bytes) {
    const step = slow?.bytesPerChunk ?? chunk.length
    for (let at = 0; at < chunk.length && left > 0; at += step) {
      const part = chunk.subarray(at, Math.min(at + step, chunk.length, at + left))
      left -= part.length
      await write(response, part)
      if (slow !== undefined) await wait(slow.milliseconds)
    }
    if (left <= 0) throw new Error('cut off by a fault rule')
  }
  response.end()
}

/** Resolves when the bytes have left: only then may the socket be torn down. */
function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
