import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertSubscriptionType } from '../../../../emulators/hubspot/consent/tables.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type EmulatedAccount, startHubspotAccount } from '../../../../emulators/index.ts'
import { ask } from '../../client.ts'

let account: EmulatedAccount
beforeAll(async () => {
  account = await startHubspotAccount({
    seed: 28,
    tier: 'enterprise',
    scopes: [
      'communication_preferences.read_write',
      'communication_preferences.statuses.batch.read',
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
    ],
    fill: (org) => {
      const createdAt = org.clock.now().getTime()
      insertSubscriptionType(org, { id: 55, name: 'Newsletter', createdAt })
      insertSubscriptionType(org, { id: 56, name: 'Old', isActive: false, createdAt })
      for (const n of [1, 2, 3, 4])
        insertRecord(org, 'contacts', { id: String(n), properties: { email: `p${n}@x.example` } })
    },
  })
})
afterAll(() => account.close())

const base = '/communication-preferences/v4'
const set = (email: string, statusState: string, more: Readonly<Record<string, unknown>> = {}) =>
  ask(account, 'POST', `${base}/statuses/${email}`, {
    body: { channel: 'EMAIL', subscriptionId: 55, statusState, ...more },
  })
const statuses = async (email: string, channel = 'EMAIL') =>
  (await ask(account, 'GET', `${base}/statuses/${email}?channel=${channel}`)).json
const optOuts = async (id: string) =>
  (await ask(account, 'GET', `/crm/v3/objects/contacts/${id}?properties=hs_email_optout,hs_email_optout_55`))
    .json.properties

describe('consent', () => {
  it('knows its kinds of mail', async () => {
    const { json } = await ask(account, 'GET', '/communication-preferences/2026-09/definitions')
    expect(json.results).toContainEqual(
      expect.objectContaining({ id: '55', name: 'Newsletter', isActive: true }),
    )
    const old = await ask(account, 'GET', '/communication-preferences/v3/definitions')
    expect(old.json.subscriptionDefinitions).toEqual(json.results)
  })

  it('says nothing of an address that nobody asked', async () => {
    const { results } = await statuses('nobody@x.example')
    expect(results.map(({ subscriptionId, status }: never) => [subscriptionId, status])).toEqual([
      [55, 'NOT_SPECIFIED'],
      [90_000_001, 'NOT_SPECIFIED'],
    ])
  })

  it('of one kind shows on the contact of the address', async () => {
    const { json } = await set('p1@x.example', 'UNSUBSCRIBED', {
      legalBasis: 'LEGITIMATE_INTEREST_CLIENT',
      legalBasisExplanation: 'asked',
    })
    expect(json.results).toMatchObject([
      {
        status: 'UNSUBSCRIBED',
        legalBasis: 'LEGITIMATE_INTEREST_CLIENT',
        setStatusSuccessReason: 'UNSUBSCRIBE_SUCCESS',
      },
    ])
    expect(await optOuts('1')).toMatchObject({ hs_email_optout: null, hs_email_optout_55: 'true' })
    expect((await set('p1@x.example', 'UNSUBSCRIBED')).json.results[0].setStatusSuccessReason).toBe(
      'NO_STATUS_CHANGE',
    )
    expect((await set('p1@x.example', 'SUBSCRIBED')).json.results[0].status).toBe('SUBSCRIBED')
    expect(await optOuts('1')).toMatchObject({ hs_email_optout_55: null })
  })

  it('withdrawn for all mail holds for each kind, and cannot be given back from outside', async () => {
    const all = `${base}/statuses/p2@x.example/unsubscribe-all?channel=EMAIL`
    expect((await ask(account, 'GET', all)).json.results).toEqual([])
    await ask(account, 'POST', all)
    expect((await ask(account, 'GET', all)).json.results).toMatchObject([
      { subscriberIdString: 'p2@x.example', status: 'UNSUBSCRIBED', wideStatusType: 'PORTAL_WIDE' },
    ])
    expect(await optOuts('2')).toMatchObject({ hs_email_optout: 'true' })
    expect((await statuses('P2@x.example')).results[0].status).toBe('UNSUBSCRIBED')
    expect((await set('p2@x.example', 'SUBSCRIBED')).status).toBe(400)
  })

  it('follows the address through a merge: the main one counts', async () => {
    await set('p3@x.example', 'UNSUBSCRIBED')
    const body = { primaryObjectId: '4', objectIdToMerge: '3' }
    const { id } = (await ask(account, 'POST', '/crm/v3/objects/contacts/merge', { body })).json
    expect(await optOuts(id)).toMatchObject({ hs_email_optout_55: null })
    expect((await statuses('p3@x.example')).results[0].status).toBe('UNSUBSCRIBED')
  })

  it('is read for many at once', async () => {
    const inputs = ['p1@x.example', 'p2@x.example']
    const read = await ask(account, 'POST', `${base}/statuses/batch/read?channel=EMAIL`, { body: { inputs } })
    const found = read.json.results.map(({ subscriberIdString, statuses: of }: never) => [
      subscriberIdString,
      (of as { status: string }[]).map(({ status }) => status),
    ])
    expect(found).toEqual([
      ['p1@x.example', ['SUBSCRIBED', 'NOT_SPECIFIED']],
      ['p2@x.example', ['UNSUBSCRIBED', 'UNSUBSCRIBED']],
    ])
    const wide = `${base}/statuses/batch/unsubscribe-all/read?channel=EMAIL`
    const { results } = (await ask(account, 'POST', wide, { body: { inputs } })).json
    expect(results.map(({ wideStatuses }: { wideStatuses: unknown[] }) => wideStatuses.length)).toEqual([
      0, 1,
    ])
  })

  it.each([
    ['channel', () => ask(account, 'GET', `${base}/statuses/p1@x.example`)],
    ['email address', () => ask(account, 'GET', `${base}/statuses/nonsense?channel=EMAIL`)],
    ['statusState', () => set('p1@x.example', 'MAYBE')],
    ['Subscription type 999', () => set('p1@x.example', 'SUBSCRIBED', { subscriptionId: 999 })],
    ['legal basis', () => set('p1@x.example', 'SUBSCRIBED', { legalBasis: 'BECAUSE' })],
  ])('is picky about the %s', async (word, call) => {
    const { status, json } = await call()
    expect([status, json.message]).toEqual([400, expect.stringContaining(word)])
  })
})
