import { expect, test } from 'vitest'
import { createRedactor } from '../../../connectors/transport/redact.ts'

test.each([
  ['Authorization: Bearer abc.DEF-123', 'Authorization: Bearer [secret]'],
  ['https://x.example/?oauth_token=abc123&x=1', 'https://x.example/?oauth_token=[secret]&x=1'],
  ['{"access_token":"abc","a":1}', '{"access_token":"[secret]","a":1}'],
  ['session 00D000000000001AAA!AQoAQ.x_y is bad', 'session [secret] is bad'],
  ['key pat-na1-0a1b2c3d-1111-2222-3333-444455556666!', 'key [secret]!'],
  ['jwt eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.abc-_d', 'jwt [secret]'],
  ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', '[secret]'],
  ['http://joe:pass@proxy.example:3128', 'http://[secret]@proxy.example:3128'],
  ['INVALID_FIELD: No such column Foo', 'INVALID_FIELD: No such column Foo'],
])('takes secrets by their shape out of %s', (text, expected) => {
  expect(createRedactor().clean(text)).toBe(expected)
})

test('takes out what it was told, encoded or not', () => {
  const redactor = createRedactor()
  redactor.learn('p@ss/word')
  redactor.learn(undefined)
  expect(redactor.clean('got p@ss/word and p%40ss%2Fword')).toBe('got [secret] and [secret]')
})

test.each([
  ['in capitals', 'P@SS/WORD'],
  ['in base64', 'cEBzcy93b3Jk'],
  ...['a:', 'ab:', 'abc:'].map((user) => [
    `in base64 after ${user}`,
    Buffer.from(`${user}p@ss/word?`).toString('base64'),
  ]),
  ['in base64 for addresses', Buffer.from('ab:p@ss/word').toString('base64url')],
])('takes out what it was told, %s', (_, text) => {
  const redactor = createRedactor()
  redactor.learn('p@ss/word')
  expect(redactor.clean(`got ${text}.`)).toContain('[secret]')
  expect(redactor.clean(`got ${text}.`)).not.toContain(text.slice(3, -4))
})
