import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Connection } from '../../../src/kit/connector.ts'
import { type OpenOrg, openOrg, readAll } from './open-org.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg()
  await world.create('Contact', [{ LastName: 'One' }, { LastName: 'Two' }])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
afterEach(async () => {
  await world.control('/faults', undefined, 'DELETE')
})

const query = { object: 'Contact', columns: ['LastName'] }
const json = { 'content-type': 'application/json' }
const header = '"Id","LastName","SystemModstamp"\n'
const row = '"003","x","2026-01-31T09:00:00.000Z"\n'

async function answer(match: object, answered: object): Promise<void> {
  await world.control('/faults', { match, action: { kind: 'answer', answer: { status: 200, ...answered } } })
}

async function failure(connection: Connection): Promise<Error & { code: string }> {
  return await readAll(connection, query).then(
    () => {
      throw new Error('the read succeeded')
    },
    (error) => error,
  )
}

async function connectForBulk(): Promise<Connection> {
  const connection = await world.connect({ tuning: { restRows: 1 } })
  await connection.preflight([query])
  return connection
}

/** Answers the query for contacts, but not those that connecting asks. */
const contacts = { path: '*/query', contains: 'FROM Contact' }

test('the token does not follow a next page to another host', async () => {
  const stolen: unknown[] = []
  const other = createServer((request, response) => {
    stolen.push(request.headers.authorization)
    response.end()
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const elsewhere = `127.0.0.1:${(other.address() as AddressInfo).port}`
  const connection = await world.connect()
  for (const next of [`http://${elsewhere}/services/data/v66.0/query/01g-2`, `@${elsewhere}/x`]) {
    const body = { totalSize: 2, done: false, nextRecordsUrl: next, records: [{ Id: '003', LastName: 'x' }] }
    await answer(contacts, { headers: json, body })
    expect(await failure(connection)).toMatchObject({ code: 'UNEXPECTED_ANSWER' })
    await world.control('/faults', undefined, 'DELETE')
  }
  expect(stolen).toEqual([])
  other.close()
})

test.each([
  ['empty', []],
  ['more than there were to be', [{ Id: '003', LastName: 'x' }]],
])('pages without end, %s, are given up', async (_, records) => {
  const connection = await world.connect()
  const body = { totalSize: 3, done: false, nextRecordsUrl: '/services/data/v66.0/query/01g-2', records }
  await answer({ path: '*/query*' }, { headers: json, body })
  expect(await failure(connection)).toMatchObject({ code: 'INCOMPLETE_READ' })
})

test.each([
  ['the same locator', `${header}${row}`],
  ['empty pages', header],
])('results without end, %s, are given up', async (_, body) => {
  const connection = await connectForBulk()
  await answer(
    { path: '*/results' },
    { headers: { 'content-type': 'text/csv', 'sforce-locator': 'AAA' }, body },
  )
  expect(await failure(connection)).toMatchObject({ code: 'INCOMPLETE_READ' })
})

test('the id of a job leads to no other place', async () => {
  const connection = await connectForBulk()
  const body = { id: '/../../../../tmp/elsewhere', state: 'JobComplete' }
  await answer({ method: 'POST', path: '*/jobs/query' }, { headers: json, body })
  expect(await failure(connection)).toMatchObject({ code: 'UNEXPECTED_ANSWER' })
})

test('an error that repeats the token is cleaned, also where it would be cut', async () => {
  const { accessToken } = world.org
  const connection = await connectForBulk()
  const failed = { id: '750000000000001AAA', state: 'Failed', errorMessage: `no: ${accessToken}` }
  await answer({ method: 'GET', path: '*/jobs/query/750*' }, { headers: json, body: failed })
  expect(inspect(await failure(connection), { depth: 10 })).not.toContain(accessToken.slice(15))

  await world.control('/faults', undefined, 'DELETE')
  const env = { SECRET: 'an-unknown-shape-of-secret' }
  const settings = { loginUrl: world.org.url, clientIdEnv: 'ID', clientSecretEnv: 'SECRET' }
  const body = { error: 'invalid_client', error_description: `${'x'.repeat(285)} ${env.SECRET}` }
  await answer({ path: '*/oauth2/token' }, { status: 400, headers: json, body })
  const refused = await world
    .connect({ settings, env: { ...env, ID: 'some-client' } })
    .catch((error) => error)
  expect(refused.code).toBe('LOGIN_REFUSED')
  expect(refused.message).not.toContain('an-unknown')
})

test('an answer that would fill the memory is given up, not repeated', async () => {
  let asked = 0
  const chunk = Buffer.alloc(8 * 1024 * 1024, ' ')
  const endless = createServer((_, response) => {
    asked++
    response.setHeader('content-type', 'application/json')
    const more = (): void => {
      while (!response.destroyed && response.write(chunk));
    }
    response.on('drain', more)
    more()
  })
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve))
  const instanceUrl = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`
  const refused = await world
    .connect({ settings: { instanceUrl, tokenEnv: 'TOKEN' } })
    .catch((error) => error)
  expect(refused).toMatchObject({ code: 'CANNOT_CONNECT', message: expect.stringMatching(/larger than/) })
  expect(asked).toBe(1)
  endless.closeAllConnections()
  endless.close()
})
