import { type Http, type HttpRequest, hostOf, NetworkError } from '../transport/http.ts'
import type { Session } from '../transport/session.ts'
import type { Limits } from './limits.ts'
import { dated } from './paths.ts'
import { isHtml, RemoteError, readRemoteError } from './remote-error.ts'

/** What goes with each request, whoever builds it. */
export interface CallOptions {
  readonly purpose: string
  readonly deadlineMs: number
  /** As in `HttpRequest`. */
  readonly onSend?: () => void
  /** Called with the headers of every answer, good or bad. */
  readonly onHeaders?: (headers: Headers, elapsedMs: number) => void
}

export interface LineRequest {
  readonly method: string
  /** As the SDK writes it, with query. */
  readonly path: string
  /** JSON. */
  readonly body?: string
}

export interface LineAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Sends one request with the session's token, and throws `RemoteError` for all but success. */
export type Line = (request: LineRequest, options: CallOptions) => Promise<LineAnswer>

export function createLine(http: Http, session: Session, limits: Limits): Line {
  return async ({ method, path, body }, { purpose, deadlineMs, onSend, onHeaders }) => {
    const { accessToken, instanceUrl } = session.current()
    const [address, query] = splitQuery(path)
    const url = `${instanceUrl}${dated(address)}${query}`
    let held = 0
    const request: HttpRequest = {
      method,
      url,
      headers: {
        authorization: `Bearer ${accessToken}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
      onSend: () => {
        held = limits.burst.counted()
        onSend?.()
      },
      purpose,
      deadlineMs,
      limiter: isSearch(method, address) ? limits.search : limits.burst,
    }
    return await http.exchange(request, async (answer) => {
      const headers = answer.headers as unknown as Headers
      limits.follow(headers, held)
      onHeaders?.(headers, answer.elapsedMs)
      const text = await answer.text()
      refuseFailure(answer.status, headers, text)
      return { status: answer.status, headers: Object.fromEntries(answer.headers), text }
    })
  }
}

/** The query with its question mark; another one further on is part of it. */
export function splitQuery(path: string): readonly [address: string, query: string] {
  const at = path.indexOf('?')
  return at < 0 ? [path, ''] : [path.slice(0, at), path.slice(at)]
}

/** JSON of an answer; an empty text is no JSON and no failure. */
export function parseAnswer({ text }: LineAnswer, url: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new NetworkError('TRUNCATED', hostOf(url), error)
  }
}

function isSearch(method: string, path: string): boolean {
  return method === 'POST' && /\/objects\/[^/]+\/search$/.test(path)
}

function refuseFailure(status: number, headers: Headers, text: string): void {
  const type = headers.get('content-type') ?? ''
  if (status >= 400) throw readRemoteError(status, type, text, headers.get('retry-after'))
  if (status >= 300) {
    const location = headers.get('location')
    const to = location !== null && URL.canParse(location) ? ` to ${new URL(location).host}` : ''
    throw new RemoteError(status, 'REDIRECT', `the address redirects${to}`)
  }
  if (isHtml(type, text)) throw readRemoteError(status, type, text, null)
}
