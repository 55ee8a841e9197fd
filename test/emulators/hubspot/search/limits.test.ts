import { describe, expect, it } from 'vitest'
import { createClock, type MovableClock } from '../../../../emulators/clock.ts'
import { allowancesOf, createLimits } from '../../../../emulators/hubspot/limits/quota.ts'
import { find } from '../../../../emulators/hubspot/search/find.ts'
import { readQuery } from '../../../../emulators/hubspot/search/query.ts'
import { archiveRecord, updateRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openSearch } from './open-search.ts'

const filter = { propertyName: 'firstname', operator: 'EQ', value: 'a' }
const groups = (count: number, filters: number): object => ({
  filterGroups: Array.from({ length: count }, () => ({
    filters: Array.from({ length: filters }, () => filter),
  })),
})

describe('caps', async () => {
  const world = await openSearch({ contacts: [{ firstname: 'A' }] })

  it.each([
    ['five groups', groups(5, 3), 200],
    ['six groups', groups(6, 1), 400],
    ['seven filters in a group', groups(1, 7), 400],
    ['eighteen filters', groups(3, 6), 200],
    ['twenty filters', groups(4, 5), 400],
    ['a page of 200', { limit: 200 }, 200],
    ['a page of 201', { limit: 201 }, 400],
    ['the ten thousandth result', { limit: 200, after: '9800' }, 200],
    ['a result beyond', { limit: 200, after: '9801' }, 400],
    ['two sorts', { sorts: ['email', 'phone'] }, 400],
    [
      'a property that is not there',
      { filterGroups: [{ filters: [{ ...filter, propertyName: 'nosuch' }] }] },
      400,
    ],
    [
      'an operator that is not there',
      { filterGroups: [{ filters: [{ ...filter, operator: 'LIKE' }] }] },
      400,
    ],
    ['a list without values', { filterGroups: [{ filters: [{ ...filter, operator: 'IN' }] }] }, 400],
    ['2,999 characters', { properties: ['x'.repeat(2_999 - 18)] }, 200],
    ['3,001 characters', { properties: ['x'.repeat(3_001 - 18)] }, 400],
  ])('%s', async (_, body, status) => {
    const answer = await world.search('contacts', body)
    expect(answer.status).toBe(status)
    if (status === 400) expect(answer).toMatchObject({ status: 400, category: 'VALIDATION_ERROR' })
  })
})

it('takes five searches a second from all apps together, and says nothing of limits', async () => {
  let now = 0
  const world = await openSearch({ contacts: [{ firstname: 'A' }] }, { second: () => now })
  for (let call = 0; call < 5; call++) {
    const { status, headers } = await world.search('contacts', {})
    expect(status).toBe(200)
    expect([...headers.keys()].filter((name) => name.startsWith('x-hubspot-ratelimit'))).toEqual([])
  }
  expect(await world.search('contacts', {})).toMatchObject({
    status: 429,
    message: 'You have reached your secondly limit.',
    policyName: 'SECONDLY',
  })
  now = 1000
  expect((await world.search('contacts', {})).status).toBe(200)
  await world[Symbol.asyncDispose]()

  const limits = createLimits(createClock(new Date(0), 'frozen'), 'UTC', allowancesOf('enterprise'), () => 0)
  const session = (appId: string) => ({
    token: '',
    appId,
    kind: 'oauth' as const,
    userId: '',
    scopes: 'all' as const,
  })
  for (let call = 0; call < 5; call++) limits.take(session(String(call)), 'search')
  expect(() => limits.take(session('another'), 'search')).toThrow('secondly')
})

