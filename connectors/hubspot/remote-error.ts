import { z } from 'zod'

export type RatePolicy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY'

/** An answer with an error in it, as HubSpot worded it. Made for judging; people get a `KitError`. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError'
  readonly status: number
  /** e.g. `VALIDATION_ERROR`; `HTML` for a page made for people; empty when there was none. */
  readonly category: string
  /** By which a log at HubSpot finds the call. */
  readonly correlationId: string
  /** Of a 429. */
  readonly policy: RatePolicy | null
  /** Of a 403: what the token would need. */
  readonly scopes: readonly string[]
  readonly retryAfter: string | null

  constructor(status: number, category: string, message: string, more: RemoteErrorMore = {}) {
    super(message)
    this.status = status
    this.category = category
    this.correlationId = more.correlationId ?? ''
    this.policy = more.policy ?? null
    this.scopes = more.scopes ?? []
    this.retryAfter = more.retryAfter ?? null
  }
}

export interface RemoteErrorMore {
  readonly correlationId?: string
  readonly policy?: RatePolicy | null
  readonly scopes?: readonly string[]
  readonly retryAfter?: string | null
}

/** Keys of `context` differ from place to place; those that name scopes have "scope" in them. */
const Context = z.record(z.string(), z.unknown()).optional().catch(undefined)

const Body = z.object({
  message: z.string().catch(''),
  category: z.string().catch(''),
  correlationId: z.string().optional().catch(undefined),
  policyName: z.enum(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'DAILY']).optional().catch(undefined),
  context: Context,
  errors: z
    .array(z.object({ message: z.string().catch(''), context: Context }))
    .optional()
    .catch(undefined),
  /** RFC 6749, of the token endpoint. */
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
})

/** More than people are shown, so that a secret is never cut before it is recognised. */
const longestMessage = 20_000

export function readRemoteError(
  status: number,
  contentType: string,
  text: string,
  retryAfter: string | null,
): RemoteError {
  if (isHtml(contentType, text))
    return new RemoteError(status, 'HTML', 'a web page instead of data', { retryAfter })
  const body = Body.safeParse(parseJson(text)).data
  if (body === undefined) return new RemoteError(status, '', shorten(text), { retryAfter })
  const { category, error, error_description, correlationId, errors = [] } = body
  const details = errors.map(({ message }) => message).filter((message) => message !== '')
  const said = [body.message || (error_description ?? ''), ...details].filter((part) => part !== '')
  return new RemoteError(status, category || (error ?? ''), shorten(said.join(' ')), {
    ...(correlationId === undefined ? {} : { correlationId }),
    policy: status === 429 ? policyOf(body.policyName, body.message) : null,
    scopes: [body.context, ...errors.map(({ context }) => context)].flatMap(scopesIn),
    retryAfter,
  })
}

export function isHtml(contentType: string, body: string): boolean {
  return /^(text\/html|application\/xhtml)/i.test(contentType) || /^\s*<(!doctype html|html|h1)/i.test(body)
}

/** The words tell when the name is missing. */
function policyOf(name: RatePolicy | undefined, message: string): RatePolicy {
  if (name !== undefined) return name
  if (/daily/i.test(message)) return 'DAILY'
  return /ten_secondly/i.test(message) ? 'TEN_SECONDLY_ROLLING' : 'SECONDLY'
}

function scopesIn(context: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const named = Object.entries(context ?? {}).filter(([key]) => /scope/i.test(key))
  return named.flatMap(([, value]) => (Array.isArray(value) ? value.map(String) : []))
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function shorten(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, longestMessage)
}
