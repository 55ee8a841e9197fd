import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createFaults } from '../../../../emulators/faults.ts'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'
import { soap } from '../soap.ts'

const subject = (path: string, method = 'GET', operation: string | null = null) => ({
  method,
  path,
  operation,
  text: () => `${path} SELECT Id FROM Contact`,
})
const drop = { kind: 'drop', when: 'before' }

describe('rules', () => {
  it.each([
    ['every request', {}, [1, 1, 1, 1, 1, 1]],
    ['the second', { nth: 2 }, [0, 1, 0, 0, 0, 0]],
    ['every third', { every: 3 }, [0, 0, 1, 0, 0, 1]],
    ['those after the fourth', { after: 4 }, [0, 0, 0, 0, 1, 1]],
    ['two after the first', { after: 1, times: 2 }, [0, 1, 1, 0, 0, 0]],
  ])('hit %s', (_, when, hits) => {
    const faults = createFaults([])
    faults.add({ ...when, action: drop })
    expect(hits.map(() => faults.take(subject('/x')).length)).toEqual(hits)
  })

  it.each([
    [{ method: 'post' }, 0],
    [{ path: '/services/data/*/query' }, 1],
    [{ path: '/services/data/*' }, 1],
    [{ path: '/query' }, 0],
    [{ operation: 'merge' }, 0],
    [{ contains: 'FROM Contact' }, 1],
    [{ contains: 'FROM Lead' }, 0],
  ])('with %o match %i', (match, hits) => {
    const faults = createFaults([])
    faults.add({ match, action: drop })
    expect(faults.take(subject('/services/data/v66.0/query'))).toHaveLength(hits)
  })

  it.each([
    [{ action: { kind: 'explode' } }, /action.kind/],
    [{ action: { kind: 'preset', preset: 'nope' } }, /unknown preset "nope"; known: one/],
    [{ action: drop, often: 3 }, /unknown key "often"/],
    [{ action: drop, nth: 0 }, /"nth" must be/],
    [{ action: { kind: 'answer', answer: {} } }, /status/],
    ['text', /must be an object/],
  ])('%o is refused', (rule, message) => {
    expect(() => createFaults(['one']).add(rule)).toThrow(message)
  })
})

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({ seed: 6 })
})
afterAll(() => org.close())
beforeEach(async () => {
  await control(org, 'DELETE', '/faults')
})

const limits = '/services/data/v66.0/limits'
const userInfo = () => soap('<getUserInfo/>', org.accessToken)
const soapPath = '/services/Soap/u/66.0'

