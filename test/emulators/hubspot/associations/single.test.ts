import { describe, expect, it } from 'vitest'
import { archiveRecord, insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { kind, openAccount } from './account.ts'

const plain = { category: 'HUBSPOT_DEFINED', typeId: 279, label: null }
const primary = { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' }

describe('associations of one record', () => {
  it.each(['/crm/v4/objects/contacts', '/crm/objects/2026-09/contacts', '/crm/v4/objects/0-1'])(
    'sets labels under %s, and tells ids as numbers',
    async (base) => {
      await using account = await openAccount()
      const put = await account.call('PUT', `${base}/1/associations/companies/11`, [kind(1)])
      expect(put.status).toBe(base.includes('2026') ? 200 : 201)
      expect(put.body).toEqual({
        fromObjectTypeId: '0-1',
        fromObjectId: 1,
        toObjectTypeId: '0-2',
        toObjectId: 11,
        labels: ['Primary'],
      })
      const { status, body } = await account.call('GET', `${base}/1/associations/companies`)
      expect(status).toBe(200)
      expect(body).toEqual({ results: [{ toObjectId: 11, associationTypes: [primary, plain] }] })
    },
  )

  it('tells the paired types from the other end', async () => {
    await using account = await openAccount()
    await account.call('PUT', '/crm/v4/objects/contacts/1/associations/companies/11', [kind(1)])
    const { body } = await account.call('GET', '/crm/v4/objects/companies/11/associations/contacts')
    expect(body.results).toEqual([
      {
        toObjectId: 1,
        associationTypes: [
          { category: 'HUBSPOT_DEFINED', typeId: 2, label: 'Primary' },
          { category: 'HUBSPOT_DEFINED', typeId: 280, label: null },
        ],
      },
    ])
  })

  it('takes the primary place from the company that had it, and leaves that one associated', async () => {
    await using account = await openAccount()
    const base = '/crm/v4/objects/contacts/1/associations/companies'
    await account.call('PUT', `${base}/11`, [kind(1)])
    await account.call('PUT', `${base}/12`, [kind(1)])
    const { body } = await account.call('GET', base)
    expect(body.results).toEqual([
      { toObjectId: 11, associationTypes: [plain] },
      { toObjectId: 12, associationTypes: [primary, plain] },
    ])
  })

  it('knows one parent of a company, which is no plain association', async () => {
    await using account = await openAccount()
    const base = '/crm/v4/objects/companies/11/associations/companies'
    await account.call('PUT', `${base}/12`, [kind(14)])
    await account.call('PUT', `${base}/13`, [kind(14)])
    const shown = async (id: string) =>
      (await account.call('GET', `/crm/v4/objects/companies/${id}/associations/companies`)).body.results
    expect(await shown('11')).toMatchObject([{ toObjectId: 13, associationTypes: [{ typeId: 14 }] }])
    expect(await shown('12')).toEqual([])
    expect(await shown('13')).toMatchObject([{ toObjectId: 11, associationTypes: [{ typeId: 13 }] }])
  })

  it('associates without a label, told from both ends', async () => {
    await using account = await openAccount()
    const { status, body } = await account.call(
      'PUT',
      '/crm/v4/objects/contacts/1/associations/default/companies/11',
    )
    expect(status).toBe(200)
    expect(body.results).toEqual([
      { from: { id: '1' }, to: { id: '11' }, associationSpec: kind(279) },
      { from: { id: '11' }, to: { id: '1' }, associationSpec: kind(280) },
    ])
  })

  it('takes everything between two records away, and says the same when there was nothing', async () => {
    await using account = await openAccount()
    const base = '/crm/v4/objects/contacts/1/associations/companies'
    await account.call('PUT', `${base}/11`, [kind(1)])
    expect((await account.call('DELETE', `${base}/11`)).status).toBe(204)
    expect((await account.call('DELETE', `${base}/11`)).status).toBe(204)
    expect((await account.call('GET', base)).body.results).toEqual([])
    const back = await account.call('GET', '/crm/v4/objects/companies/11/associations/contacts')
    expect(back.body.results).toEqual([])
  })

  it.each([
    ['a type that leads elsewhere', '/crm/v4/objects/contacts/1/associations/companies/11', [kind(4)], 400],
    ['no types', '/crm/v4/objects/contacts/1/associations/companies/11', [], 400],
    ['a record that is not there', '/crm/v4/objects/contacts/1/associations/companies/99', [kind(279)], 404],
    ['an unknown object', '/crm/v4/objects/contacts/1/associations/gadgets/11', [kind(279)], 400],
  ])('refuses %s', async (_, path, types, status) => {
    await using account = await openAccount()
    const answer = await account.call('PUT', path, types)
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ status: 'error', correlationId: expect.any(String) })
  })

  it('pages, at most 500 at a time, and leaves out what lies in the recycle bin', async () => {
    await using account = await openAccount()
    const ids = Array.from({ length: 7 }, (_, index) => String(101 + index))
    for (const id of ids) {
      insertRecord(account.org, 'companies', { id, properties: {} })
      await account.call('PUT', `/crm/v4/objects/contacts/1/associations/companies/${id}`, [kind(279)])
    }
    archiveRecord(account.org, 'companies', '102')
    const base = '/crm/v4/objects/contacts/1/associations/companies'
    const first = await account.call('GET', `${base}?limit=4`)
    expect(first.body.results.map(({ toObjectId }: { toObjectId: number }) => toObjectId)).toEqual([
      101, 103, 104, 105,
    ])
    expect(first.body.paging.next.after).toBe('105')
    const second = await account.call('GET', `${base}?limit=4&after=105`)
    expect(second.body.results.map(({ toObjectId }: { toObjectId: number }) => toObjectId)).toEqual([
      106, 107,
    ])
    expect(second.body.paging).toBeUndefined()
    expect((await account.call('GET', `${base}?limit=501`)).status).toBe(400)
  })

  it('needs the scopes of both ends', async () => {
    await using account = await openAccount(['crm.objects.contacts.read'])
    const companies = await account.call('GET', '/crm/v4/objects/contacts/1/associations/companies')
    expect([companies.status, companies.body.category]).toEqual([403, 'MISSING_SCOPES'])
    const tasks = await account.call('GET', '/crm/v4/objects/contacts/1/associations/tasks')
    expect(tasks.status).toBe(200)
  })
})
