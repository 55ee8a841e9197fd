import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, test } from 'vitest'
import { hubspot } from '../../../connectors/hubspot/index.ts'
import type { HubspotOptions } from '../../../emulators/hubspot/index.ts'
import { customType } from '../../../emulators/hubspot/schema/object-types.ts'
import { definition } from '../../../emulators/hubspot/schema/properties.ts'
import { defineProperty, defineType } from '../../../emulators/hubspot/store/define.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { completeOf, readAll } from '../salesforce/open-org.ts'
import { rowsOf } from '../salesforce/rows.ts'
import { type OpenAccount, openAccount } from './open-account.ts'

const open: OpenAccount[] = []
afterEach(async () => {
  for (const world of open.splice(0)) await world[Symbol.asyncDispose]()
})

async function openWorld(options: HubspotOptions = {}): Promise<OpenAccount> {
  const world = await openAccount(options)
  open.push(world)
  return world
}

describe('settings', () => {
  test.each([
    [{ tokenEnv: 'TOKEN' }, true],
    [{ tokenEnv: 'TOKEN', baseUrl: 'https://api.example.com/' }, true],
    [{ refreshTokenEnv: 'R', clientIdEnv: 'I', clientSecretEnv: 'S' }, true],
    [{}, false],
    [{ tokenEnv: 'TOKEN', clientIdEnv: 'I' }, false],
    [{ refreshTokenEnv: 'R', clientIdEnv: 'I' }, false],
    [{ tokenEnv: 'pat-na1-0000' }, false],
    [{ tokenEnv: 'TOKEN', baseUrl: 'http://api.example.com' }, false],
    [{ token: 'x' }, false],
  ])('%j: %s', (value, valid) => {
    expect(hubspot.settings.safeParse(value).success).toBe(valid)
  })

  test('name every variable that holds a secret', () => {
    const app = { refreshTokenEnv: 'R', clientIdEnv: 'I', clientSecretEnv: 'S' }
    expect(hubspot.secrets(hubspot.settings.parse(app))).toEqual(['R', 'I', 'S'])
    expect(hubspot.secrets(hubspot.settings.parse({ tokenEnv: 'T' }))).toEqual(['T'])
  })
})

describe('who it is', () => {
  test('a service key: the account, and that it is production unless it says otherwise', async () => {
    const world = await openWorld()
    const { identity } = await world.connect()
    expect(identity).toEqual({
      crm: 'hubspot',
      orgId: world.account.orgId,
      host: `app.hubspot.com/${world.account.orgId}`,
      user: 'a service key',
      production: true,
      apiVersion: '2026-09',
    })
  })

  test('an OAuth app: the user whom the token endpoint names', async () => {
    const world = await openWorld()
    const { url, clientId, clientSecret, refreshToken, username } = world.account
    const settings = { baseUrl: url, refreshTokenEnv: 'R', clientIdEnv: 'I', clientSecretEnv: 'S' }
    const env = { R: refreshToken, I: clientId, S: clientSecret }
    const connection = await world.connect({ settings, env })
    expect(connection.identity.user).toBe(username)
    const { complete, ...facts } = await connection.facts('setting')
    expect(complete).toBe(true)
    expect(facts).toMatchObject({
      facts: expect.arrayContaining([
        expect.objectContaining({
          name: 'token.scopes',
          value: expect.stringContaining('crm.objects.contacts.read'),
        }),
      ]),
    })
    const wrong = world.connect({ settings, env: { ...env, S: 'wrong-secret' } })
    await expect(wrong).rejects.toMatchObject({ code: 'LOGIN_REFUSED' })
  })

  test('every path is a dated one', async () => {
    const world = await openWorld()
    const connection = await world.connect()
    await connection.preflight([{ object: 'contacts', columns: [] }])
    await readAll(connection, { object: 'contacts', columns: [] })
    await world.control('/faults', {
      match: { path: '*/v[0-9]/*' },
      action: { kind: 'drop', when: 'before' },
    })
    const again = await world.connect()
    await readAll(again, { object: 'owners', columns: [] })
    expect(world.logged).toEqual([])
  })
})

