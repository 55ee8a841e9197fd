import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteCheck } from '../../../../src/kit/writer.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'
import { openLooks } from './open-looks.ts'

let world: OpenOrg
beforeAll(async () => {
  world = await openOrg({ variant: 'business' })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
})

const all = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords']
/** Whatever can hang on a lead, so that nothing else is hidden. */
const around = {
  Lead: all,
  Campaign: all,
  Task: all,
  Event: all,
  Account: all,
  Contact: all,
  Individual: all,
  Topic: all,
}

const business = { Asset: all, Case: all, Contract: all, Order: all, Opportunity: all, Membership__c: all }

interface As {
  readonly permissions?: readonly string[]
  readonly objects?: Readonly<Record<string, readonly string[]>>
  readonly hidden?: readonly string[]
}

let users = 0

async function checkAs(objects: readonly string[], spec: As = {}, org: OpenOrg = world): Promise<WriteCheck> {
  const create = { username: `checker${++users}@acme.example`, ...spec }
  const { accessToken } = await org.control('/users', { create })
  const open = await openLooks(org, String(accessToken))
  try {
    return await open.looks.check(objects)
  } finally {
    await open.close()
  }
}

test('an administrator lacks nothing and sees everything', async () => {
  const open = await openLooks(world)
  const { forbidden, blind } = await open.looks.check(['Account', 'Contact', 'Lead', 'Case', 'Opportunity'])
  expect({ forbidden, blind }).toEqual({ forbidden: [], blind: [] })
  await open.close()
})

const viewer = ['ApiEnabled', 'ViewSetup', 'ViewAllData']

describe('rights without which a merge fails', () => {
  test.each([
    { rights: ['Read', 'Edit'], missing: ['Delete on Lead'] },
    { rights: ['Read'], missing: ['Edit on Lead', 'Delete on Lead'] },
  ])('$rights', async ({ rights, missing }) => {
    const { forbidden } = await checkAs(['Lead'], {
      permissions: viewer,
      objects: { ...around, Lead: rights },
    })
    expect(forbidden.map(({ what }) => what)).toEqual(missing)
    expect(forbidden[0]?.remedy).toContain('permission set')
  })

  test('what is only linked and closed needs no right to delete', async () => {
    const { forbidden } = await checkAs(['Opportunity'], {
      permissions: viewer,
      objects: { ...around, Opportunity: ['Read', 'Edit'] },
    })
    expect(forbidden).toEqual([])
  })

  test('an object that this login cannot read', async () => {
    const { forbidden } = await checkAs(['Lead'], { objects: { Contact: all } })
    expect(forbidden.map(({ what }) => what)).toEqual(['Lead'])
  })
})

