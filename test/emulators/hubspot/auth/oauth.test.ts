import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let account: EmulatedAccount
beforeAll(async () => {
  account = await startHubspotAccount({ seed: 21 })
})
afterAll(() => account.close())

function send(path: string, form: Readonly<Record<string, string>>) {
  return ask(account, 'POST', path, { token: null, body: new URLSearchParams(form) })
}

function credentials() {
  return { client_id: account.clientId, client_secret: account.clientSecret }
}

function refresh(path = '/oauth/2026-03/token', changes: Readonly<Record<string, string>> = {}) {
  return send(path, {
    grant_type: 'refresh_token',
    ...credentials(),
    refresh_token: account.refreshToken,
    ...changes,
  })
}

const owners = '/crm/v3/owners/'

describe('refreshing', () => {
  it.each(['/oauth/2026-03/token', '/oauth/2026-09/token', '/oauth/v3/token'])(
    '%s says whose token it is and what it may',
    async (path) => {
      const { status, json } = await refresh(path)
      expect(status).toBe(200)
      expect(json).toMatchObject({
        token_type: 'bearer',
        token_use: 'access_token',
        expires_in: 1800,
        refresh_token: account.refreshToken,
        hub_id: Number(account.orgId),
        scopes: expect.arrayContaining(['crm.objects.contacts.read', 'oauth']),
      })
      expect((await ask(account, 'GET', owners, { token: json.access_token })).status).toBe(200)
    },
  )

  it('v1 says less', async () => {
    const { json } = await refresh('/oauth/v1/token')
    expect(Object.keys(json).toSorted()).toEqual([
      'access_token',
      'expires_in',
      'refresh_token',
      'token_type',
    ])
  })

  it('gives a token for thirty minutes of the account’s clock', async () => {
    const token = (await refresh()).json.access_token
    await control(account, 'POST', '/clock', { advance: 1_799_000 })
    expect((await ask(account, 'GET', owners, { token })).status).toBe(200)
    await control(account, 'POST', '/clock', { advance: 61_000 })
    const { status, json } = await ask(account, 'GET', owners, { token })
    expect([status, json]).toEqual([
      401,
      {
        status: 'error',
        message: 'The OAuth token used to make this call expired 1 minute(s) ago.',
        correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        category: 'EXPIRED_AUTHENTICATION',
        context: { 'expire time': [expect.stringMatching(/^2026-/)] },
      },
    ])
    expect((await ask(account, 'GET', owners)).status).toBe(200)
  })

  it.each([
    [{ refresh_token: 'na1-nope' }, 'BAD_REFRESH_TOKEN', 'invalid_grant'],
    [{ client_id: 'nope' }, 'BAD_CLIENT_ID', 'invalid_client'],
    [{ client_secret: 'nope' }, 'BAD_CLIENT_SECRET', 'invalid_client'],
    [{ grant_type: 'password' }, 'BAD_GRANT_TYPE', 'unsupported_grant_type'],
  ])('refuses %o', async (changes, reason, error) => {
    const { status, json } = await refresh('/oauth/2026-03/token', changes)
    expect([status, json.status, json.error]).toEqual([400, reason, error])
    expect(Object.keys((await refresh('/oauth/v1/token', changes)).json)).toEqual([
      'status',
      'message',
      'correlationId',
    ])
  })

  it('ends the old refresh token where the app rotates them', async () => {
    const login = (await control(account, 'POST', '/tokens', { name: 'turning', rotateRefreshTokens: true }))
      .json
    const form = {
      client_id: login.clientId,
      client_secret: login.clientSecret,
      refresh_token: login.refreshToken,
    }
    const first = await refresh('/oauth/2026-03/token', form)
    expect(first.json.refresh_token).not.toBe(login.refreshToken)
    expect((await refresh('/oauth/2026-03/token', form)).json.status).toBe('BAD_REFRESH_TOKEN')
    const next = await refresh('/oauth/2026-03/token', { ...form, refresh_token: first.json.refresh_token })
    expect(next.status).toBe(200)
  })
})

