import { describe, expect, test } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { chooseLogin } from '../../../connectors/salesforce/settings.ts'

const jwt = { loginUrl: 'https://login.example', clientIdEnv: 'ID', username: 'ci@acme.example' }

describe('the way to log in', () => {
  test.each<[string, Record<string, string>]>([
    ['stored', { alias: 'acme' }],
    ['token', { instanceUrl: 'https://acme.example', tokenEnv: 'TOKEN' }],
    [
      'client-credentials',
      { loginUrl: 'https://acme.example', clientIdEnv: 'ID', clientSecretEnv: 'SECRET' },
    ],
    ['refresh', { loginUrl: 'https://acme.example', clientIdEnv: 'ID', refreshTokenEnv: 'REFRESH' }],
    ['jwt', { ...jwt, privateKeyEnv: 'KEY' }],
    ['jwt', { ...jwt, privateKeyFile: 'key.pem', apiVersion: '60.0' }],
  ])('%s', (how, given) => {
    const settings = salesforce.settings.parse(given)
    expect(chooseLogin(settings)).toMatchObject({ how })
  })

  test.each<[string, Record<string, string>, RegExp]>([
    ['nothing', {}, /Give one of/],
    ['half a token', { tokenEnv: 'TOKEN' }, /Give one of/],
    ['two ways', { alias: 'acme', tokenEnv: 'TOKEN' }, /cannot be combined/],
    ['a JWT without key', jwt, /privateKeyEnv/],
    ['a JWT with two keys', { ...jwt, privateKeyEnv: 'KEY', privateKeyFile: 'x' }, /either/],
    [
      'a token instead of its variable',
      { instanceUrl: 'https://a.example', tokenEnv: '00D!abc' },
      /not a value/,
    ],
    ['an unknown key', { alias: 'acme', token: 'x' }, /Unrecognized key/],
    ['a version without dot', { alias: 'acme', apiVersion: '66' }, /66\.0/],
    ['a session in clear text', { instanceUrl: 'http://acme.example', tokenEnv: 'TOKEN' }, /unencrypted/],
    [
      'a host that only looks local',
      { instanceUrl: 'http://127.0.0.1.acme.example', tokenEnv: 'T' },
      /https/,
    ],
    ['a name before a host', { instanceUrl: 'http://localhost:1@acme.example', tokenEnv: 'T' }, /https/],
    ['an address that is none', { instanceUrl: 'acme', tokenEnv: 'TOKEN' }, /https/],
  ])('refuses %s', (_, given, message) => {
    expect(() => salesforce.settings.parse(given)).toThrow(message)
  })
})

test('names the variables that hold secrets', () => {
  const settings = salesforce.settings.parse({ ...jwt, privateKeyEnv: 'KEY' })
  expect(salesforce.secrets(settings)).toEqual(['ID', 'KEY'])
  expect(salesforce.secrets({ alias: 'acme' })).toEqual([])
})

test('an address loses its trailing slash', () => {
  const given = { instanceUrl: 'https://acme.example/', tokenEnv: 'TOKEN' }
  expect(salesforce.settings.parse(given).instanceUrl).toBe('https://acme.example')
})

test.each([
  ['acme', { alias: 'acme' }],
  ['admin@acme.example', { alias: 'admin@acme.example' }],
  ['./people.csv', null],
  ['https://acme.example', null],
])('takes %s without a policy', (name, expected) => {
  expect(salesforce.fromName?.(name)).toEqual(expected)
})
