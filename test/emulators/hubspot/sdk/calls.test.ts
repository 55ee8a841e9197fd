import { Client } from '@hubspot/api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { control } from '../../client.ts'
import { type OpenClient, openClient } from './open-client.ts'

const word = (text: string) => text as never

let open: OpenClient
beforeAll(async () => {
  open = await openClient()
})
afterAll(() => open[Symbol.asyncDispose]())

describe("HubSpot's own client", () => {
  it('merges one after the other on the id that came back, and finds the result by every old id', async () => {
    const { basicApi } = open.client.crm.contacts
    const first = await basicApi.merge({ primaryObjectId: '1', objectIdToMerge: '2' })
    const second = await basicApi.merge({ primaryObjectId: first.id, objectIdToMerge: '3' })
    expect(new Set(['1', '2', '3', first.id, second.id]).size).toBe(5)
    for (const id of ['1', '2', '3', first.id]) expect((await basicApi.getById(id)).id).toBe(second.id)
    const { properties } = await basicApi.getById('3', [
      'email',
      'hs_additional_emails',
      'hs_merged_object_ids',
    ])
    expect(properties.email).toBe('person1@x.example')
    expect(properties.hs_additional_emails?.split(';').toSorted()).toEqual([
      'person2@x.example',
      'person3@x.example',
    ])
    expect(properties.hs_merged_object_ids?.split(';').toSorted()).toEqual(
      ['1', '2', '3', first.id].toSorted(),
    )
  })

  it('hears of a forward reference when it merges an id that is gone', async () => {
    const merging = open.client.crm.contacts.basicApi.merge({ primaryObjectId: '4', objectIdToMerge: '2' })
    await expect(merging).rejects.toMatchObject({
      code: 400,
      body: { message: expect.stringMatching(/forward reference to \d+/) },
    })
  })

  it('resolves a batch in which some failed, without throwing', async () => {
    const answer = await open.client.crm.contacts.batchApi.read({
      inputs: [{ id: '4' }, { id: '2' }, { id: '999' }],
      properties: ['email'],
      propertiesWithHistory: [],
    })
    expect(open.last.status).toBe(207)
    expect(answer).toMatchObject({ numErrors: 1, errors: [{ category: 'OBJECT_NOT_FOUND' }] })
    expect(answer.results).toHaveLength(2)
  })

  it('throws when a contact is there already, and says which', async () => {
    const creating = open.client.crm.contacts.basicApi.create({
      properties: { email: 'person5@x.example' },
      associations: [],
    })
    await expect(creating).rejects.toMatchObject({
      code: 409,
      body: { category: 'CONFLICT', message: 'Contact already exists. Existing ID: 5' },
    })
  })

  it('pages through a search', async () => {
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await open.client.crm.companies.searchApi.doSearch({
        filterGroups: [{ filters: [{ propertyName: 'name', operator: word('HAS_PROPERTY') }] }],
        limit: 2,
        ...(after === undefined ? {} : { after }),
      })
      expect(page.total).toBe(3)
      ids.push(...page.results.map(({ id }) => id))
      after = page.paging?.next?.after
    } while (after !== undefined)
    expect(ids.toSorted()).toEqual(['11', '12', '13'])
  })

  it('lists everything page by page', async () => {
    const all = await open.client.crm.contacts.getAll(2, undefined, ['email'])
    expect(all.map(({ properties }) => properties.email)).toContain('person6@x.example')
    expect(all).toHaveLength(4)
  })

  it('labels associations, reads them of many, and takes them away', async () => {
    const { basicApi, batchApi } = open.client.crm.associations.v4
    await basicApi.create('contacts', '5', 'companies', '13', [
      { associationCategory: word('HUBSPOT_DEFINED'), associationTypeId: 1 },
    ])
    const read = await batchApi.getPage('contacts', 'companies', { inputs: [{ id: '5' }, { id: '6' }] })
    const types = read.results[0]?.to[0]?.associationTypes
      .map(({ typeId }) => typeId)
      .toSorted((a, b) => a - b)
    expect(types).toEqual([1, 279])
    await basicApi.archive('contacts', '5', 'companies', '13')
    expect((await basicApi.getPage('contacts', '5', 'companies')).results).toEqual([])
  })

  it('keeps a list', async () => {
    const { listsApi, membershipsApi } = open.client.crm.lists
    const { list } = await listsApi.create({ name: 'Kept', objectTypeId: '0-1', processingType: 'MANUAL' })
    const added = await membershipsApi.add(list.listId, ['5', '6', '999'])
    expect(added).toMatchObject({
      recordsIdsAdded: ['5', '6'],
      recordIdsMissing: ['999'],
      recordIdsRemoved: [],
    })
    expect((await membershipsApi.getLists('0-1', '5')).results.map(({ listId }) => listId)).toEqual([
      list.listId,
    ])
    await listsApi.remove(list.listId)
    await expect(listsApi.getById(list.listId)).rejects.toMatchObject({ code: 404 })
  })

  it('sees who left only among the archived owners', async () => {
    const { ownersApi } = open.client.crm.owners
    const [living, archived] = [
      await ownersApi.getPage(),
      await ownersApi.getPage(undefined, undefined, 100, true),
    ]
    expect(living.results.map(({ email }) => email)).not.toContain('gone@x.example')
    expect(archived.results).toMatchObject([{ email: 'gone@x.example', archived: true }])
    expect(archived.results[0]?.userId).toBeUndefined()
    expect(archived.results[0]?.userIdIncludingInactive).toBeGreaterThan(0)
  })

  it('refreshes its token, and works with the new one', async () => {
    const { clientId, clientSecret, refreshToken, url } = open.account
    const answer = await open.client.oauth.tokensApi.create(
      'refresh_token',
      undefined,
      undefined,
      clientId,
      clientSecret,
      refreshToken,
    )
    expect(answer.expiresIn).toBe(1800)
    const client = new Client({ accessToken: answer.accessToken, basePath: url })
    expect((await client.crm.contacts.basicApi.getPage(1)).results).toHaveLength(1)
    await control(open.account, 'POST', '/clock', { advance: 1_800_000 })
    await expect(client.crm.contacts.basicApi.getPage(1)).rejects.toMatchObject({
      code: 401,
      body: { category: 'EXPIRED_AUTHENTICATION' },
    })
  })
})

