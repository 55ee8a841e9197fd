import type { z } from 'zod'
import { KitError } from '../../src/kit/error.ts'
import { exchange, type Ending as Way } from '../transport/exchange.ts'
import { type Http, hostOf } from '../transport/http.ts'
import type { Meter } from '../transport/meter.ts'
import type { Redactor } from '../transport/redact.ts'
import { type RequestClass, withRetries } from '../transport/retry.ts'
import type { Runtime } from '../transport/runtime.ts'
import { expired, type Session } from '../transport/session.ts'
import { explain, isExpired, isRateLimit, judge } from './errors.ts'
import { type Limits, observeDay } from './limits.ts'
import { type CallOptions, createLine } from './line.ts'
import { apiVersion } from './paths.ts'
import type { RemoteError } from './remote-error.ts'
import { createSdk, type Sdk } from './sdk.ts'
import { verdict } from './verdict.ts'

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** As the SDK writes it, with query: `/crm/v3/objects/contacts?limit=100`. */
  readonly path: string
  readonly body?: object
  /** `read` unless said otherwise; a POST that changes nothing is a read. */
  readonly class?: RequestClass
  readonly purpose: string
  /** For people: `reading contacts`. */
  readonly doing: string
}

export interface Answer<T> {
  readonly data: T
}

/** A request that is built with the SDK; `send` makes one request, and may be called again after a failure. */
export interface SdkCall<T> {
  readonly purpose: string
  readonly doing: string
  readonly send: (sdk: Sdk) => Promise<T>
}

/** `error` of `busy` and `refused` is what HubSpot said. */
export type Ending<T> = Way<T, RemoteError>

export interface Api {
  readonly host: () => string
  readonly baseUrl: string
  readonly version: string
  readonly signal: AbortSignal
  readonly runtime: Runtime
  /** What HubSpot's clock shows at a time of ours, as far as its answers told. */
  readonly serverTime: (ours: Date) => Date
  /** Takes secrets out of what the account said. */
  readonly clean: (text: string) => string
  /** JSON in and out, checked against `shape`. Throws `KitError`. The quick way, for bulk reads. */
  readonly json: <T extends z.ZodType>(shape: T, call: Call) => Promise<Answer<z.output<T>>>
  /** A read through the SDK, which checks nothing of what it gets, against `shape`. Throws `KitError`. */
  readonly ask: <T extends z.ZodType>(shape: T, call: SdkCall<unknown>) => Promise<Answer<z.output<T>>>
  /** For what writes: once only, and without throwing what may have been carried out. */
  readonly exchange: <T>(call: SdkCall<T>) => Promise<Ending<T>>
}

export interface ApiOptions {
  readonly session: Session
  readonly http: Http
  readonly limits: Limits
  readonly meter: Meter
  readonly redactor: Redactor
  readonly runtime: Runtime
  readonly signal: AbortSignal
  /** Longest time for one answer. */
  readonly callMs: number
  readonly now: () => Date
  readonly log: (line: string) => void
}

const tries = 5
/** Windows that others may fill before there is a place for us: some minutes. */
const triesWithinLimits = 30
/** Per request; a second refusal of a fresh token means that no token will do. */
const renewalsPerCall = 2

export function createApi(options: ApiOptions): Api {
  const { session, http, limits, meter, redactor, runtime, signal } = options
  const line = createLine(http, session, limits)
  const baseUrl = session.current().instanceUrl
  const host = hostOf(baseUrl)
  let reached = false
  let aheadMs = 0

  const explained = (error: unknown, doing: string): unknown =>
    explain(error, { host, doing, renewal: session.renewal }, redactor)

  function callOptions(purpose: string): CallOptions {
    const onHeaders = (headers: Headers): void => {
      reached = true
      aheadMs = aheadOf(headers, options.now()) ?? aheadMs
      observeDay(headers, meter)
    }
    return { purpose, deadlineMs: options.callMs, onHeaders }
  }

  async function authorised<T>(send: () => Promise<T>): Promise<T> {
    for (let renewals = 0; ; renewals++) {
      const { accessToken } = session.current()
      try {
        return await send()
      } catch (error) {
        if (!isExpired(error)) throw error
        if (renewals >= renewalsPerCall) throw expired(session.renewal, baseUrl)
        await session.renew(accessToken)
      }
    }
  }

  async function attempt<T>(call: SdkCall<T>, requestClass: RequestClass = 'read'): Promise<T> {
    const { purpose, doing } = call
    const onRetry = (attempt: number, waitMs: number, error: unknown): void =>
      options.log(
        `${host}: ${doing} failed, try ${attempt + 1} of ${triesFor(error)} in ${Math.ceil(waitMs / 1000)} s`,
      )
    const retry = {
      class: requestClass,
      tries: triesFor,
      runtime,
      signal,
      onRetry,
      judge: (error: unknown) => judge(error, options.now(), reached),
    }
    try {
      return await withRetries(retry, () =>
        authorised(() => call.send(createSdk(line, baseUrl, callOptions(purpose)))),
      )
    } catch (error) {
      signal.throwIfAborted()
      throw explained(error, doing)
    }
  }

  function checked<T extends z.ZodType>(shape: T, data: unknown, doing: string): Answer<z.output<T>> {
    const parsed = shape.safeParse(data)
    if (!parsed.success) throw unexpected(host, doing, parsed.error)
    return { data: parsed.data }
  }

  return {
    host: () => host,
    serverTime: (ours) => new Date(ours.getTime() + aheadMs),
    baseUrl,
    version: apiVersion,
    signal,
    runtime,
    clean: redactor.clean,
    json: async (shape, { purpose, doing, class: requestClass, method = 'GET', ...request }) => {
      const send = (sdk: Sdk): Promise<unknown> => sdk.request({ method, ...request })
      return checked(shape, await attempt({ purpose, doing, send }, requestClass), doing)
    },
    ask: async (shape, call) => checked(shape, await attempt(call), call.doing),
    exchange: ({ purpose, doing, send }) =>
      exchange(
        { purpose, doing, send: (make, callOptions) => send(make(callOptions)) },
        {
          session,
          signal,
          client: () => (callOptions: CallOptions) => createSdk(line, baseUrl, callOptions),
          callOptions,
          isExpired,
          verdict,
          explain: explained,
        },
      ),
  }
}

/** By the `Date` of an answer, to a second. */
function aheadOf(headers: Headers, now: Date): number | undefined {
  const at = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(at) ? undefined : at - now.getTime()
}

function triesFor(error: unknown): number {
  return isRateLimit(error) ? triesWithinLimits : tries
}

function unexpected(host: string, doing: string, error: z.ZodError): KitError {
  const where = error.issues[0]?.path.join('.') ?? ''
  return new KitError(
    'UNEXPECTED_ANSWER',
    `${host} answered in an unknown shape while ${doing} (${where}).`,
    { actions: ['Leave `baseUrl` out, or set it to the address of the API itself.'] },
  )
}
