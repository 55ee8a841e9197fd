import { afterEach, describe, expect, test } from 'vitest'
import { gather } from '../../../connectors/hubspot/record.ts'
import type { HubspotOptions } from '../../../emulators/hubspot/index.ts'
import { definition } from '../../../emulators/hubspot/schema/properties.ts'
import { associate } from '../../../emulators/hubspot/store/association.ts'
import { defineProperty } from '../../../emulators/hubspot/store/define.ts'
import { eraseRecord, insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { atomically } from '../../../emulators/statement.ts'
import type { Connection, ReadPart, ReadQuery } from '../../../src/kit/connector.ts'
import { completeOf, deletedOf, readAll } from '../salesforce/open-org.ts'
import { rowsOf } from '../salesforce/rows.ts'
import { type OpenAccount, openAccount } from './open-account.ts'

const open: OpenAccount[] = []
afterEach(async () => {
  for (const world of open.splice(0)) await world[Symbol.asyncDispose]()
})

const asOf = Date.parse('2026-01-31T09:00:00Z')
const query: ReadQuery = { object: 'contacts', columns: ['lastname'] }

/** Contacts `Person 0`, `Person 1`, …; each a minute younger than the one before, up to an hour ago. */
async function withPeople(
  count: number,
  {
    at = (index) => asOf - 3_600_000 - (count - index) * 60_000,
    ...options
  }: HubspotOptions & {
    at?: (index: number) => number
  } = {},
): Promise<OpenAccount> {
  const world = await openAccount({
    ...options,
    fill: (org) => {
      options.fill?.(org)
      atomically(org.db, () => {
        for (let index = 0; index < count; index++)
          insertRecord(
            org,
            'contacts',
            { properties: { lastname: `Person ${index}` }, createdAt: new Date(at(index)) },
            { quick: true },
          )
      })
    },
  })
  open.push(world)
  return world
}

async function update(world: OpenAccount, id: string, properties: Record<string, string>): Promise<void> {
  const { status } = await world.request('PATCH', `/crm/v3/objects/contacts/${id}`, { properties })
  expect(status).toBe(200)
}

function since(parts: readonly ReadPart[]): ReadQuery {
  return { ...query, since: completeOf(parts).watermark ?? '' }
}

function idsOf(parts: readonly ReadPart[]): string[] {
  return rowsOf(parts).map(({ hs_object_id }) => String(hs_object_id))
}

/** Calls since the last time it was asked. */
function counting(connection: Connection): () => Record<string, number> {
  let before = connection.calls().byPurpose
  return () => {
    const now = connection.calls().byPurpose
    const spent = Object.entries(now).map(
      ([purpose, count]) => [purpose, count - (before[purpose] ?? 0)] as const,
    )
    before = now
    return Object.fromEntries(spent.filter(([, count]) => count > 0))
  }
}

describe('in full', () => {
  test('takes pages of 100 and one search, whatever else is there', async () => {
    const world = await withPeople(250)
    const connection = await world.connect()
    const spent = counting(connection)
    const parts = await readAll(connection, query)
    expect(new Set(rowsOf(parts).map(({ lastname }) => lastname)).size).toBe(250)
    expect(spent()).toEqual({ list: 3, search: 1 })
    expect(completeOf(parts).gaps).toEqual([])
  })

  test('brings values as their types say', async () => {
    const world = await withPeople(0, {
      fill: (org) => {
        insertRecord(org, 'companies', {
          id: '71',
          properties: {
            name: ' 👪 Łódź ',
            zip: '01234',
            numberofemployees: '12',
            is_public: 'true',
            phone: '',
          },
          createdAt: new Date('2026-01-02T03:04:05.678Z'),
        })
        insertRecord(org, 'contacts', {
          properties: { lastname: 'A', associatedcompanyid: '71', hs_email_last_open_date: '1767322800000' },
        })
      },
    })
    const connection = await world.connect()
    const columns = ['name', 'zip', 'numberofemployees', 'is_public', 'phone', 'createdate', 'nosuch']
    const parts = await readAll(connection, { object: 'companies', columns })
    expect(rowsOf(parts)).toEqual([
      {
        hs_object_id: '71',
        name: ' 👪 Łódź ',
        zip: '01234',
        numberofemployees: 12,
        is_public: true,
        phone: null,
        createdate: '2026-01-02T03:04:05.678Z',
      },
    ])
    expect(completeOf(parts).gaps).toMatchObject([{ what: 'companies.nosuch' }])
    const contact = { object: 'contacts', columns: ['associatedcompanyid', 'hs_email_last_open_date'] }
    expect(rowsOf(await readAll(connection, contact))).toMatchObject([
      { associatedcompanyid: '71', hs_email_last_open_date: '2026-01-02T03:00:00.000Z' },
    ])
  })

  test('asks in a body when the names of the properties do not fit into an address', async () => {
    const names = Array.from({ length: 600 }, (_, index) => `a_property_with_a_long_name_${index}`)
    const world = await withPeople(120, {
      fill: (org) => {
        for (const name of names)
          defineProperty(org, 'contacts', definition([name, name, 'text'], 'contactinformation'))
      },
    })
    await update(world, '951', { a_property_with_a_long_name_599: 'x' })
    const connection = await world.connect()
    const spent = counting(connection)
    const parts = await readAll(connection, { object: 'contacts', columns: names })
    expect(rowsOf(parts)).toHaveLength(120)
    expect(rowsOf(parts)).toContainEqual(
      expect.objectContaining({ hs_object_id: '951', a_property_with_a_long_name_599: 'x' }),
    )
    expect(spent()).toEqual({ list: 2, batch: 2, search: 1 })
    const again = { ...since(parts), columns: names }
    await update(world, '952', { a_property_with_a_long_name_1: 'y' })
    const changed = rowsOf(await readAll(connection, again))
    expect(changed).toContainEqual(
      expect.objectContaining({ hs_object_id: '952', a_property_with_a_long_name_1: 'y' }),
    )
  })

  test('hands over parts of bounded size, and misses no change made meanwhile', async () => {
    const world = await withPeople(2_100)
    const connection = await world.connect()
    const parts: ReadPart[] = []
    for await (const part of connection.read(query)) {
      if (parts.length === 0) {
        await world.control('/clock', { advance: 3_600_000 })
        await update(world, '951', { lastname: 'Changed' })
        await update(world, '3050', { lastname: 'Changed later' })
      }
      parts.push(part)
    }
    expect(parts.map((part) => (part.type === 'columns' ? part.values[0]?.length : part.type))).toEqual([
      2000,
      100,
      'complete',
    ])
    expect(rowsOf(parts)).toContainEqual({ hs_object_id: '951', lastname: 'Person 0' })
    const changed = rowsOf(await readAll(connection, since(parts)))
    expect(changed).toContainEqual({ hs_object_id: '951', lastname: 'Changed' })
    expect(changed).toContainEqual({ hs_object_id: '3050', lastname: 'Changed later' })
  })

  test('keeps parts small where texts are long', () => {
    const columns = [
      { name: 'hs_object_id', type: 'text' as const },
      { name: 'content', type: 'text' as const },
    ]
    const gathering = gather(columns)
    const content = 'x'.repeat(65_536)
    const rows = Array.from({ length: 600 }, (_, id) =>
      gathering.add({ id: String(id), properties: { content } }),
    )
    const parts = [...rows, gathering.rest()].filter((part) => part !== undefined)
    expect(parts.map((part) => (part.type === 'columns' ? part.values[0]?.length : 0))).toEqual([
      245, 245, 110,
    ])
  })

  test('reads an object in full that cannot be searched', async () => {
    const world = await withPeople(3)
    const connection = await world.connect()
    const answer = {
      status: 400,
      body: { status: 'error', category: 'VALIDATION_ERROR', message: 'no search' },
    }
    await world.control('/faults', { match: { path: '*/search' }, action: { kind: 'answer', answer } })
    const parts = await readAll(connection, query)
    expect(rowsOf(parts)).toHaveLength(3)
    expect(completeOf(parts)).not.toHaveProperty('watermark')
  })

  test('has no watermark when there are no records', async () => {
    const world = await withPeople(0)
    const connection = await world.connect()
    expect(completeOf(await readAll(connection, query))).not.toHaveProperty('watermark')
  })

  test('reads owners, deactivated ones too, and stages of pipelines', async () => {
    const world = await withPeople(0)
    const connection = await world.connect()
    const owners = await readAll(connection, { object: 'owners', columns: ['name', 'active'] })
    expect(rowsOf(owners).length).toBeGreaterThan(0)
    const stages = rowsOf(
      await readAll(connection, { object: 'deal stages', columns: ['label', 'closed', 'won'] }),
    )
    expect(stages).toContainEqual({ id: 'closedwon', label: 'Closed Won', closed: true, won: true })
    expect(stages).toContainEqual({ id: 'closedlost', label: 'Closed Lost', closed: true, won: false })
    const tickets = rowsOf(await readAll(connection, { object: 'ticket stages', columns: ['closed', 'won'] }))
    expect(tickets).toContainEqual({ id: '4', closed: true, won: null })
  })
})

describe('the contacts of deals and tickets', () => {
  const ties = { object: 'tickets and contacts', columns: ['contact'] }
  const plain = { category: 'HUBSPOT_DEFINED', typeId: 16 }

  async function withTickets(): Promise<OpenAccount> {
    const world = await openAccount({
      fill: (org) => {
        for (const id of ['999', '1000', '1001'])
          insertRecord(org, 'contacts', { id, properties: { lastname: id } })
        for (const id of ['71', '72', '73'])
          insertRecord(org, 'tickets', { id, properties: { subject: id, hs_pipeline_stage: '1' } })
        for (const contact of ['1000', '999'])
          associate(org, { type: 'tickets', id: '71' }, { type: 'contacts', id: contact }, plain)
        associate(org, { type: 'tickets', id: '72' }, { type: 'contacts', id: '1001' }, plain)
      },
    })
    open.push(world)
    return world
  }

  test('are read 1,000 records at a time, after the records or by themselves', async () => {
    const world = await withTickets()
    const connection = await world.connect()
    const spent = counting(connection)
    const expected = [
      { id: '71', contact: '999' },
      { id: '72', contact: '1001' },
      { id: '73', contact: null },
    ]
    expect(rowsOf(await readAll(connection, ties))).toEqual(expected)
    expect(spent()).toEqual({ list: 1, search: 1, children: 1 })
    await readAll(connection, { object: 'tickets', columns: ['subject'] })
    spent()
    const parts = await readAll(connection, ties)
    expect(rowsOf(parts)).toEqual(expected)
    expect(spent()).toEqual({ children: 1 })
    await world.control('/clock', { advance: 3_600_000 })
    await world.request('PATCH', '/crm/v3/objects/tickets/73', { properties: { subject: 'changed' } })
    await world.request('PUT', '/crm/v4/objects/tickets/73/associations/default/contacts/999')
    await world.request('DELETE', '/crm/v3/objects/tickets/72')
    const later = await readAll(connection, { ...ties, since: completeOf(parts).watermark ?? '' })
    expect(rowsOf(later)).toContainEqual({ id: '73', contact: '999' })
    expect(deletedOf(later)).toEqual([{ id: '72', into: null }])
  })

  test('are a gap, and read anew, where HubSpot does not tell of all', async () => {
    const world = await withTickets()
    const connection = await world.connect()
    const parts = await readAll(connection, ties)
    await world.control('/clock', { advance: 3_600_000 })
    await world.request('PATCH', '/crm/v3/objects/tickets/73', { properties: { subject: 'changed' } })
    const body = {
      status: 'COMPLETE',
      results: [
        { from: { id: '71' }, to: [{ toObjectId: 999, associationTypes: [{ ...plain, label: null }] }] },
      ],
      numErrors: 1,
      errors: [{ status: 'error', category: 'INTERNAL_ERROR', message: 'internal error', context: {} }],
    }
    await world.control('/faults', {
      match: { path: '*associations*tickets/contacts/batch/read' },
      action: { kind: 'answer', answer: { status: 207, body } },
      times: 2,
    })
    const why = 'HubSpot did not tell of all contacts that tickets hang on (INTERNAL_ERROR).'
    const gap = { what: 'tickets and contacts.contact', why, remedy: 'Sync again: they are all read anew.' }
    const later = await readAll(connection, { ...ties, since: completeOf(parts).watermark ?? '' })
    expect(completeOf(later)).toEqual({ type: 'complete', gaps: [gap] })
    const whole = await readAll(await world.connect(), ties)
    expect(rowsOf(whole)).toContainEqual({ id: '71', contact: '999' })
    expect(completeOf(whole)).toEqual({ type: 'complete', gaps: [gap] })
    expect(completeOf(await readAll(await world.connect(), ties))).toMatchObject({
      gaps: [],
      watermark: expect.any(String),
    })
  })

  test('are what the records are mapped by', async () => {
    const world = await withTickets()
    const { mappings } = await world.connect()
    expect(mappings.find(({ object }) => object === 'tickets')?.fields.personId).toEqual({
      via: 'hs_object_id',
      object: 'tickets and contacts',
      column: 'contact',
    })
    const blind = await world.connect({ env: { TOKEN: await tokenWithout(world, 'contacts') } })
    const fields = blind.mappings.find(({ object }) => object === 'tickets')?.fields
    expect(fields).toHaveProperty('status')
    expect(fields).not.toHaveProperty('personId')
    expect(await readAll(blind, ties)).toEqual([
      { type: 'complete', gaps: [expect.objectContaining({ what: 'contacts' })] },
    ])
  })
})

async function tokenWithout(world: OpenAccount, object: string): Promise<string> {
  const scopes = ['contacts', 'companies', 'deals', 'tickets', 'owners']
    .filter((each) => each !== object)
    .map((each) => `crm.objects.${each}.read`)
  const { accessToken } = await world.control('/tokens', { username: world.account.username, scopes })
  return String(accessToken)
}

describe('since the last time', () => {
  test('brings what changed, what is new, and what is gone', async () => {
    const world = await withPeople(300)
    const connection = await world.connect()
    const first = await readAll(connection, query)
    await world.control('/clock', { advance: 3_600_000 })
    await update(world, '960', { lastname: 'Changed' })
    await world.request('POST', '/crm/v3/objects/contacts', { properties: { lastname: 'New' } })
    await world.request('DELETE', '/crm/v3/objects/contacts/961')
    const spent = counting(connection)
    const second = await readAll(connection, since(first))
    expect(rowsOf(second).map(({ lastname }) => lastname)).toEqual(expect.arrayContaining(['Changed', 'New']))
    expect(rowsOf(second).length).toBeLessThanOrEqual(2 + 6) // and those of the last five minutes before
    expect(deletedOf(second)).toEqual([{ id: '961', into: null }])
    expect(spent()).toEqual({ search: 2, deleted: 1 })
  })

  test('names the survivor of what was merged, also along a chain', async () => {
    const world = await withPeople(4)
    const connection = await world.connect()
    const first = await readAll(connection, query)
    await world.control('/clock', { advance: 3_600_000 })
    const merge = async (primaryObjectId: string, objectIdToMerge: string): Promise<string> => {
      const body = { primaryObjectId, objectIdToMerge }
      const answer = await world.request('POST', '/crm/v3/objects/contacts/merge', body)
      return ((await answer.json()) as { id: string }).id
    }
    const once = await merge('951', '952')
    const twice = await merge(once, '953')
    const second = await readAll(connection, since(first))
    expect(idsOf(second)).toContain(twice)
    const gone = new Map(deletedOf(second).map(({ id, into }) => [id, into]))
    expect([gone.get('951'), gone.get('952'), gone.get('953'), gone.get(once)]).toEqual([
      twice,
      twice,
      twice,
      twice,
    ])
  })

  test('reads more than 10,000 changes, and more than a page with one and the same stamp', async () => {
    const world = await withPeople(10_600, {
      at: (index) => asOf - 3_600_000 + (index < 700 ? 0 : index * 250),
    })
    const connection = await world.connect()
    const watermark = `2026-01-01T00:00:00.000Z/2026-01-31T00:00:00.000Z`
    const ids = idsOf(await readAll(connection, { ...query, since: watermark }))
    expect(new Set(ids).size).toBe(10_600)
  }, 30_000)

  test('sees a change that search showed late', async () => {
    const world = await withPeople(3, { searchLagMs: 60_000 })
    const connection = await world.connect()
    await update(world, '951', { lastname: 'Changed' })
    const first = await readAll(connection, query)
    expect(rowsOf(first)).toContainEqual({ hs_object_id: '951', lastname: 'Changed' })
    await update(world, '952', { lastname: 'Changed later' })
    const second = await readAll(connection, since(first))
    expect(idsOf(second)).not.toContain('952')
    await world.control('/clock', { advance: 60_000 })
    expect(idsOf(await readAll(connection, since(second)))).toContain('952')
  })

  test('reads everything anew after a week, for what was forgotten for good is in no list', async () => {
    const world = await withPeople(2)
    const connection = await world.connect()
    const first = await readAll(connection, query)
    eraseRecord(world.org, 'contacts', '951')
    expect(deletedOf(await readAll(connection, since(first)))).toEqual([])
    const later = await world.connect({ context: { now: () => new Date('2026-02-08T09:00:01Z') } })
    await expect(readAll(later, since(first))).rejects.toMatchObject({ code: 'WATERMARK_TOO_OLD' })
    await expect(readAll(later, { ...query, since: 'x' })).rejects.toMatchObject({ code: 'BAD_WATERMARK' })
    expect(idsOf(await readAll(later, query))).toEqual(['952'])
  })
})
