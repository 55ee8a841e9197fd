import { expect, it } from 'vitest'
import { openAccount, problemsOf } from '../open-account.ts'

const contacts = '/crm/v3/objects/contacts'

it('creates with 201 and what follows from the values', async () => {
  await using account = await openAccount()
  const { status, body } = await account.call('POST', contacts, {
    properties: {
      email: 'Ada@Example.com',
      firstname: 'Ada',
      lastname: 'L',
      phone: '+49 30 1234567',
      lifecyclestage: 'lead',
    },
  })
  expect(status).toBe(201)
  expect(body.properties).toMatchObject({
    email: 'ada@example.com',
    hs_email_domain: 'example.com',
    hs_full_name_or_email: 'Ada L',
    hs_calculated_phone_number: '+49301234567',
    hs_searchable_calculated_phone_number: '301234567',
    hs_lifecyclestage_lead_date: '2026-01-31T09:00:00.000Z',
    hs_object_id: body.id,
    hs_object_source: 'INTEGRATION',
  })
  expect((await account.call('GET', `${contacts}/${body.id}`)).body.id).toBe(body.id)
})

it.each([
  ['contacts', { nonsense: 'x' }, 'nonsense', 'PROPERTY_DOESNT_EXIST'],
  ['contacts', { hs_object_id: '1' }, 'hs_object_id', 'READ_ONLY_VALUE'],
  ['contacts', { num_notes: '3' }, 'num_notes', 'READ_ONLY_VALUE'],
  ['contacts', { email: 'nobody' }, 'email', 'INVALID_EMAIL'],
  ['contacts', { lifecyclestage: 'friend' }, 'lifecyclestage', 'INVALID_OPTION'],
  ['contacts', { closedate: 'yesterday' }, 'closedate', 'INVALID_LONG'],
  ['contacts', { message: 'x'.repeat(65_537) }, 'message', 'PROPERTY_VALUE_TOO_LONG'],
  ['companies', { numberofemployees: 'many' }, 'numberofemployees', 'INVALID_INTEGER'],
  ['companies', { is_public: 'maybe' }, 'is_public', 'INVALID_OPTION'],
])('refuses in %s what cannot be: %o', async (type, properties, name, error) => {
  await using account = await openAccount()
  const answer = await account.call('POST', `/crm/v3/objects/${type}`, { properties })
  expect([answer.status, answer.body.category]).toEqual([400, 'VALIDATION_ERROR'])
  expect(problemsOf(answer)).toEqual([expect.objectContaining({ name, error, isValid: false })])
})

it('takes the longest value whole, with every character', async () => {
  await using account = await openAccount()
  const text = `${'🦊'.repeat(1000)}${'é'.repeat(63_536)}`
  expect(text).toHaveLength(65_536)
  const { status, body } = await account.call('POST', '/crm/v3/objects/notes', {
    properties: { hs_timestamp: '1769850000000', hs_note_body: text },
  })
  expect([status, body.properties.hs_timestamp]).toEqual([201, '2026-01-31T09:00:00.000Z'])
  const read = await account.call('GET', `/crm/v3/objects/notes/${body.id}?properties=hs_note_body`)
  expect(read.body.properties.hs_note_body).toBe(text)
})

it('needs what an object cannot be without', async () => {
  await using account = await openAccount()
  const { status, body } = await account.call('POST', '/crm/v3/objects/tasks', {
    properties: { hs_task_subject: 'Call' },
  })
  expect([status, body.message]).toEqual([400, 'Error creating TASK. Some required properties were not set.'])
  expect(body.errors[0]).toMatchObject({
    code: 'MISSING_REQUIRED_PROPERTIES',
    context: { properties: ['hs_timestamp'] },
  })
})

it('clears with the empty text, and moves the modification time with every write', async () => {
  await using account = await openAccount({ contacts: [{ id: '1', firstname: 'Ada', city: 'Ulm' }] })
  await account.control('/clock', { advance: 5000 })
  const { status, body } = await account.call('PATCH', `${contacts}/1`, {
    properties: { city: '', firstname: 'Ada' },
  })
  expect([status, body.updatedAt]).toEqual([200, '2026-01-31T09:00:05.000Z'])
  const read = await account.call('GET', `${contacts}/1?properties=city,firstname`)
  expect(read.body.properties).toMatchObject({ city: null, firstname: 'Ada' })
})

