import { exitCodes, isKitError, KitError, type KitErrorOptions } from '../../src/kit/error.ts'
import { NetworkError } from '../transport/http.ts'
import type { Allowance } from '../transport/meter.ts'
import { type ErrorPlace, explainNetwork, judgeNetwork } from '../transport/network.ts'
import type { Redactor } from '../transport/redact.ts'
import { type Judgement, retryAfterMs } from '../transport/retry.ts'
import { RemoteError } from './remote-error.ts'

/** How Salesforce counts API calls. */
export const allowance: Allowance = {
  period: 'of the last 24 hours',
  renewal: 'the count covers a rolling 24 hours',
}

/** Statuses after which Salesforce may well answer a second time (REST API guide, status codes). */
const passing = new Set([408, 420, 429, 500, 502, 503, 504])

export function isExpired(error: unknown): boolean {
  if (!(error instanceof RemoteError)) return false
  // REST says it by 401, SOAP by a fault, which is always 500.
  if (error.status !== 401 && error.errorCode !== 'INVALID_SESSION_ID') return false
  // Not an expired session but one that API Access Control does not let in: a new token would not help.
  return !/not valid for use with the REST API|not attached to Agent/i.test(error.message)
}

/** Too many long calls at once pass; the daily total does not. Both come as 403 `REQUEST_LIMIT_EXCEEDED`. */
export function isConcurrency(error: RemoteError): boolean {
  return error.errorCode === 'REQUEST_LIMIT_EXCEEDED' && /concurrent/i.test(error.message)
}

/** `reached`: the host has answered before, so a wrong address is out of the question. */
export function judge(error: unknown, now: Date, reached: boolean): Judgement {
  if (error instanceof NetworkError) return judgeNetwork(error, reached)
  if (isBrokenOff(error)) return { kind: 'unknown' }
  if (!(error instanceof RemoteError)) return { kind: 'final' }
  if (isConcurrency(error)) return { kind: 'refused' }
  if (!passing.has(error.status) && !(error.errorCode === 'HTML' && error.status < 400))
    return { kind: 'final' }
  const afterMs = retryAfterMs(error.retryAfter, now)
  const kind = error.status === 429 || error.status === 503 ? 'refused' : 'unknown'
  return afterMs === undefined ? { kind } : { kind, afterMs }
}

/** jsforce reads answers as JSON or XML by itself; its XML parser says where by line and column. */
function isBrokenOff(error: unknown): boolean {
  return (
    error instanceof SyntaxError || (error instanceof Error && /\nLine: \d+\nColumn: \d+/.test(error.message))
  )
}

/** The one place where what Salesforce or the network said becomes what people read. */
export function explain(error: unknown, place: ErrorPlace, redactor: Redactor): unknown {
  if (isKitError(error)) return error
  if (error instanceof NetworkError) return explainNetwork(error, place)
  if (isBrokenOff(error)) return explainNetwork(new NetworkError('TRUNCATED', place.host, error), place)
  if (!(error instanceof RemoteError)) return error
  const { code, message, ...options } = describeRemote(withoutSecrets(error, redactor), place)
  const actions = options.actions?.map(redactor.clean) ?? []
  return new KitError(code, redactor.clean(message), { ...options, actions })
}

/** The token endpoint refuses with 400 or 401, for reasons that an administrator has to settle. */
export function explainLogin(error: unknown, host: string, redactor: Redactor): unknown {
  const refused = error instanceof RemoteError && error.status >= 400 && error.status < 500
  if (!refused || passing.has(error.status))
    return explain(error, { host, doing: 'logging in', renewal: [] }, redactor)
  const said = wording(withoutSecrets(error, redactor))
  const message = redactor.clean(`${host} refuses the login (${said || `status ${error.status}`}).`)
  return new KitError('LOGIN_REFUSED', message, {
    actions: [
      'Check that the app is installed in this org, that its key, secret or certificate are the right ones, and that the user may use it.',
      'Check `loginUrl`: client credentials need the My Domain address, sandboxes https://test.salesforce.com.',
    ],
  })
}

const longestCode = 100
const longestMessage = 300

/** Cleaned before it is cut: of half a secret nobody could tell that it is one. */
function withoutSecrets({ status, errorCode, message, retryAfter }: RemoteError, redactor: Redactor) {
  const short = (text: string, most: number): string => redactor.clean(text).slice(0, most)
  return new RemoteError(status, short(errorCode, longestCode), short(message, longestMessage), retryAfter)
}

type Explanation = KitErrorOptions & { readonly code: string; readonly message: string }

function describeRemote(error: RemoteError, place: ErrorPlace): Explanation {
  const { host, doing, renewal } = place
  if (isExpired(error))
    return {
      code: 'SESSION_EXPIRED',
      message: `${host} no longer accepts the session (${doing}).`,
      actions: renewal,
    }
  if (error.errorCode === 'REQUEST_LIMIT_EXCEEDED' && !isConcurrency(error))
    return {
      code: 'QUOTA_REACHED',
      message: `${host} takes no more API calls for now: the daily total is used up (${doing}).`,
      exit: exitCodes.stopped,
      actions: [`Run the command again later: ${allowance.renewal}, and what was read is kept.`],
    }
  if (/^API_(DISABLED|CURRENTLY_DISABLED)/.test(error.errorCode))
    return {
      code: 'API_DISABLED',
      message: `${host} does not let this user use the API.`,
      actions: [
        'Give the user the permission "API Enabled" in a permission set, or use a login that has it.',
        'Professional Edition has no API unless it was bought.',
      ],
    }
  return describeOther(error, place)
}

function describeOther(error: RemoteError, { host, doing }: ErrorPlace): Explanation {
  if (error.errorCode === 'REDIRECT')
    return {
      code: 'CANNOT_CONNECT',
      message: `${host}: ${error.message} (${doing}); it is not followed, for the session would go along.`,
      actions: ['Use the address of the org itself (My Domain) as `instanceUrl` or `loginUrl`.'],
    }
  const said = wording(error)
  if (error.errorCode === 'HTML' || passing.has(error.status) || isConcurrency(error))
    return {
      code: 'UNAVAILABLE',
      message: `${host} does not answer as an API just now (status ${error.status}${said ? `, ${said}` : ''}, ${doing}).`,
      actions: [
        'It may be under maintenance or busy: see https://status.salesforce.com, then run the command again.',
        'If it goes on, check that the address is that of the org (My Domain), not of a login page or proxy.',
      ],
    }
  if (error.status === 401 || error.status === 403)
    return {
      code: 'ACCESS_REFUSED',
      message: `${host} refuses access (${said || `status ${error.status}`}, ${doing}).`,
      actions: [
        'Ask an administrator to give this user access to the API (API Access Control, session and IP settings).',
      ],
    }
  return {
    code: 'REQUEST_REFUSED',
    message: `${host} refuses the request (${said || `status ${error.status}`}, ${doing}).`,
    actions: ['This should not happen with a supported org: please report it with the message above.'],
  }
}

function wording({ errorCode, message }: RemoteError): string {
  return [errorCode, message].filter((text) => text !== '' && text !== 'HTML').join(': ')
}
