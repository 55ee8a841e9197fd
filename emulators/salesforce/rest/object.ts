import { ApiError, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'

export function notFound(): ApiError {
  return new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
}

/** The object of a path; what the user may not see does not exist. */
export function objectNamed(org: Org, session: Session, name: string): ObjectSchema {
  const object = org.schema.object(name)
  if (!object || !session.access.sees(object.name)) throw notFound()
  return object
}

export function recordBody(body: unknown): Readonly<Record<string, unknown>> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>
  throw new ApiError(
    400,
    'JSON_PARSER_ERROR',
    'The HTTP entity body is required, but this request has no entity body.',
  )
}