describe('installing', () => {
  const redirect = 'http://127.0.0.1:9/back'
  const install = async (query: Readonly<Record<string, string>>) => {
    const path = `/oauth/authorize?${new URLSearchParams({ client_id: account.clientId, redirect_uri: redirect, ...query })}`
    const { headers } = await ask(account, 'GET', path, { token: null })
    return new URL(headers.get('location') ?? '').searchParams
  }
  const redeem = (code: string, more: Readonly<Record<string, string>> = {}) =>
    send('/oauth/2026-03/token', {
      grant_type: 'authorization_code',
      ...credentials(),
      code,
      redirect_uri: redirect,
      ...more,
    })

  it('grants the scopes that were asked for, and no more', async () => {
    const back = await install({ scope: 'crm.objects.owners.read', state: 'mine' })
    expect(back.get('state')).toBe('mine')
    const { json } = await redeem(back.get('code') ?? '')
    expect(json.scopes).toEqual(['crm.objects.owners.read', 'oauth'])
    expect((await ask(account, 'GET', owners, { token: json.access_token })).status).toBe(200)
    expect((await ask(account, 'GET', '/settings/v3/users/', { token: json.access_token })).status).toBe(403)
    expect((await redeem(back.get('code') ?? '')).json.status).toBe('BAD_AUTH_CODE')
  })

  it('asks for the verifier of a challenge', async () => {
    const challenge = createHash('sha256').update('very secret').digest('base64url')
    const codes = async () => (await install({ scope: 'oauth', code_challenge: challenge })).get('code') ?? ''
    expect((await redeem(await codes())).json.status).toBe('BAD_CODE_VERIFIER')
    expect((await redeem(await codes(), { code_verifier: 'very secret' })).status).toBe(200)
  })
})

describe('asking about a token', () => {
  it('tells living from ended, as long as it is the app’s own', async () => {
    const token = (await refresh()).json.access_token
    const introspect = (of: string) =>
      send('/oauth/2026-03/token/introspect', {
        ...credentials(),
        token: of,
        token_type_hint: 'access_token',
      })
    expect((await introspect(token)).json).toMatchObject({
      active: true,
      token,
      token_use: 'access_token',
      client_id: account.clientId,
      hub_id: Number(account.orgId),
      user: account.username,
      expires_in: 1800,
    })
    expect((await introspect(account.refreshToken)).json).toMatchObject({
      active: true,
      token_use: 'refresh_token',
    })
    expect((await introspect(account.accessToken)).json).toEqual({ active: false })
    expect((await send('/oauth/2026-03/token/revoke', { ...credentials(), token })).status).toBe(200)
    expect((await introspect(token)).json).toEqual({ active: false })
    expect((await ask(account, 'GET', owners, { token })).json.category).toBe('INVALID_AUTHENTICATION')
  })

  it('by its address in v1', async () => {
    const token = (await refresh()).json.access_token
    const { json } = await ask(account, 'GET', `/oauth/v1/access-tokens/${token}`, { token: null })
    expect(json).toMatchObject({
      token,
      hub_id: Number(account.orgId),
      token_type: 'access',
      expires_in: 1800,
    })
    const refreshed = await ask(account, 'GET', `/oauth/v1/refresh-tokens/${account.refreshToken}`, {
      token: null,
    })
    expect(refreshed.json).toMatchObject({ client_id: account.clientId, token_type: 'refresh' })
  })

  it('tells what a private app may, and nothing of a service key', async () => {
    const app = { name: 'legacy', kind: 'private-app', scopes: ['crm.objects.deals.read'] }
    const login = (await control(account, 'POST', '/tokens', app)).json
    const about = (tokenKey: string) =>
      ask(account, 'POST', '/oauth/v2/private-apps/get/access-token-info', {
        token: null,
        body: { tokenKey },
      })
    expect((await about(login.accessToken)).json).toEqual({
      userId: Number(login.userId),
      hubId: Number(account.orgId),
      appId: expect.any(Number),
      scopes: ['crm.objects.deals.read'],
    })
    expect((await about(account.accessToken)).status).toBe(404)
  })
})

describe('a call', () => {
  it.each([
    ['without a token', null],
    ['with an unknown token', 'pat-na1-00000000-0000-4000-8000-000000000000'],
  ])('%s is refused', async (_case, token) => {
    const { status, json } = await ask(account, 'GET', owners, { token })
    expect([status, json.category]).toEqual([401, 'INVALID_AUTHENTICATION'])
  })

  it('works with the same tokens in two runs of the same account', async () => {
    await using again = await startHubspotAccount({ seed: 21 })
    expect([again.accessToken, again.clientId, again.refreshToken]).toEqual([
      account.accessToken,
      account.clientId,
      account.refreshToken,
    ])
  })
})