describe('what it sees', () => {
  test('describes columns as they are', async () => {
    const world = await openWorld()
    const connection = await world.connect()
    const [contacts] = await connection.describe(['contacts'])
    const field = (name: string) => contacts?.fields.find((each) => each.name === name)
    expect(contacts).toMatchObject({ mergeable: true, restorable: false, custom: false })
    expect(contacts?.children).toContainEqual({
      object: 'deals',
      field: 'association',
      updateable: true,
      cascadeDelete: false,
      restrictedDelete: false,
    })
    expect(field('hs_object_id')).toMatchObject({
      type: 'text',
      updateable: false,
      unique: true,
      nillable: false,
    })
    expect(field('email')).toMatchObject({ type: 'text', updateable: true, unique: true, system: false })
    expect(field('num_notes')).toMatchObject({ type: 'number', calculated: true, updateable: false })
    expect(field('hs_email_optout')).toMatchObject({ type: 'boolean', updateable: false, system: false })
    expect(field('lastmodifieddate')).toMatchObject({ type: 'datetime', system: true })
    expect(field('hubspot_owner_id')).toMatchObject({ type: 'text', referenceTo: ['owners'] })
    expect(field('associatedcompanyid')).toMatchObject({ type: 'text', referenceTo: ['companies'] })
    expect(field('lifecyclestage')?.picklist).toContain('customer')
    const [tasks] = await connection.describe(['tasks'])
    expect(tasks).toMatchObject({ mergeable: false, children: [] })
  })

  test('maps people with what a sync with Salesforce keeps', async () => {
    const world = await openWorld()
    const { mappings } = await world.connect()
    const contacts = mappings.find(({ object }) => object === 'contacts')
    expect(contacts?.counterparts).toEqual([
      { crm: 'salesforce', column: 'salesforcecontactid' },
      { crm: 'salesforce', column: 'salesforceleadid' },
    ])
    expect(contacts?.url).toBe(`https://app.hubspot.com/contacts/${world.account.orgId}/record/0-1/{id}`)
    expect(contacts?.fields).toMatchObject({ status: 'lifecyclestage', middleName: { constant: null } })
    for (const unknown of ['portalUser', 'openWork', 'bouncedAt', 'createdBy'])
      expect(contacts?.fields).not.toHaveProperty(unknown)
  })

  test('reads custom objects, by name and by type id', async () => {
    const world = await openWorld({
      fill: (org) => {
        const type = customType(`p${org.portalId}_machines`, `p${org.portalId}_machine`, '2-777', [])
        defineType(org, type)
        for (const [name, kind] of [
          ['hs_object_id', 'number'],
          ['hs_lastmodifieddate', 'datetime'],
          ['serial', 'text'],
        ] as const)
          defineProperty(org, type.name, definition([name, name, kind], 'machine'))
        insertRecord(org, type.name, { properties: { serial: '007' } })
      },
    })
    const connection = await world.connect()
    const name = `p${world.account.orgId}_machines`
    expect(await connection.describe([name])).toMatchObject([{ name, custom: true, mergeable: true }])
    for (const object of [name, '2-777']) {
      const parts = await readAll(connection, { object, columns: ['serial'] })
      expect(rowsOf(parts)).toMatchObject([{ serial: '007' }])
      expect(completeOf(parts)).toHaveProperty('watermark')
    }
  })
})

