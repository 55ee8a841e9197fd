import { expired, type Session } from './session.ts'

/**
 * What the failure of a request that writes tells about the write:
 * `stop`: nothing was done, and no other write would fare better now; `busy`: nothing was done, later it may be;
 * `refused`: nothing was done, for this very request was not accepted; `unknown`: it may have been done.
 */
export type Verdict = 'stop' | 'busy' | 'refused' | 'unknown'

export interface OneRequest<Client, Options, T> {
  readonly purpose: string
  /** For people: `merging Contact`. */
  readonly doing: string
  readonly send: (client: Client, options: Options) => Promise<T>
}

/** How a request ended that was, perhaps, carried out. */
export type Ending<T, Refusal> =
  | { readonly ended: 'answered'; readonly data: T }
  | { readonly ended: 'busy' | 'refused'; readonly error: Refusal }
  /** `error` is what broke, the line or the shape of the answer; null when we were told to stop. */
  | { readonly ended: 'unknown'; readonly error: unknown }

export interface ExchangeOptions<Client, Options> {
  readonly session: Session
  readonly signal: AbortSignal
  readonly client: () => Client
  readonly callOptions: (purpose: string) => Options
  readonly isExpired: (error: unknown) => boolean
  readonly verdict: (error: unknown) => Verdict
  /** Puts the error in words for people. */
  readonly explain: (error: unknown, doing: string) => unknown
}

/** A refused token is no reason to give up: of such a request nothing was carried out. */
const renewalsPerCall = 2

/**
 * Sends one request that writes, and never a second time, except with a new token when the old one was refused.
 * Throws only when surely nothing was carried out and no other request would fare better now.
 */
export async function exchange<Client, Options extends object, T, Refusal>(
  request: OneRequest<Client, Options & { readonly onSend: () => void }, T>,
  options: ExchangeOptions<Client, Options>,
): Promise<Ending<T, Refusal>> {
  const { session, signal, explain } = options
  for (let renewals = 0; ; renewals++) {
    const { accessToken, instanceUrl } = session.current()
    const attempt = await sendOnce(request, options)
    if (attempt.ended === 'answered') return attempt
    const { error } = attempt
    if (!attempt.sent) throw explain(error, request.doing)
    if (signal.aborted) return { ended: 'unknown', error: null }
    if (options.isExpired(error)) {
      if (renewals >= renewalsPerCall) throw expired(session.renewal, instanceUrl)
      await renew(accessToken, request.doing, options)
      continue
    }
    const ended = options.verdict(error)
    if (ended === 'stop') throw explain(error, request.doing)
    return ended === 'unknown' ? { ended, error } : { ended, error: error as Refusal }
  }
}

type Attempt<T> =
  | { readonly ended: 'answered'; readonly data: T }
  | { readonly ended: 'failed'; readonly error: unknown; readonly sent: boolean }

async function sendOnce<Client, Options extends object, T>(
  request: OneRequest<Client, Options & { readonly onSend: () => void }, T>,
  options: ExchangeOptions<Client, Options>,
): Promise<Attempt<T>> {
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

async function renew<Client, Options>(
  refused: string,
  doing: string,
  options: ExchangeOptions<Client, Options>,
): Promise<void> {
  try {
    await options.session.renew(refused)
  } catch (error) {
    options.signal.throwIfAborted()
    throw options.explain(error, doing)
  }
}
