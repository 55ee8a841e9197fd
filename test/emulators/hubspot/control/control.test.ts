import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let account: EmulatedAccount
beforeEach(async () => {
  account = await startHubspotAccount({
    seed: 23,
    fill: (org) => {
      for (let n = 1; n <= 30; n += 1)
        insertRecord(org, 'contacts', { id: String(n), properties: { email: `p${n}@x.example` } })
    },
  })
})
afterEach(() => account.close())

const contacts = '/crm/v3/objects/contacts'
const fault = (action: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  control(account, 'POST', '/faults', { action, ...more })
const preset = (name: string, more: Readonly<Record<string, unknown>> = {}) =>
  fault({ kind: 'preset', preset: name }, more)

describe('faults', () => {
  it.each([
    ['burst-limit', 429, { policyName: 'TEN_SECONDLY_ROLLING', errorType: 'RATE_LIMIT' }],
    ['secondly-limit', 429, { policyName: 'SECONDLY', message: 'You have reached your secondly limit.' }],
    ['daily-limit', 429, { policyName: 'DAILY', message: 'You have reached your daily limit.' }],
    ['locked', 423, { category: 'LOCKED' }],
    ['migration', 477, { status: 'error' }],
    ['missing-scopes', 403, { category: 'MISSING_SCOPES' }],
    ['merge-limit', 414, { status: 'error' }],
    ['internal-error', 500, { status: 'error' }],
    ['origin-unreachable', 523, { message: 'error code: 523' }],
  ])('%s', async (name, status, body) => {
    await preset(name, { times: 1 })
    const answer = await ask(account, 'GET', contacts)
    expect([answer.status, answer.json]).toEqual([status, expect.objectContaining(body)])
    expect((await ask(account, 'GET', contacts)).status).toBe(200)
  })

  it('a migration says when to come back', async () => {
    await preset('migration', { times: 1 })
    expect((await ask(account, 'GET', contacts)).headers.get('retry-after')).toBe('60')
  })

  it.each([
    ['bad-gateway', 31],
    ['bad-gateway-after-commit', 32],
  ])('%s leaves %i contacts', async (name, count) => {
    await ask(account, 'POST', contacts, { body: { properties: { email: 'a@new.example' } } })
    await preset(name, { match: { method: 'POST', path: contacts }, times: 1 })
    const created = await ask(account, 'POST', contacts, { body: { properties: { email: 'b@new.example' } } })
    expect([created.status, created.headers.get('content-type')]).toEqual([502, 'text/html'])
    const { json } = await ask(account, 'GET', `${contacts}?limit=100`)
    expect(json.results).toHaveLength(count)
  })

  it('a merge whose answer was lost has happened, and can be read back by both ids', async () => {
    await preset('bad-gateway-after-commit', { match: { path: '*/merge' }, times: 1 })
    const body = { primaryObjectId: '1', objectIdToMerge: '2' }
    expect((await ask(account, 'POST', `${contacts}/merge`, { body })).status).toBe(502)
    const ids = await Promise.all(
      ['1', '2'].map(async (id) => (await ask(account, 'GET', `${contacts}/${id}`)).json.id),
    )
    expect(ids[0]).toBe(ids[1])
    expect(ids[0]).not.toBe('1')
    expect((await ask(account, 'POST', `${contacts}/merge`, { body })).json.message).toMatch(
      /forward reference/,
    )
  })

  it('an expired token stays expired', async () => {
    await preset('expired-token', { times: 1 })
    const answers = [await ask(account, 'GET', contacts), await ask(account, 'GET', contacts)]
    expect(answers.map(({ status, json }) => [status, json.category])).toEqual([
      [401, 'EXPIRED_AUTHENTICATION'],
      [401, 'EXPIRED_AUTHENTICATION'],
    ])
  })

  it('a call that hangs is never answered, and never carried out', async () => {
    await fault({ kind: 'hang', when: 'before' }, { match: { method: 'POST' }, times: 1 })
    const hanging = fetch(account.url + contacts, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
      body: '{"properties":{"email":"c@new.example"}}',
      signal: AbortSignal.timeout(200),
    })
    await expect(hanging).rejects.toThrow(/timeout|abort/i)
    expect((await ask(account, 'GET', `${contacts}?limit=100`)).json.results).toHaveLength(30)
  })

  it.each([
    [{ action: { kind: 'preset', preset: 'nope' } }, /unknown preset "nope"; known: burst-limit/],
    [{ action: { kind: 'burn' } }, /"action.kind" must be/],
  ])('refuses %o', async (body, message) => {
    const answer = await control(account, 'POST', '/faults', body)
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(message)])
  })
})

