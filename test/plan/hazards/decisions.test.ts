import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planText } from '../../../src/plan/files/seal.ts'
import { group, type HazardOrg, openHazardOrg } from './hazard-org.ts'

let org: HazardOrg
beforeAll(async () => {
  org = await openHazardOrg()
})
afterAll(() => org[Symbol.asyncDispose]())

const kim = { FirstName: 'Jo', LastName: 'Kim' }

describe('ids of other systems', () => {
  it('two that differ wait for a person; then the survivor keeps its own, and that is told', async () => {
    const ids = await org.twins('Contact', { ...kim, ERP_Id__c: 'A-1' }, { ...kim, ERP_Id__c: 'A-2' })
    const open = await org.plan([group('Contact', ids, { survivor: null })])
    expect(open.kept).toEqual(['two-protected'])
    expect(open.said).toContain('Settle there which one stays')
    const { careful, action, said } = await org.plan([group('Contact', ids)])
    expect(careful).toContain('foreign-ids-differ')
    expect(action).toMatchObject({ outvoted: ['ERP_Id__c'], fields: [] })
    expect(said).toContain('close the other one in that system')
  })

  it('one of a duplicate moves to a survivor without, and that is told', async () => {
    const ids = await org.twins('Contact', kim, { ...kim, ERP_Id__c: 'A-3' })
    const { careful, action } = await org.plan([group('Contact', ids)])
    expect(careful).toContain('foreign-id-moves')
    expect(action).toMatchObject({ fields: [{ field: 'ERP_Id__c', from: ids[1], overwrites: false }] })
  })
})

describe('consent', () => {
  it('is never widened: an opt-out of a duplicate stays, its address is for the suppression list', async () => {
    const ids = await org.twins(
      'Contact',
      { ...kim, Email: 'jo@work.example' },
      {
        ...kim,
        Email: 'jo@home.example',
        HasOptedOutOfEmail: true,
        DoNotCall: true,
        Phone: '+49 30 5550101',
      },
    )
    const { plan, values, action, said } = await org.plan([group('Contact', ids)])
    expect(values.actions[action.id]).toMatchObject({
      set: { HasOptedOutOfEmail: true, DoNotCall: true },
      suppressed: [{ address: 'jo@home.example', field: 'HasOptedOutOfEmail', member: ids[1] }],
    })
    expect(plan.radius).toMatchObject({ optOutsKept: 2, suppressed: 1 })
    expect(said).toContain('keeps 2 opt-outs of merged records')
    expect(said).toContain('1 opted-out address for the suppression list')
    expect(planText(plan)).not.toMatch(/jo@|5550101/)
  })

  it('an address that is filled brings its opt-out and its bounce along', async () => {
    const bounce = { EmailBouncedReason: '550 no such user', EmailBouncedDate: '2026-01-01T00:00:00.000Z' }
    const ids = await org.twins('Contact', kim, { ...kim, Email: 'jo@home.example', ...bounce })
    const { action, values } = await org.plan([group('Contact', ids)])
    expect(values.actions[action.id]?.set).toMatchObject({
      Email: 'jo@home.example',
      EmailBouncedReason: '550 no such user',
      EmailBouncedDate: expect.stringContaining('2026-01-01'),
    })
    expect(action.kind === 'merge' && action.fields.map(({ why }) => why)).toEqual(
      Array(3).fill('group Email'),
    )
  })

  it("a survivor's own address is not mixed with a duplicate's bounce", async () => {
    const bounced = { ...kim, Email: 'old@home.example', EmailBouncedReason: '550 no such user' }
    const ids = await org.twins('Contact', { ...kim, Email: 'jo@work.example' }, bounced)
    const { action } = await org.plan([group('Contact', ids)])
    expect(action).toMatchObject({ fields: [], outvoted: ['Email', 'EmailBouncedReason'] })
  })

  it('the policy takes the source of an address along with it', async () => {
    const ids = await org.twins('Contact', kim, { ...kim, Email: 'jo@home.example', LeadSource: 'Web' })
    const groups = { contactable: { fields: ['Email', 'LeadSource'], take: 'survivor' } }
    const { action } = await org.plan([group('Contact', ids)], {
      policy: { survivorship: { person: { groups } } },
    })
    expect(action.kind === 'merge' && action.fields.map(({ field, from }) => [field, from])).toEqual(
      expect.arrayContaining([
        ['Email', ids[1]],
        ['LeadSource', ids[1]],
      ]),
    )
  })

  it('the parts of an address are never mixed', async () => {
    const ids = await org.twins(
      'Contact',
      { ...kim, MailingCity: 'Berlin' },
      { ...kim, MailingStreet: 'Rua Um 1', MailingCity: 'Porto', MailingPostalCode: '4000' },
    )
    const { action } = await org.plan([group('Contact', ids)])
    expect(action).toMatchObject({
      fields: [],
      outvoted: ['MailingStreet', 'MailingCity', 'MailingPostalCode'],
    })
  })
})