describe('a fault', () => {
  it.each([
    ['server-unavailable', 503, 'SERVER_UNAVAILABLE', 'Server Unavailable'],
    ['daily-quota', 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
    [
      'concurrent-limit',
      403,
      'REQUEST_LIMIT_EXCEEDED',
      'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
    ],
    ['query-timeout', 400, 'QUERY_TIMEOUT', 'Your query request was running for too long.'],
    ['row-lock', 400, 'UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record'],
  ])('answers as the vendor does: %s', async (preset, status, errorCode, message) => {
    await control(org, 'POST', '/faults', { times: 1, action: { kind: 'preset', preset } })
    const answer = await ask(org, 'GET', limits)
    expect(answer.status).toBe(status)
    expect(answer.json[0]).toMatchObject({ errorCode, message })
    expect((await ask(org, 'GET', limits)).status).toBe(200)
  })

  it('of a SOAP call is an envelope, and a locked row is an error of the result', async () => {
    await control(org, 'POST', '/faults', {
      nth: 1,
      match: { operation: 'getUserInfo' },
      action: preset('server-unavailable'),
    })
    await control(org, 'POST', '/faults', {
      nth: 2,
      match: { operation: 'getUserInfo' },
      action: preset('row-lock'),
    })
    const first = await ask(org, 'POST', soapPath, { body: userInfo() })
    expect(first.status).toBe(500)
    expect(first.text).toContain('<faultcode>sf:SERVER_UNAVAILABLE</faultcode>')
    const merge = soap('<getUserInfo><a/><a/></getUserInfo>', org.accessToken)
    const second = await ask(org, 'POST', soapPath, { body: merge })
    expect(second.text.match(/<statusCode>UNABLE_TO_LOCK_ROW/g)).toHaveLength(2)
  })

  it('ends the session for good when it is an expired one', async () => {
    const login = (await control(org, 'POST', '/users', { username: org.username })).json
    await control(org, 'POST', '/faults', { times: 1, action: preset('expired-session') })
    const statuses = [
      (await ask(org, 'GET', limits, { token: login.accessToken })).status,
      (await ask(org, 'GET', limits, { token: login.accessToken })).status,
      (await ask(org, 'GET', limits)).status,
    ]
    expect(statuses).toEqual([401, 401, 200])
  })

  it('serves the page of a maintenance window', async () => {
    await control(org, 'POST', '/faults', { times: 1, action: preset('maintenance-ok') })
    const answer = await ask(org, 'GET', limits)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html;charset=UTF-8'])
  })

  it('answers with whatever is asked for', async () => {
    const answer = { status: 418, headers: { 'x-tea': 'yes' }, body: [{ a: 1 }] }
    await control(org, 'POST', '/faults', { times: 1, action: { kind: 'answer', answer } })
    const got = await ask(org, 'GET', limits)
    expect([got.status, got.headers.get('x-tea'), got.json]).toEqual([418, 'yes', [{ a: 1 }]])
  })

  it.each([
    ['before', 0],
    ['after', 1],
  ])('drops the connection %s processing', async (when, used) => {
    const before = await usedCalls()
    await control(org, 'POST', '/faults', { times: 1, action: { kind: 'drop', when } })
    await expect(ask(org, 'GET', limits)).rejects.toThrow()
    expect((await usedCalls()) - before).toBe(used)
  })

  it('holds a request until the client gives up', async () => {
    await control(org, 'POST', '/faults', { times: 1, action: { kind: 'hang' } })
    const signal = AbortSignal.timeout(50)
    await expect(fetch(org.url + limits, { signal })).rejects.toThrow()
    expect((await control(org, 'GET', '/faults')).json.faults[0]).toMatchObject({ seen: 1, fired: 1 })
  })

  it('carries a request out late, when its client is gone and others have come in', async () => {
    const path = '/services/data/v66.0/sobjects/Account'
    const { id } = (await ask(org, 'POST', path, { body: { Name: 'Early' } })).json
    const action = { kind: 'late', requests: 2 }
    await control(org, 'POST', '/faults', { match: { method: 'PATCH' }, times: 1, action })
    const init = {
      method: 'PATCH',
      headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Name: 'Late' }),
    }
    const client = new AbortController()
    const sent = fetch(`${org.url}${path}/${id}`, { ...init, signal: client.signal })
    const fired = async () => (await control(org, 'GET', '/faults')).json.faults[0].fired
    await expect.poll(fired, { timeout: 20_000 }).toBe(1)
    client.abort()
    await expect(sent).rejects.toThrow()
    const names: unknown[] = []
    for (const _ of [1, 2, 3]) names.push((await ask(org, 'GET', `${path}/${id}`)).json.Name)
    expect(names[0]).toBe('Early')
    expect(names.at(-1)).toBe('Late')
  })

  it('cuts the body off', async () => {
    await control(org, 'POST', '/faults', { times: 1, action: { kind: 'truncate', bytes: 100 } })
    const response = await fetch(org.url + limits, {
      headers: { authorization: `Bearer ${org.accessToken}`, 'accept-encoding': 'identity' },
    })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  it('lets the body trickle without harming it', async () => {
    await control(org, 'POST', '/faults', {
      times: 1,
      action: { kind: 'slow', bytesPerChunk: 500, milliseconds: 1 },
    })
    expect((await ask(org, 'GET', limits)).json).toHaveProperty('DailyApiRequests')
  })

  it('that makes no sense is refused with a sentence', async () => {
    const answer = await control(org, 'POST', '/faults', { action: preset('nope') })
    expect([answer.status, answer.json.error]).toEqual([
      400,
      expect.stringContaining('unknown preset "nope"'),
    ])
  })

  it('may be there from the start and be taken away', async () => {
    const rule = { id: 'down', action: preset('server-unavailable') }
    await using other = await startSalesforceOrg({ faults: [rule] })
    expect((await ask(other, 'GET', limits)).status).toBe(503)
    expect((await control(other, 'DELETE', '/faults?id=down')).json).toEqual({ removed: 1 })
    expect((await ask(other, 'GET', limits)).status).toBe(200)
  })
})

function preset(name: string) {
  return { kind: 'preset', preset: name }
}

async function usedCalls(): Promise<number> {
  return (await control(org, 'GET', '/meter')).json.apiRequests
}
