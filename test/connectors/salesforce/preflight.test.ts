import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../../src/kit/connector.ts'
import { resolveNeeds } from '../../../src/snapshot/needs.ts'
import { completeOf, type OpenOrg, openOrg, readAll } from './open-org.ts'
import { rowsOf } from './rows.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg()
  await world.create('Contact', [{ LastName: 'One' }, { LastName: 'Two' }])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

interface Rights {
  readonly system?: readonly string[]
  readonly objects?: Readonly<Record<string, Readonly<Record<string, boolean>>>>
  readonly fields?: readonly string[]
}

let users = 0

/** A user whose profile grants nothing but these. */
async function loginWith({
  system = ['ApiEnabled'],
  objects = {},
  fields = [],
}: Rights): Promise<Connection> {
  users++
  const permissions = Object.fromEntries(system.map((name) => [`Permissions${name}`, true]))
  const [profile = ''] = await world.create('Profile', [{ Name: `Profile ${users}`, ...permissions }])
  const [set = ''] = await world.create('PermissionSet', [
    { Name: `Set_${users}`, Label: `Set ${users}`, ...permissions },
  ])
  const username = `user${users}@acme.example`
  const [user = ''] = await world.create('User', [
    {
      Username: username,
      LastName: 'Limited',
      Email: username,
      Alias: `u${users}`,
      ProfileId: profile,
      IsActive: true,
    },
  ])
  await world.create('PermissionSetAssignment', [{ AssigneeId: user, PermissionSetId: set }])
  for (const [object, rights] of Object.entries(objects))
    await world.create('ObjectPermissions', [
      { ParentId: set, SobjectType: object, PermissionsRead: true, ...rights },
    ])
  for (const field of fields)
    await world.create('FieldPermissions', [
      { ParentId: set, SobjectType: field.split('.')[0], Field: field, PermissionsRead: true },
    ])
  const { accessToken } = (await world.control('/users', { username })) as { accessToken: string }
  return await world.connect({ env: { TOKEN: accessToken } })
}

const needs = [{ object: 'Contact', columns: ['LastName', 'Email'] }]

test('an administrator has no gaps', async () => {
  const connection = await world.connect()
  expect(await connection.preflight(needs)).toEqual({
    calls: { query: 1, bulk: 0 },
    records: { Contact: 2 },
    gaps: [],
  })
})

