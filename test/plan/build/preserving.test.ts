import { describe, expect, it } from 'vitest'
import type { MergeGroupView } from '../../../src/kit/index.ts'
import { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { noUndo, tied, tiedOrg } from './tied-org.ts'

const byHand = { survivorship: { company: { by: 'preserving' } } }

function two(org = tiedOrg()) {
  const a = org.record('companies', '1', { name: 'Acme' }, { lastTouchAt: '2026-01-01' })
  const b = org.record('companies', '2', { name: 'Acme', phone: '5550101' })
  org.group('5a5a', [a, b])
  return org
}

describe('companies that the policy wants taken over', () => {
  it('are, with what is lost and what undo brings back', async () => {
    const org = two()
    tied(org, 'companies.contacts', '1', '7:own:2')
    for (const id of ['7:own:2', '8:own:2', '9:own:2']) tied(org, 'companies.contacts', '2', id)
    tied(org, 'companies.companies', '2', '1:own:14')
    const { plan, values } = await org.build(byHand)
    expect(PlanFile.parse(plan)).toEqual(plan)
    expect(plan.actions).toMatchObject([
      {
        kind: 'merge',
        by: 'preserving',
        survivor: '1',
        losers: ['2'],
        fields: [{ field: 'phone', from: '2', why: 'fill', overwrites: false }],
        moves: { 'companies.contacts': 2 },
        collisions: { 'companies.contacts': 1 },
        undo: { kind: 'approximate', why: 'the duplicate is brought back by hand, within 90 days' },
        notes: [
          {
            code: 'not-taken-over',
            text: 'Not taken over from duplicates: what happened to the duplicates.',
          },
        ],
      },
    ])
    expect(values.actions['5a5a0000']?.set).toEqual({ phone: '5550101' })
    expect(plan.radius).toMatchObject({ merges: 1, preserving: 1, before: 2, after: 1, fills: 1 })
    expect(plan.radius.undo).toMatchObject({ approximate: 1, impossible: 0 })
  })

  it('are looked at by the connector as such', async () => {
    const seen: (MergeGroupView['by'] | null)[] = []
    const org = two()
    org.hazards = ({ by = null }) => {
      seen.push(by)
      return []
    }
    await org.build(byHand)
    await org.build()
    expect(seen).toEqual(['preserving', null])
  })

  it('stay out of the plan when something hangs on a duplicate that cannot be attached', async () => {
    const org = two()
    tied(org, 'companies.invoices', '2', '77', null)
    const { plan } = await org.build(byHand)
    expect(plan.actions).toEqual([])
    expect(plan.leftOut).toMatchObject([
      { code: 'not-preservable', text: expect.stringContaining('1 row of companies.invoices') },
    ])
  })

  it('are merged by the CRM without a word of the policy, for good', async () => {
    const { plan } = await two().build()
    expect(plan.actions).toMatchObject([{ kind: 'merge', undo: { kind: 'impossible', why: noUndo } }])
    expect(plan.actions[0]).not.toHaveProperty('by')
    expect(plan.radius).not.toHaveProperty('preserving')
  })

  it('fill the recycle bin, unlike those that the CRM merges', async () => {
    const org = two()
    org.crm.verdict = { ...org.crm.verdict, bin: { used: 5, capacity: 5, days: 90 } }
    const hazards = async (policy: object) => (await org.build({ ...policy })).plan.radius.hazards
    expect((await hazards(byHand)).map(({ code }) => code)).toContain('recycle-bin')
    expect(await hazards({})).toEqual([])
  })
})

describe('where the wanted way is not there', () => {
  const why = async (policy: object, org = two()) =>
    (await org.build({ ...policy })).plan.leftOut.map(({ code, text }) => `${code}: ${text}`)

  it('contacts that shall be taken over are left out, and it says why', async () => {
    const org = tiedOrg()
    org.group('5a5a', [org.record('contacts', '1'), org.record('contacts', '2')])
    expect(await why({ survivorship: { person: { by: 'preserving' } } }, org)).toEqual([
      'not-preservable: The policy says that duplicates are taken over and put into the recycle bin. What a person did stays on a timeline that nothing takes over. The CRM merges them by itself: set survivorship.person.by to native.',
    ])
  })

  it.each([
    [{}, true],
    [{ survivorship: { company: { by: 'native' } } }, false],
  ])('and a merge that the CRM refuses names what is there: %j', async (policy, links) => {
    const org = two(tiedOrg({ companies: { merge: null, why: 'a sync forbids it' } }))
    const [text = ''] = await why(policy, org)
    expect(text).toContain('not-mergeable: companies cannot be merged: a sync forbids it.')
    expect(text).toContain('taken over and put into the recycle bin instead: set survivorship.company.by')
    expect(text.includes('linked and closed instead')).toBe(links)
  })

  it('the way that is there is taken where the policy names it', async () => {
    const { plan } = await two(tiedOrg({ companies: { merge: null, why: 'a sync forbids it' } })).build(
      byHand,
    )
    expect(plan.actions).toMatchObject([{ by: 'preserving', losers: ['2'] }])
  })
})
