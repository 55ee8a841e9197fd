import { readdirSync } from 'node:fs'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/kit/connector.ts'
import { type ConnectOptions, type OpenOrg, openOrg, readAll } from './open-org.ts'
import { rowsOf } from './rows.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg()
  await world.create(
    'Contact',
    Array.from({ length: 30 }, (_, index) => ({
      LastName: `Person ${index}`,
      Description: 'x'.repeat(2000),
    })),
  )
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

const query = { object: 'Contact', columns: ['LastName', 'Description'] }

/** A connection that knows from its preflight that there is too much for REST. */
async function connectForBulk(options: ConnectOptions = {}, bulkPageRows = 10): Promise<Connection> {
  const connection = await world.connect({ tuning: { restRows: 1, bulkPageRows }, ...options })
  await connection.preflight([query])
  return connection
}
const preset = (name: string) => ({ kind: 'preset', preset: name })

async function fault(rule: object): Promise<void> {
  await world.control('/faults', rule)
}

async function failure(connection: Connection): Promise<{ code: string; exit: number; message: string }> {
  return await readAll(connection, query).then(
    () => {
      throw new Error('the read succeeded')
    },
    (error) => error,
  )
}

describe('passing faults are outlasted', () => {
  test.each<[string, object]>([
    ['unavailable twice', { match: { path: '*/query' }, action: preset('server-unavailable'), times: 2 }],
    ['dropped before it was processed', { match: { path: '*/query' }, action: { kind: 'drop' }, times: 1 }],
    ['dropped after', { match: { path: '*/query' }, action: { kind: 'drop', when: 'after' }, times: 1 }],
    ['cut off', { match: { path: '*/query' }, action: { kind: 'truncate', bytes: 700 }, times: 1 }],
    ['too many at once', { match: { path: '*/query' }, action: preset('concurrent-limit'), times: 1 }],
    ['a gateway page', { match: { path: '*/query' }, action: preset('bad-gateway'), times: 1 }],
    [
      'asked to come back later',
      {
        match: { path: '*/query' },
        action: { kind: 'answer', answer: { status: 429, headers: { 'retry-after': '7' }, body: [] } },
        times: 1,
      },
    ],
  ])('a query that is %s', async (_, rule) => {
    const connection = await world.connect()
    await fault(rule)
    expect(rowsOf(await readAll(connection, query))).toHaveLength(30)
  })

  test.each<[string, object]>([
    [
      'the creation of the job',
      { match: { method: 'POST', path: '*/jobs/query' }, action: preset('server-unavailable'), times: 1 },
    ],
    [
      'waiting for it',
      { match: { path: '*/jobs/query/750*' }, action: preset('server-unavailable'), nth: 1 },
    ],
    [
      'a page that is cut off',
      { match: { path: '*/results' }, action: { kind: 'truncate', bytes: 60 }, nth: 2 },
    ],
    ['a page whose line drops', { match: { path: '*/results' }, action: { kind: 'drop' }, nth: 3 }],
    [
      'a page that is slow',
      {
        match: { path: '*/results' },
        action: { kind: 'slow', bytesPerChunk: 5000, milliseconds: 1 },
        nth: 2,
      },
    ],
  ])('a Bulk read: %s', async (_, rule) => {
    const connection = await connectForBulk()
    await fault(rule)
    expect(rowsOf(await readAll(connection, query))).toHaveLength(30)
  })

  test('Retry-After is obeyed', async () => {
    const connection = await world.connect()
    world.runtime.naps.length = 0
    const answer = { status: 503, headers: { 'retry-after': '11' }, body: [] }
    await fault({ match: { path: '*/query' }, action: { kind: 'answer', answer }, times: 1 })
    await readAll(connection, query)
    expect(world.runtime.naps).toEqual([11_000])
    expect(world.logged.at(-1)).toMatch(/reading Contact failed, try 2 of 5 in 11 s$/)
  })

  test('a session that ends in the middle of a Bulk download is renewed, and the page repeated', async () => {
    const { url, clientId, clientSecret } = world.org
    const settings = { loginUrl: url, clientIdEnv: 'ID', clientSecretEnv: 'SECRET' }
    const connection = await connectForBulk({ settings, env: { ID: clientId, SECRET: clientSecret } })
    await fault({ match: { path: '*/results' }, action: preset('expired-session'), nth: 2 })
    expect(rowsOf(await readAll(connection, query))).toHaveLength(30)
  })
})

describe('silence', () => {
  test('ends at the deadline, and the call is repeated', async () => {
    const connection = await world.connect({ tuning: { callMs: 300 } })
    await fault({ match: { path: '*/query' }, action: { kind: 'hang' }, times: 1 })
    expect(rowsOf(await readAll(connection, query))).toHaveLength(30)
  })

  test('that lasts is an error', async () => {
    const connection = await world.connect({ tuning: { callMs: 100 } })
    await fault({ match: { path: '*/query' }, action: { kind: 'hang' } })
    expect(await failure(connection)).toMatchObject({
      code: 'CANNOT_CONNECT',
      message: expect.stringContaining('no complete answer in time while reading Contact'),
    })
  })
})

