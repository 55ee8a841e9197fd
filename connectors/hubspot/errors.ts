import { exitCodes, isKitError, KitError, type KitErrorOptions } from '../../src/kit/error.ts'
import { NetworkError } from '../transport/http.ts'
import type { Allowance } from '../transport/meter.ts'
import { type ErrorPlace, explainNetwork, judgeNetwork } from '../transport/network.ts'
import type { Redactor } from '../transport/redact.ts'
import { type Judgement, retryAfterMs } from '../transport/retry.ts'
import { RemoteError } from './remote-error.ts'
import { unexpectedAnswer } from './unexpected.ts'

/** How HubSpot counts API calls. */
export const allowance: Allowance = {
  period: 'of today',
  renewal: "the count starts again at midnight in the account's time zone",
}

export function isExpired(error: unknown): boolean {
  return error instanceof RemoteError && error.status === 401
}

export function isRateLimit(error: unknown): boolean {
  return error instanceof RemoteError && error.status === 429
}

/** Waits that the limits themselves tell, for HubSpot documents no `Retry-After` with a 429. */
const windowMs = { TEN_SECONDLY_ROLLING: 10_000, SECONDLY: 1_000 } as const
/** A locked record is free again after two seconds or more. */
const lockedMs = 2_000

const passing: ReadonlySet<number> = new Set([408, 500, 502, 503, 504, 521, 522, 523, 524])

export function judge(error: unknown, now: Date, reached: boolean): Judgement {
  if (error instanceof NetworkError) return judgeNetwork(error, reached)
  if (isBrokenOff(error)) return { kind: 'unknown' }
  if (!(error instanceof RemoteError)) return { kind: 'final' }
  const asked = retryAfterMs(error.retryAfter, now)
  if (error.status === 429) {
    if (error.policy === 'DAILY') return { kind: 'final' }
    return { kind: 'refused', afterMs: Math.max(asked ?? 0, windowMs[error.policy ?? 'SECONDLY']) }
  }
  if (error.status === 423) return { kind: 'refused', afterMs: asked ?? lockedMs }
  if (error.status === 477)
    return asked === undefined ? { kind: 'refused' } : { kind: 'refused', afterMs: asked }
  if (!passing.has(error.status) && !(error.category === 'HTML' && error.status < 400))
    return { kind: 'final' }
  return asked === undefined ? { kind: 'unknown' } : { kind: 'unknown', afterMs: asked }
}

/** The SDK reads answers as JSON by itself. */
function isBrokenOff(error: unknown): boolean {
  return error instanceof SyntaxError
}

/** The SDK's own word for a success with another status than it knows; it quotes the whole answer, records and all. */
function isOfSdk(error: unknown): error is Error & { readonly code: number } {
  return error instanceof Error && 'body' in error && 'code' in error && typeof error.code === 'number'
}

/** The one place where what HubSpot or the network said becomes what people read. */
export function explain(error: unknown, place: ErrorPlace, redactor: Redactor): unknown {
  if (isKitError(error)) return error
  if (error instanceof NetworkError) return explainNetwork(error, place)
  if (isBrokenOff(error)) return explainNetwork(new NetworkError('TRUNCATED', place.host, error), place)
  if (isOfSdk(error))
    return unexpectedAnswer(
      place.host,
      `answers with status ${error.code}, which is none for this (${place.doing})`,
    )
  if (!(error instanceof RemoteError)) return error
  const { code, message, ...options } = describeRemote(error, wording(error, redactor), place, redactor)
  const actions = options.actions?.map(redactor.clean) ?? []
  return new KitError(code, redactor.clean(message), { ...options, actions })
}

/** The token endpoint refuses with 400 or 401, for reasons that an administrator has to settle. */
export function explainLogin(error: unknown, host: string, redactor: Redactor): unknown {
  const refused = error instanceof RemoteError && error.status >= 400 && error.status < 500
  if (!refused || error.status === 429 || passing.has(error.status))
    return explain(error, { host, doing: 'logging in', renewal: [] }, redactor)
  return new KitError('LOGIN_REFUSED', `${host} refuses the login (${wording(error, redactor)}).`, {
    actions: [
      'Check that the app is still installed in the account, and that refresh token, client id and secret belong together.',
      'Install the app again to get a new refresh token.',
    ],
  })
}

