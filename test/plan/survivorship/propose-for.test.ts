import { describe, expect, it } from 'vitest'
import type { Member } from '../../../src/plan/group/group.ts'
import { proposeFor, unresolvedFields } from '../../../src/plan/survivorship/index.ts'
import { candidate, contact, contactMapping, idOf, member, policy } from './sample.ts'

const [A, B, C] = [idOf('a'), idOf('b'), idOf('c')]
const lead = { kind: 'lead', object: 'Lead' }

function propose(members: readonly Member[], remembered: string | null = null) {
  return proposeFor(candidate(members), policy(), [contactMapping], remembered)
}

describe('a proposal', () => {
  it.each<[string, readonly Member[], string | null, Record<string, string>]>([
    [
      'a survivor',
      [member('a'), member('b', { portalUser: true })],
      null,
      { [A]: '', [B]: 'survivor: portal user' },
    ],
    [
      'an escalation',
      [member('a', { ownerId: '1', ownerActive: true }), member('b', { ownerId: '2', ownerActive: true })],
      null,
      { [A]: 'escalated: two active owners', [B]: 'escalated: two active owners' },
    ],
    [
      'left out',
      [
        member('a', { householdId: '1' }),
        member('b', { householdId: '2' }),
        member('c', { householdId: '2' }),
      ],
      null,
      { [A]: 'left out: households', [B]: 'survivor: lowest id', [C]: '' },
    ],
    [
      'a lead beside two contacts',
      [member('a'), member('b', {}, lead), member('c')],
      null,
      { [A]: 'survivor: lowest id', [B]: 'left out: lead and contact', [C]: '' },
    ],
    [
      'what was chosen earlier',
      [member('a', { externalId: '1' }), member('b', { externalId: '2' })],
      B,
      { [A]: '', [B]: 'survivor: your earlier decision' },
    ],
    [
      'what was chosen earlier and is gone',
      [member('a'), member('b')],
      C,
      { [A]: 'survivor: lowest id', [B]: '' },
    ],
  ])('%s', (_, members, remembered, words) => {
    expect(propose(members, remembered).words).toEqual(words)
  })

  it('has the survivor or the escalation of each part', () => {
    const { parts } = propose([member('a', { externalId: '1' }), member('b', { externalId: '2' })])
    expect(parts).toEqual([
      {
        members: [A, B],
        survivor: null,
        chosen: '',
        escalated: expect.objectContaining({ code: 'two-protected' }),
      },
    ])
  })

  it.each<[string, Member['values'], Member['values'], readonly string[]]>([
    [
      'other values, in the order of the dictionary',
      { phone: '1', title: 'VP' },
      { title: 'CEO', phone: '2' },
      ['title', 'phone'],
    ],
    ['a blank is no other value', { title: 'VP' }, { title: null }, []],
    ['the unknown is no other value', { title: 'VP' }, {}, []],
    [
      'what nobody can set',
      { companyName: 'A', modifiedAt: '1', ownerId: '1', externalId: '1', name: 'A B' },
      { companyName: 'B', modifiedAt: '2', ownerId: '2', externalId: '2', name: 'A C' },
      [],
    ],
    ['ticks', { optOutEmail: true }, { optOutEmail: false }, ['optOutEmail']],
    ['the first of several columns', { otherPhone: '1' }, { otherPhone: '2' }, ['otherPhone']],
  ])('differs: %s', (_, a, b, fields) => {
    expect(propose([member('a', a), member('b', b)]).differs.map(({ field }) => field)).toEqual(fields)
  })

  it('differs without mappings, by what people fill', () => {
    const [a, b] = [
      member('a', { title: 'VP', name: 'A', createdAt: '1' }),
      member('b', { title: 'CEO', name: 'B', createdAt: '2' }),
    ]
    const { differs, survivor, chosen } = proposeFor(candidate([a, b]), policy(), [])
    expect(differs.map(({ field }) => field)).toEqual(['title'])
    expect([survivor, chosen]).toEqual([A, 'oldest'])
  })

  it.each<[string, readonly Member[], string]>([
    [
      'an escalation',
      [member('a', { externalId: '1' }), member('b', { externalId: '2' })],
      'two protected records',
    ],
    ['nothing to merge', [member('a'), member('b', {}, lead)], 'lead and contact'],
  ])('has no survivor: %s', (_, members, why) => {
    expect(propose(members)).toMatchObject({ survivor: null, chosen: why })
  })

  it('shows whose value is which', () => {
    const { differs } = propose([
      member('a', { title: 'VP' }),
      member('b', { title: 'CEO' }),
      member('c', { title: null }),
    ])
    expect(differs).toEqual([{ field: 'title', values: { [A]: 'VP', [B]: 'CEO', [C]: null } }])
  })
})

describe('names of the policy', () => {
  it('that no object has are told', () => {
    const given = policy({
      fields: { '*': 'fill', title: 'newest', Titel: 'newest', companyName: 'newest' },
      groups: { job: { fields: ['title', 'Department', 'Dept'], take: 'survivor' } },
    })
    expect(unresolvedFields(given, [{ description: contact, mapping: contactMapping }])).toEqual([
      'Titel',
      'companyName',
      'Dept',
    ])
  })
})
