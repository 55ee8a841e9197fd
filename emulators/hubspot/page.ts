import { ApiError, type ApiRequest } from './org.ts'

export interface PageSize {
  readonly fallback: number
  readonly most: number
}

export function limitOf({ query }: Pick<ApiRequest, 'query'>, { fallback, most }: PageSize): number {
  const text = query.get('limit')
  if (text === null) return fallback
  const limit = Number(text)
  if (!Number.isInteger(limit) || limit < 1)
    throw validation(`${text} is not a valid value for the query parameter limit`)
  if (limit > most) throw validation(`The limit must not be greater than ${most}`)
  return limit
}

export function flagOf({ query }: Pick<ApiRequest, 'query'>, name: string): boolean {
  return query.get(name) === 'true'
}

/** Cursors are the last id that was shown. */
export function afterOf({ query }: Pick<ApiRequest, 'query'>): string {
  const after = query.get('after') ?? '0'
  if (!/^\d{1,15}$/.test(after)) throw validation(`invalid paging cursor: ${after}`)
  return after
}

export interface Page<Shown> {
  readonly results: readonly Shown[]
  readonly paging?: { readonly next: { readonly after: string; readonly link: string } }
}

/** `rows` holds one more than fits when there is another page. */
export function pageOf<Row, Shown>(
  request: Pick<ApiRequest, 'path'>,
  rows: readonly Row[],
  limit: number,
  show: (row: Row) => Shown,
  cursor: (row: Row) => string,
): Page<Shown> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const results = shown.map(show)
  if (rows.length <= limit || last === undefined) return { results }
  const after = cursor(last)
  return { results, paging: { next: { after, link: `${request.path}?after=${encodeURIComponent(after)}` } } }
}

export function validation(message: string, code?: string): ApiError {
  return new ApiError(
    400,
    'VALIDATION_ERROR',
    message,
    code === undefined ? {} : { errors: [{ message, code }] },
  )
}

export function notFound(what: string): ApiError {
  return new ApiError(404, 'OBJECT_NOT_FOUND', `${what} does not exist`)
}

/** The body as an object; anything else is a 400. */
export function bodyOf({ body }: Pick<ApiRequest, 'body'>): Readonly<Record<string, unknown>> {
  if (body !== null && typeof body === 'object' && !Array.isArray(body))
    return body as Readonly<Record<string, unknown>>
  throw validation('Invalid input JSON: the body must be an object')
}

export function textOf(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name]
  if (typeof value === 'string' && value !== '') return value
  throw validation(`Invalid input JSON: some required fields were not set: [${name}]`)
}
