import { describe, expect, it } from 'vitest'
import type { MovableClock } from '../../../../emulators/clock.ts'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { findRecord } from '../../../../emulators/hubspot/store/record.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { atomically } from '../../../../emulators/statement.ts'
import { kind, openAccount } from './account.ts'

const base = '/crm/v4/associations/contacts/companies'
const tie = (from: string, to: string, ...types: readonly unknown[]) => ({
  from: { id: from },
  to: { id: to },
  ...(types.length === 0 ? {} : { types }),
})

describe('batches of associations', () => {
  it('creates and reads, 207 where a record is associated with nothing', async () => {
    await using account = await openAccount()
    const made = await account.call('POST', `${base}/batch/create`, {
      inputs: [tie('1', '11', kind(1)), tie('1', '12', kind(279)), tie('2', '11', kind(279))],
    })
    expect([made.status, made.body.status, made.body.results.length]).toEqual([201, 'COMPLETE', 3])
    const read = await account.call('POST', `${base}/batch/read`, {
      inputs: [{ id: '1' }, { id: '2' }, { id: '3' }],
    })
    expect(read.status).toBe(207)
    expect(read.body.numErrors).toBe(1)
    expect(read.body.errors[0]).toMatchObject({
      subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
      context: { fromObjectId: ['3'] },
    })
    expect(
      read.body.results.map(({ from, to }: { from: { id: string }; to: { toObjectId: number }[] }) => [
        from.id,
        to.map(({ toObjectId }) => toObjectId),
      ]),
    ).toEqual([
      ['1', [11, 12]],
      ['2', [11]],
    ])
  })

  it('tells of each row that names no record, and does the others', async () => {
    await using account = await openAccount()
    const { status, body } = await account.call('POST', `${base}/batch/create`, {
      inputs: [tie('1', '11', kind(279)), tie('1', '99', kind(279))],
    })
    expect([status, body.results.length, body.numErrors]).toEqual([207, 1, 1])
    expect(body.errors[0]).toMatchObject({
      subCategory: 'crm.associations.INVALID_OBJECT_IDS',
      context: { fromObjectId: ['1'], toObjectId: ['99'] },
    })
  })

  it('works out once for a batch what follows for the company of all its rows', async () => {
    await using account = await openAccount()
    const versions = async () => {
      const read = await account.call(
        'GET',
        '/crm/v3/objects/companies/11?propertiesWithHistory=num_associated_contacts',
      )
      return read.body.propertiesWithHistory.num_associated_contacts.map(
        ({ value }: { value: string }) => value,
      )
    }
    const inputs = ['1', '2', '3'].map((id) => tie(id, '11', kind(279)))
    await account.call('POST', `${base}/batch/create`, { inputs })
    expect(await versions()).toEqual(['3'])
    const rows = ['1', '2'].map((id) => ({ from: { id }, to: [{ id: '11' }] }))
    await account.call('POST', `${base}/batch/archive`, { inputs: rows })
    expect(await versions()).toEqual(['1', '3'])
  })

  it('pages inside of what a batch reads', async () => {
    await using account = await openAccount()
    const { org } = account
    atomically(org.db, () => {
      for (let id = 1000; id < 1501; id++) {
        insertRecord(org, 'companies', { id: String(id), properties: {} }, { quick: true })
        const [from, to] = [
          { type: 'contacts', id: '1' },
          { type: 'companies', id: String(id) },
        ]
        associate(org, from, to, { category: 'HUBSPOT_DEFINED', typeId: 279 })
      }
    })
    const first = await account.call('POST', `${base}/batch/read`, { inputs: [{ id: '1' }] })
    expect(first.body.results[0].to).toHaveLength(500)
    expect(first.body.results[0].paging).toEqual({ next: { after: '1499' } })
    const second = await account.call('POST', `${base}/batch/read`, { inputs: [{ id: '1', after: '1499' }] })
    expect(second.status).toBe(200)
    expect(second.body.results[0].to.map(({ toObjectId }: { toObjectId: number }) => toObjectId)).toEqual([
      1500,
    ])
    expect(second.body.results[0].paging).toBeUndefined()
  })

  it('archives labels alone, then everything', async () => {
    await using account = await openAccount()
    await account.call('POST', `${base}/batch/create`, { inputs: [tie('1', '11', kind(1))] })
    const inputs = [tie('1', '11', kind(1))]
    expect((await account.call('POST', `${base}/batch/labels/archive`, { inputs })).status).toBe(204)
    const list = '/crm/v4/objects/contacts/1/associations/companies'
    expect((await account.call('GET', list)).body.results).toEqual([
      { toObjectId: 11, associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null }] },
    ])
    const all = [{ from: { id: '1' }, to: [{ id: '11' }, { id: '99' }] }]
    expect((await account.call('POST', `${base}/batch/archive`, { inputs: all })).status).toBe(204)
    expect((await account.call('GET', list)).body.results).toEqual([])
  })

  it('takes the labels along where the plain association is archived', async () => {
    await using account = await openAccount()
    await account.call('POST', `${base}/batch/create`, { inputs: [tie('1', '11', kind(1))] })
    await account.call('POST', `${base}/batch/labels/archive`, { inputs: [tie('1', '11', kind(279))] })
    const list = '/crm/v4/objects/contacts/1/associations/companies'
    expect((await account.call('GET', list)).body.results).toEqual([])
  })

  it('works out again what follows from associations, which moves the modification time', async () => {
    await using account = await openAccount()
    const { org, call } = account
    const before = findRecord(org, 'contacts', '1')
    ;(org.clock as MovableClock).advance(60_000)
    await call('PUT', '/crm/v4/objects/contacts/1/associations/companies/11', [kind(1)])
    const after = findRecord(org, 'contacts', '1')
    expect(after?.properties.associatedcompanyid).toBe('11')
    expect(after?.updated).toBe((before?.updated ?? 0) + 60_000)
    await call('DELETE', '/crm/v4/objects/contacts/1/associations/companies/11')
    expect(findRecord(org, 'contacts', '1')?.properties.associatedcompanyid).toBeUndefined()
    expect(findRecord(org, 'companies', '11')?.properties.num_associated_contacts).toBe('0')
  })

  it('answers 200 under dated addresses', async () => {
    await using account = await openAccount()
    const dated = '/crm/associations/2026-09/contacts/companies/batch'
    const made = await account.call('POST', `${dated}/create`, { inputs: [tie('1', '11', kind(279))] })
    const gone = await account.call('POST', `${dated}/archive`, {
      inputs: [{ from: { id: '1' }, to: [{ id: '11' }] }],
    })
    expect([made.status, gone.status]).toEqual([200, 200])
  })

  it('associates by default', async () => {
    await using account = await openAccount()
    const { status, body } = await account.call('POST', `${base}/batch/associate/default`, {
      inputs: [tie('1', '11'), tie('2', '12')],
    })
    expect([status, body.results.length]).toEqual([200, 4])
  })

  it.each([
    ['reads 1,001', 'batch/read', Array.from({ length: 1001 }, (_, index) => ({ id: String(index + 1) }))],
    [
      'creates 2,001',
      'batch/create',
      Array.from({ length: 2001 }, (_, index) => tie('1', String(index + 1), kind(279))),
    ],
    [
      'archives from 101',
      'batch/archive',
      Array.from({ length: 101 }, (_, index) => ({ from: { id: String(index + 1) }, to: [{ id: '11' }] })),
    ],
    ['creates with a type that does not exist', 'batch/create', [tie('1', '11', kind(7))]],
  ])('refuses as a whole who %s', async (_, path, inputs) => {
    await using account = await openAccount()
    const { status, body } = await account.call('POST', `${base}/${path}`, { inputs })
    expect([status, body.category]).toEqual([400, 'VALIDATION_ERROR'])
  })
})

