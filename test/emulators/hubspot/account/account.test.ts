import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

const hour = 3_600_000
const now = Date.parse('2026-03-01T12:00:00Z')

let account: EmulatedAccount
beforeAll(async () => {
  account = await startHubspotAccount({
    seed: 27,
    asOf: new Date(now),
    tier: 'enterprise',
    accountType: 'developer-test',
    timeZone: 'America/New_York',
  })
  const login = (ago: number, userId: number, succeeded = true) => ({
    at: now - ago,
    userId,
    email: `u${userId}@x.example`,
    succeeded,
    ipAddress: '192.0.2.1',
    countryCode: 'es',
  })
  const event = (ago: number, type: string) => ({ at: now - ago, type, userId: 5, actingUser: '6' })
  await control(account, 'POST', '/activity', {
    logins: [login(hour, 5), login(2 * hour, 6, false), login(2 * hour, 5), login(91 * 24 * hour, 5)],
    security: [event(hour, 'ADD_ADMIN_PERMISSIONS'), event(48 * hour, 'SERVICE_KEY_REVEAL')],
    audit: [
      {
        at: now - hour,
        category: 'CRM_OBJECT',
        subCategory: 'CONTACT',
        action: 'MERGE',
        targetObjectId: '951',
        userId: 5,
        userEmail: 'u5@x.example',
      },
    ],
  })
})
afterAll(() => account.close())

const moments = (results: readonly { loginAt: string }[]) =>
  results.map(({ loginAt }) => now - Date.parse(loginAt))

describe('the account', () => {
  it('says what it is, and where', async () => {
    const { json } = await ask(account, 'GET', '/account-info/2026-09/details')
    expect(json).toMatchObject({
      portalId: Number(account.orgId),
      accountType: 'DEVELOPER_TEST',
      timeZone: 'America/New_York',
      utcOffset: '-05:00',
      utcOffsetMilliseconds: -18_000_000,
      companyCurrency: 'EUR',
      dataHostingLocation: 'na1',
    })
  })

  it('says how much of the day is used, until its own midnight', async () => {
    const path = '/account-info/v3/api-usage/daily/private-apps'
    await control(account, 'POST', '/limits', { used: 1200 })
    expect((await ask(account, 'GET', path)).json.results).toEqual([
      {
        name: 'private-apps-api-calls-daily',
        usageLimit: 1_000_000,
        currentUsage: 1201,
        collectedAt: '2026-03-01T12:00:00.000Z',
        fetchStatus: 'SUCCESS',
        resetsAt: '2026-03-02T05:00:00.000Z',
      },
    ])
  })
})

describe('logins', () => {
  it('go back ninety days, newest first, failed ones among them', async () => {
    const { json } = await ask(account, 'GET', '/account-info/v3/activity/login')
    expect(moments(json.results)).toEqual([hour, 2 * hour, 2 * hour])
    expect(json.results.map(({ loginSucceeded }: never) => loginSucceeded)).toEqual([true, true, false])
    expect(json.results[0]).toMatchObject({ userId: 5, email: 'u5@x.example', ipAddress: '192.0.2.1' })
  })

  it('come in pages, also where two are of the same moment', async () => {
    const ids: string[] = []
    let path = '/account-info/v3/activity/login?limit=1'
    for (let page = 0; page < 5; page += 1) {
      const { json } = await ask(account, 'GET', path)
      ids.push(...json.results.map(({ id }: { id: string }) => id))
      if (json.paging === undefined) break
      path = `/account-info/v3/activity/login?limit=1&after=${json.paging.next.after}`
    }
    expect(ids).toEqual(['1', '3', '2'])
  })

  it('of one user', async () => {
    const { json } = await ask(account, 'GET', '/account-info/2026-03/activity/login?userId=6')
    expect(json.results).toHaveLength(1)
  })
})

describe('security', () => {
  it.each([
    ['', ['ADD_ADMIN_PERMISSIONS', 'SERVICE_KEY_REVEAL']],
    [`?fromTimestamp=${now - 2 * hour}`, ['ADD_ADMIN_PERMISSIONS']],
    [`?toTimestamp=${new Date(now - 2 * hour).toISOString()}`, ['SERVICE_KEY_REVEAL']],
    ['?userId=9', []],
  ])('%s', async (query, types) => {
    const { json } = await ask(account, 'GET', `/account-info/v3/activity/security${query}`)
    expect(json.results.map(({ type }: { type: string }) => type)).toEqual(types)
  })
})

describe('the audit log', () => {
  it('is read in an Enterprise account', async () => {
    const { json } = await ask(account, 'GET', '/account-info/v3/activity/audit-logs?actingUserId=5')
    expect(json.results).toMatchObject([
      { category: 'CRM_OBJECT', action: 'MERGE', actingUser: { userId: 5, userEmail: 'u5@x.example' } },
    ])
    const later = await ask(account, 'GET', `/account-info/v3/activity/audit-logs?occurredAfter=${now}`)
    expect(later.json.results).toEqual([])
  })

  it('is refused in any other', async () => {
    await using other = await startHubspotAccount({ tier: 'professional' })
    expect((await ask(other, 'GET', '/account-info/v3/activity/audit-logs')).status).toBe(403)
    expect((await ask(other, 'GET', '/account-info/v3/activity/security')).status).toBe(200)
  })
})
