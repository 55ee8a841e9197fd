import { describe, expect, it } from 'vitest'
import type { Member } from '../../../src/plan/group/group.ts'
import { chooseSurvivor } from '../../../src/plan/survivorship/index.ts'
import { idOf, member, type PolicyInput, policy } from './sample.ts'

type Values = Member['values']

function survive(a: Values, b: Values, given: PolicyInput = {}, chosen: string | null = null) {
  const choice = chooseSurvivor([member('a', a), member('b', b)], policy(given), chosen)
  return choice.escalated?.code ?? [choice.survivor?.key.id.slice(14, 15), choice.chosen]
}

describe('the order of the policy', () => {
  it.each<[string, Values, Values, [string, string]]>([
    [
      'known to another system, before a portal user',
      { portalUser: true },
      { externalId: 'E1' },
      ['b', 'known to another system'],
    ],
    ['portal user, before a customer', { status: 'customer' }, { portalUser: true }, ['b', 'portal user']],
    ['customer by status, in any case', { openWork: 9 }, { status: ' Customer ' }, ['b', 'customer']],
    ['customer by type', {}, { type: 'Customer - Direct' }, ['b', 'customer']],
    [
      'most open work',
      { openWork: 1, lastTouchAt: '2026-03-01T00:00:00Z' },
      { openWork: 2 },
      ['b', 'most open work'],
    ],
    [
      'an open deal before a closed one that was changed later',
      { closed: true, modifiedAt: '2026-03-01T00:00:00Z' },
      { closed: false },
      ['b', 'most open work'],
    ],
    [
      'touched last',
      { lastTouchAt: '2026-01-01T00:00:00Z' },
      { lastTouchAt: '2026-02-01T00:00:00Z' },
      ['b', 'touched last'],
    ],
    [
      'a touch in another zone',
      { lastTouchAt: '2026-01-01T23:00:00+00:00' },
      { lastTouchAt: '2026-01-01T23:30:00-05:00' },
      ['b', 'touched last'],
    ],
    [
      'last activity where there is no touch',
      { modifiedAt: '2026-01-01T00:00:00Z' },
      { lastActivityAt: '2026-02-01' },
      ['b', 'touched last'],
    ],
    [
      'the last change where nothing tells of touches',
      { modifiedAt: '2026-01-01T00:00:00Z' },
      { modifiedAt: '2026-02-01T00:00:00Z' },
      ['b', 'touched last'],
    ],
    [
      'no change by an integration where nobody ever touched them',
      { lastTouchAt: null, modifiedAt: '2026-01-01T00:00:00Z', phone: '1' },
      { lastTouchAt: null, modifiedAt: '2026-02-01T00:00:00Z' },
      ['a', 'most complete'],
    ],
    [
      'a touch before any later change',
      { lastTouchAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-01-01T00:00:00Z' },
      { lastTouchAt: null, modifiedAt: '2026-02-01T00:00:00Z' },
      ['a', 'touched last'],
    ],
    ['most complete', { title: 'CEO' }, { title: 'CEO', phone: '1' }, ['b', 'most complete']],
    [
      'what the CRM fills is no completeness',
      { createdBy: '005', modifiedBy: '005', ownerId: '005' },
      { phone: '1' },
      ['b', 'most complete'],
    ],
    ['oldest', { createdAt: '2022-01-01T00:00:00Z' }, { createdAt: '2021-01-01T00:00:00Z' }, ['b', 'oldest']],
    ['unknown age is not old', {}, { createdAt: '2021-01-01T00:00:00Z' }, ['b', 'oldest']],
    ['the lowest id at last', {}, {}, ['a', 'lowest id']],
  ])('%s', (_, a, b, expected) => {
    expect(survive(a, b)).toEqual(expected)
  })

  it('is the policy’s own', () => {
    const [old, fresh] = [
      { createdAt: '2020-01-01T00:00:00Z', openWork: 5 },
      { createdAt: '2024-01-01T00:00:00Z' },
    ]
    expect(survive(old, fresh, { survivor: ['newest'] })).toEqual(['b', 'newest'])
    expect(survive(old, fresh, { survivor: ['portalUser', 'openWork'] })).toEqual(['a', 'most open work'])
    expect(survive({ status: 'Gold' }, {}, { customer: ['gold'] })).toEqual(['a', 'customer'])
  })

  it('names what decided among those who were still level', () => {
    const members = [
      member('a', { portalUser: true, createdAt: '2022-01-01T00:00:00Z' }),
      member('b', { portalUser: true, createdAt: '2021-01-01T00:00:00Z' }),
      member('c', { createdAt: '2019-01-01T00:00:00Z' }),
    ]
    const choice = chooseSurvivor(members, policy(), null)
    expect([choice.survivor?.key.id, choice.chosen]).toEqual([idOf('b'), 'oldest'])
  })
})

describe('what a person must decide', () => {
  const owner = (ownerId: string, ownerActive: boolean | null | undefined = true): Values => ({
    ownerId,
    ownerActive,
  })
  const erp = (externalId: string): Values => ({ externalId })
  const lenient = { owners: 'survivor' } as const

  it.each<[string, Values, Values, PolicyInput, string | null, unknown]>([
    ['two protected', erp('E1'), erp('E2'), {}, null, 'two-protected'],
    [
      'two protected, whatever the policy says',
      erp('E1'),
      erp('E2'),
      { ...lenient, survivor: ['oldest'] },
      null,
      'two-protected',
    ],
    ['two protected, a person chose', erp('E1'), erp('E2'), {}, idOf('b'), ['b', 'your decision']],
    ['one id twice is one record there', erp('E1'), erp('E1 '), {}, null, ['a', 'lowest id']],
    ['two active owners', owner('005A'), owner('005B'), {}, null, 'two-owners'],
    ['owners of whom nothing is known', owner('005A'), owner('005B', undefined), {}, null, 'two-owners'],
    ['one has left', owner('005A', false), owner('005B'), {}, null, ['a', 'lowest id']],
    ['one is a queue', owner('00GA', null), owner('005B'), {}, null, ['a', 'lowest id']],
    ['one owner', owner('005A'), owner('005A'), {}, null, ['a', 'lowest id']],
    ['two active owners, allowed', owner('005A'), owner('005B'), lenient, null, ['a', 'lowest id']],
    [
      'two active owners, a person chose',
      owner('005A'),
      owner('005B'),
      {},
      idOf('b'),
      ['b', 'your decision'],
    ],
  ])('%s', (_, a, b, given, chosen, expected) => {
    expect(survive(a, b, given, chosen)).toEqual(expected)
  })

  it('says it with ids and without a value', () => {
    const choice = chooseSurvivor(
      [member('b', erp('SECRET-2')), member('a', erp('SECRET-1'))],
      policy(),
      null,
    )
    expect(choice.escalated?.text).toContain(`${idOf('a')}, ${idOf('b')}`)
    expect(choice.escalated?.text).not.toContain('SECRET')
  })

  it('refuses a survivor who is no member', () => {
    expect(() => survive({}, {}, {}, idOf('z'))).toThrow(
      expect.objectContaining({ code: 'DECISIONS_INVALID', exit: 2 }),
    )
  })
})
