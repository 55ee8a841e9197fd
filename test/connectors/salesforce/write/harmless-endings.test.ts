import { inspect } from 'node:util'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { openWrites } from './open-writes.ts'
import {
  answer,
  each,
  json,
  kinds,
  matches,
  preset,
  restKinds,
  sendUnder,
  soapKinds,
  trials,
  world,
  xml,
} from './trials.ts'

afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

describe('nothing was done, and nothing else would fare better', () => {
  interface Stop {
    readonly action: object
    readonly code: string
    readonly exit: number
    readonly calls?: number
  }
  const denied = 'This session is not valid for use with the REST API'
  test.each(
    each<Stop>(kinds, [
      ['the daily total', { action: preset('daily-quota'), code: 'QUOTA_REACHED', exit: 69 }],
      ['a session that ends', { action: preset('expired-session'), code: 'SESSION_EXPIRED', exit: 1 }],
      [
        'a session kept out',
        {
          action: answer(401, [{ errorCode: 'INVALID_SESSION_ID', message: denied }]),
          code: 'ACCESS_REFUSED',
          exit: 1,
        },
      ],
      [
        'no API',
        {
          action: answer(403, [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'no' }]),
          code: 'API_DISABLED',
          exit: 1,
        },
      ],
    ]),
  )('%s: %s', async (kind, _, { action, code, exit }) => {
    const { error, total, happened } = await sendUnder(kind, action)
    expect(error).toMatchObject({ name: 'KitError', code, exit })
    expect({ total, happened }).toEqual({ total: 1, happened: false })
  })

  test.each(kinds)('%s: nobody listens', async (kind) => {
    const { error, total } = await sendUnder(kind, null, { instanceUrl: 'http://127.0.0.1:2' })
    expect(error).toMatchObject({ code: 'CANNOT_CONNECT', message: expect.stringContaining('refused') })
    expect(total).toBe(0)
  })

  test.each(kinds)('%s: the budget is used up', async (kind) => {
    const trial = await trials[kind]()
    await using open = openWrites(world, { budget: 0.1 })
    open.meter.observe(1500, 15_000)
    await world.control('/meter', undefined, 'DELETE')
    await expect(trial.send(open)).rejects.toMatchObject({ code: 'QUOTA_REACHED', exit: 69 })
    expect(await world.control('/meter', undefined, 'GET')).toMatchObject({ total: 0 })
  })

  test.each(kinds)('%s: told to stop while it waits for its turn', async (kind) => {
    const [first, second] = [await trials[kind](), await trials[kind]()]
    await using open = openWrites(world, { concurrency: 1 })
    await world.control('/faults', { match: matches[kind], action: { kind: 'hang' } })
    const sent = first.send(open)
    const waiting = second.send(open)
    open.abort.abort()
    await expect(waiting).rejects.toThrow(/abort/i)
    await sent.catch(() => undefined) // nothing, or unknown: it may not have left yet
  })

  test('a token that SOAP does not take', async () => {
    const accessToken = `${btoa('{"alg":"RS256"}')}.${btoa('{}')}.sig`
    for (const kind of soapKinds) {
      const { error, total } = await sendUnder(kind, null, { accessToken })
      expect(error).toMatchObject({
        code: 'TOKEN_NOT_FOR_SOAP',
        actions: expect.arrayContaining([expect.stringContaining('68.0')]),
      })
      expect(total).toBe(0)
    }
    const later = await sendUnder('merge', null, { accessToken, version: '68.0' })
    expect(later.error).toMatchObject({ code: 'SESSION_EXPIRED' }) // it was sent
  })
})

describe('a session that ends is renewed, and the request sent again', () => {
  test.each(kinds)('%s', async (kind) => {
    const { org } = world
    const renew = async () => ({ instanceUrl: org.url, accessToken: org.accessToken })
    const { outcomes, total, happened } = await sendUnder(kind, null, { accessToken: '00D!gone', renew })
    expect(outcomes).toMatchObject([{ result: 'done' }])
    expect({ total, happened }).toEqual({ total: 2, happened: true })
  })

  test.each(kinds)('%s: but not for ever', async (kind) => {
    let renewals = 0
    const renew = async () => ({ instanceUrl: world.org.url, accessToken: `00D!gone${++renewals}` })
    const { error, total } = await sendUnder(kind, null, { accessToken: '00D!gone', renew })
    expect(error).toMatchObject({ code: 'SESSION_EXPIRED' })
    expect(total).toBe(3)
  })
})

describe('nothing was done, and the request is answered so', () => {
  interface RefusedRow {
    readonly action: object
    readonly code: string
    readonly retryable: boolean
  }
  const rows: readonly (readonly [string, RefusedRow])[] = [
    [
      'too many at once',
      { action: preset('concurrent-limit'), code: 'REQUEST_LIMIT_EXCEEDED', retryable: true },
    ],
    [
      'too many long ones',
      { action: preset('concurrent-long-limit'), code: 'REQUEST_LIMIT_EXCEEDED', retryable: true },
    ],
    ['too often', { action: answer(429, '', { 'retry-after': '7' }), code: 'HTTP_429', retryable: true }],
    ['a locked row', { action: preset('row-lock'), code: 'UNABLE_TO_LOCK_ROW', retryable: true }],
    ['too large', { action: answer(413, 'Payload Too Large'), code: 'HTTP_413', retryable: false }],
    [
      'not understood',
      {
        action: answer(400, [{ errorCode: 'JSON_PARSER_ERROR', message: '"Jane"' }]),
        code: 'JSON_PARSER_ERROR',
        retryable: false,
      },
    ],
  ]
  test.each(each(kinds, rows))('%s: %s', async (kind, _, { action, code, retryable }) => {
    const { outcomes, total, happened } = await sendUnder(kind, action)
    expect(outcomes).toMatchObject([{ result: 'refused', code, retryable }])
    expect(inspect(outcomes)).not.toContain('Jane')
    expect({ total, happened }).toEqual({ total: 1, happened: false })
  })

  const codes: readonly (readonly [string, boolean])[] = [
    ['UNABLE_TO_LOCK_ROW', true],
    ['DUPLICATES_DETECTED', false],
    ['FIELD_CUSTOM_VALIDATION_EXCEPTION', false],
    ['INSUFFICIENT_ACCESS_OR_READONLY', false],
    ['ENTITY_IS_DELETED', false],
    ['MERGE_FAILED', false],
    ['SOMETHING_NEW', false],
  ]
  const message = 'Jane Miller &lt;jane@example.org&gt; may not'
  test.each(
    codes.flatMap(([code, retryable]) =>
      [...soapKinds, ...restKinds].map((kind) => [kind, code, retryable] as const),
    ),
  )('%s: %s of one item', async (kind, code, retryable) => {
    const operation = kind === 'restore' ? 'undelete' : 'merge'
    const envelope =
      `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><${operation}Response><result><errors>` +
      `<message>${message}</message><statusCode>${code}</statusCode></errors><success>false</success></result>` +
      `</${operation}Response></s:Body></s:Envelope>`
    const item = { success: false, errors: [{ statusCode: code, message, fields: ['Title'] }] }
    const action = restKinds.includes(kind) ? answer(200, [item], json) : answer(200, envelope, xml)
    const { outcomes } = await sendUnder(kind, action)
    expect(outcomes).toMatchObject([{ result: 'refused', code, retryable }])
    expect(inspect(outcomes)).not.toMatch(/jane|miller/i)
  })
})
