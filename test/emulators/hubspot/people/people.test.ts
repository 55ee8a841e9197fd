import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addUser } from '../../../../emulators/hubspot/people/change.ts'
import { insertOwner, insertRole, insertTeam } from '../../../../emulators/hubspot/people/tables.ts'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask } from '../../client.ts'

let account: EmulatedAccount
beforeAll(async () => {
  account = await startHubspotAccount({
    seed: 26,
    fill: (org) => {
      insertRole(org, { id: 901, name: 'Sales', requiresBillingWrite: true })
      insertTeam(org, { id: 801, name: 'North' })
      insertTeam(org, { id: 802, name: 'South' })
      addUser(org, { email: 'Nora@x.example', roleIds: [901], primaryTeamId: 801, secondaryTeamIds: [802] })
      addUser(org, { email: 'gone@x.example', primaryTeamId: 801, active: false })
      insertOwner(org, { id: 60, userId: null, type: 'QUEUE', createdAt: 0 })
    },
  })
})
afterAll(() => account.close())

const emails = (results: readonly { email?: string }[]) => results.map(({ email }) => email)

describe('users', () => {
  it.each(['/settings/v3/users/', '/settings/users/v3', '/settings/users/2026-03'])(
    '%s shows who is active, with rights as far as they are told',
    async (path) => {
      const { json } = await ask(account, 'GET', path)
      expect(emails(json.results)).toEqual(['admin@example.com', 'Nora@x.example'])
      expect(json.results[1]).toMatchObject({
        superAdmin: false,
        roleIds: ['901'],
        roleId: '901',
        primaryTeamId: '801',
        secondaryTeamIds: ['802'],
      })
    },
  )

  it('come in pages', async () => {
    const first = (await ask(account, 'GET', '/settings/v3/users/?limit=1')).json
    const second = (await ask(account, 'GET', `/settings/v3/users/?limit=1&after=${first.paging.next.after}`))
      .json
    expect([...emails(first.results), ...emails(second.results)]).toEqual([
      'admin@example.com',
      'Nora@x.example',
    ])
    expect(second.paging).toBeUndefined()
  })

  it('are found by address, without regard to case, unless they left', async () => {
    const found = (email: string) => ask(account, 'GET', `/settings/users/2026-03/${email}?idProperty=EMAIL`)
    expect((await found('nora@X.example')).json.email).toBe('Nora@x.example')
    expect((await found('gone@x.example')).status).toBe(404)
  })

  it('have roles that say nothing of what they allow, and teams', async () => {
    expect((await ask(account, 'GET', '/settings/v3/users/roles')).json.results).toEqual([
      { id: '901', name: 'Sales', requiresBillingWrite: true },
    ])
    const { results } = (await ask(account, 'GET', '/settings/v3/users/teams')).json
    const [nora] = results[0].userIds
    expect(results).toEqual([
      { id: '801', name: 'North', userIds: [nora], secondaryUserIds: [] },
      { id: '802', name: 'South', userIds: [], secondaryUserIds: [nora] },
    ])
  })
})

describe('owners', () => {
  it('are people and queues, each with an id that is not the user’s', async () => {
    const { results } = (await ask(account, 'GET', '/crm/v3/owners')).json
    expect(results.map(({ type }: { type: string }) => type)).toEqual(['QUEUE', 'PERSON', 'PERSON'])
    for (const { id, userId } of results) expect(id).not.toBe(String(userId))
    expect(results[2].teams).toEqual([
      { id: '801', name: 'North', primary: true },
      { id: '802', name: 'South', primary: false },
    ])
  })

  it('who left are archived, and have lost their userId', async () => {
    const { results } = (await ask(account, 'GET', '/crm/owners/2026-09?archived=true')).json
    expect(results).toHaveLength(1)
    expect(results[0]).toMatchObject({ email: 'gone@x.example', archived: true })
    expect(results[0].userId).toBeUndefined()
    const { id, userIdIncludingInactive } = results[0]
    expect((await ask(account, 'GET', `/crm/v3/owners/${id}`)).status).toBe(404)
    const byUser = `/crm/v3/owners/${userIdIncludingInactive}?idProperty=userId&archived=true`
    expect((await ask(account, 'GET', byUser)).json.id).toBe(id)
  })

  it('are found by address', async () => {
    const { results } = (await ask(account, 'GET', '/crm/v3/owners?email=nora@x.example')).json
    expect(emails(results)).toEqual(['Nora@x.example'])
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=501', 'must not be greater than 500'],
    ['after=x', 'invalid paging cursor'],
  ])('refuses ?%s', async (query, message) => {
    const { status, json } = await ask(account, 'GET', `/crm/v3/owners?${query}`)
    expect([status, json.message]).toEqual([400, expect.stringContaining(message)])
  })
})
