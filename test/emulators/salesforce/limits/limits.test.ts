import { describe, expect, it } from 'vitest'
import { startSalesforceOrg } from '../../../../emulators/index.ts'
import { createLimits } from '../../../../emulators/salesforce/limits/quota.ts'
import { ask, control } from '../../client.ts'
import { soap } from '../soap.ts'

const limits = '/services/data/v66.0/limits'

describe('the daily quota', () => {
  it('rolls: what was used a day ago is free again', () => {
    let now = Date.UTC(2026, 0, 31)
    const quota = createLimits({ now: () => new Date(now) }, { DailyApiRequests: 10 })
    quota.use('DailyApiRequests', 6)
    now += 12 * 3_600_000
    quota.use('DailyApiRequests', 4)
    expect(quota.exhausted('DailyApiRequests')).toBe(true)
    now += 12 * 3_600_000
    expect(quota.used('DailyApiRequests')).toBe(4)
  })

  it('refuses REST with 403 and SOAP with a fault when it is used up', async () => {
    await using org = await startSalesforceOrg({ dailyApiRequests: 2 })
    const statuses = []
    for (let call = 0; call < 3; call += 1) statuses.push((await ask(org, 'GET', limits)).status)
    expect(statuses).toEqual([200, 200, 403])
    const refused = await ask(org, 'GET', limits)
    expect(refused.json).toEqual([
      { message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' },
    ])
    expect(refused.headers.get('sforce-limit-info')).toBe('api-usage=2/2')
    const fault = await ask(org, 'POST', '/services/Soap/u/66.0', {
      body: soap('<getUserInfo/>', org.accessToken),
    })
    expect(fault.text).toContain('<faultcode>sf:REQUEST_LIMIT_EXCEEDED</faultcode>')
    await control(org, 'POST', '/limits', { allowed: 100, used: 98 })
    expect((await ask(org, 'GET', limits)).json.DailyApiRequests).toEqual({ Max: 100, Remaining: 1 })
  })

  it('counts batched requests one by one and a composite as one', async () => {
    await using org = await startSalesforceOrg()
    const used = async () => (await control(org, 'GET', '/meter')).json.apiRequests
    const batchRequests = [1, 2, 3].map(() => ({ method: 'GET', url: 'v66.0/limits' }))
    await ask(org, 'POST', '/services/data/v66.0/composite/batch', { body: { batchRequests } })
    expect(await used()).toBe(3)
    const compositeRequest = ['a', 'b'].map((referenceId) => ({ method: 'GET', url: limits, referenceId }))
    await ask(org, 'POST', '/services/data/v66.0/composite', { body: { compositeRequest } })
    expect(await used()).toBe(4)
  })
})

describe('record counts', () => {
  it('come for the objects asked for', async () => {
    await using org = await startSalesforceOrg()
    const answer = await ask(org, 'GET', `${limits}/recordCount?sObjects=User,Contact`)
    expect(answer.json).toEqual({
      sObjects: [
        { count: 1, name: 'User' },
        { count: 0, name: 'Contact' },
      ],
    })
  })
})
