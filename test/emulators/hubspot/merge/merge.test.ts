import { describe, expect, it } from 'vitest'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { type Account, type Json, openAccount, type Records } from '../open-account.ts'

const merge = (account: Account, type: string, primaryObjectId: string, objectIdToMerge: string) =>
  account.call('POST', `/crm/v3/objects/${type}/merge`, { primaryObjectId, objectIdToMerge })

const defined = (typeId: number) => ({ category: 'HUBSPOT_DEFINED', typeId })
const two: Records = {
  contacts: [
    { id: '1', email: 'ada@example.com', firstname: 'Ada', city: 'Ulm', lifecyclestage: 'lead' },
    {
      id: '2',
      email: 'a.l@example.com',
      hs_additional_emails: 'old@example.com',
      firstname: 'A.',
      phone: '+49 731 1',
      lifecyclestage: 'customer',
    },
  ],
}

it('makes a new record with a new id, to which both old ids lead', async () => {
  await using account = await openAccount(two)
  const { status, body } = await merge(account, 'contacts', '1', '2')
  expect([status, body.id]).toEqual([200, '951'])
  for (const id of ['1', '2', '951']) {
    const read = await account.call('GET', `/crm/v3/objects/contacts/${id}`)
    expect([read.status, read.body.id]).toEqual([200, '951'])
  }
  const { body: list } = await account.call('GET', '/crm/v3/objects/contacts')
  expect(list.results.map((each: { id: string }) => each.id)).toEqual(['951'])
  const { status: batched, body: batch } = await account.call('POST', '/crm/v3/objects/contacts/batch/read', {
    inputs: [{ id: '2' }, { id: '1' }],
    properties: [],
  })
  expect([batched, batch.results.map((each: { id: string }) => each.id)]).toEqual([200, ['951']])
})

it("keeps the primary's values, fills its blanks, and says what was merged", async () => {
  await using account = await openAccount(two)
  const { body } = await merge(account, 'contacts', '1', '2')
  expect(body.properties).toMatchObject({
    email: 'ada@example.com',
    hs_additional_emails: 'a.l@example.com;old@example.com',
    firstname: 'Ada',
    city: 'Ulm',
    phone: '+49 731 1',
    lifecyclestage: 'customer',
    hs_merged_object_ids: '1;2',
    hs_calculated_merged_vids: '1:1769850000000;2:1769850000000',
    hs_all_contact_vids: '951;1;2',
  })
  for (const address of ['ada', 'a.l', 'old']) {
    const clash = await account.call('POST', '/crm/v3/objects/contacts', {
      properties: { email: `${address}@example.com` },
    })
    expect(clash.body.message).toBe('Contact already exists. Existing ID: 951')
  }
})

it('chains on the id of the answer, and lets every former id lead to the last one', async () => {
  await using account = await openAccount({
    contacts: [...(two.contacts ?? []), { id: '3', email: 'c@example.com' }],
  })
  const first = await merge(account, 'contacts', '1', '2')
  const last = await merge(account, 'contacts', first.body.id, '3')
  expect([last.status, last.body.id]).toEqual([200, '952'])
  expect(last.body.properties.hs_merged_object_ids).toBe('1;2;951;3')
  for (const id of ['1', '2', '3', '951'])
    expect((await account.call('GET', `/crm/v3/objects/contacts/${id}`)).body.id).toBe('952')
})

it('adds up visits and submissions, keeps the oldest creation and the most marketable status', async () => {
  await using account = await openAccount({
    contacts: [
      {
        id: '1',
        properties: {
          hs_analytics_num_visits: '3',
          num_conversion_events: '1',
          hs_marketable_status: 'false',
        },
        createdAt: new Date('2025-05-01T00:00:00Z'),
      },
      {
        id: '2',
        properties: {
          hs_analytics_num_visits: '4',
          num_conversion_events: '2',
          hs_marketable_status: 'true',
        },
        createdAt: new Date('2024-05-01T00:00:00Z'),
      },
    ],
  })
  const { body } = await merge(account, 'contacts', '1', '2')
  expect(body.createdAt).toBe('2024-05-01T00:00:00.000Z')
  expect(body.properties).toMatchObject({
    hs_analytics_num_visits: '7',
    num_conversion_events: '3',
    hs_marketable_status: 'true',
    createdate: '2024-05-01T00:00:00.000Z',
  })
})

