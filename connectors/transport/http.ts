import { EnvHttpProxyAgent, fetch, type Headers, type Response } from 'undici'
import type { Limiter } from './limiter.ts'
import type { Meter } from './meter.ts'
import type { Runtime } from './runtime.ts'

export interface HttpRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** What the call is for, in the call meter. */
  readonly purpose: string
  /** From sending to the last byte of the answer; null for downloads, which only must not fall silent. */
  readonly deadlineMs: number | null
  /** Called when the request is about to leave: what fails before, by limiter, meter or signal, sent nothing. */
  readonly onSend?: () => void
  /** For addresses that have a limit of their own. */
  readonly limiter?: Limiter
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: AsyncIterable<Uint8Array>
  readonly text: () => Promise<string>
  /** How long the answer's first byte took. */
  readonly elapsedMs: number
}

/** The line failed: refused, no such host, dropped, too slow, cut off. The answer, if any, is not to be used. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'
  /** System or undici code, e.g. `ECONNREFUSED`; `DEADLINE` when we gave up waiting. */
  readonly code: string
  readonly host: string

  constructor(code: string, host: string, cause: unknown) {
    super(`${host}: ${code}`, { cause })
    this.code = code
    this.host = host
  }
}

export interface HttpOptions {
  /** Only proxy variables are read: `https_proxy`, `http_proxy`, `no_proxy`, lower or upper case. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly limiter: Limiter
  readonly meter: Meter
  readonly signal: AbortSignal
  readonly monotonic: () => number
  readonly deadline?: Runtime['deadline'] | undefined
  /** Longest silence in the middle of an answer. */
  readonly silenceMs?: number
}

const defaultSilenceMs = 120_000

/**
 * One connection's way to the network: limited, metered, with deadlines, through the proxy that the
 * environment names unless `NO_PROXY` excepts the host. It never repeats a request by itself.
 */
export class Http implements AsyncDisposable {
  readonly dispatcher: EnvHttpProxyAgent
  readonly #options: HttpOptions

  constructor(options: HttpOptions) {
    const { env } = options
    this.#options = options
    this.dispatcher = new EnvHttpProxyAgent({
      // Empty texts instead of undefined, or undici would look into `process.env` itself.
      httpProxy: env.http_proxy ?? env.HTTP_PROXY ?? '',
      httpsProxy: env.https_proxy ?? env.HTTPS_PROXY ?? '',
      noProxy: env.no_proxy ?? env.NO_PROXY ?? '',
      headersTimeout: 0, // the deadline decides
      bodyTimeout: options.silenceMs ?? defaultSilenceMs,
      allowH2: false,
    })
  }

  /** Sends once and hands the answer to `consume`; deadline and limiter cover both. */
  async exchange<T>(request: HttpRequest, consume: (answer: HttpAnswer) => Promise<T>): Promise<T> {
    const { meter, signal, deadline: deadlineAfter = AbortSignal.timeout } = this.#options
    const limiter = request.limiter ?? this.#options.limiter
    return await limiter.run(async () => {
      meter.spend(request.purpose)
      const deadline = request.deadlineMs === null ? null : deadlineAfter(request.deadlineMs)
      const either = deadline === null ? signal : AbortSignal.any([signal, deadline])
      signal.throwIfAborted()
      request.onSend?.()
      try {
        return await consume(await this.#send(request, either))
      } catch (error) {
        signal.throwIfAborted()
        if (deadline?.aborted) throw new NetworkError('DEADLINE', hostOf(request.url), error)
        throw asNetworkError(error, request.url)
      }
    }, signal)
  }

  async #send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { monotonic } = this.#options
    const sent = monotonic()
    const response = await fetch(request.url, {
      method: request.method,
      headers: { 'accept-encoding': 'gzip', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: 'manual', // a redirect would carry the token to another host
      signal,
      dispatcher: this.dispatcher,
    })
    return {
      status: response.status,
      headers: response.headers,
      body: response.body ?? noBody(),
      text: () => readText(response, request.url),
      elapsedMs: monotonic() - sent,
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispatcher.destroy()
  }
}

/** More than any answer but a download holds; without a limit one answer could take all memory. */
const largestText = 128 * 1024 * 1024

async function readText({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? noBody()) {
    size += chunk.length
    if (size > largestText) throw new NetworkError('TOO_LARGE', hostOf(url), undefined)
    chunks.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(chunks))
}

async function* noBody(): AsyncGenerator<Uint8Array> {}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'an address that is not a URL'
}

/**
 * fetch throws `TypeError` for a failed request and for a body that breaks off, with the system's error at the
 * end of a chain of causes. Whatever else `consume` throws is its own affair.
 */
function asNetworkError(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error
  const own = codeOf(error) ?? ''
  if (!(error instanceof TypeError) && !own.startsWith('UND_ERR_') && !own.startsWith('Z_')) return error
  let code = own === '' ? 'BROKEN' : own
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) code = codeOf(cause) ?? code
  return new NetworkError(code, hostOf(url), error)
}

function codeOf(error: Error): string | undefined {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : undefined
}