it('passes over a stage that lies behind, until the stage is cleared', async () => {
  await using account = await openAccount({ contacts: [{ id: '1', lifecyclestage: 'customer' }] })
  const stage = async (lifecyclestage: string) => {
    const { body } = await account.call('PATCH', `${contacts}/1`, { properties: { lifecyclestage } })
    return body.properties.lifecyclestage ?? null
  }
  expect(await stage('lead')).toBe('customer')
  expect(await stage('')).toBe(null)
  expect(await stage('lead')).toBe('lead')
})

it('adds to several options with a leading semicolon', async () => {
  await using account = await openAccount({ contacts: [{ id: '1', hs_buying_role: 'CHAMPION' }] })
  const { body } = await account.call('PATCH', `${contacts}/1`, {
    properties: { hs_buying_role: ';BLOCKER;CHAMPION' },
  })
  expect(body.properties.hs_buying_role).toBe('CHAMPION;BLOCKER')
})

it('archives in silence what is archived already, and answers 404 for what never was', async () => {
  await using account = await openAccount({ contacts: [{ id: '1', firstname: 'Ada' }] })
  const codes = []
  for (const id of ['1', '1', '2']) codes.push((await account.call('DELETE', `${contacts}/${id}`)).status)
  expect(codes).toEqual([204, 204, 404])
  expect((await account.call('PATCH', `${contacts}/1`, { properties: { city: 'x' } })).status).toBe(404)
})

it('creates with associations, and counts them on both sides', async () => {
  await using account = await openAccount({ companies: [{ id: '8', name: 'Acme' }] })
  const { status, body } = await account.call('POST', contacts, {
    properties: { firstname: 'Ada' },
    associations: [
      { to: { id: '8' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }] },
    ],
  })
  expect([status, body.properties.associatedcompanyid]).toEqual([201, '8'])
  const company = await account.call('GET', '/crm/v3/objects/companies/8?properties=num_associated_contacts')
  expect(company.body.properties.num_associated_contacts).toBe('1')
})

it.each([
  [{ to: { id: '9' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }] }],
  [{ to: { id: '8' }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 204 }] }],
  [{ to: { id: '8' }, types: [] }],
])('creates nothing when an association cannot be: %o', async (association) => {
  await using account = await openAccount({ companies: [{ id: '8', name: 'Acme' }] })
  const { status } = await account.call('POST', contacts, {
    properties: { firstname: 'Ada' },
    associations: [association],
  })
  expect(status).toBe(400)
  expect((await account.call('GET', contacts)).body.results).toEqual([])
})

it('moves the primary company with associatedcompanyid', async () => {
  await using account = await openAccount({
    contacts: [{ id: '1', firstname: 'Ada' }],
    companies: [
      { id: '8', name: 'Acme' },
      { id: '9', name: 'Bolt' },
    ],
  })
  for (const associatedcompanyid of ['8', '9'])
    await account.call('PATCH', `${contacts}/1`, { properties: { associatedcompanyid } })
  const { body } = await account.call(
    'GET',
    `${contacts}/1?properties=associatedcompanyid&associations=companies`,
  )
  expect(body.properties.associatedcompanyid).toBe('9')
  expect(body.associations.companies.results).toEqual([
    { id: '8', type: 'contact_to_company_unlabeled' },
    { id: '9', type: 'contact_to_company' },
    { id: '9', type: 'contact_to_company_unlabeled' },
  ])
})

it('asks for the write scope of the object', async () => {
  await using account = await openAccount({}, { scopes: ['crm.objects.contacts.read'] })
  const { status, body } = await account.call('POST', contacts, { properties: { firstname: 'Ada' } })
  expect([status, body.category]).toEqual([403, 'MISSING_SCOPES'])
  expect(body.errors[0].context.requiredGranularScopes).toEqual(['crm.objects.contacts.write'])
})
