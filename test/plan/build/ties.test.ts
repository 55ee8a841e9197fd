import { describe, expect, it } from 'vitest'
import { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { planText } from '../../../src/plan/files/seal.ts'
import { noUndo, tied, tiedOrg } from './tied-org.ts'

function two(values: Readonly<Record<string, string>> = {}, org = tiedOrg()) {
  const a = org.record(
    'contacts',
    '1',
    { lastname: 'Roe', email: 'a@acme.test' },
    { lastTouchAt: '2026-01-01' },
  )
  const b = org.record('contacts', '2', { lastname: 'Roe', email: 'b@acme.test', ...values })
  org.group('5a5a', [a, b])
  return org
}

describe('ties of merged records', () => {
  it('are counted by slot, whichever record they hang on', async () => {
    const org = two()
    tied(org, 'contacts.companies', '1', '7:own:1', 'primary')
    tied(org, 'contacts.companies', '1', '7:own:2')
    tied(org, 'contacts.companies', '2', '7:own:2')
    tied(org, 'contacts.companies', '2', '8:own:1', 'primary')
    tied(org, 'contacts.companies', '2', '8:own:2')
    const { plan } = await org.build()
    expect(PlanFile.parse(plan)).toEqual(plan)
    expect(plan.actions).toMatchObject([
      { moves: { 'contacts.companies': 1 }, collisions: { 'contacts.companies': 2 } },
    ])
    expect(plan.radius.rows).toEqual({ 'contacts.companies': 'ties to companies' })
  })

  it('to each other are none afterwards, and those to other objects with the same id are', async () => {
    const org = two()
    tied(org, 'contacts.contacts', '2', '1:own:449')
    tied(org, 'contacts.companies', '2', '1:own:2')
    const { plan } = await org.build()
    expect(plan.actions).toMatchObject([{ moves: { 'contacts.companies': 1 }, collisions: {} }])
  })

  it('that the merge does not carry over are told', async () => {
    const org = two()
    tied(org, 'contacts.lists', '2', '31')
    const { plan } = await org.build()
    expect(plan.actions).toMatchObject([{ moves: {}, collisions: {} }])
    expect(plan.radius.hazards).toContainEqual({
      code: 'left-behind',
      text: 'Not carried over to the survivor: 1 row of contacts.lists.',
      groups: 1,
    })
  })

  it('come back as they were where a merge can be undone; subscriptions do not', async () => {
    const merge = { ...tiedOrg().crm.of('contacts').abilities.merge, undo: { kind: 'exact' } } as never
    const org = two({}, tiedOrg({ contacts: { merge } }))
    tied(org, 'contacts.companies', '1', '7:own:2')
    tied(org, 'contacts.companies', '2', '7:own:2')
    tied(org, 'contacts.companies', '2', '8:own:2')
    tied(org, 'contacts.lists', '2', '31')
    expect((await org.build()).plan.actions[0]?.undo).toEqual({ kind: 'exact' })
    tied(org, 'contacts.subscriptions', '2', '5')
    expect((await org.build()).plan.actions[0]?.undo).toEqual({
      kind: 'approximate',
      why: '1 row of contacts.subscriptions cannot be put back',
    })
  })
})

describe('a merge that nobody can undo', () => {
  it('is so in each action, in the sums and in no recycle bin', async () => {
    const org = two()
    org.crm.verdict = { ...org.crm.verdict, bin: { used: 5, capacity: 5, days: 90 } }
    const { plan } = await org.build()
    expect(plan.actions[0]?.undo).toEqual({ kind: 'impossible', why: noUndo })
    expect(plan.radius.undo).toEqual({ exact: 0, approximate: 0, impossible: 1, unknown: 0 })
    expect(plan.radius.hazards).toEqual([])
  })
})

describe('what a merge does alone', () => {
  it('is told as a fill, and not written', async () => {
    const { plan, values } = await two({ title: 'CEO' }).build()
    expect(plan.actions).toMatchObject([
      { fields: [{ field: 'title', from: '2', why: 'fill', overwrites: false, merge: 'does' }] },
    ])
    expect(values.actions['5a5a0000']?.set).toEqual({})
    expect(plan.radius).toMatchObject({ fills: 1, overwrites: 0 })
    expect(plan.radius).not.toHaveProperty('restored')
    expect(plan.radius.calls).not.toHaveProperty('update')
  })

  it('is written again where the policy wants the blank', async () => {
    const survivorship = { person: { fields: { title: 'survivor' } } }
    const { plan, values } = await two({ title: 'CEO' }).build({ survivorship })
    expect(plan.actions).toMatchObject([
      { fields: [{ field: 'title', from: '1', why: 'survivor', overwrites: false, merge: 'undone' }] },
    ])
    expect(values.actions['5a5a0000']?.set).toEqual({ title: null })
    expect(plan.radius).toMatchObject({ fills: 0, overwrites: 0, restored: 1 })
    expect(plan.radius.calls).toMatchObject({ update: 1 })
  })

  it('merges the loser changed last first, and counts its rows so', async () => {
    const org = tiedOrg()
    const members = ['1', '2', '3'].map((id) =>
      org.record(
        'contacts',
        id,
        { lastname: 'Roe' },
        { modifiedAt: `2026-01-0${id}`, externalId: id === '1' ? 'E' : null },
      ),
    )
    org.group('5a5a', members)
    tied(org, 'contacts.companies', '2', '7:own:1', 'primary')
    tied(org, 'contacts.companies', '3', '8:own:1', 'primary')
    const { plan } = await org.build()
    expect(plan.actions).toMatchObject([
      {
        survivor: '1',
        losers: ['3', '2'],
        expect: [{ id: '1' }, { id: '3' }, { id: '2' }],
        moves: { 'contacts.companies': 1 },
        collisions: { 'contacts.companies': 1 },
      },
    ])
  })
})

describe('consent that stays with the address', () => {
  it('is not set, escalates nothing, and fills the suppression list', async () => {
    const org = two()
    org.crm.set('2', { optout: true })
    org.crm.set('1', { optout: false })
    const { plan, values } = await org.build()
    expect(plan.leftOut).toEqual([])
    expect(values.actions['5a5a0000']).toMatchObject({
      set: {},
      suppressed: [{ address: 'b@acme.test', field: 'optout', member: '2' }],
    })
    expect(plan.radius).toMatchObject({ optOutsKept: 0, suppressed: 1 })
    expect(plan.radius.hazards).toEqual([])
    expect(planText(plan)).not.toContain('acme.test')
  })

  it('of the survivor is told when it gets another address, which goes to the suppression list', async () => {
    const org = two()
    org.crm.set('1', { optout: true })
    const [decided] = org.decided
    if (decided === undefined) throw new Error('one group')
    const values = [{ field: 'email', from: '2', typed: null }]
    const built = await org.build({}, { decided: [{ ...decided, values }] })
    expect(built.values.actions['5a5a0000']).toMatchObject({
      set: { email: 'b@acme.test' },
      suppressed: [{ address: 'a@acme.test', field: 'optout', member: '1' }],
    })
    expect(built.plan.radius.hazards).toMatchObject([{ code: 'opted-out-address-replaced', groups: 1 }])
  })

  it('is read apart, by the record, and counted so', async () => {
    const org = two()
    const c = org.record('contacts', '3', { lastname: 'Doe' })
    const d = org.record('contacts', '4', { lastname: 'Doe' })
    org.group('6b6b', [c, d])
    const before = (await org.build()).plan.radius.calls
    for (const id of ['5', '6']) tied(org, 'contacts.subscriptions', '2', id)
    tied(org, 'contacts.subscriptions', '3', '5')
    const { calls } = (await org.build()).plan.radius
    expect(before).not.toHaveProperty('subscriptions')
    // both before the merge, the survivor after it
    expect(calls).toMatchObject({ subscriptions: 3, children: before.children })
  })
})

describe('ids that records of two objects have', () => {
  it('are those of two groups, each counted', async () => {
    const org = two()
    const companies = ['1', '2'].map((id) => org.record('companies', id, { name: 'Acme' }))
    org.group('6b6b', companies)
    const { plan } = await org.build()
    expect(plan.actions.map(({ object, survivor }) => `${object} ${survivor}`)).toEqual([
      'companies 1',
      'contacts 1',
    ])
    expect(plan.radius.scan).toEqual({ groups: 2, planned: 2, inPart: 0, out: {} })
  })

  it('do not make a reference point at the group, and one of its own object does', async () => {
    const org = two({ company: '1', manager: '1' })
    org.crm.set('1', { company: null, manager: null })
    const { plan, values } = await org.build()
    expect(plan.actions).toMatchObject([
      {
        fields: [
          { field: 'company', from: '2', merge: 'does' },
          { field: 'manager', from: '1', merge: 'undone' },
        ],
        touches: ['1'],
      },
    ])
    expect(values.actions['5a5a0000']?.set).toEqual({ manager: null })
  })
})
