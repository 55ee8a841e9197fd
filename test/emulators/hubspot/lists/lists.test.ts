import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addMembers, insertList, mergeMemberships } from '../../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { insertRecord, restoreRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let account: EmulatedAccount
let org: Org
beforeAll(async () => {
  account = await startHubspotAccount({
    seed: 25,
    fill: (inside) => {
      org = inside
      for (let n = 1; n <= 300; n += 1) insertRecord(inside, 'contacts', { id: String(n), properties: {} })
      insertRecord(inside, 'companies', { id: '7', properties: { name: 'Seven' } })
    },
  })
})
afterAll(() => account.close())

const lists = '/crm/v3/lists'
let made = 0
async function newList(changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  made += 1
  const body = { name: `List ${made}`, objectTypeId: '0-1', processingType: 'MANUAL', ...changes }
  return (await ask(account, 'POST', lists, { body })).json.list.listId
}

describe('lists', () => {
  it('have a name of their own, which a deleted one gives free', async () => {
    const body = { name: 'Only one', objectTypeId: '0-1', processingType: 'MANUAL' }
    const first = await ask(account, 'POST', lists, { body })
    expect([first.status, first.json.list.size]).toEqual([200, 0])
    const second = await ask(account, 'POST', '/crm/lists/2026-09', { body: { ...body, name: 'only ONE' } })
    expect([second.status, second.json.subCategory]).toEqual([400, 'ILS.DUPLICATE_LIST_NAMES'])
    const { listId } = first.json.list
    expect((await ask(account, 'DELETE', `${lists}/${listId}`)).status).toBe(204)
    expect((await ask(account, 'GET', `${lists}/${listId}`)).status).toBe(404)
    expect((await ask(account, 'POST', lists, { body })).status).toBe(200)
    expect((await ask(account, 'PUT', `${lists}/${listId}/restore`)).status).toBe(400)
  })

  it('come back within ninety days', async () => {
    const id = await newList()
    await ask(account, 'DELETE', `${lists}/${id}`)
    expect((await ask(account, 'PUT', `${lists}/${id}/restore`)).status).toBe(204)
    await ask(account, 'DELETE', `${lists}/${id}`)
    await control(account, 'POST', '/clock', { advance: 90 * 86_400_000 + 1 })
    expect((await ask(account, 'PUT', `${lists}/${id}/restore`)).status).toBe(404)
  })

  it('are searched by name, kind and object, page by page', async () => {
    for (let n = 0; n < 3; n += 1) await newList({ name: `Fair ${n}` })
    await newList({ name: 'Fair companies', objectTypeId: '0-2' })
    const search = async (body: unknown) => (await ask(account, 'POST', `${lists}/search`, { body })).json
    const first = await search({ query: 'fair', objectTypeId: '0-1', count: 2 })
    expect([first.total, first.hasMore, first.offset, first.lists.length]).toEqual([3, true, 2, 2])
    const second = await search({ query: 'fair', objectTypeId: '0-1', count: 2, offset: first.offset })
    expect([second.hasMore, second.lists[0].name]).toEqual([false, 'Fair 2'])
    expect(second.lists[0].additionalProperties.hs_list_size).toBe('0')
    expect((await search({ query: 'fair', processingTypes: ['DYNAMIC'] })).total).toBe(0)
    const names = (await search({ query: 'fair', objectTypeId: '0-1', sort: '-HS_LIST_NAME' })).lists
    expect(names.map(({ name }: { name: string }) => name)).toEqual(['Fair 2', 'Fair 1', 'Fair 0'])
    expect((await search({ count: 500, offset: 9600 })).message).toContain('must not exceed 10000')
  })

  it.each([
    [{ processingType: 'MAGIC' }, /MAGIC is not a valid processingType/],
    [{ objectTypeId: '0-999' }, /0-999 is not a valid objectTypeId/],
    [{ processingType: 'DYNAMIC' }, /needs a filterBranch/],
    [{ name: '' }, /required fields were not set: \[name\]/],
  ])('refuses %o', async (changes, message) => {
    const body = { name: 'Bad', objectTypeId: '0-1', processingType: 'MANUAL', ...changes }
    const { status, json } = await ask(account, 'POST', lists, { body })
    expect([status, json.message]).toEqual([400, expect.stringMatching(message)])
  })
})

