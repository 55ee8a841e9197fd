import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from '../../../../emulators/hubspot/index.ts'
import { allScopes, objectScope, usualScopes } from '../../../../emulators/hubspot/scopes/names.ts'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let account: EmulatedAccount
beforeAll(async () => {
  account = await startHubspotAccount({ seed: 22, tier: 'enterprise' })
})
afterAll(() => account.close())

async function statusWith(scopes: readonly string[], method: string, path: string, body?: unknown) {
  const { accessToken } = (await control(account, 'POST', '/tokens', { name: 'narrow', scopes })).json
  return ask(account, method, path, { token: accessToken, ...(body === undefined ? {} : { body }) })
}

const readList = { inputs: [{ objectTypeId: '0-1', recordId: '1' }] }
const search = { filterGroups: [], limit: 1 }

describe('each call asks for its own scope', () => {
  it.each([
    ['GET', '/crm/v3/objects/contacts', 'crm.objects.contacts.read', undefined],
    ['GET', '/crm/v3/objects/0-2', 'crm.objects.companies.read', undefined],
    ['GET', '/crm/objects/2026-09/tasks', 'crm.objects.contacts.read', undefined],
    ['POST', '/crm/v3/objects/deals/search', 'crm.objects.deals.read', search],
    ['GET', '/crm/v3/properties/companies', 'crm.schemas.companies.read', undefined],
    ['GET', '/crm/v3/properties/companies', 'crm.objects.companies.read', undefined],
    [
      'POST',
      '/crm/v3/properties/contacts/groups',
      'crm.schemas.contacts.write',
      { name: 'own', label: 'Own' },
    ],
    ['GET', '/crm/v3/pipelines/tickets', 'crm.objects.tickets.read', undefined],
    ['GET', '/crm-object-schemas/v3/schemas', 'crm.schemas.custom.read', undefined],
    ['GET', '/crm/v3/owners/', 'crm.objects.owners.read', undefined],
    ['GET', '/settings/v3/users/', 'settings.users.read', undefined],
    ['GET', '/settings/v3/users/', 'crm.objects.users.read', undefined],
    ['GET', '/settings/v3/users/teams', 'settings.users.teams.read', undefined],
    ['POST', '/crm/v3/lists/search', 'crm.lists.read', {}],
    ['POST', '/crm/v3/lists/records/memberships/batch/read', 'crm.lists.read', readList],
    ['GET', '/account-info/v3/activity/login', 'account-info.security.read', undefined],
    ['GET', '/communication-preferences/v4/definitions', 'communication_preferences.read', undefined],
    ['GET', '/communication-preferences/v4/definitions', 'communication_preferences.read_write', undefined],
    ['GET', '/crm/v3/limits/records', 'crm.objects.leads.read', undefined],
  ])('%s %s: %s', async (method, path, scope, body) => {
    const granted = await statusWith([scope], method, path, body)
    expect(granted.status).toBeLessThan(300)
    const refused = await statusWith(['oauth'], method, path, body)
    expect(refused.status).toBe(403)
    expect(refused.json).toMatchObject({
      status: 'error',
      category: 'MISSING_SCOPES',
      message: expect.stringMatching(/^This app hasn't been granted all required scopes/),
      errors: [{ context: { requiredGranularScopes: expect.arrayContaining([scope]) } }],
    })
  })

  it('and the account’s own details ask for none', async () => {
    expect((await statusWith([], 'GET', '/account-info/v3/details')).status).toBe(200)
  })

  it('lets a reader of lists change none', async () => {
    const list = { name: 'x', objectTypeId: '0-1', processingType: 'MANUAL' }
    expect((await statusWith(['crm.lists.read'], 'POST', '/crm/v3/lists', list)).status).toBe(403)
  })

  it('has the scope for consent of many in an Enterprise account only', async () => {
    const scopes = ['communication_preferences.statuses.batch.read']
    const path = '/communication-preferences/v4/statuses/batch/read?channel=EMAIL'
    expect((await statusWith(scopes, 'POST', path, { inputs: [] })).status).toBe(200)
    expect((await statusWith(usualScopes, 'POST', path, { inputs: [] })).status).toBe(403)
    await using other = await startHubspotAccount({ tier: 'professional' })
    const refused = await control(other, 'POST', '/tokens', { scopes })
    expect([refused.status, refused.json.error]).toEqual([
      400,
      expect.stringContaining('only an Enterprise account'),
    ])
  })

  it('shows sensitive properties to no usual token', async () => {
    const path = '/crm/v3/properties/contacts?dataSensitivity=sensitive'
    expect((await statusWith(usualScopes, 'GET', path)).status).toBe(403)
    expect((await statusWith(allScopes, 'GET', path)).status).toBe(200)
  })
})

describe('the table of routes', () => {
  it('leaves no route without a word about scopes', () => {
    const silent = routes.filter(({ scopes }) => scopes === undefined)
    expect(silent.map(({ method, pattern }) => `${method} ${pattern}`)).toEqual([])
  })

  it('names only scopes that can be granted', () => {
    const names = ['contacts', 'companies', 'deals', 'tickets', 'leads', 'tasks', 'notes', 'users', 'p1_pets']
    for (const name of names) expect(allScopes).toContain(objectScope(name, name.startsWith('p1'), 'write'))
  })
})