describe('labels', () => {
  it('lists them, and adds and deletes those of the account', async () => {
    await using account = await openAccount()
    const labels = '/crm/v4/associations/contacts/companies/labels'
    const made = await account.call('POST', labels, { name: 'boss', label: 'Boss', inverseLabel: 'Led by' })
    expect(made.status).toBe(200)
    const { typeId } = made.body.results[0]
    expect((await account.call('GET', labels)).body.results).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
      { category: 'USER_DEFINED', typeId, label: 'Boss' },
    ])
    const list = '/crm/v4/objects/contacts/1/associations/companies'
    await account.call('PUT', `${list}/11`, [kind(typeId, 'USER_DEFINED')])
    expect((await account.call('GET', list)).body.results[0].associationTypes).toEqual([
      { category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
      { category: 'USER_DEFINED', typeId, label: 'Boss' },
    ])
    const back = await account.call('GET', '/crm/v4/objects/companies/11/associations/contacts')
    expect(back.body.results[0].associationTypes[1].label).toBe('Led by')
    expect((await account.call('DELETE', `${labels}/${typeId}`)).status).toBe(204)
    expect((await account.call('GET', list)).body.results[0].associationTypes).toHaveLength(1)
    expect((await account.call('GET', labels)).body.results).toHaveLength(2)
  })
})
