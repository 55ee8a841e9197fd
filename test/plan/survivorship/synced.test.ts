import { describe, expect, it } from 'vitest'
import type { ObjectMapping } from '../../../src/kit/index.ts'
import { liveMember } from '../../../src/plan/build/live-member.ts'
import type { Member } from '../../../src/plan/group/group.ts'
import { chooseSurvivor, chooseValues } from '../../../src/plan/survivorship/index.ts'
import { fillsBlanks } from './filling.ts'
import { contactMapping, contactTraits, idOf, live, member, policy, request } from './sample.ts'

const mapping: ObjectMapping = { ...contactMapping, counterparts: [{ crm: 'other', column: 'Badge__c' }] }

function survive(a: Partial<Member>, b: Partial<Member>) {
  const members = [
    { ...member('a'), ...a },
    { ...member('b'), ...b },
  ]
  const { escalated, survivor, chosen } = chooseSurvivor(members, policy(), null)
  return escalated?.code ?? [survivor?.key.id, chosen]
}

describe('a record that a sync keeps', () => {
  it('survives, whatever else speaks for another one', () => {
    const known = 'known to another system'
    expect(survive({ values: { portalUser: true } }, { synced: true })).toEqual([idOf('b'), known])
  })

  it('is told from others by the columns of the sync as they are now', () => {
    const { native, member: seen } = live('b', { Badge__c: 'S1' })
    expect(liveMember(seen, native, 'person', mapping).synced).toBe(true)
    expect(liveMember(seen, live('b').native, 'person', mapping).synced).toBe(false)
  })

  it('and another that a further system knows: a person chooses', () => {
    expect(survive({ values: { externalId: 'E1' } }, { synced: true })).toBe('two-protected')
    expect(survive({}, { synced: true, values: { externalId: 'E1' } })).toHaveLength(2)
  })

  it.each([
    ['a merge fills blanks', { foresee: fillsBlanks }],
    ['a merge fills nothing', {}],
    ['the duplicate stays', { losersStay: true }],
  ])('gives its columns to nobody where %s, and it is told', (_, way) => {
    const traits = { ...contactTraits, ofSync: ['LastCall__c'], foreignIds: ['ERP_Id__c', 'Badge__c'] }
    const synced = live('b', { Badge__c: 'S1', LastCall__c: '2026-01-02T00:00:00.000Z' })
    const outcome = chooseValues(request(live('a'), [synced], { mapping, traits, ...way }))
    expect(outcome.set).toEqual({})
    expect(outcome.escalated ?? outcome.notes.map(({ code }) => code)).toEqual(['synced-record-ends'])
  })
})