describe('the dated addresses', () => {
  const dated = (address: string) =>
    address
      .replace('/crm/v3/objects', '/crm/objects/2026-09')
      .replace('/crm/v4/objects', '/crm/objects/2026-09')
      .replace('/settings/v3/users/', '/settings/users/2026-03')
      .replace(/\/crm\/v3\/(properties|owners|lists|pipelines)/, '/crm/$1/2026-09')
      .replace('/crm-object-schemas/v3', '/crm-object-schemas/2026-09')

  it('answer the same client, once its addresses are rewritten', async () => {
    const client = new Client({
      accessToken: open.account.accessToken,
      basePath: open.account.url,
      middleware: [
        {
          pre: async (context) => {
            const request = context as { getUrl: () => string; setUrl: (url: string) => void }
            request.setUrl(dated(request.getUrl()))
            return context
          },
          post: async (context) => context,
        },
      ],
    })
    await control(open.account, 'DELETE', '/meter')
    expect((await client.crm.contacts.basicApi.getPage(1)).results).toHaveLength(1)
    expect((await client.crm.owners.ownersApi.getPage()).results).not.toEqual([])
    expect((await client.crm.properties.coreApi.getByName('contacts', 'email')).name).toBe('email')
    expect((await client.crm.lists.listsApi.doSearch({})).lists).toEqual([])
    expect((await client.crm.pipelines.pipelinesApi.getAll('deals')).results).toHaveLength(1)
    expect((await client.crm.schemas.coreApi.getAll()).results).toEqual([])
    expect((await client.settings.users.usersApi.getPage()).results).toHaveLength(2)
    expect((await client.crm.associations.v4.basicApi.getPage('contacts', '5', 'companies')).results).toEqual(
      [],
    )
    const { byPurpose } = (await control(open.account, 'GET', '/meter')).json
    expect(byPurpose).toMatchObject({
      'GET /crm/owners': 1,
      'GET /settings/users': 1,
      'POST /crm/lists/search': 1,
    })
  })
})