describe('limits', () => {
  it('can be made small, and the day used up', async () => {
    expect((await control(account, 'POST', '/limits', { burst: 2 })).json).toMatchObject({
      burst: 2,
      allowed: 625_000,
    })
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await ask(account, 'GET', contacts)).status)
    expect(statuses).toEqual([200, 200, 429])
    expect((await control(account, 'GET', '/meter')).json).toMatchObject({ apiRequests: 2, overLimit: 1 })
    await control(account, 'POST', '/limits', { burst: 100, used: 625_000 })
    const { status, json } = await ask(account, 'GET', contacts)
    expect([status, json.policyName]).toEqual([429, 'DAILY'])
  })

  it('counts each app by itself', async () => {
    await control(account, 'POST', '/limits', { burst: 1 })
    const other = (await control(account, 'POST', '/tokens', { name: 'other' })).json.accessToken
    const answers = [
      await ask(account, 'GET', contacts),
      await ask(account, 'GET', contacts),
      await ask(account, 'GET', contacts, { token: other }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 429, 200])
  })
})

describe('the meter', () => {
  it('counts by purpose, whatever form of address was used', async () => {
    await ask(account, 'GET', `${contacts}/1`)
    await ask(account, 'GET', '/crm/objects/2026-09/0-1/2')
    await ask(account, 'POST', '/oauth/2026-03/token', { token: null, body: new URLSearchParams({}) })
    const { json } = await control(account, 'GET', '/meter')
    expect(json).toEqual({
      total: 3,
      byPurpose: { 'GET /crm/objects/:objectType/:objectId': 2, 'POST /oauth/token': 1 },
      apiRequests: 2,
      overLimit: 0,
    })
    await control(account, 'DELETE', '/meter')
    expect((await control(account, 'GET', '/meter')).json.total).toBe(0)
  })
})

describe('mutate', () => {
  it('changes records as somebody else, uncounted', async () => {
    await control(account, 'POST', '/users', { create: { email: 'other@x.example' } })
    const { json } = await control(account, 'POST', '/mutate', {
      object: 'contacts',
      count: 3,
      offset: 5,
      set: { firstname: 'Nr {n}' },
      as: 'other@x.example',
    })
    expect(json).toEqual({ changed: ['6', '7', '8'], failed: [] })
    expect((await control(account, 'GET', '/meter')).json.total).toBe(0)
    expect((await ask(account, 'GET', `${contacts}/7`)).json.properties.firstname).toBe('Nr 2')
  })

  it('deletes, and says what it could not', async () => {
    const body = { object: 'contacts', ids: ['9', '999'], delete: true, as: account.username }
    const { json } = await control(account, 'POST', '/mutate', body)
    expect(json.changed).toContain('9')
    expect((await ask(account, 'GET', `${contacts}/9`)).status).toBe(404)
  })

  it.each([
    [{ object: 'nope', set: { a: 'b' } }, /no such object: nope/],
    [{ object: 'contacts', set: {} }, /give "set"/],
    [{ object: 'contacts', set: { a: 'b' }, as: 'nobody' }, /names no user/],
  ])('refuses %o', async (body, message) => {
    const answer = await control(account, 'POST', '/mutate', body)
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(message)])
  })
})

describe('users and tokens', () => {
  it('come and go', async () => {
    const login = (await control(account, 'POST', '/users', { create: { email: 'new@x.example' } })).json
    expect((await ask(account, 'GET', contacts, { token: login.accessToken })).status).toBe(200)
    const { json } = await control(account, 'GET', '/users')
    expect(json.users.map(({ username }: { username: string }) => username)).toContain('new@x.example')
    expect((await control(account, 'DELETE', '/users', { username: 'new@x.example' })).json).toEqual({
      deactivated: true,
    })
    const owners = await ask(account, 'GET', '/crm/v3/owners?archived=true')
    expect(owners.json.results).toMatchObject([{ email: 'new@x.example', archived: true }])
    await control(account, 'DELETE', '/tokens', { token: login.accessToken })
    expect((await ask(account, 'GET', contacts, { token: login.accessToken })).status).toBe(401)
  })

  it('expire where they can, or all of one user', async () => {
    expect((await control(account, 'POST', '/sessions/expire')).json).toEqual({ expired: 0 })
    expect((await ask(account, 'GET', contacts)).status).toBe(200)
    expect((await control(account, 'POST', '/sessions/expire', { username: account.username })).json).toEqual(
      {
        expired: 1,
      },
    )
    expect((await ask(account, 'GET', contacts)).status).toBe(401)
  })

  it.each([
    [{ scopes: ['crm.nope'] }, /no such scope: crm.nope/],
    [{ username: 'nobody@x.example' }, /no such user/],
    [{ kind: 'password' }, /"kind" must be/],
  ])('refuses %o', async (body, message) => {
    const answer = await control(account, 'POST', '/tokens', body)
    expect([answer.status, answer.json.error]).toEqual([400, expect.stringMatching(message)])
  })
})

describe('the door itself', () => {
  it('names its commands to who knocks elsewhere', async () => {
    const { status, json } = await control(account, 'GET', '/nope')
    expect(status).toBe(404)
    expect(json.known).toEqual(expect.arrayContaining(['POST /faults', 'POST /clock', 'POST /mutate']))
  })

  it('stops the account', async () => {
    expect((await control(account, 'POST', '/stop')).json).toEqual({ stopping: true })
    await account.stopped
    await expect(fetch(account.url)).rejects.toThrow()
  })
})