describe('order and pages', async () => {
  const rows = Array.from({ length: 130 }, (_, index) => ({
    id: String(940 + index),
    firstname: 'P',
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, 0, index % 10)).toISOString(),
  }))
  const world = await openSearch({ contacts: rows })

  async function all(body: object): Promise<{ ids: string[]; lengths: number[] }> {
    const ids: string[] = []
    const lengths: number[] = []
    for (let after: string | undefined = '0'; after !== undefined; ) {
      const page = await world.search('contacts', { ...body, after })
      ids.push(...page.results.map(({ id }) => id))
      lengths.push(page.results.length)
      after = page.paging?.next.after
    }
    return { ids, lengths }
  }

  it('has pages that are short although more follow, and no record twice', async () => {
    const { ids, lengths } = await all({ limit: 25, sorts: ['lastmodifieddate'] })
    expect(lengths).toEqual([25, 23, 23, 25, 25, 9])
    expect(new Set(ids).size).toBe(130)
  })

  it('sorts by modification, equal ones by id', async () => {
    const { ids } = await all({
      limit: 100,
      sorts: [{ propertyName: 'lastmodifieddate', direction: 'ASCENDING' }],
    })
    const byTime = rows.toSorted((a, b) =>
      a.at === b.at ? Number(a.id) - Number(b.id) : a.at < b.at ? -1 : 1,
    )
    expect(ids).toEqual(byTime.map(({ id }) => id))
  })

  it('sorts and compares ids as texts', async () => {
    const { ids } = await all({ limit: 100, sorts: ['hs_object_id'] })
    expect(ids).toEqual(rows.map(({ id }) => id).toSorted())
    expect(ids[0]).toBe('1000')
    expect(
      await world.ids('contacts', { propertyName: 'hs_object_id', operator: 'GT', value: '998' }),
    ).toEqual(['999'])
  })

  it('shows the oldest first when no order is asked for, and the other way round', async () => {
    expect((await world.search('contacts', { limit: 1 })).results[0]?.id).toBe('940')
    expect((await world.search('contacts', { limit: 1, sorts: ['-hs_createdate'] })).results[0]?.id).toBe(
      '1069',
    )
  })
})

it('shows a change once the lag has passed, and never what is archived', async () => {
  const asOf = new Date('2026-01-31T09:00:00Z')
  const world = await openSearch(
    { contacts: ['1', '2', '3'].map((id) => ({ id, firstname: 'A', at: '2026-01-01T00:00:00Z' })) },
    { searchLagMs: 30_000, asOf },
  )
  updateRecord(world.org, 'contacts', '1', { firstname: 'B' })
  archiveRecord(world.org, 'contacts', '2')
  const named = { propertyName: 'firstname', operator: 'EQ', value: 'b' }
  expect(await world.ids('contacts', named)).toEqual([])
  expect(await world.ids('contacts')).toEqual(['3'])
  ;(world.org.clock as MovableClock).advance(30_000)
  expect(await world.ids('contacts', named)).toEqual(['1'])
  expect(await world.ids('contacts')).toEqual(['1', '3'])
  await world[Symbol.asyncDispose]()
})

it('filters and sorts by modification through an index', async () => {
  const world = await openSearch({ contacts: [{ firstname: 'A' }] })
  const asked: string[] = []
  const db = new Proxy(world.org.db, {
    get: (target, name) => {
      if (name === 'function') return target.function.bind(target)
      return (sql: string) => {
        asked.push(sql)
        return target.prepare(sql)
      }
    },
  })
  const contacts = world.org.schema.types.get('contacts')
  const query = readQuery({
    filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: '1' }] }],
    sorts: ['lastmodifieddate'],
  })
  if (contacts !== undefined) find({ ...world.org, db }, contacts, query)
  expect(asked).toHaveLength(2)
  for (const sql of asked) {
    const parameters = sql.includes('LIMIT') ? [1, 10, 0] : [1]
    const plan = world.org.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters)
    expect(plan.map(({ detail }) => String(detail))).toEqual([
      expect.stringMatching(/^SEARCH record_contacts USING (COVERING )?INDEX updated_contacts/),
    ])
  }
  await world[Symbol.asyncDispose]()
})
