import { Connection } from 'jsforce/lib/connection.js'
import type { z } from 'zod'
import { KitError } from '../../src/kit/error.ts'
import { type Http, type HttpAnswer, hostOf, NetworkError } from '../transport/http.ts'
import type { Meter } from '../transport/meter.ts'
import type { Redactor } from '../transport/redact.ts'
import { type RequestClass, withRetries } from '../transport/retry.ts'
import type { Runtime } from '../transport/runtime.ts'
import { expired, type Session } from '../transport/session.ts'
import { explain, isExpired, judge } from './errors.ts'
import { type Ending, exchange, type OneRequest } from './exchange.ts'
import { type CallOptions, JsforceTransport } from './jsforce-transport.ts'
import { readRemoteError } from './remote-error.ts'

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below `/services/data/vNN.0`, or from `/services/` on. */
  readonly path: string
  readonly body?: object
  /** `read` unless said otherwise; a POST that changes nothing is a read. */
  readonly class?: RequestClass
  readonly purpose: string
  /** For people: `reading Contact`. */
  readonly doing: string
}

export interface Answer<T> {
  readonly data: T
  /** The server's clock just before it began with the answer. */
  readonly at: Date
}

export interface Api {
  readonly host: () => string
  readonly instanceUrl: () => string
  readonly version: string
  readonly signal: AbortSignal
  readonly runtime: Runtime
  /** Takes secrets out of what the org said. */
  readonly clean: (text: string) => string
  /** The server's clock as of its last answer. */
  readonly serverTime: () => Date
  /** JSON in and out, checked against `shape`. Throws `KitError`. */
  readonly json: <T extends z.ZodType>(shape: T, call: Call) => Promise<Answer<z.output<T>>>
  /** For deletions: no answer is expected. */
  readonly send: (call: Call) => Promise<void>
  /** For what writes: once only, and without throwing what may have been carried out. */
  readonly exchange: <T>(request: OneRequest<T>) => Promise<Ending<T>>
  /** Hands the raw answer to `consume`, again from the start when the line breaks. */
  readonly download: <T>(call: Call, consume: (answer: HttpAnswer) => Promise<T>) => Promise<T>
}

export interface ApiOptions {
  readonly session: Session
  readonly http: Http
  readonly meter: Meter
  readonly redactor: Redactor
  readonly runtime: Runtime
  readonly signal: AbortSignal
  readonly version: string
  /** Longest time for one answer. */
  readonly callMs: number
  readonly now: () => Date
  readonly log: (line: string) => void
}

const tries = 5
/** Per request; a second refusal of a fresh token means that no token will do. */
const renewalsPerCall = 2