describe('lasting faults end in one clear error', () => {
  test.each<[string, object, string, number]>([
    ['maintenance', preset('maintenance'), 'UNAVAILABLE', 1],
    ['maintenance that claims to be fine', preset('maintenance-ok'), 'UNAVAILABLE', 1],
    ['unavailable', preset('server-unavailable'), 'UNAVAILABLE', 1],
    ['the daily limit', preset('daily-quota'), 'QUOTA_REACHED', 69],
    ['a session that ends', preset('expired-session'), 'SESSION_EXPIRED', 1],
    ['dropped connections', { kind: 'drop' }, 'CANNOT_CONNECT', 1],
    [
      'the API is off',
      {
        kind: 'answer',
        answer: {
          status: 403,
          body: [
            {
              errorCode: 'API_DISABLED_FOR_ORG',
              message: 'The REST API is not enabled for this Organization.',
            },
          ],
        },
      },
      'API_DISABLED',
      1,
    ],
    [
      'an app that access control keeps out',
      {
        kind: 'answer',
        answer: {
          status: 401,
          body: [
            {
              errorCode: 'INVALID_SESSION_ID',
              message: 'This session is not valid for use with the REST API',
            },
          ],
        },
      },
      'ACCESS_REFUSED',
      1,
    ],
    [
      'a redirect',
      { kind: 'answer', answer: { status: 302, headers: { location: 'https://elsewhere.example/' } } },
      'CANNOT_CONNECT',
      1,
    ],
  ])('%s', async (_, action, code, exit) => {
    const { org } = world
    const session = (await world.control('/users', { username: org.username })) as { accessToken: string }
    const connection = await world.connect({ env: { TOKEN: session.accessToken } })
    await fault({ match: { path: '*/query' }, action })
    const error = await failure(connection)
    expect(error).toMatchObject({ name: 'KitError', code, exit })
    expect(error.message).toContain(new URL(org.url).host)
    expect(inspect(error, { depth: 10 })).not.toContain(session.accessToken)
  })

  test('a job that fails', async () => {
    const connection = await connectForBulk()
    const body = {
      id: '750000000000001AAA',
      state: 'Failed',
      errorMessage: 'TXN_SECURITY_METERING_ERROR: no',
    }
    await fault({
      match: { method: 'GET', path: '*/jobs/query/750*' },
      action: {
        kind: 'answer',
        answer: { status: 200, headers: { 'content-type': 'application/json' }, body },
      },
    })
    expect(await failure(connection)).toMatchObject({
      code: 'BULK_FAILED',
      message: expect.stringContaining('TXN_SECURITY'),
    })
  })

  test('pages that go on breaking leave no file behind', async () => {
    const connection = await connectForBulk()
    const before = readdirSync(world.tempDir)
    await fault({ match: { path: '*/results' }, action: { kind: 'truncate', bytes: 60 } })
    expect(await failure(connection)).toMatchObject({ code: 'CANNOT_CONNECT' })
    expect(readdirSync(world.tempDir)).toEqual(before)
  })

  test('a short page that looks whole is noticed by its count', async () => {
    const connection = await connectForBulk()
    const headers = { 'content-type': 'text/csv', 'sforce-locator': 'null' }
    const body = '"Id","LastName","Description","SystemModstamp"\n"003","x","","2026-01-31T09:00:00.000Z"\n'
    await fault({
      match: { path: '*/results' },
      action: { kind: 'answer', answer: { status: 200, headers, body } },
    })
    expect(await failure(connection)).toMatchObject({ code: 'INCOMPLETE_READ' })
  })
})

test('nothing listens', async () => {
  const settings = { instanceUrl: 'http://127.0.0.1:2', tokenEnv: 'TOKEN' }
  await expect(world.connect({ settings })).rejects.toMatchObject({
    code: 'CANNOT_CONNECT',
    message: '127.0.0.1:2: the connection was refused while looking up API versions.',
  })
})

test('a proxy in the environment is left alone where NO_PROXY says so', async () => {
  const proxy = {
    HTTPS_PROXY: 'http://127.0.0.1:2',
    HTTP_PROXY: 'http://127.0.0.1:2',
    http_proxy: 'http://127.0.0.1:2',
  }
  const excepted = await world.connect({ env: { ...proxy, NO_PROXY: '127.0.0.1,localhost' } })
  expect(excepted.identity.orgId).toBe(world.org.orgId)
  await expect(world.connect({ env: proxy })).rejects.toMatchObject({ code: 'CANNOT_CONNECT' })
})

describe('the budget of API calls', () => {
  afterEach(async () => {
    await world.control('/limits', { allowed: 145_000, used: 0 })
  })

  test('is kept while reading', async () => {
    const connection = await connectForBulk({ context: { budget: 0.5 } }, 1)
    await world.control('/limits', { allowed: 100, used: 40 })
    const error = await failure(connection)
    expect(error).toMatchObject({ code: 'QUOTA_REACHED', exit: 69 })
    expect(error.message).toMatch(/^acme has used 50 of its 100 API calls/)
  })

  test('is looked at before anything is read', async () => {
    const connection = await world.connect({
      tuning: { restRows: 1, bulkPageRows: 1 },
      context: { budget: 0.5 },
    })
    await world.control('/limits', { allowed: 100, used: 40 })
    await expect(connection.preflight([query])).rejects.toMatchObject({
      code: 'QUOTA_REACHED',
      message: expect.stringContaining('About 37 more are needed'),
    })
  })
})
