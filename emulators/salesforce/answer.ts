import type { Outgoing } from '../wire.ts'

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Outgoing {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(body),
  }
}

export function html(status: number, body: string): Outgoing {
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body }
}

/** Errors of the REST API are always arrays; `fields` only where the vendor names some. */
export function restError(
  status: number,
  errorCode: string,
  message: string,
  fields?: readonly string[],
): Outgoing {
  const error = fields === undefined ? { message, errorCode } : { message, errorCode, fields }
  return json(status, [error])
}