describe('each missing permission is named before any work', () => {
  test('a hidden field is left out of the mapping and is a gap, in the preflight and in the read', async () => {
    const connection = await loginWith({
      system: ['ApiEnabled', 'ViewSetup'],
      objects: { Contact: { PermissionsViewAllRecords: true } },
      fields: ['Contact.Email', 'Contact.Phone'],
    })
    const mapping = connection.mappings.find(({ kind }) => kind === 'contact')
    expect(mapping?.fields).toMatchObject({ email: 'Email', phone: 'Phone' })
    expect(mapping?.fields).not.toHaveProperty('birthdate')
    const { gaps } = await connection.preflight(needs)
    expect(gaps).toContainEqual({
      what: 'Contact.Birthdate',
      why: 'This login does not see the field Birthdate of Contact; its values are unknown.',
      remedy: 'Grant "Read Access" to Contact.Birthdate in a permission set (field-level security).',
    })
    expect(gaps.map(({ what }) => what)).not.toContain('Contact.Email')
    expect(gaps.map(({ what }) => what)).not.toContain('Contact sharing')
    const { gaps: later } = completeOf(
      await readAll(connection, { object: 'Contact', columns: ['LastName'] }),
    )
    expect(later.map(({ what }) => what)).toContain('Contact.Birthdate')
  })

  test('an object that may not be read is mapped without fields and is a gap', async () => {
    const connection = await loginWith({ objects: { Contact: {} } })
    expect(connection.mappings.filter(({ object }) => object === 'Lead')).toEqual([
      expect.objectContaining({ entity: 'person', kind: 'lead', when: [], fields: {}, revision: null }),
    ])
    const lead = { object: 'Lead', columns: ['LastName'] }
    const { gaps } = await connection.preflight([lead])
    expect(gaps).toEqual([
      {
        what: 'Lead',
        why: 'This login may not read Lead, so none of its records are looked at.',
        remedy: expect.stringContaining('Grant "Read" on Lead'),
      },
    ])
    expect(await readAll(connection, lead)).toEqual([{ type: 'complete', gaps }])
    const people = { entities: { person: ['email'] }, native: {}, facts: [] }
    const resolved = await resolveNeeds(connection, people)
    expect(resolved.gaps.map(({ what }) => what)).toContain('Lead')
  })

  const page = (...records: object[]) => ({ totalSize: records.length, done: true, records })
  const model = (object: string, sharing: string) => ({
    QualifiedApiName: object,
    InternalSharingModel: sharing,
  })
  const refused = [{ errorCode: 'INVALID_TYPE', message: 'not supported' }]

  // The emulated org shares everything, so what another org would say about sharing is put in its mouth.
  test.each<[string, readonly [number, unknown][], RegExp | null]>([
    [
      'a private object',
      [
        [200, page(model('Contact', 'Private'))],
        [200, page()],
        [200, page()],
      ],
      /^This login sees only the Contact/,
    ],
    [
      'a public one',
      [
        [200, page(model('Contact', 'ReadWrite'))],
        [200, page()],
        [200, page()],
      ],
      null,
    ],
    [
      'one that follows a public parent',
      [
        [200, page(model('Contact', 'ControlledByParent'), model('Account', 'Read'))],
        [200, page()],
        [200, page()],
      ],
      null,
    ],
    [
      'one that follows a private parent',
      [
        [200, page(model('Contact', 'ControlledByParent'), model('Account', 'Private'))],
        [200, page()],
        [200, page()],
      ],
      /^This login sees only/,
    ],
    [
      'a private one of which all may be viewed',
      [
        [200, page(model('Contact', 'Private'))],
        [200, page()],
        [200, page({ SobjectType: 'Contact' })],
      ],
      null,
    ],
    [
      'a user who may view all data',
      [
        [200, page()],
        [200, page({ Id: '0Pa' })],
        [200, page()],
      ],
      null,
    ],
    [
      'an org that does not tell',
      [
        [200, page()],
        [400, refused],
        [400, refused],
      ],
      /^Whether this login sees all/,
    ],
  ])('sharing of %s', async (_, answers, why) => {
    const connection = await loginWith({ system: ['ApiEnabled', 'ViewSetup'], objects: { Contact: {} } })
    const compositeResponse = answers.map(([httpStatusCode, body], index) => ({
      body,
      httpHeaders: {},
      httpStatusCode,
      referenceId: `r${index}`,
    }))
    const answer = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: { compositeResponse },
    }
    await world.control('/faults', {
      match: { path: '*/composite', contains: 'InternalSharingModel' },
      action: { kind: 'answer', answer },
      times: 1,
    })
    const { gaps } = await connection.preflight(needs)
    const gap = gaps.find(({ what }) => what === 'Contact sharing')
    if (why === null) expect(gap).toBeUndefined()
    else {
      expect(gap?.why).toMatch(why)
      expect(gap?.remedy).toContain('View All Data')
    }
  })

  test('View All Data is enough', async () => {
    const connection = await loginWith({ system: ['ApiEnabled', 'ViewSetup', 'ViewAllData'] })
    const { gaps } = await connection.preflight(needs)
    expect(gaps.map(({ what }) => what)).not.toContain('Contact sharing')
  })

  test('a login that may not ask for limits and counts reads all the same', async () => {
    const answer = {
      status: 403,
      body: [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'insufficient access rights' }],
    }
    await world.control('/faults', { match: { path: '*/limits*' }, action: { kind: 'answer', answer } })
    const connection = await world.connect()
    expect(await connection.preflight(needs)).toMatchObject({ records: {}, calls: { query: 1 } })
    await world.control('/faults', undefined, 'DELETE')
    expect(rowsOf(await readAll(connection, { object: 'Contact', columns: ['LastName'] }))).toHaveLength(2)
  })

  test('without the API nothing works', async () => {
    await expect(loginWith({ system: [] })).rejects.toMatchObject({ code: 'API_DISABLED', exit: 1 })
  })
})
