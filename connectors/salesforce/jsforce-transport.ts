import { PassThrough } from 'node:stream'
import { Transport } from 'jsforce/lib/transport.js'
import type { HttpResponse, HttpRequest as JsforceRequest } from 'jsforce/lib/types/index.js'
import { StreamPromise } from 'jsforce/lib/util/promise.js'
import type { Http } from '../transport/http.ts'
import { isHtml, RemoteError, readRemoteError } from './remote-error.ts'

/** Rides along as the options of jsforce's `Connection.request`, which hands them to the transport untouched. */
export interface CallOptions {
  readonly purpose: string
  readonly deadlineMs: number
  /** As in `HttpRequest`. */
  readonly onSend?: () => void
  /** Called with the headers of every answer, good or bad. */
  readonly onHeaders?: (headers: { get: (name: string) => string | null }, elapsedMs: number) => void
}

/** jsforce's OAuth2 passes no options. */
const defaults: CallOptions = { purpose: 'login', deadlineMs: 120_000 }

/**
 * What jsforce sends goes through our `Http`. jsforce's own transport cannot be used: it retries by itself,
 * proxies loopback addresses in spite of `NO_PROXY`, follows redirects with the token, and takes no signal.
 */
export class JsforceTransport extends Transport {
  readonly #http: Http

  constructor(http: Http) {
    super()
    this.#http = http
  }

  override httpRequest(request: JsforceRequest, options?: object): StreamPromise<HttpResponse> {
    const promise = this.#send(request, { ...defaults, ...options })
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise }))
  }

  async #send(request: JsforceRequest, options: CallOptions): Promise<HttpResponse> {
    const { method, url, headers = {}, body } = request
    const text = typeof body === 'string' ? { body } : {}
    const { purpose, deadlineMs, onSend } = options
    const told = onSend === undefined ? {} : { onSend }
    return await this.#http.exchange(
      { method, url, headers, ...text, purpose, deadlineMs, ...told },
      async (answer) => {
        options.onHeaders?.(answer.headers, answer.elapsedMs)
        const content = await answer.text()
        const type = answer.headers.get('content-type') ?? ''
        // Thrown here, before jsforce looks at the status: it would refresh an expired session without end.
        if (answer.status >= 400)
          throw readRemoteError(answer.status, type, content, answer.headers.get('retry-after'))
        if (answer.status >= 300) throw redirected(answer.status, answer.headers.get('location'))
        if (isHtml(type, content)) throw readRemoteError(answer.status, type, content, null)
        return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: content }
      },
    )
  }
}

/** Not followed, for the token would travel along; an org that has moved wants its new address in the policy. */
function redirected(status: number, location: string | null): RemoteError {
  const to = location !== null && URL.canParse(location) ? ` to ${new URL(location).host}` : ''
  return new RemoteError(status, 'REDIRECT', `the address redirects${to}`)
}