describe('what this login does not see', () => {
  test('with all of it, there is no gap', async () => {
    const { blind } = await checkAs(['Lead'], { permissions: viewer, objects: around })
    expect(blind).toEqual([])
  })

  test.each([
    { hides: 'a field of the records', of: 'Lead', hidden: 'Lead.Website' },
    {
      hides: 'a pointer, though describe no longer names the relationship',
      of: 'Contact',
      hidden: 'Membership__c.Member__c',
    },
  ])('$hides', async ({ of, hidden }) => {
    const objects = { ...around, ...business }
    const { blind } = await checkAs([of], { permissions: viewer, objects, hidden: [hidden] })
    expect(blind.map(({ what }) => what)).toEqual([hidden])
  })

  test('values of rows that undo moves are not needed', async () => {
    const { blind } = await checkAs(['Contact'], {
      permissions: viewer,
      objects: { ...around, Case: all },
      hidden: ['Case.Reason'],
    })
    expect(blind.map(({ what }) => what)).not.toContain('Case.Reason')
  })

  test('an object that this login may not see, though it points here', async () => {
    const { blind } = await checkAs(['Contact'], {
      permissions: ['ApiEnabled', 'ViewSetup'],
      objects: around,
    })
    expect(blind.map(({ what }) => what)).toEqual(expect.arrayContaining(['Membership__c', 'Case', 'Asset']))
  })

  test('records that are not shared, without "View All"', async () => {
    await using org = await openOrg({
      variant: 'business',
      fill: ({ db }) => {
        db.exec(
          `UPDATE "EntityDefinition" SET "InternalSharingModel" = 'Private' WHERE "QualifiedApiName" IN ('Lead', 'Task')`,
        )
      },
    })
    const objects = { ...around, Task: ['Read'] }
    const { blind } = await checkAs(['Lead'], { permissions: ['ApiEnabled', 'ViewSetup'], objects }, org)
    expect(blind.map(({ what }) => what)).toContain('Task sharing')
    const seesAll = await checkAs(['Lead'], { permissions: viewer, objects }, org)
    expect(seesAll.blind).toEqual([])
  })

  test.each(['EntityDefinition', 'FieldDefinition'])(
    'that it cannot be known, where %s is closed',
    async (closed) => {
      const refused = Array.from({ length: 5 }, (_, index) => ({
        referenceId: `r${index}`,
        httpStatusCode: 400,
        body: [{ errorCode: 'INVALID_TYPE', message: `sObject type '${closed}' is not supported.` }],
      }))
      await world.control('/faults', {
        match: { path: '*/composite', contains: closed },
        action: { kind: 'answer', answer: { status: 200, body: { compositeResponse: refused } } },
      })
      const { blind } = await checkAs(['Lead'], { permissions: viewer, objects: around })
      await world.control('/faults', undefined, 'DELETE')
      expect(blind.map(({ what }) => what)).toEqual(['field definitions'])
    },
  )

  test('an answer that may not hold all fields is asked for again, object by object', async () => {
    const row = {
      QualifiedApiName: 'Name',
      DataType: 'Name',
      EntityDefinition: { QualifiedApiName: 'Lead' },
    }
    const cut = { totalSize: 2000, done: true, records: Array.from({ length: 2000 }, () => row) }
    const parts = Array.from({ length: 5 }, (_, index) => ({
      referenceId: `r${index}`,
      httpStatusCode: 200,
      body: cut,
    }))
    await world.control('/faults', {
      match: { path: '*/composite', contains: 'FieldDefinition' },
      action: { kind: 'answer', answer: { status: 200, body: { compositeResponse: parts } } },
      times: 1,
    })
    const hidden = ['Lead.Website']
    const { blind } = await checkAs(['Lead'], { permissions: viewer, objects: around, hidden })
    expect(blind.map(({ what }) => what)).toEqual(hidden)
  })

  test('that packages and apps are not told, without "View Setup and Configuration"', async () => {
    const { systems } = await checkAs(['Lead'], { permissions: ['ApiEnabled'], objects: around })
    expect(systems.map(({ name }) => name)).toContain('unknown integrations')
  })
})

describe('the recycle bin', () => {
  test('holds 25 records a megabyte for 15 days; what is there counts', async () => {
    const open = await openLooks(world)
    const before = (await open.looks.check(['Lead'])).bin
    const [lead] = await world.create('Lead', [{ LastName: 'Gone', Company: 'Gone' }])
    await world.request('DELETE', `/sobjects/Lead/${lead}`)
    const after = (await open.looks.check(['Lead'])).bin
    expect(after).toEqual({ used: (before?.used ?? 0) + 1, capacity: 10_240 * 25, days: 15, graceHours: 2 })
    await open.close()
  })
})

describe('other systems', () => {
  test('external ids are named by field', async () => {
    const { systems } = await checkAs(['Lead'], { permissions: viewer, objects: around })
    expect(systems.map(({ name }) => name)).toEqual(['Lead.ERP_Id__c'])
  })

  test('the nonprofit package is known by its fields alone', async () => {
    await using org = await openOrg({ variant: 'nonprofit' })
    const { systems } = await checkAs(['Contact'], { permissions: viewer, objects: around }, org)
    expect(systems.map(({ name }) => name)).toContain('Nonprofit Success Pack')
  })

  test.each([
    ['HubSpot Integration', 'HubSpot integration'],
    ['Marketing Cloud', 'Marketing Cloud'],
    ['Pardot', 'Account Engagement (Pardot)'],
  ])('the connected app %s', async (app, system) => {
    await using org = await openOrg({
      fill: (store) => {
        store.db
          .prepare('INSERT INTO "ConnectedApplication" ("Id", "Name") VALUES (?, ?)')
          .run('0H4000000000001AAA', app)
      },
    })
    const open = await openLooks(org)
    const { systems } = await open.looks.check(['Lead'])
    expect(systems.map(({ name }) => name)).toContain(system)
    await open.close()
  })
})
