import { createHash, createSign, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString()

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({ seed: 4 })
  await control(org, 'POST', '/apps', { clientId: 'jwt-app', publicKey })
})
afterAll(() => org.close())

function assertion(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'RS256' })}.${part({ iss: 'jwt-app', sub: org.username, aud: org.url, ...claims })}`
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(keys.privateKey, 'base64url')}`
}

function token(form: Readonly<Record<string, string>>) {
  return ask(org, 'POST', '/services/oauth2/token', { token: null, body: new URLSearchParams(form) })
}

function bearerFlow(claims: Readonly<Record<string, unknown>>) {
  return token({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: assertion(claims) })
}

const soon = () => Math.floor(Date.now() / 1000) + 180

describe('the token endpoint', () => {
  it('refreshes a session', async () => {
    const { clientId, clientSecret, refreshToken } = org
    const { status, json } = await token({
      grant_type: 'refresh_token',
      client_id: clientId,
      client_secret: clientSecret,
      refresh_token: refreshToken,
    })
    expect(status).toBe(200)
    expect(json).toMatchObject({ token_type: 'Bearer', instance_url: org.url })
    expect(json.id).toBe(`${org.url}/id/${org.orgId}/${json.id.split('/').at(-1)}`)
    expect(json).not.toHaveProperty('refresh_token')
    expect((await ask(org, 'GET', '/services/data/v66.0/limits', { token: json.access_token })).status).toBe(
      200,
    )
  })

  it('rotates refresh tokens when the app says so', async () => {
    const login = (await control(org, 'POST', '/users', { username: org.username })).json
    await control(org, 'POST', '/apps', { clientId: login.clientId, rotateRefreshTokens: true })
    const refresh = (refreshToken: string) =>
      token({
        grant_type: 'refresh_token',
        client_id: login.clientId,
        client_secret: login.clientSecret,
        refresh_token: refreshToken,
      })
    const first = await refresh(login.refreshToken)
    expect(first.json.refresh_token).not.toBe(login.refreshToken)
    expect((await refresh(login.refreshToken)).json).toEqual({
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    })
    expect((await refresh(first.json.refresh_token)).status).toBe(200)
    await control(org, 'POST', '/apps', { clientId: login.clientId, rotateRefreshTokens: false })
  })

  it('logs in with client credentials, also in the Authorization header', async () => {
    const basic = Buffer.from(`${org.clientId}:${org.clientSecret}`).toString('base64')
    const answer = await ask(org, 'POST', '/services/oauth2/token', {
      token: null,
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: `Basic ${basic}` },
    })
    expect(answer.status).toBe(200)
  })

  it.each([
    ['seconds', () => ({ exp: soon() })],
    ['milliseconds, as the vendor core library writes', () => ({ exp: soon() * 1000 })],
    ["the vendor's login host as audience", () => ({ exp: soon(), aud: 'https://login.salesforce.com' })],
  ])('takes a signed assertion whose expiry is in %s', async (_, claims) => {
    const { status, json } = await bearerFlow(claims())
    expect(status).toBe(200)
    const info = await ask(org, 'GET', '/services/oauth2/userinfo', { token: json.access_token })
    expect(info.json.preferred_username).toBe(org.username)
  })

  it.each([
    ['an unknown user', { exp: soon(), sub: 'nobody@example.com' }, "user hasn't approved this consumer"],
    ['another audience', { exp: soon(), aud: 'https://example.com' }, 'audience is invalid'],
    ['an assertion of yesterday', { exp: soon() - 86_400 }, 'expired assertion'],
    ['an assertion without expiry', {}, 'invalid assertion'],
  ])('refuses %s', async (_, claims, description) => {
    const { status, json } = await bearerFlow(claims)
    expect([status, json]).toEqual([400, { error: 'invalid_grant', error_description: description }])
  })

  it('refuses a signature of another key', async () => {
    const [head, claims] = assertion({ exp: soon() }).split('.')
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const forged = createSign('RSA-SHA256').update(`${head}.${claims}`).sign(other, 'base64url')
    const answer = await token({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${head}.${claims}.${forged}`,
    })
    expect(answer.json.error_description).toBe('invalid assertion')
  })

  it.each([
    [{ grant_type: 'password', username: 'a', password: 'b' }, 'invalid_grant', 'authentication failure'],
    [{ grant_type: 'client_credentials', client_id: 'no' }, 'invalid_client_id', 'client identifier invalid'],
    [{ grant_type: 'dance' }, 'unsupported_grant_type', 'grant type not supported'],
  ])('refuses %o', async (form, error, description) => {
    const { status, json } = await token(form)
    expect([status, json]).toEqual([400, { error, error_description: description }])
  })

  it('refuses a wrong secret', async () => {
    const answer = await token({
      grant_type: 'client_credentials',
      client_id: org.clientId,
      client_secret: 'x',
    })
    expect(answer.json).toEqual({ error: 'invalid_client', error_description: 'invalid client credentials' })
  })

  it('gives a code to a browser and a refreshable session for it, with proof of key', async () => {
    const verifier = 'v'.repeat(64)
    const asked = new URLSearchParams({
      response_type: 'code',
      client_id: 'PlatformCLI',
      redirect_uri: 'http://localhost:1717/OauthRedirect',
      state: 'abc',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    })
    const page = await ask(org, 'GET', `/services/oauth2/authorize?${asked}`, { token: null })
    const back = new URL(page.headers.get('location') ?? '')
    expect([page.status, back.origin, back.searchParams.get('state')]).toEqual([
      302,
      'http://localhost:1717',
      'abc',
    ])
    const trade = (code_verifier: string) =>
      token({
        grant_type: 'authorization_code',
        client_id: 'PlatformCLI',
        redirect_uri: 'http://localhost:1717/OauthRedirect',
        code: back.searchParams.get('code') ?? '',
        code_verifier,
      })
    const { json } = await trade(verifier)
    expect(json.refresh_token).toMatch(/^5Aep861/)
    expect((await trade(verifier)).json.error_description).toBe('expired authorization code')
  })
})

describe('a session', () => {
  it('is introspected, revoked and then unknown', async () => {
    const login = (await control(org, 'POST', '/users', { username: org.username })).json
    const form = { token: login.accessToken, client_id: login.clientId, client_secret: login.clientSecret }
    const introspect = () =>
      ask(org, 'POST', '/services/oauth2/introspect', { token: null, body: new URLSearchParams(form) })
    expect((await introspect()).json).toMatchObject({ active: true, username: org.username })
    const revoked = await ask(org, 'POST', '/services/oauth2/revoke', {
      token: null,
      body: new URLSearchParams({ token: login.accessToken }),
    })
    expect(revoked.status).toBe(200)
    expect((await introspect()).json).toEqual({ active: false })
  })

  it('knows who holds it', async () => {
    const info = (await ask(org, 'GET', '/services/oauth2/userinfo')).json
    const identity = await ask(org, 'GET', `/id/${info.organization_id}/${info.user_id}`)
    expect(identity.json).toMatchObject({ username: org.username, organization_id: org.orgId })
    expect((await ask(org, 'GET', '/services/oauth2/singleaccess')).json.frontdoor_uri).toContain(
      'frontdoor.jsp',
    )
  })

  it('ends after two unused hours of the clock, and lives on when used', async () => {
    await using other = await startSalesforceOrg({ seed: 5 })
    const advance = (minutes: number) => control(other, 'POST', '/clock', { advance: minutes * 60_000 })
    const status = async () => (await ask(other, 'GET', '/services/data/v66.0/limits')).status
    await advance(90)
    expect(await status()).toBe(200)
    await advance(90)
    expect(await status()).toBe(200)
    await advance(121)
    expect(await status()).toBe(401)
  })

  it('ends when the control door expires it', async () => {
    await using other = await startSalesforceOrg({ seed: 5 })
    expect((await control(other, 'POST', '/sessions/expire')).json).toEqual({ expired: 1 })
    const answer = await ask(other, 'GET', '/services/data/v66.0/limits')
    expect([answer.status, answer.json]).toEqual([
      401,
      [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }],
    ])
  })
})