describe('before any work', () => {
  test('names each scope that is missing, and reads the rest', async () => {
    const world = await openWorld({
      scopes: ['crm.objects.contacts.read', 'oauth'],
      fill: (org) => void insertRecord(org, 'contacts', { properties: { lastname: 'A' } }),
    })
    const connection = await world.connect()
    const needs = ['contacts', 'companies', 'deals', 'tickets', 'owners'].map((object) => ({
      object,
      columns: [],
    }))
    const { gaps, records } = await connection.preflight(needs)
    const said = new Map(gaps.map(({ what, why, remedy }) => [what, `${why} ${remedy}`]))
    expect(records).toEqual({ contacts: 1 })
    expect(said.get('companies')).toContain('crm.objects.companies.read')
    expect(said.get('deals')).toContain('crm.objects.deals.read')
    expect(said.get('tickets')).toContain('tickets')
    expect(said.get('owners')).toContain('crm.objects.owners.read')
    expect(rowsOf(await readAll(connection, { object: 'contacts', columns: ['lastname'] }))).toHaveLength(1)
    const hidden = await readAll(connection, { object: 'companies', columns: ['name'] })
    expect(hidden).toEqual([{ type: 'complete', gaps: [expect.objectContaining({ what: 'companies' })] }])
    const people = connection.mappings.find(({ object }) => object === 'companies')
    expect(people?.fields).toEqual({})
  })

  test('counts records and pages, and knows what the day has left', async () => {
    const world = await openWorld({
      fill: (org) => {
        for (let index = 0; index < 201; index++)
          insertRecord(org, 'contacts', { properties: { lastname: 'A' } })
      },
    })
    const connection = await world.connect()
    const preflight = await connection.preflight([
      { object: 'contacts', columns: ['lastname'] },
      { object: 'owners', columns: ['name'] },
    ])
    expect(preflight).toMatchObject({ calls: { list: 3, search: 1 }, records: { contacts: 201 } })
    expect(connection.calls().org).toMatchObject({ limit: 625_000 })
  })

  test('says that sensitive properties are there and stay unseen', async () => {
    const world = await openWorld({
      scopes: [
        'crm.objects.contacts.read',
        'crm.objects.contacts.sensitive.read.v2',
        'crm.objects.contacts.highly_sensitive.read.v2',
      ],
      fill: (org) =>
        defineProperty(
          org,
          'contacts',
          definition(['allergies', 'Allergies', 'text', 's'], 'contactinformation'),
        ),
    })
    const connection = await world.connect()
    const { gaps } = await connection.preflight([{ object: 'contacts', columns: ['lastname'] }])
    expect(gaps).toEqual([
      expect.objectContaining({
        what: 'contacts (sensitive properties)',
        why: 'Sensitive properties of contacts are never read (allergies).',
      }),
    ])
  })

  test('says once, and not as something missing, that it may not ask for sensitive properties', async () => {
    const world = await openWorld({ scopes: ['crm.objects.contacts.read', 'crm.objects.companies.read'] })
    const connection = await world.connect()
    const { gaps, unseen } = await connection.preflight([
      { object: 'contacts', columns: ['lastname'] },
      { object: 'companies', columns: ['name'] },
    ])
    expect(gaps).toEqual([])
    expect(unseen).toMatchObject([{ what: 'sensitive properties' }])
  })
})

test('tells which facts it does not have, and why', async () => {
  const world = await openWorld()
  const connection = await world.connect()
  expect(await connection.facts('privilege')).toMatchObject({
    complete: false,
    gap: { what: 'privilege facts' },
  })
  expect(await connection.facts('setting')).toMatchObject({
    complete: true,
    facts: expect.arrayContaining([expect.objectContaining({ name: 'account.type', value: 'STANDARD' })]),
  })
})

test('no part of the SDK is loaded before a connection is opened', () => {
  const script = `
    import { createRequire } from 'node:module'
    await import('./connectors/index.ts')
    const loaded = () => Object.keys(createRequire('/').cache).filter((path) => path.includes('@hubspot')).length
    const before = loaded()
    await import('@hubspot/api-client/lib/codegen/crm/owners/index.js')
    console.log(before, loaded() > 0)`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  expect(output.trim()).toBe('0 true')
})