describe('memberships', () => {
  it('are added once, removed once, and paged by record', async () => {
    const id = await newList()
    const all = Array.from({ length: 300 }, (_, n) => String(n + 1))
    const add = (ids: readonly string[]) =>
      ask(account, 'PUT', `${lists}/${id}/memberships/add`, { body: ids })
    expect((await add([...all, '9999'])).json).toEqual({
      recordsIdsAdded: all,
      recordIdsRemoved: [],
      recordIdsMissing: ['9999'],
    })
    expect((await add(['1'])).json.recordsIdsAdded).toEqual([])
    const first = (await ask(account, 'GET', `${lists}/${id}/memberships?limit=250`)).json
    expect([first.results.length, first.total, first.paging.next.after]).toEqual([250, 300, '250'])
    const rest = (await ask(account, 'GET', `${lists}/${id}/memberships?limit=250&after=250`)).json
    expect([rest.results.length, rest.paging]).toEqual([50, undefined])
    expect((await ask(account, 'GET', `${lists}/${id}/memberships?limit=251`)).status).toBe(400)
    const changed = await ask(account, 'PUT', `${lists}/${id}/memberships/add-and-remove`, {
      body: { recordIdsToAdd: ['1'], recordIdsToRemove: ['2', '3'] },
    })
    expect(changed.json).toEqual({ recordsIdsAdded: [], recordIdsRemoved: ['2', '3'], recordIdsMissing: [] })
  })

  it('leave with a record that goes to the bin, and come back with it', async () => {
    const id = await newList()
    await ask(account, 'PUT', `${lists}/${id}/memberships/add`, { body: ['21', '22'] })
    const members = async () => {
      const { json } = await ask(account, 'GET', `${lists}/${id}/memberships/join-order`)
      return [json.total, ...json.results.map(({ recordId }: { recordId: string }) => recordId)]
    }
    await ask(account, 'DELETE', '/crm/v3/objects/contacts/21')
    expect(await members()).toEqual([1, '22'])
    expect((await ask(account, 'GET', `${lists}/records/0-1/21/memberships`)).json.results).toEqual([])
    restoreRecord(org, 'contacts', '21')
    expect(await members()).toEqual([2, '21', '22'])
    const forget = { body: { objectId: '22' } }
    expect((await ask(account, 'POST', '/crm/v3/objects/contacts/gdpr-delete', forget)).status).toBe(204)
    expect(await members()).toEqual([1, '21'])
  })

  it('of a dynamic list are not changed by hand', async () => {
    const filterBranch = { filterBranchType: 'OR', filterBranches: [], filters: [] }
    const id = await newList({ processingType: 'DYNAMIC', filterBranch })
    const { status } = await ask(account, 'PUT', `${lists}/${id}/memberships/add`, { body: ['1'] })
    expect(status).toBe(400)
    const { json } = await ask(account, 'GET', `${lists}/${id}?includeFilters=true`)
    expect(json.list.filterBranch).toEqual(filterBranch)
  })

  it('are read for one record or for many, each of its own type', async () => {
    const contacts = await newList()
    const companies = await newList({ objectTypeId: '0-2' })
    await ask(account, 'PUT', `${lists}/${contacts}/memberships/add`, { body: ['7'] })
    await ask(account, 'PUT', `${lists}/${companies}/memberships/add`, { body: ['7'] })
    const one = (await ask(account, 'GET', '/crm/lists/2026-09/records/0-2/7/memberships')).json
    expect(one.results.map(({ listId }: { listId: string }) => listId)).toEqual([companies])
    const inputs = [
      { objectTypeId: '0-1', recordId: '7' },
      { objectTypeId: '0-2', recordId: '7' },
      { objectTypeId: '0-1', recordId: '8888' },
    ]
    const many = await ask(account, 'POST', `${lists}/records/memberships/batch/read`, { body: { inputs } })
    expect(many.status).toBe(200)
    const found = many.json.results.map(({ recordListMemberships: of }: never) =>
      (of as { listId: string }[]).map(({ listId }) => listId),
    )
    expect(found).toEqual([expect.arrayContaining([contacts]), [companies], []])
    const tooMany = Array.from({ length: 101 }, () => inputs[0])
    const refused = await ask(account, 'POST', `${lists}/records/memberships/batch/read`, {
      body: { inputs: tooMany },
    })
    expect(refused.status).toBe(400)
  })

  it.each([
    ['leave', ['Mine', 'Both']],
    ['combine', ['Mine', 'Theirs', 'Both']],
  ] as const)('after a merge: %s', (mode, expected) => {
    const ids = new Map(
      ['Mine', 'Theirs', 'Both'].map((name) => {
        const spec = {
          name: `${name} ${mode}`,
          objectTypeId: '0-1',
          processingType: 'MANUAL',
          createdAt: 1,
        } as const
        return [name, insertList(org, spec)]
      }),
    )
    const [mine = 0, theirs = 0, both = 0] = [...ids.values()]
    addMembers(org, mine, ['11'], 1)
    addMembers(org, theirs, ['12'], 2)
    addMembers(org, both, ['11', '12'], 3)
    mergeMemberships(org, { objectTypeId: '0-1', primary: '11', secondary: '12', merged: '13', mode })
    const members = org.db.prepare(
      'SELECT list_id, record_id FROM crm_list_member WHERE list_id IN (?, ?, ?)',
    )
    const rows = members.all(mine, theirs, both)
    expect(rows.map((row) => Number(row.record_id))).toEqual(expected.map(() => 13))
    expect(rows.map((row) => Number(row.list_id)).toSorted()).toEqual(
      expected.map((name) => ids.get(name)).toSorted(),
    )
  })
})
