import type { Connection } from 'jsforce/lib/connection.js'
import { isExpired } from './errors.ts'
import type { CallOptions } from './jsforce-transport.ts'
import type { RemoteError } from './remote-error.ts'
import { expired, type Session } from './session.ts'
import { verdict } from './verdict.ts'

export interface OneRequest<T> {
  readonly purpose: string
  /** For people: `merging Contact`. */
  readonly doing: string
  readonly send: (client: Connection, options: CallOptions) => Promise<T>
}

/** How a request ended that was, perhaps, carried out. */
export type Ending<T> =
  | { readonly ended: 'answered'; readonly data: T }
  | { readonly ended: 'busy' | 'refused'; readonly error: RemoteError }
  /** `error` is what broke, the line or the shape of the answer; null when we were told to stop. */
  | { readonly ended: 'unknown'; readonly error: unknown }

export interface ExchangeOptions {
  readonly session: Session
  readonly signal: AbortSignal
  readonly client: () => Connection
  readonly callOptions: (purpose: string) => CallOptions
  /** Puts the error in words for people. */
  readonly explain: (error: unknown, doing: string) => unknown
}

/** A refused token is no reason to give up: of such a request nothing was carried out. */
const renewalsPerCall = 2

/**
 * Sends one request that writes, and never a second time, except with a new token when the old one was refused.
 * Throws only when surely nothing was carried out and no other request would fare better now.
 */
export async function exchange<T>(request: OneRequest<T>, options: ExchangeOptions): Promise<Ending<T>> {
  const { session, signal, explain } = options
  for (let renewals = 0; ; renewals++) {
    const { accessToken, instanceUrl } = session.current()
    const attempt = await sendOnce(request, options)
    if (attempt.ended === 'answered') return attempt
    const { error } = attempt
    if (!attempt.sent) throw explain(error, request.doing)
    if (signal.aborted) return { ended: 'unknown', error: null }
    if (isExpired(error)) {
      if (renewals >= renewalsPerCall) throw expired(session.renewal, instanceUrl)
      await renew(accessToken, request, options)
      continue
    }
    const ended = verdict(error)
    if (ended === 'stop') throw explain(error, request.doing)
    return ended === 'unknown' ? { ended, error } : { ended, error: error as RemoteError }
  }
}

type Attempt<T> =
  | { readonly ended: 'answered'; readonly data: T }
  | { readonly ended: 'failed'; readonly error: unknown; readonly sent: boolean }

async function sendOnce<T>(request: OneRequest<T>, options: ExchangeOptions): Promise<Attempt<T>> {
  let sent = false
  const onSend = (): void => {
    sent = true
  }
  try {
    const callOptions = { ...options.callOptions(request.purpose), onSend }
    return { ended: 'answered', data: await request.send(options.client(), callOptions) }
  } catch (error) {
    return { ended: 'failed', error, sent }
  }
}

async function renew<T>(refused: string, request: OneRequest<T>, options: ExchangeOptions): Promise<void> {
  try {
    await options.session.renew(refused)
  } catch (error) {
    options.signal.throwIfAborted()
    throw options.explain(error, request.doing)
  }
}
