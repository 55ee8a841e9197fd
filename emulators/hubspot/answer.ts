import { randomUUID } from 'node:crypto'
import type { Outgoing } from '../wire.ts'
import { ApiError, type ApiResponse } from './org.ts'

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Outgoing {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=utf-8', ...headers },
    body: JSON.stringify(body),
  }
}

export function html(status: number, body: string): Outgoing {
  return { status, headers: { 'content-type': 'text/html' }, body }
}

/** The body that every refusal has. */
function errorBody(error: ApiError): Record<string, unknown> {
  const { errors, context, subCategory, extra } = error.more
  return {
    status: 'error',
    message: error.message,
    correlationId: randomUUID(),
    ...(errors === undefined ? {} : { errors }),
    ...(context === undefined ? {} : { context }),
    ...(error.category === '' ? {} : { category: error.category }),
    ...(subCategory === undefined ? {} : { subCategory }),
    ...extra,
  }
}

export function asAnswer(error: unknown): Outgoing {
  if (!(error instanceof ApiError)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return asAnswer(new ApiError(500, 'INTERNAL_ERROR', message))
  }
  const body = errorBody(error)
  const correlation = { 'x-hubspot-correlation-id': String(body.correlationId) }
  return json(error.status, body, { ...correlation, ...error.more.headers })
}

export function toOutgoing({ status, headers = {}, body }: ApiResponse): Outgoing {
  if (body === undefined || body === null) return { status, headers, body: null }
  if (typeof body === 'string') return { status, headers, body }
  return json(status, body, headers)
}

export function missingScopes(scopes: readonly string[]): ApiError {
  return new ApiError(
    403,
    'MISSING_SCOPES',
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    {
      errors: [
        {
          message: 'One or more of the following scopes are required.',
          context: { requiredGranularScopes: scopes },
        },
      ],
      extra: { links: { scopes: 'https://developers.hubspot.com/scopes' } },
    },
  )
}