describe('groups', () => {
  it('larger than the limit stay out', async () => {
    const ids = await org.twins('Contact', ...Array.from({ length: 4 }, () => kim))
    const { kept, said } = await org.plan([group('Contact', ids)], { policy: { limits: { groupSize: 3 } } })
    expect(kept).toEqual(['too-large'])
    expect(said).toContain('4 records; limits.groupSize allows 3')
  })

  it('over three records are one action, merged in steps that the calls foretell', async () => {
    const ids = await org.twins('Contact', ...Array.from({ length: 5 }, () => kim))
    const { action, plan } = await org.plan([group('Contact', ids)])
    expect(action).toMatchObject({ survivor: ids[0], losers: ids.slice(1) })
    expect(plan.radius).toMatchObject({ merges: 1, before: 5, after: 1, calls: { merge: 2 } })
  })

  it('that share a record: the surer one keeps it', async () => {
    const [a = '', b = '', c = ''] = await org.twins('Contact', kim, kim, kim)
    const unsure = group('Contact', [b, c], { score: 0.9 })
    const { action, kept, said } = await org.plan([unsure, group('Contact', [a, b], { score: 0.97 })])
    expect(action).toMatchObject({ survivor: a, losers: [b] })
    expect(kept).toEqual(['overlap'])
    expect(said).toContain('Scan again afterwards')
  })

  it('more than one plan takes are counted', async () => {
    const pairs = await Promise.all([1, 2, 3].map(() => org.twins('Contact', kim, kim)))
    const { plan, kept, said } = await org.plan(
      pairs.map((ids) => group('Contact', ids)),
      { policy: { limits: { actionsPerPlan: 2 } } },
    )
    expect(plan.actions).toHaveLength(2)
    expect(kept).toEqual(['over-limit'])
    expect(said).toContain('2 of 3 groups that scan 1 found; 1 not: 1 over the limit of one plan')
  })

  it('of which a record is gone, merged or changed since the scan stay out', async () => {
    const gone = await org.twins('Contact', kim, kim)
    await org.world.request('DELETE', `/sobjects/Contact/${gone[1]}`)
    const merged = await org.twins('Contact', kim, kim, kim)
    const [into = '', loser = ''] = merged
    await org.merge('Contact', into, loser)
    const changed = await org.twins('Contact', kim, { ...kim, Email: 'jo@new.example' })
    const { kept, said } = await org.plan([
      group('Contact', gone),
      group('Contact', merged),
      group('Contact', changed, { read: [{}, { email: 'jo@old.example' }] }),
    ])
    expect(kept).toEqual(['changed', 'gone', 'gone'])
    expect(said).toContain(`Since the scan ${loser} was merged into ${into}`)
    expect(said).toContain(`Since the scan ${gone[1]} was deleted`)
    expect(said).toContain(`Since the scan email changed on ${changed[1]}`)
    expect(said).not.toContain('jo@new.example')
  })
})