export function createApi(options: ApiOptions): Api {
  const { session, http, meter, redactor, runtime, signal, version } = options
  const transport = new JsforceTransport(http)
  let lastTime: Date | undefined
  const host = (): string => hostOf(session.current().instanceUrl)

  // A fresh jsforce Connection per request costs nothing and always has the address of this very session:
  // a renewal may move the org to another instance, and a URL built earlier would lead to the old one.
  function connection(): Connection {
    const client = new Connection({ ...session.current(), version })
    client._transport = transport
    return client
  }

  async function authorised<T>(send: () => Promise<T>): Promise<T> {
    for (let renewals = 0; ; renewals++) {
      const { accessToken, instanceUrl } = session.current()
      try {
        return await send()
      } catch (error) {
        if (!isExpired(error)) throw error
        if (renewals >= renewalsPerCall) throw expired(session.renewal, instanceUrl)
        await session.renew(accessToken)
      }
    }
  }

  async function attempt<T>(call: Call, send: () => Promise<T>): Promise<T> {
    const onRetry = (attempt: number, waitMs: number): void =>
      options.log(
        `${host()}: ${call.doing} failed, try ${attempt + 1} of ${tries} in ${Math.ceil(waitMs / 1000)} s`,
      )
    const retry = {
      class: call.class ?? 'read',
      tries,
      runtime,
      signal,
      onRetry,
      judge: (error: unknown) => judge(error, options.now(), lastTime !== undefined),
    }
    try {
      return await withRetries(retry, () => authorised(send))
    } catch (error) {
      signal.throwIfAborted()
      throw explained(error, call.doing)
    }
  }

  const explained = (error: unknown, doing: string): unknown =>
    explain(error, { host: host(), doing, renewal: session.renewal }, redactor)

  function callOptions(purpose: string, onTime?: (at: Date) => void): CallOptions {
    const begun = options.now()
    const onHeaders: CallOptions['onHeaders'] = (headers, elapsedMs) => {
      observeUsage(headers.get('sforce-limit-info'), meter)
      const at = serverTime(headers.get('date'), elapsedMs) ?? begun
      lastTime = at
      onTime?.(at)
    }
    return { purpose, deadlineMs: options.callMs, onHeaders }
  }

  async function request(call: Call): Promise<Answer<unknown>> {
    let at = options.now()
    const observed = callOptions(call.purpose, (time) => {
      at = time
    })
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) }
    const headers = call.body === undefined ? {} : { 'content-type': 'application/json' }
    const data = await connection().request(
      { method: call.method ?? 'GET', url: call.path, headers, ...body },
      observed,
    )
    // jsforce hands over the text when it is not JSON: the answer was cut off.
    if (typeof data === 'string' && data !== '') throw new NetworkError('TRUNCATED', host(), undefined)
    return { data, at }
  }

  async function raw<T>(call: Call, consume: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const { accessToken, instanceUrl } = session.current()
    const url = `${instanceUrl}/services/data/v${version}${call.path}`
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'text/csv' }
    const line = { method: 'GET', url, headers, purpose: call.purpose, deadlineMs: null }
    return await http.exchange(line, async (answer) => {
      observeUsage(answer.headers.get('sforce-limit-info'), meter)
      if (answer.status === 200) return await consume(answer)
      const type = answer.headers.get('content-type') ?? ''
      throw readRemoteError(answer.status, type, await answer.text(), answer.headers.get('retry-after'))
    })
  }

  return {
    host,
    instanceUrl: () => session.current().instanceUrl,
    version,
    signal,
    runtime,
    clean: redactor.clean,
    serverTime: () => lastTime ?? options.now(),
    json: async (shape, call) => {
      const { data, at } = await attempt(call, () => request(call))
      const parsed = shape.safeParse(data)
      if (!parsed.success) throw unexpected(host(), call.doing, parsed.error)
      return { data: parsed.data, at }
    },
    send: async (call) => {
      await attempt(call, () => request(call))
    },
    exchange: (one) =>
      exchange(one, { session, signal, client: connection, callOptions, explain: explained }),
    download: (call, consume) => attempt(call, () => raw(call, consume)),
  }
}

/** `api-usage=25/15000`, then perhaps per-app figures. */
function observeUsage(header: string | null, meter: Meter): void {
  const usage = /(?:^|[\s,;])api-usage=(\d+)\/(\d+)/.exec(header ?? '')
  if (usage !== null) meter.observe(Number(usage[1]), Number(usage[2]))
}

/** `Date` is stamped when the answer is sent; what it tells was gathered up to `elapsedMs` earlier. */
function serverTime(date: string | null, elapsedMs: number): Date | undefined {
  const stamped = Date.parse(date ?? '')
  return Number.isNaN(stamped) ? undefined : new Date(stamped - Math.ceil(elapsedMs / 1000) * 1000)
}

function unexpected(host: string, doing: string, error: z.ZodError): KitError {
  const where = error.issues[0]?.path.join('.') ?? ''
  return new KitError(
    'UNEXPECTED_ANSWER',
    `${host} answered in an unknown shape while ${doing} (${where}).`,
    {
      actions: [
        'Check that the address is that of a Salesforce org, and that `apiVersion` is one it supports.',
      ],
    },
  )
}
