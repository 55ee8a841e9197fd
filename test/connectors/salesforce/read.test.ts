import { readdirSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Connection, ReadPart } from '../../../src/kit/connector.ts'
import { type ConnectOptions, completeOf, deletedOf, type OpenOrg, openOrg, readAll } from './open-org.ts'
import { rowsOf } from './rows.ts'

const hostile = 'a "quoted", value\nwith a line break; and é 日本 =1+1'

let world: OpenOrg
beforeEach(async () => {
  world = await openOrg()
})
afterEach(async () => {
  await world[Symbol.asyncDispose]()
})

function contacts(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    LastName: `Person ${String(index).padStart(3, '0')}`,
    Email: `person${index}@acme.example`,
    ...(index % 3 === 0 ? { Description: hostile, Birthdate: '1980-02-29', HasOptedOutOfEmail: true } : {}),
  }))
}

const columns = [
  'LastName',
  'Email',
  'Description',
  'Birthdate',
  'HasOptedOutOfEmail',
  'CreatedDate',
  'SystemModstamp',
]
const query = { object: 'Contact', columns }
const bulk = { tuning: { restRows: 1, bulkPageRows: 7 } }

/** A connection that knows from its preflight that there is too much for REST. */
async function connectForBulk(context: ConnectOptions['context'] = {}): Promise<Connection> {
  const connection = await world.connect({ ...bulk, context })
  await connection.preflight([query])
  return connection
}

describe('in full', () => {
  test('REST and Bulk bring the same', async () => {
    const ids = await world.create('Contact', contacts(20))
    const rest = await readAll(await world.connect(), query)
    expect(rest.map(({ type }) => type)).toEqual(['columns', 'complete'])
    const byBulk = await readAll(await connectForBulk(), query)
    expect(byBulk.map(({ type }) => type)).toEqual(['csv', 'csv', 'csv', 'complete'])
    const rows = rowsOf(rest)
    expect(rows.map(({ Id }) => Id)).toEqual([...ids].sort())
    expect(rows[0]).toMatchObject({
      LastName: 'Person 000',
      Description: hostile,
      Birthdate: '1980-02-29',
      HasOptedOutOfEmail: true,
    })
    expect(rows[1]).toMatchObject({ Description: null, Birthdate: null, HasOptedOutOfEmail: false })
    expect(rows[0]?.CreatedDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
    expect(rowsOf(byBulk)).toEqual(rows)
  })

  test('REST follows all pages', async () => {
    await world.create('Contact', contacts(2300))
    const connection = await world.connect()
    const parts = await readAll(connection, { object: 'Contact', columns: ['LastName'] })
    expect(parts.map(({ type }) => type)).toEqual(['columns', 'columns', 'complete'])
    expect(new Set(rowsOf(parts).map(({ Id }) => Id)).size).toBe(2300)
    expect(connection.calls().byPurpose).toMatchObject({ query: 2 })
  })

  test('pages of a Bulk job are owner-only files, and the job is removed', async () => {
    await world.create('Contact', contacts(20))
    const parts = await readAll(await connectForBulk(), query)
    const files = parts.filter((part): part is Extract<ReadPart, { type: 'csv' }> => part.type === 'csv')
    expect(files.map(({ rows }) => rows)).toEqual([7, 7, 6])
    for (const { path } of files) expect(statSync(path).mode & 0o777).toBe(0o600)
    const jobs = (await (await world.request('GET', '/jobs/query')).json()) as { records: unknown[] }
    expect(jobs.records).toEqual([])
    expect(world.logged).toEqual([])
  })

  test('preflight counts spare the first page of what is large', async () => {
    await world.create('Contact', contacts(20))
    const connection = await world.connect({ tuning: { restRows: 10, bulkPageRows: 100 } })
    const preflight = await connection.preflight([query])
    expect(preflight.records).toEqual({ Contact: 20 })
    expect(preflight.calls).toEqual({ query: 0, bulk: 8 })
    await readAll(connection, query)
    const { byPurpose } = connection.calls()
    expect(byPurpose.query).toBeUndefined()
    expect(byPurpose.bulk).toBeLessThanOrEqual(preflight.calls.bulk ?? 0)
  })

  test('an object without records is read, and has no watermark', async () => {
    for (const connection of [await world.connect(), await world.connect(bulk)])
      expect(await readAll(connection, query)).toEqual([{ type: 'complete', gaps: [] }])
  })

  test('a column that is not there is a gap', async () => {
    await world.create('Contact', contacts(1))
    const parts = await readAll(await world.connect(), {
      object: 'Contact',
      columns: ['LastName', 'Nope__c'],
    })
    expect(Object.keys(rowsOf(parts)[0] ?? {})).toEqual(['Id', 'LastName', 'SystemModstamp'])
    expect(completeOf(parts).gaps.map(({ what }) => what)).toEqual(['Contact.Nope__c'])
  })

  test('objects whose deletions cannot be asked for are always read in full', async () => {
    const complete = completeOf(
      await readAll(await world.connect(), { object: 'Profile', columns: ['Name'] }),
    )
    expect(complete.watermark).toBeUndefined()
  })

  test('a job that is never done is given up and removed', async () => {
    await using busy = await openOrg({ bulkPolls: 1000 })
    await busy.create('Contact', contacts(5))
    const connection = await busy.connect({ tuning: { restRows: 1, jobMs: 60_000 } })
    await connection.preflight([query])
    await expect(readAll(connection, query)).rejects.toMatchObject({ code: 'BULK_STALLED' })
    expect(busy.runtime.naps).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000])
    const jobs = (await (await busy.request('GET', '/jobs/query')).json()) as { records: unknown[] }
    expect(jobs.records).toEqual([])
  })

  test('a reader that stops early leaves no job behind', async () => {
    await world.create('Contact', contacts(20))
    for await (const _ of (await connectForBulk()).read(query)) break
    const jobs = (await (await world.request('GET', '/jobs/query')).json()) as { records: unknown[] }
    expect(jobs.records).toEqual([])
  })

  test('an abort in the middle ends it with an error and leaves no further files', async () => {
    await world.create('Contact', contacts(20))
    const abort = new AbortController()
    const connection = await connectForBulk({ signal: abort.signal })
    const parts: ReadPart[] = []
    const reading = async (): Promise<void> => {
      for await (const part of connection.read(query)) {
        parts.push(part)
        abort.abort(new Error('interrupted'))
      }
    }
    await expect(reading()).rejects.toThrow('interrupted')
    expect(parts).toHaveLength(1)
    expect(readdirSync(world.tempDir)).toHaveLength(1)
  })
})

