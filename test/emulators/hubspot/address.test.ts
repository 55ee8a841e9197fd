import { expect, it } from 'vitest'
import { readAddress } from '../../../emulators/hubspot/address.ts'
import { openAccount } from './open-account.ts'

it.each([
  ['/crm/v3/objects/contacts', '/crm/objects/contacts', 'v3'],
  [
    '/crm/v4/objects/contacts/1/associations/companies',
    '/crm/objects/contacts/1/associations/companies',
    'v4',
  ],
  ['/crm/objects/2026-09/contacts/', '/crm/objects/contacts', '2026-09'],
  ['/crm/objects/2026-03/2-77/merge', '/crm/objects/2-77/merge', '2026-03'],
  ['/crm/v4/associations/0-1/0-2/labels', '/crm/associations/0-1/0-2/labels', 'v4'],
  [
    '/crm/associations/v4/definitions/configurations/all',
    '/crm/associations/definitions/configurations/all',
    'v4',
  ],
  ['/crm/associations/2026-09/0-1/0-2/batch/read', '/crm/associations/0-1/0-2/batch/read', '2026-09'],
  ['/crm/v3/properties/contacts', '/crm/properties/contacts', 'v3'],
  ['/crm/properties/2026-09/contacts', '/crm/properties/contacts', '2026-09'],
  ['/crm/v3/owners/', '/crm/owners', 'v3'],
  ['/crm/lists/2026-09/5/memberships', '/crm/lists/5/memberships', '2026-09'],
  ['/crm-object-schemas/v3/schemas', '/crm-object-schemas/schemas', 'v3'],
  ['/settings/v3/users/', '/settings/users', 'v3'],
  ['/settings/users/v3', '/settings/users', 'v3'],
  ['/settings/users/2026-03/roles', '/settings/users/roles', '2026-03'],
  ['/account-info/2026-09/details', '/account-info/details', '2026-09'],
  ['/oauth/2026-03/token', '/oauth/token', '2026-03'],
])('reads %s as %s of %s', (path, plain, version) => {
  expect(readAddress(path)).toEqual({ path: plain, version })
})

it.each(['/crm/v9/objects/contacts', '/crm/v3/unknown', '/crm/objects/contacts', '/'])(
  'knows no %s',
  (path) => {
    expect(readAddress(path)).toBeUndefined()
  },
)

it.each(['contacts', 'contact', '0-1', 'CONTACT'])(
  'answers for the object %s in both forms of address',
  async (name) => {
    await using account = await openAccount({ contacts: [{ id: '7', firstname: 'Ada' }] })
    for (const path of [`/crm/v3/objects/${name}`, `/crm/objects/2026-09/${name}/`]) {
      const { status, body } = await account.call('GET', path)
      expect([status, body.results.map((each: { id: string }) => each.id)]).toEqual([200, ['7']])
    }
  },
)

it('answers 404 for an address that it does not have, 405 for a method and 401 without a token', async () => {
  await using account = await openAccount()
  expect((await account.call('GET', '/crm/v3/nothing')).status).toBe(404)
  expect((await account.call('PUT', '/crm/v3/objects/contacts')).status).toBe(405)
  const anonymous = await fetch(`${account.url}/crm/v3/objects/contacts`)
  expect(anonymous.status).toBe(401)
  expect(await anonymous.json()).toMatchObject({ status: 'error', category: 'INVALID_AUTHENTICATION' })
})

it.each([
  ['application/json', '{"properties":', 400],
  ['application/json', '[]', 400],
  ['text/plain', 'x', 415],
])('refuses a body of %s: %s', async (type, body, expected) => {
  await using account = await openAccount()
  const answer = await fetch(`${account.url}/crm/v3/objects/contacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.token}`, 'content-type': type },
    body,
  })
  expect([answer.status, await answer.json()]).toEqual([
    expected,
    expect.objectContaining({ category: 'VALIDATION_ERROR' }),
  ])
})

it('answers 414 above the longest address, as text', async () => {
  await using account = await openAccount()
  const long = `properties=${'x'.repeat(200)}&`.repeat(77)
  const answer = await account.call('GET', `/crm/v3/objects/contacts?${long}`)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([414, 'text/html'])
  expect((await account.call('GET', `/crm/v3/objects/contacts?${long.slice(0, 16_000)}`)).status).toBe(200)
})
