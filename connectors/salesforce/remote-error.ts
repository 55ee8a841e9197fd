/** An answer with an error in it, as Salesforce worded it. Made for judging; people get a `KitError`. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  readonly status: number
  /** e.g. `INVALID_SESSION_ID`; `HTML` for a page made for people; empty when there was none. */
  readonly errorCode: string
  readonly retryAfter: string | null

  constructor(status: number, errorCode: string, message: string, retryAfter: string | null = null) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.retryAfter = retryAfter
  }
}

/** More than people are shown, so that a secret is never cut before it is recognised. */
const longestMessage = 20_000

/**
 * Errors come as `[{errorCode, message}]` (REST), `{error, error_description}` (OAuth), as a SOAP fault, or as a
 * page of HTML (maintenance, proxies, an org that is no more).
 */
export function readRemoteError(
  status: number,
  contentType: string,
  body: string,
  retryAfter: string | null,
): RemoteError {
  if (isHtml(contentType, body))
    return new RemoteError(status, 'HTML', 'a web page instead of data', retryAfter)
  const { code, message } = parseError(body)
  return new RemoteError(
    status,
    code,
    message.replace(/\s+/g, ' ').trim().slice(0, longestMessage),
    retryAfter,
  )
}

export function isHtml(contentType: string, body: string): boolean {
  return /^(text\/html|application\/xhtml)/i.test(contentType) || /^\s*<(!doctype html|html)/i.test(body)
}

function parseError(body: string): { code: string; message: string } {
  const fault = /<faultcode>\s*(?:[\w.-]+:)?([\w.-]+)\s*<\/faultcode>/.exec(body)?.[1]
  if (fault !== undefined)
    return { code: fault, message: /<faultstring>([^<]*)<\/faultstring>/.exec(body)?.[1] ?? '' }
  try {
    const parsed: unknown = JSON.parse(body)
    const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed
    if (typeof first !== 'object' || first === null) return { code: '', message: '' }
    const { errorCode, message, error, error_description } = first as Record<string, unknown>
    return { code: String(errorCode ?? error ?? ''), message: String(message ?? error_description ?? '') }
  } catch {
    return { code: '', message: body }
  }
}