describe('what changed', () => {
  async function firstRead(): Promise<string> {
    const { watermark } = completeOf(await readAll(await world.connect(), query))
    if (watermark === undefined) throw new Error('no watermark')
    await world.control('/clock', { advance: 1_800_000 })
    return watermark
  }

  test('nothing, and the watermark stays', async () => {
    await world.create('Contact', contacts(3))
    await world.control('/clock', { advance: 1_800_000 })
    const [first] = await world.create('Contact', contacts(1))
    const since = await firstRead()
    const parts = await readAll(await world.connect(), { ...query, since })
    // The row with the latest stamp comes again.
    expect(rowsOf(parts).map(({ Id }) => Id)).toEqual([first])
    expect(completeOf(parts).watermark?.split('/')[0]).toBe(since.split('/')[0])
  })

  const ways = [
    ['by REST', { tuning: { restRows: 5000 } }],
    ['by Bulk', { tuning: { restRows: 1 } }],
  ] as const

  test.each(ways)('changed, new and deleted records come, %s', async (_, options) => {
    const ids = await world.create('Contact', contacts(4200))
    const since = await firstRead()
    const as = world.org.username
    const changed = ids.slice(0, 2050)
    const gone = ids.slice(2100, 4180)
    await world.control('/mutate', { object: 'Contact', ids: changed, set: { LastName: 'Changed {n}' }, as })
    await world.control('/mutate', { object: 'Contact', ids: gone, delete: true, as })
    const [added] = await world.create('Contact', [{ LastName: 'New' }])
    const connection = await world.connect(options)
    const parts = await readAll(connection, { object: 'Contact', columns: ['LastName'], since })
    const names = new Map(rowsOf(parts).map(({ Id, LastName }) => [Id, String(LastName)]))
    expect(names.get(added ?? '')).toBe('New')
    expect(changed.every((id) => names.get(id)?.startsWith('Changed'))).toBe(true)
    const deleted = deletedOf(parts)
    expect(deleted.map(({ id }) => id).sort()).toEqual([...gone].sort())
    expect(deleted.every(({ into }) => into === null)).toBe(true)
    expect((connection.calls().byPurpose.bulk ?? 0) > 0).toBe(options.tuning.restRows === 1)
    expect(
      readdirSync(world.tempDir).every((name) =>
        parts.some((part) => part.type === 'csv' && part.path.endsWith(name)),
      ),
    ).toBe(true)
  })

  test('merged records name their survivor', async () => {
    const [survivor = '', loser = ''] = await world.create('Contact', contacts(2))
    const since = await firstRead()
    await merge(survivor, loser)
    const parts = await readAll(await world.connect(), { ...query, since })
    expect(deletedOf(parts)).toEqual([{ id: loser, into: survivor }])
    expect(rowsOf(parts).map(({ Id }) => Id)).toContain(survivor)
  })

  test('a watermark older than the recycle bin is refused', async () => {
    await world.create('Contact', contacts(3))
    const { watermark = '' } = completeOf(await readAll(await world.connect(), query))
    const [stamp] = watermark.split('/')
    const since = `${stamp}/${new Date(Date.parse(stamp ?? '') - 90 * 86_400_000).toISOString()}`
    await expect(readAll(await world.connect(), { ...query, since })).rejects.toMatchObject({
      code: 'WATERMARK_TOO_OLD',
    })
  })

  async function merge(survivor: string, loser: string): Promise<void> {
    const body = `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="urn:partner.soap.sforce.com" xmlns:sf="urn:sobject.partner.soap.sforce.com"><soapenv:Header><SessionHeader><sessionId>${world.org.accessToken}</sessionId></SessionHeader></soapenv:Header><soapenv:Body><merge><request><masterRecord xsi:type="sf:sObject"><sf:type>Contact</sf:type><sf:Id>${survivor}</sf:Id></masterRecord><recordToMergeIds>${loser}</recordToMergeIds></request></merge></soapenv:Body></soapenv:Envelope>`
    const headers = { 'content-type': 'text/xml', soapaction: '""' }
    const answer = await fetch(`${world.org.url}/services/Soap/u/66.0`, { method: 'POST', headers, body })
    const text = await answer.text()
    if (!text.includes('<success>true</success>')) throw new Error(text)
  }
})
