import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import type { Connection } from '../../../src/kit/connector.ts'
import { readAll } from '../salesforce/open-org.ts'
import { rowsOf } from '../salesforce/rows.ts'
import { type OpenAccount, openAccount } from './open-account.ts'

let world: OpenAccount
beforeAll(async () => {
  world = await openAccount({
    fill: (org) => {
      for (let index = 0; index < 250; index++)
        insertRecord(org, 'contacts', {
          properties: { lastname: `Person ${index}`, message: 'x'.repeat(500) },
        })
    },
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

const query = { object: 'contacts', columns: ['lastname', 'message'] }
const list = { method: 'GET', path: '*/objects/*contacts' }
const search = { path: '*/search' }
const preset = (name: string) => ({ kind: 'preset', preset: name })

async function failure(connection: Connection): Promise<Error> {
  return await readAll(connection, query).then(
    () => {
      throw new Error('the read succeeded')
    },
    (error) => error,
  )
}

describe('passing faults are outlasted', () => {
  test.each<[string, object, readonly number[]]>([
    ['too many in ten seconds', { match: list, action: preset('burst-limit'), nth: 2 }, [10_000]],
    ['too many in a second', { match: search, action: preset('secondly-limit'), times: 2 }, [1_000, 1_000]],
    [
      'others who fill twelve windows',
      { match: list, action: preset('burst-limit'), after: 1, times: 12 },
      Array.from({ length: 12 }, () => 10_000),
    ],
    ['a lock', { match: list, action: preset('locked'), times: 1 }, [2_000]],
    ['an account that is being moved', { match: list, action: preset('migration'), times: 1 }, [60_000]],
    ['a page of a gateway', { match: list, action: preset('bad-gateway'), nth: 3 }, [375]],
    ['a gateway that gave up', { match: list, action: preset('timeout-occurred'), times: 2 }, [375, 750]],
    ['an error of the server', { match: list, action: preset('internal-error'), times: 1 }, [375]],
    ['a line that drops', { match: list, action: { kind: 'drop', when: 'after' }, nth: 2 }, [375]],
    ['an answer that is cut off', { match: list, action: { kind: 'truncate', bytes: 900 }, nth: 2 }, [375]],
  ])('%s', async (_, rule, naps) => {
    const connection = await world.connect()
    await world.control('/faults', rule)
    world.runtime.naps.length = 0
    expect(rowsOf(await readAll(connection, query))).toHaveLength(250)
    expect(world.runtime.naps).toEqual(naps)
  })

  test('Retry-After counts when it is longer than the window', async () => {
    const connection = await world.connect()
    const body = { status: 'error', message: 'slow down', policyName: 'TEN_SECONDLY_ROLLING' }
    const answer = { status: 429, headers: { 'retry-after': '23' }, body }
    await world.control('/faults', { match: list, action: { kind: 'answer', answer }, times: 1 })
    world.runtime.naps.length = 0
    await readAll(connection, query)
    expect(world.runtime.naps).toEqual([23_000])
    expect(world.logged.at(-1)).toMatch(/reading contacts failed, try 2 of 30 in 23 s$/)
  })

  test('silence ends at the deadline, and the call is repeated', async () => {
    const connection = await world.connect({ tuning: { callMs: 300 } })
    await world.control('/faults', { match: list, action: { kind: 'hang', when: 'before' }, nth: 2 })
    expect(rowsOf(await readAll(connection, query))).toHaveLength(250)
  })

  test('an OAuth token that ends is renewed, and the page repeated', async () => {
    const { url, clientId, clientSecret, refreshToken } = world.account
    const settings = { baseUrl: url, refreshTokenEnv: 'R', clientIdEnv: 'I', clientSecretEnv: 'S' }
    const connection = await world.connect({
      settings,
      env: { R: refreshToken, I: clientId, S: clientSecret },
    })
    await world.control('/faults', { match: list, action: preset('expired-token'), nth: 2 })
    expect(rowsOf(await readAll(connection, query))).toHaveLength(250)
    expect(connection.calls().byPurpose.login).toBe(3)
  })
})

describe('lasting faults are explained', () => {
  test.each<[string, object, object]>([
    [
      'the daily limit, which ends the run for today',
      { match: list, action: preset('daily-limit') },
      { code: 'QUOTA_REACHED', exit: 69, message: expect.stringContaining('daily total') },
    ],
    [
      'a missing scope, by its name',
      { match: list, action: preset('missing-scopes') },
      {
        code: 'ACCESS_REFUSED',
        message: expect.stringContaining('crm.objects.contacts.read'),
        actions: [expect.stringContaining('crm.objects.contacts.read')],
      },
    ],
    [
      'a token that was withdrawn',
      { match: list, action: preset('expired-token') },
      { code: 'SESSION_EXPIRED', actions: [expect.stringContaining('TOKEN'), expect.anything()] },
    ],
    [
      'an account that is being moved for a day',
      {
        match: list,
        action: {
          kind: 'answer',
          answer: { status: 477, headers: { 'retry-after': '80000' }, body: { message: 'moving' } },
        },
      },
      { code: 'UNAVAILABLE', exit: 69, actions: ['Run the command again in 23 hours.'] },
    ],
    ['a gateway that stays', { match: list, action: preset('bad-gateway') }, { code: 'UNAVAILABLE' }],
    [
      'an unknown shape',
      { match: list, action: { kind: 'answer', answer: { status: 200, body: { results: [{ id: 1 }] } } } },
      { code: 'UNEXPECTED_ANSWER' },
    ],
    [
      'a redirect, which is not followed',
      {
        match: list,
        action: { kind: 'answer', answer: { status: 302, headers: { location: 'https://other.example/' } } },
      },
      { code: 'CANNOT_CONNECT', message: expect.stringContaining('other.example') },
    ],
    [
      'the correlation id of a refusal',
      {
        match: list,
        action: {
          kind: 'answer',
          answer: {
            status: 400,
            body: { category: 'VALIDATION_ERROR', message: 'no', correlationId: 'abc-1' },
          },
        },
      },
      { code: 'REQUEST_REFUSED', message: expect.stringContaining('correlation id abc-1') },
    ],
  ])('%s', async (_, rule, expected) => {
    const fresh = await openAccount()
    try {
      const connection = await fresh.connect()
      await fresh.control('/faults', rule)
      expect(await failure(connection)).toMatchObject(expected)
    } finally {
      await fresh[Symbol.asyncDispose]()
    }
  })

  test('no secret gets into an error or a line of the log', async () => {
    const { accessToken } = world.account
    const connection = await world.connect()
    const message = `token ${accessToken} and pat-eu1-aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee are bad`
    const answer = { status: 400, body: { status: 'error', category: accessToken, message } }
    await world.control('/faults', { match: list, action: { kind: 'answer', answer } })
    const error = await failure(connection)
    const shown = inspect(error, { depth: 10 }) + world.logged.join('\n')
    expect(shown).toContain('[secret]')
    expect(shown).not.toContain(accessToken)
    expect(shown).not.toContain('eeeeeeeeeeee')
  })
})

test('stays below the budget of the day, which others use too', async () => {
  const fresh = await openAccount({ daily: 1000 })
  try {
    const connection = await fresh.connect({ context: { budget: 0.5 } })
    await fresh.control('/limits', { used: 498 })
    await expect(connection.preflight([query])).rejects.toMatchObject({
      code: 'QUOTA_REACHED',
      exit: 69,
      message: expect.stringMatching(/of its 1000 API calls of today; this connection stops at 50 %/),
    })
  } finally {
    await fresh[Symbol.asyncDispose]()
  }
})
