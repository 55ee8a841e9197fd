import { describe, expect, test } from 'vitest'
import { explain } from '../../../connectors/hubspot/errors.ts'
import { readRemoteError } from '../../../connectors/hubspot/remote-error.ts'
import { createRedactor } from '../../../connectors/transport/redact.ts'
import { openAccount } from './open-account.ts'

const details = { portalId: 12, accountType: 'STANDARD', uiDomain: 'app.hubspot.com' }
const info = { userId: 3, appId: 4, scopes: ['oauth'] }

describe('an account that repeats the token', () => {
  test.each<[string, string, (token: string) => object]>([
    ['as user', '*access-token-info', (token) => ({ ...info, userId: token })],
    ['as app', '*access-token-info', (token) => ({ ...info, appId: token })],
    ['as a scope', '*access-token-info', (token) => ({ ...info, scopes: ['oauth', token] })],
    [
      'as domain',
      '/account-info/*details',
      (token) => ({ ...details, uiDomain: `${token.toLowerCase()}.x` }),
    ],
    ['as kind', '/account-info/*details', (token) => ({ ...details, accountType: token })],
    ['as time zone', '/account-info/*details', (token) => ({ ...details, timeZone: token })],
    ['as currency', '/account-info/*details', (token) => ({ ...details, companyCurrency: token })],
  ])('%s is not repeated by us', async (_, path, bodyOf) => {
    await using world = await openAccount()
    const token = world.account.accessToken
    await world.control('/faults', {
      match: { path },
      action: { kind: 'answer', answer: { status: 200, body: bodyOf(token) } },
    })
    const { identity, mappings, facts } = await world.connect()
    const kept = JSON.stringify([identity, mappings, await facts('setting')])
    expect(kept.toLowerCase()).not.toContain(token.toLowerCase())
  })

  test('as number of the account is not taken', async () => {
    await using world = await openAccount()
    const body = { ...details, portalId: world.account.accessToken }
    await world.control('/faults', {
      match: { path: '/account-info/*details' },
      action: { kind: 'answer', answer: { status: 200, body } },
    })
    await expect(world.connect()).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' })
  })
})

test('names scopes only, and few, where a token lacks them', () => {
  const redactor = createRedactor()
  redactor.learn('abcdef-123456')
  const many = Array.from({ length: 20 }, (_, index) => `crm.scope${index}`)
  const requiredScopes = ['abcdef-123456', 'x.ABCDEF-123456', 'Not a scope', 'crm.abcdef-123456', ...many]
  const body = { category: 'MISSING_SCOPES', message: '', context: { requiredScopes } }
  const error = readRemoteError(403, 'application/json', JSON.stringify(body), null)
  const said = explain(error, { host: 'h', doing: 'd', renewal: [] }, redactor) as Error
  const named = many.slice(0, 10).join(', ')
  expect(said.message).toBe(`h refuses access: the token lacks one of the scopes ${named} (d).`)
  expect(said).toMatchObject({
    actions: [
      `Add one of the scopes ${named} to the service key (Development, Keys, Service keys) or to the app.`,
    ],
  })
})