it("does not tell of the primary's address what was true of the secondary's", async () => {
  await using account = await openAccount({
    contacts: [
      { id: '1', email: 'ada@example.com' },
      {
        id: '2',
        email: 'b@example.com',
        hs_email_bounce: '2',
        hs_email_hard_bounce_reason_enum: 'UNKNOWN_USER',
      },
      { id: '3', firstname: 'No address' },
    ],
  })
  const named = await merge(account, 'contacts', '1', '3')
  const kept = await merge(account, 'contacts', named.body.id, '2')
  expect(kept.body.properties).not.toHaveProperty('hs_email_bounce')
})

it("takes the secondary's address with all that is true of it when the primary has none", async () => {
  await using account = await openAccount({
    contacts: [
      { id: '1', firstname: 'No address' },
      { id: '2', email: 'b@example.com', hs_email_bounce: '2' },
    ],
  })
  const { body } = await merge(account, 'contacts', '1', '2')
  expect(body.properties).toMatchObject({ email: 'b@example.com', hs_email_bounce: '2' })
})

it('closes what the secondary alone had and the merge did not take', async () => {
  await using account = await openAccount({
    contacts: [
      { id: '1', email: 'ada@example.com' },
      { id: '2', email: 'b@example.com', hs_email_bounce: '2' },
    ],
  })
  const { body } = await merge(account, 'contacts', '1', '2')
  const read = await account.call(
    'GET',
    `/crm/v3/objects/contacts/${body.id}?properties=hs_email_bounce&propertiesWithHistory=hs_email_bounce`,
  )
  expect(read.body.properties.hs_email_bounce).toBeNull()
  expect(read.body.propertiesWithHistory.hs_email_bounce).toMatchObject([
    { value: '', sourceType: 'MERGE_OBJECTS' },
    { value: '2' },
  ])
})

it('keeps the versions of both records, and adds the merge where it changed a value', async () => {
  await using account = await openAccount(two)
  const { body } = await merge(account, 'contacts', '1', '2')
  const read = await account.call(
    'GET',
    `/crm/v3/objects/contacts/${body.id}?propertiesWithHistory=phone,firstname,lifecyclestage`,
  )
  const { phone, firstname, lifecyclestage } = read.body.propertiesWithHistory
  const values = (versions: readonly { value: string }[]) => versions.map(({ value }) => value)
  expect(values(phone)).toEqual(['+49 731 1'])
  expect(values(firstname).toSorted()).toEqual(['A.', 'Ada'])
  expect(values(firstname)[0]).toBe('Ada')
  expect(lifecyclestage[0]).toMatchObject({ value: 'customer', sourceType: 'MERGE_OBJECTS' })
  expect(values(lifecyclestage).toSorted()).toEqual(['customer', 'customer', 'lead'])
})

