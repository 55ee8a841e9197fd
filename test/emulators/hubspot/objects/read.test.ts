import { expect, it } from 'vitest'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { type Json, openAccount } from '../open-account.ts'

const people = Array.from({ length: 250 }, (_, index) => ({
  id: String(index + 900),
  firstname: `F${index}`,
}))

it('lists every record once, in the order of numbers, with a link to the next page', async () => {
  await using account = await openAccount({ contacts: people })
  const ids: string[] = []
  let path: string | undefined = '/crm/v3/objects/contacts?limit=100&properties=firstname'
  while (path !== undefined) {
    const { body }: { body: Json } = await account.call('GET', path)
    ids.push(...body.results.map((each: { id: string }) => each.id))
    const { after, link } = body.paging?.next ?? {}
    if (after !== undefined) expect(link).toContain(`after=${after}`)
    path = after === undefined ? undefined : `/crm/v3/objects/contacts?limit=100&after=${after}`
  }
  expect(ids).toEqual(people.map(({ id }) => id))
})

it('shows ten, and of an object its usual properties, when nothing is asked for', async () => {
  await using account = await openAccount({ contacts: people })
  const { body } = await account.call('GET', '/crm/v3/objects/contacts')
  expect(body.results).toHaveLength(10)
  expect(body.results[0]).toMatchObject({
    id: '900',
    properties: {
      firstname: 'F0',
      lastname: null,
      email: null,
      hs_object_id: '900',
      createdate: '2026-01-31T09:00:00.000Z',
      lastmodifieddate: '2026-01-31T09:00:00.000Z',
    },
    createdAt: '2026-01-31T09:00:00.000Z',
    updatedAt: '2026-01-31T09:00:00.000Z',
    archived: false,
  })
})

it('leaves unknown properties out in silence, and takes names repeated or with commas', async () => {
  await using account = await openAccount({ contacts: people.slice(0, 1) })
  const { body } = await account.call(
    'GET',
    '/crm/v3/objects/contacts/900?properties=firstname,nonsense&properties=phone',
  )
  expect(Object.keys(body.properties).toSorted()).toEqual([
    'createdate',
    'firstname',
    'hs_object_id',
    'lastmodifieddate',
    'phone',
  ])
})

it.each(['limit=101', 'limit=0', 'limit=abc', 'limit=51&propertiesWithHistory=email', 'after=x'])(
  'refuses %s',
  async (query) => {
    await using account = await openAccount()
    const { status, body } = await account.call('GET', `/crm/v3/objects/contacts?${query}`)
    expect([status, body.category]).toEqual([400, 'VALIDATION_ERROR'])
  },
)

it('refuses an object that the account does not have', async () => {
  await using account = await openAccount()
  const { status, body } = await account.call('GET', '/crm/v3/objects/2-99')
  expect([status, body.message]).toEqual([400, 'Unable to infer object type from: 2-99'])
})

it('lists the recycle bin only where asked, and answers 404 for what is in it', async () => {
  await using account = await openAccount({ contacts: people.slice(0, 3) })
  expect((await account.call('DELETE', '/crm/v3/objects/contacts/901')).status).toBe(204)
  const { body: living } = await account.call('GET', '/crm/v3/objects/contacts')
  const { body: binned } = await account.call('GET', '/crm/v3/objects/contacts?archived=true')
  expect(living.results.map((each: { id: string }) => each.id)).toEqual(['900', '902'])
  expect(binned.results).toEqual([
    expect.objectContaining({ id: '901', archived: true, archivedAt: '2026-01-31T09:00:00.000Z' }),
  ])
  expect((await account.call('GET', '/crm/v3/objects/contacts/901')).status).toBe(404)
  const bin = async () => (await account.call('GET', '/crm/v3/objects/contacts/901?archived=true')).status
  expect(await bin()).toBe(200)
  await account.control('/clock', { advance: 90 * 24 * 60 * 60 * 1000 })
  expect(await bin()).toBe(404)
  expect((await account.call('GET', '/crm/v3/objects/contacts?archived=true')).body.results).toEqual([])
})

it('finds a contact by its address, also by an additional one', async () => {
  await using account = await openAccount({
    contacts: [{ id: '5', email: 'a@example.com', hs_additional_emails: 'b@example.com;c@example.com' }],
  })
  for (const address of ['a@example.com', 'C@example.com']) {
    const { body } = await account.call('GET', `/crm/v3/objects/contacts/${address}?idProperty=email`)
    expect(body.id).toBe('5')
  }
  const unusable = await account.call('GET', '/crm/v3/objects/contacts/x?idProperty=firstname')
  expect(unusable.status).toBe(400)
})

it('gives the ids of associated records, a primary company twice, and pages beyond a hundred', async () => {
  await using account = await openAccount({
    contacts: people.slice(0, 1),
    companies: [{ id: '30', name: 'Acme' }],
    deals: Array.from({ length: 120 }, (_, index) => ({ id: String(index + 1), dealname: `D${index}` })),
  })
  const contact = { type: 'contacts', id: '900' }
  associate(account.org, contact, { type: 'companies', id: '30' }, { category: 'HUBSPOT_DEFINED', typeId: 1 })
  for (let id = 1; id <= 120; id += 1)
    associate(
      account.org,
      contact,
      { type: 'deals', id: String(id) },
      { category: 'HUBSPOT_DEFINED', typeId: 4 },
    )
  const { body } = await account.call('GET', '/crm/v3/objects/contacts?associations=companies,deals,tickets')
  const { associations } = body.results[0]
  expect(Object.keys(associations)).toEqual(['companies', 'deals'])
  expect(associations.companies).toEqual({
    results: [
      { id: '30', type: 'contact_to_company' },
      { id: '30', type: 'contact_to_company_unlabeled' },
    ],
  })
  expect(associations.deals.results).toHaveLength(100)
  expect(associations.deals.paging.next.after).toBe('100')
})

it('hides sensitive properties from tokens without their scope', async () => {
  const { defineProperty } = await import('../../../../emulators/hubspot/store/define.ts')
  const { definition } = await import('../../../../emulators/hubspot/schema/properties.ts')
  const read = 'crm.objects.contacts.read'
  for (const [scopes, shown] of [
    [[read], undefined],
    [[read, 'crm.objects.contacts.sensitive.read.v2'], 'secret'],
  ] as const) {
    await using account = await openAccount(
      {},
      {
        scopes,
        fill: (org) =>
          defineProperty(org, 'contacts', definition(['diagnosis', 'Diagnosis', 'text', 's'], 'g')),
      },
    )
    const { insertRecord } = await import('../../../../emulators/hubspot/store/write.ts')
    insertRecord(account.org, 'contacts', { id: '1', properties: { diagnosis: 'secret' } })
    const { body } = await account.call('GET', '/crm/v3/objects/contacts/1?properties=diagnosis')
    expect(body.properties.diagnosis).toBe(shown)
  }
})
