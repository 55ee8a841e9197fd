import { expect, it } from 'vitest'
import { restoreRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openAccount } from '../open-account.ts'

const contacts = '/crm/v3/objects/contacts'
const ada = { id: '1', email: 'ada@example.com', hs_additional_emails: 'a.l@example.com' }

it.each(['ada@example.com', 'ADA@example.com', 'a.l@example.com'])(
  'refuses a second contact with %s',
  async (email) => {
    await using account = await openAccount({ contacts: [ada] })
    const { status, body } = await account.call('POST', contacts, { properties: { email } })
    expect([status, body.category, body.message]).toEqual([
      409,
      'CONFLICT',
      'Contact already exists. Existing ID: 1',
    ])
  },
)

it('refuses a change to an address that another contact has', async () => {
  await using account = await openAccount({ contacts: [ada, { id: '2', email: 'b@example.com' }] })
  for (const properties of [{ email: 'a.l@example.com' }, { hs_additional_emails: 'ada@example.com' }])
    expect((await account.call('PATCH', `${contacts}/2`, { properties })).status).toBe(409)
  expect((await account.call('GET', `${contacts}/2`)).body.properties.email).toBe('b@example.com')
})

it('frees an additional address that is taken away', async () => {
  await using account = await openAccount({ contacts: [ada] })
  await account.call('PATCH', `${contacts}/1`, { properties: { hs_additional_emails: '' } })
  const { status } = await account.call('POST', contacts, { properties: { email: 'a.l@example.com' } })
  expect(status).toBe(201)
})

it('changes places with an additional address that becomes the main one', async () => {
  await using account = await openAccount({ contacts: [ada] })
  const { body } = await account.call('PATCH', `${contacts}/1`, { properties: { email: 'a.l@example.com' } })
  expect(body.properties).toMatchObject({
    email: 'a.l@example.com',
    hs_additional_emails: 'ada@example.com',
  })
})

it('frees the addresses of what goes to the recycle bin, and refuses to bring it back once they are taken', async () => {
  await using account = await openAccount({ contacts: [ada, { id: '2', email: 'b@example.com' }] })
  await account.call('DELETE', `${contacts}/1`)
  await account.call('PATCH', `${contacts}/2`, { properties: { hs_additional_emails: 'a.l@example.com' } })
  expect(() => restoreRecord(account.org, 'contacts', '1')).toThrow('Existing ID: 2')
  await account.call('PATCH', `${contacts}/2`, { properties: { hs_additional_emails: '' } })
  restoreRecord(account.org, 'contacts', '1')
  expect((await account.call('GET', `${contacts}/ada@example.com?idProperty=email`)).body.id).toBe('1')
})

it('lets companies share a domain', async () => {
  await using account = await openAccount()
  for (const name of ['Acme', 'ACME']) {
    const properties = { name, domain: 'acme.example.com' }
    expect((await account.call('POST', '/crm/v3/objects/companies', { properties })).status).toBe(201)
  }
})

it('forgets for good, and blocks the address', async () => {
  await using account = await openAccount({ contacts: [ada] })
  const forget = (body: object) => account.call('POST', `${contacts}/gdpr-delete`, body)
  expect((await forget({ objectId: 'ada@example.com', idProperty: 'email' })).status).toBe(204)
  expect((await forget({ objectId: 'new@example.com', idProperty: 'email' })).status).toBe(204)
  expect((await forget({ objectId: '99' })).status).toBe(404)
  expect((await account.call('GET', `${contacts}/1?archived=true`)).status).toBe(404)
  for (const email of ['a.l@example.com', 'new@example.com'])
    expect((await account.call('POST', contacts, { properties: { email } })).status).toBe(400)
})

it.each([
  ['email', 'gone@example.com'],
  ['hs_additional_emails', 'Gone@example.com'],
])('does not take a forgotten address into %s of a contact that is there', async (name, address) => {
  await using account = await openAccount({
    contacts: [
      { id: '1', email: 'gone@example.com' },
      { id: '2', email: 'stays@example.com' },
    ],
  })
  await account.call('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId: '1' })
  const path = '/crm/v3/objects/contacts/2'
  const refused = await account.call('PATCH', path, { properties: { [name]: address } })
  expect([refused.status, refused.body.message]).toEqual([400, expect.stringContaining('blocked')])
  const other = { properties: { email: 'stays@example.com', firstname: 'Ada' } }
  expect((await account.call('PATCH', path, other)).status).toBe(200)
})