describe('companies', () => {
  const companies: Records = {
    companies: [
      { id: '10', name: 'Acme', domain: 'acme.example.com' },
      { id: '11', name: 'ACME Inc', domain: 'acme.example.org', hs_additional_domains: 'acme.example.net' },
      { id: '12', name: 'Parent' },
    ],
    contacts: [
      { id: '1', email: 'p@example.com' },
      { id: '2', email: 'q@example.com' },
    ],
  }

  it("keeps the secondary's domains as additional ones", async () => {
    await using account = await openAccount(companies)
    const { body } = await merge(account, 'companies', '10', '11')
    expect(body.properties).toMatchObject({
      name: 'Acme',
      domain: 'acme.example.com',
      hs_additional_domains: 'acme.example.org;acme.example.net',
      hs_merged_object_ids: '10;11',
    })
  })

  it('is refused while the Salesforce integration is on; contacts are not', async () => {
    await using account = await openAccount(companies, { salesforceSync: true })
    const { status, body } = await merge(account, 'companies', '10', '11')
    expect([status, body.category]).toEqual([400, 'VALIDATION_ERROR'])
    expect((await merge(account, 'contacts', '1', '2')).status).toBe(200)
  })

  it('brings their contacts along, which are modified by it', async () => {
    await using account = await openAccount(companies)
    for (const [contact, company] of [
      ['1', '10'],
      ['2', '11'],
    ] as const)
      associate(
        account.org,
        { type: 'contacts', id: contact },
        { type: 'companies', id: company },
        defined(1),
      )
    await account.control('/clock', { advance: 60_000 })
    const { body } = await merge(account, 'companies', '10', '11')
    expect(body.properties.num_associated_contacts).toBe('2')
    const { body: list } = await account.call(
      'GET',
      '/crm/v3/objects/contacts?properties=associatedcompanyid',
    )
    const now = account.org.clock.now().toISOString()
    expect(list.results.map((each: Json) => [each.properties.associatedcompanyid, each.updatedAt])).toEqual([
      [body.id, now],
      [body.id, now],
    ])
    expect(now).toBe('2026-01-31T09:01:00.000Z')
  })
})

describe('associations', () => {
  const kindsOf = async (account: Account, id: string) => {
    const { body } = await account.call('GET', `/crm/v4/objects/contacts/${id}/associations/companies`)
    return body.results.map((each: Json) => [
      String(each.toObjectId),
      each.associationTypes.map((kind: Json) => kind.typeId),
    ])
  }
  const records: Records = {
    ...two,
    companies: [
      { id: '10', name: 'A' },
      { id: '11', name: 'B' },
    ],
    deals: [
      { id: '20', dealname: 'X', dealstage: 'closedwon' },
      { id: '21', dealname: 'Y', dealstage: 'qualifiedtobuy' },
    ],
  }

  it("drops the secondary's primary company to a plain one when the primary has its own", async () => {
    await using account = await openAccount(records)
    const { org } = account
    associate(org, { type: 'contacts', id: '1' }, { type: 'companies', id: '10' }, defined(1))
    associate(org, { type: 'contacts', id: '2' }, { type: 'companies', id: '11' }, defined(1))
    const { body } = await merge(account, 'contacts', '1', '2')
    expect(await kindsOf(account, body.id)).toEqual([
      ['10', [1, 279]],
      ['11', [279]],
    ])
    expect(body.properties.associatedcompanyid).toBe('10')
  })

  it("keeps the secondary's primary company when the primary has none", async () => {
    await using account = await openAccount(records)
    associate(account.org, { type: 'contacts', id: '2' }, { type: 'companies', id: '11' }, defined(1))
    const { body } = await merge(account, 'contacts', '1', '2')
    expect(await kindsOf(account, body.id)).toEqual([['11', [1, 279]]])
  })

  it('unites what both had, and leaves nothing between the two', async () => {
    await using account = await openAccount(records)
    const { org } = account
    associate(org, { type: 'contacts', id: '1' }, { type: 'contacts', id: '2' }, defined(449))
    for (const [contact, deal] of [
      ['1', '20'],
      ['2', '20'],
      ['2', '21'],
    ] as const)
      associate(org, { type: 'contacts', id: contact }, { type: 'deals', id: deal }, defined(4))
    const { body } = await merge(account, 'contacts', '1', '2')
    expect(body.properties.num_associated_deals).toBe('2')
    const { body: whole } = await account.call(
      'GET',
      `/crm/v3/objects/contacts/${body.id}?associations=contacts,deals`,
    )
    expect(Object.keys(whole.associations)).toEqual(['deals'])
  })
})

it.each(['deals', 'tickets'])('merges %s too', async (type) => {
  const row = (id: string) => ({
    id,
    dealname: 'X',
    dealstage: 'closedwon',
    subject: 'X',
    hs_pipeline_stage: '1',
  })
  await using account = await openAccount({ [type]: [row('1'), row('2')] })
  const { status, body } = await merge(account, type, '1', '2')
  expect([status, body.properties.hs_merged_object_ids]).toEqual([200, '1;2'])
})