type Explanation = KitErrorOptions & { readonly code: string; readonly message: string }

function describeRemote(
  error: RemoteError,
  said: string,
  place: ErrorPlace,
  redactor: Redactor,
): Explanation {
  const { host, doing, renewal } = place
  if (isExpired(error))
    return {
      code: 'SESSION_EXPIRED',
      message: `${host} does not accept the token (${doing}).`,
      actions: renewal,
    }
  if (error.category === 'MISSING_SCOPES' || error.scopes.length > 0)
    return missingScopes(nameable(error.scopes, redactor), place)
  if (error.status === 429 && error.policy === 'DAILY')
    return {
      code: 'QUOTA_REACHED',
      message: `${host} takes no more API calls today: the daily total of the account is used up (${doing}).`,
      exit: exitCodes.stopped,
      actions: [`Run the command again later: ${allowance.renewal}, and what was read is kept.`],
    }
  if (error.status === 477)
    return {
      code: 'UNAVAILABLE',
      message: `${host} is moving this account to another data centre (${doing}).`,
      exit: exitCodes.stopped,
      actions: [`Run the command again ${laterThan(error.retryAfter)}.`],
    }
  return describeOther(error, said, place)
}

function laterThan(retryAfter: string | null): string {
  const seconds = Number(retryAfter)
  if (!Number.isFinite(seconds) || seconds <= 0) return 'tomorrow'
  return seconds < 5400 ? `in ${Math.ceil(seconds / 60)} minutes` : `in ${Math.ceil(seconds / 3600)} hours`
}

function describeOther(error: RemoteError, said: string, { host, doing }: ErrorPlace): Explanation {
  if (error.category === 'REDIRECT')
    return {
      code: 'CANNOT_CONNECT',
      message: `${host}: ${error.message} (${doing}); it is not followed, for the token would go along.`,
      actions: ['Leave `baseUrl` out, or set it to the address of the API itself.'],
    }
  if (error.category === 'HTML' || error.status === 429 || error.status === 423 || passing.has(error.status))
    return {
      code: 'UNAVAILABLE',
      message: `${host} does not answer as an API just now (${said}, ${doing}).`,
      actions: ['See https://status.hubspot.com, then run the command again.'],
    }
  if (error.status === 403)
    return {
      code: 'ACCESS_REFUSED',
      message: `${host} refuses access (${said}, ${doing}).`,
      actions: [
        'Check what the user behind the token may do, and what the subscription of the account includes.',
      ],
    }
  return {
    code: 'REQUEST_REFUSED',
    message: `${host} refuses the request (${said}, ${doing}).`,
    actions: ['This should not happen with a supported account: please report it with the message above.'],
  }
}

const mostScopes = 10

/** People copy them into HubSpot: what has not the form of a scope, or holds a secret, is none. */
function nameable(scopes: readonly string[], { clean }: Redactor): readonly string[] {
  const good = scopes.filter((scope) => /^[a-z][a-z0-9._-]{1,100}$/.test(scope) && clean(scope) === scope)
  return [...new Set(good)].slice(0, mostScopes)
}

function missingScopes(scopes: readonly string[], { host, doing }: ErrorPlace): Explanation {
  const one = scopes.length === 1 ? `the scope ${scopes[0]}` : `one of the scopes ${scopes.join(', ')}`
  const named = scopes.length === 0 ? 'a scope' : one
  return {
    code: 'ACCESS_REFUSED',
    message: `${host} refuses access: the token lacks ${named} (${doing}).`,
    actions: [`Add ${named} to the service key (Development, Keys, Service keys) or to the app.`],
  }
}

const longestCategory = 100
const longestMessage = 300

/** Cleaned before it is cut: of half a secret nobody could tell that it is one. */
function wording({ status, category, message, correlationId }: RemoteError, redactor: Redactor): string {
  const short = (text: string, most: number): string => redactor.clean(text).slice(0, most)
  const parts = [category === 'HTML' ? '' : short(category, longestCategory), short(message, longestMessage)]
  const said = parts.filter((part) => part !== '').join(': ') || `status ${status}`
  return correlationId === '' ? said : `${said}; correlation id ${short(correlationId, longestCategory)}`
}
