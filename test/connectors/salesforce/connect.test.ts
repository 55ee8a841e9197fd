import { createServer, request as forward } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type OpenOrg, openOrg } from './open-org.ts'

const open: OpenOrg[] = []
afterEach(async () => {
  for (const world of open.splice(0)) await world[Symbol.asyncDispose]()
})

async function start(options?: Parameters<typeof openOrg>[0]): Promise<OpenOrg> {
  const world = await openOrg(options)
  open.push(world)
  return world
}

test('knows where it is', async () => {
  const world = await start()
  const { identity } = await world.connect()
  expect(identity).toEqual({
    crm: 'salesforce',
    orgId: world.org.orgId,
    host: new URL(world.org.url).host,
    user: world.org.username,
    production: true,
    apiVersion: '66.0',
  })
})

test('takes the API version it is told to, and refuses one that the org has not', async () => {
  const world = await start()
  const settings = { instanceUrl: world.org.url, tokenEnv: 'TOKEN' }
  const connection = await world.connect({ settings: { ...settings, apiVersion: '60.0' } })
  expect(connection.identity.apiVersion).toBe('60.0')
  await expect(world.connect({ settings: { ...settings, apiVersion: '99.0' } })).rejects.toMatchObject({
    code: 'UNKNOWN_API_VERSION',
    exit: 2,
    actions: ['Set `apiVersion` to one of those it has: 31.0 to 67.0.'],
  })
})

test('the session travels in a header, never in an address', async () => {
  const world = await start()
  const addresses: string[] = []
  const proxy = createServer((request, response) => {
    addresses.push(request.url ?? '')
    const { method, headers } = request
    const forwarded = forward(request.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const http_proxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  try {
    const { url, clientId, clientSecret } = world.org
    const settings = { loginUrl: url, clientIdEnv: 'ID', clientSecretEnv: 'SECRET' }
    const connection = await world.connect({
      settings,
      env: { ID: clientId, SECRET: clientSecret, http_proxy },
    })
    await connection.preflight([{ object: 'Contact', columns: ['LastName'] }])
    for await (const _ of connection.read({ object: 'Contact', columns: ['LastName'] }));
    expect(addresses).toHaveLength(connection.calls().total)
    expect(addresses.filter((address) => /token=|secret|!AQ|00D\w+!/i.test(address))).toEqual([])
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('connecting takes four calls', async () => {
  const world = await start()
  const connection = await world.connect()
  expect(connection.calls()).toMatchObject({ total: 4, byPurpose: { connect: 3, describe: 1 } })
  const meter = await world.control('/meter', undefined, 'GET')
  expect(meter).toMatchObject({ total: 4 })
})

test.each([
  ['business', ['Contact contact', 'Lead lead', 'Account company']],
  ['standard', ['Contact contact', 'Lead lead', 'Account person-account', 'Account company']],
  ['nonprofit', ['Contact contact', 'Lead lead', 'Account company', 'Account household']],
] as const)('maps people and companies of a %s org', async (variant, expected) => {
  const world = await start({ variant })
  const { mappings } = await world.connect()
  const kinds = mappings
    .filter(({ entity }) => entity === 'person' || entity === 'company')
    .map(({ object, kind }) => `${object} ${kind}`)
  expect(kinds).toEqual(expected)
})

test('mappings name only columns that the org describes', async () => {
  const world = await start()
  const connection = await world.connect()
  const objects = [...new Set(connection.mappings.map(({ object }) => object))]
  const described = new Map(
    (await connection.describe(objects)).map(({ name, fields }) => [
      name,
      new Set(fields.map((each) => each.name)),
    ]),
  )
  for (const { object, fields, when, revision } of connection.mappings) {
    const known = described.get(object)
    const own = Object.values(fields).flatMap((source) => {
      if (typeof source === 'string') return [source]
      if ('via' in source) return [source.via]
      if ('first' in source) return source.first
      return 'latest' in source ? source.latest : []
    })
    const columns = [...own, ...when.map(({ column }) => column), revision ?? 'Id']
    expect(columns.filter((column) => !known?.has(column))).toEqual([])
  }
})

test('describes objects with the children that a merge would move', async () => {
  const world = await start()
  const connection = await world.connect()
  const [account, user] = await connection.describe(['Account', 'User'])
  expect(account).toMatchObject({ name: 'Account', mergeable: true, restorable: true, custom: false })
  expect(account?.fields.find(({ name }) => name === 'Name')).toMatchObject({ type: 'text', nillable: false })
  expect(account?.fields.map(({ nativeType }) => nativeType)).not.toContain('address')
  const contacts = account?.children.find(
    ({ object, field }) => object === 'Contact' && field === 'AccountId',
  )
  expect(contacts).toMatchObject({ updateable: true })
  expect(account?.children.filter(({ object }) => /(History|Feed|Share)$/.test(object))).toEqual([])
  expect(user?.children).toEqual([])
})

test('says of which columns another one is put together, where that can be read', async () => {
  const connection = await (await start()).connect()
  for (const { name: object, fields } of await connection.describe(['Account', 'Contact', 'Lead'])) {
    const parts = fields
      .filter(({ partOf }) => partOf !== undefined)
      .map(({ name, partOf }) => [name, partOf])
    expect(Object.fromEntries(parts), object).toEqual({
      FirstName: 'Name',
      LastName: 'Name',
      Salutation: 'Name',
    })
  }
})

test('an object that nobody has is an error', async () => {
  const connection = await (await start()).connect()
  await expect(connection.describe(['Nonsense__c'])).rejects.toMatchObject({
    code: 'UNKNOWN_OBJECT',
    exit: 2,
  })
})

test('facts: settings are read, the others are said not to be', async () => {
  const connection = await (await start()).connect()
  const settings = await connection.facts('setting')
  expect(settings).toMatchObject({ complete: true })
  const names = settings.complete ? settings.facts.map(({ name }) => name) : []
  expect(names).toContain('organization.edition')
  expect(await connection.facts('privilege')).toMatchObject({
    complete: false,
    gap: { what: 'privilege facts' },
  })
})
