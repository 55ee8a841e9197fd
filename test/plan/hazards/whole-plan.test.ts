import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectOptions } from '../../connectors/salesforce/open-org.ts'
import { group, type HazardOrg, openHazardOrg } from './hazard-org.ts'

let org: HazardOrg
let leads: readonly string[] = []
beforeAll(async () => {
  org = await openHazardOrg({
    variant: 'business',
    fill: ({ db }) => {
      db.exec(
        `UPDATE "EntityDefinition" SET "InternalSharingModel" = 'Private' WHERE "QualifiedApiName" IN ('Lead', 'Task')`,
      )
      const app = db.prepare('INSERT INTO "ConnectedApplication" ("Id", "Name") VALUES (?, ?)')
      app.run('0H4000000000001AAA', 'HubSpot Integration')
      app.run('0H4000000000002AAA', 'Marketing Cloud')
      app.run('0H4000000000003AAA', 'Pardot')
    },
  })
  leads = await org.twins('Lead', { LastName: 'Ito', Company: 'Ito' }, { LastName: 'Ito', Company: 'Ito' })
})
afterAll(() => org[Symbol.asyncDispose]())

const all = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords']
/** Whatever can hang on a lead, so that nothing else is hidden. */
const around = Object.fromEntries(
  ['Lead', 'Campaign', 'Task', 'Event', 'Account', 'Contact', 'Individual', 'Topic'].map((name) => [
    name,
    all,
  ]),
)

let users = 0
async function loginOf(spec: object): Promise<ConnectOptions> {
  const create = { username: `clerk${++users}@acme.example`, objects: around, ...spec }
  const { accessToken } = await org.world.control('/users', { create })
  return { env: { TOKEN: String(accessToken) } }
}

const viewer = ['ApiEnabled', 'ViewSetup', 'ViewAllData']

describe('what will fire', () => {
  beforeAll(async () => {
    for (const [type, name, on] of [
      ['trigger', 'LeadSync', ['update', 'delete']],
      ['flow', 'Lead_Welcome', ['update']],
      ['validation', 'Phone_Or_Mail', ['update']],
      ['workflow', 'Mail_The_Owner', ['update']],
      ['trigger', 'LeadBirth', ['create']],
    ] as const)
      await org.world.control('/automation', { object: 'Lead', type, name, on, act: null })
  })
  afterAll(() => org.world.control('/automation', undefined, 'DELETE'))

  it('triggers, flows, validation and workflow rules are listed by name, and what merges do not meet is not', async () => {
    const { plan, said } = await org.plan([group('Lead', leads)])
    expect(plan.radius.fires.map(({ type, name, on }) => [type, name, on])).toEqual([
      ['flow', 'Lead_Welcome', ['update']],
      ['trigger', 'LeadSync', ['update', 'delete']],
      ['validation', 'Phone_Or_Mail', ['update']],
      ['workflow', 'Mail The Owner', ['update']],
    ])
    expect(said).toMatch(
      /^fires +1 flow on Lead, 1 trigger on Lead, 1 validation rule on Lead, 1 workflow rule on Lead; rows that move fire nothing/m,
    )
  })

  it('is unknown to a login without setup, which is not the same as nothing', async () => {
    const login = await loginOf({ permissions: ['ApiEnabled', 'ViewAllData'] })
    const { plan, said } = await org.plan([group('Lead', leads)], { login })
    expect(plan.radius.firesUnknown).toHaveLength(1)
    expect(said).toMatch(/^fires +not known: automation facts: .*unknown; rows that move/m)
  })
})

describe('other systems', () => {
  it.each([
    ['HubSpot integration', 'merge here first, then in HubSpot'],
    ['Marketing Cloud', 'does not follow merges'],
    ['Account Engagement (Pardot)', 'does not follow merges'],
    ['Lead.ERP_Id__c', 'Another system knows Lead records by this id'],
  ])('%s is named, with what it means', async (name, what) => {
    const { plan, said } = await org.plan([group('Lead', leads)])
    expect(plan.radius.systems.map((one) => one.name)).toContain(name)
    expect(said).toContain(`${name}: `)
    expect(said).toContain(what)
  })
})

describe('the recycle bin', () => {
  it('has its room and its window printed', async () => {
    const { plan, said } = await org.plan([group('Lead', leads)])
    expect(plan.radius.bin).toMatchObject({ capacity: 256_000, days: 15 })
    expect(said).toMatch(/recycle bin: room for 25\d,\d{3} records; the window is 15 days/)
  })

  it('that a run would overfill is a warning', async () => {
    await org.world.control('/faults', {
      match: { path: '*/limits' },
      action: { kind: 'answer', answer: { status: 200, body: { DataStorageMB: { Max: 0 } } } },
    })
    const { careful, said } = await org.plan([group('Lead', leads)])
    await org.world.control('/faults', undefined, 'DELETE')
    expect(careful).toEqual(['recycle-bin'])
    expect(said).toContain('room for 0, and 1 record would go in. A run stops after 0 of 1 merge')
  })
})

describe('incomplete sight makes undo unknown', () => {
  it.each([
    { sees: 'a hidden field', spec: { permissions: viewer, hidden: ['Lead.Website'] }, gap: 'Lead.Website' },
    { sees: 'no "View All"', spec: { permissions: ['ApiEnabled', 'ViewSetup'] }, gap: 'Task sharing' },
  ])('$sees: the gap is named', async ({ spec, gap }) => {
    const objects = { ...around, Task: ['Read'] }
    const login = await loginOf({ objects, ...spec })
    const { plan, action, said } = await org.plan([group('Lead', leads)], { login })
    expect(plan.radius.blind.map(({ what }) => what)).toContain(gap)
    expect(action.undo).toMatchObject({ kind: 'unknown', why: expect.stringContaining(gap) })
    expect(said).toMatch(/^unseen /m)
    expect(said).toMatch(/^undo .*unknown for 1/m)
  })

  it('and with all of it, undo is exact', async () => {
    const login = await loginOf({ permissions: viewer })
    const { plan, action } = await org.plan([group('Lead', leads)], { login })
    expect({ blind: plan.radius.blind, undo: action.undo }).toEqual({ blind: [], undo: { kind: 'exact' } })
  })
})

describe('rights', () => {
  it('without "Delete" there is no plan at all, and the error says what to grant', async () => {
    const login = await loginOf({ permissions: viewer, objects: { ...around, Lead: ['Read', 'Edit'] } })
    await expect(org.plan([group('Lead', leads)], { login })).rejects.toMatchObject({
      code: 'NOT_PERMITTED',
      exit: 31,
      message: expect.stringContaining('lacks "Delete" on Lead'),
    })
  })
})

describe('the budget of API calls', () => {
  it('is printed by purpose before anything is written', async () => {
    const { plan, said } = await org.plan([group('Lead', leads)])
    expect(plan.radius.calls).toMatchObject({ merge: 1, 're-read': 3 })
    expect(said).toMatch(/^calls +about \d+ API calls \(.*1 merge/m)
  })
})
