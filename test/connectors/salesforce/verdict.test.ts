import { expect, test } from 'vitest'
import { RemoteError, readRemoteError } from '../../../connectors/salesforce/remote-error.ts'
import { verdict } from '../../../connectors/salesforce/verdict.ts'
import type { Verdict } from '../../../connectors/transport/exchange.ts'
import { NetworkError } from '../../../connectors/transport/http.ts'

function broken(code: string, ...causes: object[]): NetworkError {
  const cause = causes.reduceRight<Error | undefined>(
    (inner, fields) => Object.assign(new Error('x', { cause: inner }), fields),
    undefined,
  )
  return new NetworkError(code, 'host', cause)
}
const several = (...syscalls: string[]) =>
  new NetworkError(
    'ETIMEDOUT',
    'host',
    new TypeError('fetch failed', {
      cause: new AggregateError(syscalls.map((syscall) => Object.assign(new Error('x'), { syscall }))),
    }),
  )

test.each<[string, unknown, Verdict]>([
  ['refused connection', broken('ECONNREFUSED'), 'stop'],
  ['unknown host', broken('ENOTFOUND'), 'stop'],
  ['nobody answers', broken('UND_ERR_CONNECT_TIMEOUT'), 'stop'],
  ['untrusted certificate', broken('SELF_SIGNED_CERT_IN_CHAIN'), 'stop'],
  ['no way while connecting', broken('EHOSTUNREACH', {}, { syscall: 'connect' }), 'stop'],
  ['no way while writing', broken('EHOSTUNREACH', {}, { syscall: 'write' }), 'unknown'],
  ['no way, nobody knows when', broken('ENETUNREACH'), 'unknown'],
  ['no address connects', several('connect', 'connect'), 'stop'],
  ['not all failed to connect', several('connect', 'read'), 'unknown'],
  ['reset', broken('ECONNRESET'), 'unknown'],
  ['closed', broken('UND_ERR_SOCKET'), 'unknown'],
  ['deadline', broken('DEADLINE'), 'unknown'],
  ['cut off', broken('TRUNCATED'), 'unknown'],
  ['too large', broken('TOO_LARGE'), 'unknown'],
  ['a mistake of ours', new TypeError('x'), 'unknown'],
  ['nothing', undefined, 'unknown'],
  ...[408, 420, 500, 502, 503, 504, 599].map((status): [string, unknown, Verdict] => [
    `status ${status}`,
    new RemoteError(status, '', ''),
    'unknown',
  ]),
  ...[400, 403, 404, 405, 409, 412, 413, 414, 415].map((status): [string, unknown, Verdict] => [
    `status ${status}`,
    new RemoteError(status, 'ANY', ''),
    'refused',
  ]),
  ['status 401', new RemoteError(401, '', ''), 'stop'],
  ['status 429', new RemoteError(429, '', ''), 'busy'],
  ...['INVALID_FIELD', 'INVALID_TYPE_FOR_OPERATION', 'MALFORMED_ID', 'EXCEEDED_ID_LIMIT', 'Client'].map(
    (code): [string, unknown, Verdict] => [`fault ${code}`, fault(code), 'refused'],
  ),
  ...['UNKNOWN_EXCEPTION', 'SERVER_UNAVAILABLE', 'REQUEST_RUNNING_TOO_LONG', 'UNABLE_TO_LOCK_ROW', 'NEW'].map(
    (code): [string, unknown, Verdict] => [`fault ${code}`, fault(code), 'unknown'],
  ),
  ['fault of the daily limit', fault('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'), 'stop'],
  ['fault of concurrency', fault('REQUEST_LIMIT_EXCEEDED', 'ConcurrentRequests Limit'), 'busy'],
  ['fault of the session', fault('INVALID_SESSION_ID'), 'stop'],
])('%s', (_, error, expected) => {
  expect(verdict(error)).toBe(expected)
})

function fault(code: string, message = 'x'): RemoteError {
  const body = `<e><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></e>`
  return readRemoteError(500, 'text/xml', body, null)
}
