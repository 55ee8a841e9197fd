import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLimits } from '../../../connectors/hubspot/limits.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { atomically } from '../../../emulators/statement.ts'
import { readAll } from '../salesforce/open-org.ts'
import { rowsOf } from '../salesforce/rows.ts'
import { stillRuntime } from '../transport/still-runtime.ts'
import { type OpenAccount, openAccount } from './open-account.ts'

const people = 2_500
const query = { object: 'contacts', columns: ['lastname'] }

let world: OpenAccount
beforeAll(async () => {
  world = await openAccount({
    burst: 20,
    fill: (org) =>
      atomically(org.db, () => {
        for (let index = 0; index < people; index++)
          insertRecord(
            org,
            'contacts',
            {
              properties: { lastname: `Person ${index}` },
              createdAt: new Date(Date.parse('2026-01-01T00:00:00Z') + index * 1000),
            },
            { quick: true },
          )
      }),
  })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})
beforeEach(() => {
  world.logged.length = 0
  world.runtime.naps.length = 0
})

test('never meets the limit of a burst by its own doing', async () => {
  const connection = await world.connect()
  expect(rowsOf(await readAll(connection, query))).toHaveLength(people)
  expect(world.runtime.naps.length).toBeGreaterThan(0)
  expect(world.logged).toEqual([])
})

test('connections with the same token keep it together', async () => {
  const connections = [await world.connect(), await world.connect()]
  const reads = await Promise.all(connections.map((connection) => readAll(connection, query)))
  expect(reads.map((parts) => rowsOf(parts).length)).toEqual([people, people])
  expect(world.logged).toEqual([])
})

test('leaves others of the same app what they take', async () => {
  const connection = await world.connect()
  for (let call = 0; call < 5; call++) await world.request('GET', '/crm/v3/objects/contacts')
  expect(rowsOf(await readAll(connection, query))).toHaveLength(people)
  expect(world.logged).toEqual([])
})

test('keeps to the searches of a second', async () => {
  const connection = await world.connect()
  const since = '2026-01-01T00:00:00.000Z/2026-01-31T00:00:00.000Z'
  expect(rowsOf(await readAll(connection, { ...query, since })).length).toBeGreaterThanOrEqual(people)
  expect(world.logged).toEqual([])
})

test('follows what answers tell of the burst', () => {
  const limits = createLimits(stillRuntime(), 10)
  const starts: number[] = []
  const spied = { ...limits.burst, allow: (count: number) => void starts.push(count) }
  Object.assign(limits.burst, spied)
  const tell = (max: string, remaining: string, interval: string, held = 0): void =>
    limits.follow(
      new Headers({
        'x-hubspot-ratelimit-max': max,
        'x-hubspot-ratelimit-remaining': remaining,
        'x-hubspot-ratelimit-interval-milliseconds': interval,
      }),
      held,
    )
  tell('190', '190', '10000')
  tell('190', '90', '10000')
  tell('200', '200', '20000')
  tell('190', '90', '10000', 60)
  limits.follow(new Headers(), 0)
  for (const span of ['-1', '0', '999', '60001', '1e300']) tell('190', '190', span)
  expect(starts).toEqual([180.5, 85.5, 95, 142.5])
})

test('says once that few calls are left', () => {
  const said: string[] = []
  const limits = createLimits(stillRuntime(), 10, (line) => said.push(line))
  for (const remaining of ['190', '20', '5', '3', '190', '1'])
    limits.follow(
      new Headers({ 'x-hubspot-ratelimit-max': '190', 'x-hubspot-ratelimit-remaining': remaining }),
      0,
    )
  expect(said).toEqual([expect.stringContaining('fewer than 10 calls in ten seconds')])
})
