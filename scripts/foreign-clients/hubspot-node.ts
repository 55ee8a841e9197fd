import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expectEqual, type HubspotClient, type HubspotGround, run, type Step } from './step.ts'

// biome-ignore lint/suspicious/noExplicitAny: the package is installed when this runs
type Any = any

/** HubSpot's own client, one major version before the one that the connector uses: it has another transport. */
export const hubspotNode: HubspotClient = async (ground) => {
  const home = join(ground.folder, 'hubspot-13')
  mkdirSync(home, { recursive: true })
  const folder = join(home, 'node_modules', '@hubspot', 'api-client')
  if (!existsSync(folder))
    await run('npm', ['install', '--prefix', home, '--no-audit', '--no-fund', '@hubspot/api-client@13'], {
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    })
  const require = createRequire(join(folder, 'package.json'))
  const { Client } = require('@hubspot/api-client') as Any
  const { version } = require('./package.json') as { version: string }
  const { url, accessToken } = ground.account
  const client = new Client({ accessToken, basePath: url, numberOfApiCallRetries: 3 })
  return { version, steps: [...reading(client), ...writing(client), ...others(ground, client, Client)] }
}

function reading(client: Any): Step[] {
  return [
    [
      'getAll contacts',
      async () => {
        const all = await client.crm.contacts.getAll(100, undefined, ['email'])
        expectEqual('ids', new Set(all.map(({ id }: Any) => id)).size, all.length)
        return `${all.length} contacts`
      },
    ],
    ['getPage companies', async () => (await client.crm.companies.basicApi.getPage(100)).results.length],
    [
      'search, paged',
      async () => {
        const filters = [{ propertyName: 'email', operator: 'HAS_PROPERTY' }]
        const ask = (after?: string) =>
          client.crm.contacts.searchApi.doSearch({ filterGroups: [{ filters }], limit: 200, after })
        let page = await ask()
        let rows = page.results.length
        while (page.paging !== undefined) {
          page = await ask(page.paging.next.after)
          rows += page.results.length
        }
        expectEqual('rows', rows, page.total)
        return `${rows} rows`
      },
    ],
    ['properties', async () => (await client.crm.properties.coreApi.getAll('contacts')).results.length],
    ['pipelines', async () => (await client.crm.pipelines.pipelinesApi.getAll('deals')).results.length],
    ['schemas', async () => (await client.crm.schemas.coreApi.getAll()).results.length],
    ['owners', async () => (await client.crm.owners.ownersApi.getPage()).results.length],
    ['users', async () => (await client.settings.users.usersApi.getPage()).results.length],
  ].map(([name, act]): Step => [name as string, async () => String(await (act as () => Promise<unknown>)())])
}

function writing(client: Any): Step[] {
  const { basicApi, batchApi } = client.crm.contacts
  let ids: string[] = []
  const create = (n: number) => ({ properties: { email: `thirteen${n}@x.example` }, associations: [] })
  return [
    [
      'create 100',
      async () => {
        const made = await batchApi.create({ inputs: Array.from({ length: 100 }, (_, n) => create(n)) })
        ids = made.results.map(({ id }: Any) => id)
        expectEqual('created', new Set(ids).size, 100)
        return undefined
      },
    ],
    [
      'create one that is there',
      async () => {
        const error = await basicApi.create(create(1)).catch((caught: Any) => caught)
        expectEqual('status', error.code, 409)
        return error.body.message
      },
    ],
    [
      'merge a chain',
      async () => {
        const [first = '', second = '', third = ''] = ids
        const one = await basicApi.merge({ primaryObjectId: first, objectIdToMerge: second })
        const two = await basicApi.merge({ primaryObjectId: one.id, objectIdToMerge: third })
        expectEqual('survivor', (await basicApi.getById(second)).id, two.id)
        return two.id
      },
    ],
    [
      'read some that are gone',
      async () => {
        const inputs = [{ id: ids[5] }, { id: '999999999' }]
        const read = await batchApi.read({ inputs, properties: [], propertiesWithHistory: [] })
        expectEqual('errors', read.numErrors, 1)
        return undefined
      },
    ],
    [
      'associate and read back',
      async () => {
        const company = await client.crm.companies.basicApi.create({
          properties: { name: 'X' },
          associations: [],
        })
        await client.crm.associations.v4.basicApi.createDefault('contacts', ids[6], 'companies', company.id)
        const read = await client.crm.associations.v4.basicApi.getPage('contacts', ids[6], 'companies')
        expectEqual(
          'companies',
          read.results.map(({ toObjectId }: Any) => String(toObjectId)),
          [company.id],
        )
        return undefined
      },
    ],
    ['archive', async () => void (await batchApi.archive({ inputs: ids.slice(10).map((id) => ({ id })) }))],
  ]
}

function others({ account }: HubspotGround, client: Any, Client: Any): Step[] {
  return [
    [
      'a list and its members',
      async () => {
        const { listsApi, membershipsApi } = client.crm.lists
        const { list } = await listsApi.create({
          name: 'Mine',
          objectTypeId: '0-1',
          processingType: 'MANUAL',
        })
        const [{ id }] = (await client.crm.contacts.basicApi.getPage(1)).results
        expectEqual('added', (await membershipsApi.add(list.listId, [id])).recordsIdsAdded, [id])
        return list.listId
      },
    ],
    [
      'refresh',
      async () => {
        const { clientId, clientSecret, refreshToken, url } = account
        const { tokensApi } = client.oauth
        const token = await tokensApi.create(
          'refresh_token',
          undefined,
          undefined,
          clientId,
          clientSecret,
          refreshToken,
        )
        const own = new Client({ accessToken: token.accessToken, basePath: url })
        return `${(await own.crm.owners.ownersApi.getPage()).results.length} owners`
      },
    ],
    [
      'a 429 is tried again',
      async () => {
        const rule = { action: { kind: 'preset', preset: 'secondly-limit' }, times: 1 }
        await fetch(`${account.controlUrl}/faults`, { method: 'POST', body: JSON.stringify(rule) })
        await client.crm.contacts.basicApi.getPage(1)
        return undefined
      },
    ],
  ]
}
