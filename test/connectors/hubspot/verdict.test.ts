import { expect, test } from 'vitest'
import { RemoteError, readRemoteError } from '../../../connectors/hubspot/remote-error.ts'
import { verdict } from '../../../connectors/hubspot/verdict.ts'
import type { Verdict } from '../../../connectors/transport/exchange.ts'
import { NetworkError } from '../../../connectors/transport/http.ts'

const said = (status: number, body: object | string): RemoteError =>
  readRemoteError(
    status,
    typeof body === 'string' ? 'text/html' : 'application/json',
    typeof body === 'string' ? body : JSON.stringify(body),
    null,
  )

test.each<[string, unknown, Verdict]>([
  ['a connection that was refused', new NetworkError('ECONNREFUSED', 'x', undefined), 'stop'],
  ['a connection that broke', new NetworkError('UND_ERR_SOCKET', 'x', undefined), 'unknown'],
  ['silence', new NetworkError('DEADLINE', 'x', undefined), 'unknown'],
  ['a bug of ours', new TypeError('x'), 'unknown'],
  ['ten seconds', said(429, { policyName: 'TEN_SECONDLY_ROLLING' }), 'busy'],
  ['a second, by its words', said(429, { message: 'You have reached your secondly limit.' }), 'busy'],
  ['the day', said(429, { policyName: 'DAILY' }), 'stop'],
  ['the day, by its words', said(429, { message: 'You have reached your daily limit.' }), 'stop'],
  ['a lock', said(423, {}), 'busy'],
  ['an account that is being moved', said(477, {}), 'stop'],
  ['a token that is over', said(401, {}), 'stop'],
  ['a missing scope', said(403, { category: 'MISSING_SCOPES' }), 'stop'],
  ['a record that this user may not change', said(403, { category: 'BANNED' }), 'refused'],
  ['a value', said(400, { category: 'VALIDATION_ERROR' }), 'refused'],
  ['an address that is taken', said(409, { category: 'CONFLICT' }), 'refused'],
  ['250 merges', said(414, { message: 'merge limit' }), 'refused'],
  ['an address that is too long', said(414, '<h1>414 URI Too Long</h1>'), 'refused'],
  ['a request that timed out', said(408, {}), 'unknown'],
  ['a gateway', said(502, '<html></html>'), 'unknown'],
  ['a server', said(500, {}), 'unknown'],
  ['maintenance', said(503, {}), 'unknown'],
  ['a page for people', said(200, '<html></html>'), 'unknown'],
  ['a redirect', new RemoteError(302, 'REDIRECT', 'x'), 'unknown'],
])('%s', (_, error, expected) => {
  expect(verdict(error)).toBe(expected)
})

test('an error keeps what matters of its body', () => {
  const error = said(403, {
    message: 'no',
    category: 'MISSING_SCOPES',
    correlationId: 'c-1',
    errors: [{ message: 'need more', context: { requiredGranularScopes: ['a', 'b'], other: ['c'] } }],
  })
  expect(error).toMatchObject({
    message: 'no need more',
    category: 'MISSING_SCOPES',
    correlationId: 'c-1',
    scopes: ['a', 'b'],
    policy: null,
  })
  expect(said(400, { error: 'invalid_grant', error_description: 'dead' })).toMatchObject({
    category: 'invalid_grant',
    message: 'dead',
  })
})
