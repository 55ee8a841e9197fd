import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let org: EmulatedOrg
beforeAll(async () => {
  org = await startSalesforceOrg({ seed: 3 })
})
afterAll(() => org.close())

describe('the address', () => {
  it('lists the versions without a login, newest last', async () => {
    const { status, json } = await ask(org, 'GET', '/services/data', { token: null })
    expect(status).toBe(200)
    expect(json.at(-1)).toEqual({ label: "Summer '26", url: '/services/data/v67.0', version: '67.0' })
    expect(json[0].version).toBe('31.0')
  })

  it.each(['/services/data/v66.0/limits', '//services/data/v66.0/limits', '///services/data//v20.0/limits/'])(
    'answers %s',
    async (path) => {
      expect((await ask(org, 'GET', path)).status).toBe(200)
    },
  )

  it.each([
    ['/services/data/v99.0/limits', 404, 'NOT_FOUND'],
    ['/services/data/v66.0/nonsense', 404, 'NOT_FOUND'],
    ['/nonsense', 404, 'NOT_FOUND'],
  ])('refuses %s with %i', async (path, status, errorCode) => {
    const answer = await ask(org, 'GET', path)
    expect(answer.status).toBe(status)
    expect(answer.json).toEqual([{ errorCode, message: 'The requested resource does not exist' }])
  })

  it('names the methods that an address takes', async () => {
    const answer = await ask(org, 'PUT', '/services/data/v66.0/limits')
    expect(answer.status).toBe(405)
    expect(answer.json[0]).toEqual({
      errorCode: 'METHOD_NOT_ALLOWED',
      message: "HTTP Method 'PUT' not allowed. Allowed are HEAD,GET",
    })
  })

  it('refuses an address of more than 16 KB', async () => {
    expect((await ask(org, 'GET', `/services/data/v66.0/limits?${'x'.repeat(17_000)}`)).status).toBe(414)
  })
})

describe('the answer', () => {
  it('has no body for HEAD', async () => {
    const answer = await ask(org, 'HEAD', '/services/data/v66.0/limits')
    expect([answer.status, answer.text]).toEqual([200, ''])
  })

  it('is compressed only when the client takes it', async () => {
    const plain = await ask(org, 'GET', '/services/data/v66.0/limits', {
      headers: { 'accept-encoding': 'identity' },
    })
    const packed = await ask(org, 'GET', '/services/data/v66.0/limits', {
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(Object.keys(packed.json)).toEqual(Object.keys(plain.json))
  })

  it('says how much of the quota is used', async () => {
    const first = await ask(org, 'GET', '/services/data/v66.0/limits')
    const second = await ask(org, 'GET', '/services/data/v66.0/nonsense')
    const used = (answer: typeof first) =>
      Number(answer.headers.get('sforce-limit-info')?.match(/=(\d+)\//)?.[1])
    expect(used(second)).toBe(used(first) + 1)
    expect(first.headers.get('content-type')).toBe('application/json;charset=UTF-8')
  })

  it.each([
    ['not JSON', '{"a":', 'application/json', 400, 'JSON_PARSER_ERROR'],
    ['a form', 'a=b', 'application/x-www-form-urlencoded', 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('refuses a body that is %s', async (_, body, type, status, errorCode) => {
    const answer = await ask(org, 'POST', '/services/data/v66.0/composite', {
      body,
      headers: { 'content-type': type },
    })
    expect(answer.status).toBe(status)
    expect(answer.json[0].errorCode).toBe(errorCode)
  })
})

describe('the server', () => {
  it('counts by purpose, the control door left out', async () => {
    await control(org, 'DELETE', '/meter')
    await ask(org, 'GET', '/services/data', { token: null })
    await ask(org, 'GET', '/services/data/v66.0/limits')
    await ask(org, 'GET', '/services/data/v60.0/limits')
    const { json } = await control(org, 'GET', '/meter')
    expect(json.total).toBe(3)
    expect(json.byPurpose).toEqual({ 'GET /limits': 2, 'GET /services/data': 1 })
  })

  it('tells what commands the control door knows', async () => {
    const answer = await control(org, 'GET', '/nonsense')
    expect(answer.status).toBe(404)
    expect(answer.json.known).toContain('POST /faults')
  })

  it('gives the same ids and tokens for the same seed', async () => {
    await using other = await startSalesforceOrg({ seed: 3 })
    expect([other.orgId, other.accessToken, other.clientId]).toEqual([
      org.orgId,
      org.accessToken,
      org.clientId,
    ])
    expect(org.accessToken).toMatch(/^00D\w{12}!AQ[\w.]{86}$/)
  })

  it('closes although a client keeps an idle connection', async () => {
    const other = await startSalesforceOrg()
    const socket = connect(Number(new URL(other.url).port), '127.0.0.1')
    const ended = new Promise((resolve) => socket.once('close', resolve))
    await new Promise((resolve) => socket.once('connect', resolve))
    await other.close()
    await ended
    await expect(fetch(other.url)).rejects.toThrow()
  })

  it('stops when the control door is told so', async () => {
    const other = await startSalesforceOrg()
    expect((await control(other, 'POST', '/stop')).json).toEqual({ stopping: true })
    await other.stopped
    await expect(fetch(other.url)).rejects.toThrow()
  })
})
