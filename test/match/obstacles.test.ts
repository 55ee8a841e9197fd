import { describe, expect, it } from 'vitest'
import { people } from '../../plugins/duplicates/people.ts'
import { obstaclesOf } from '../../src/match/obstacles.ts'

function obstacles(...members: readonly (Readonly<Record<string, string | null>> & { kind: string })[]) {
  const shown = members.map(({ kind }, at) => ({
    key: { connection: 'acme', object: 'Contact', id: `r${at}` },
    kind,
    url: '',
    values: {},
  }))
  return obstaclesOf(people, shown, members)
}

describe('obstaclesOf', () => {
  it('finds none between records that merge in one go', () => {
    const one = { kind: 'contact', recordType: 'Customer', externalId: '7' }
    expect(obstacles(one, { ...one, externalId: null })).toEqual([])
  })

  it.each([
    ['recordType', 'Customer', 'Partner', 'recordType differs (Customer, Partner)'],
    ['recordType', 'Customer', null, 'recordType differs (Customer, none)'],
    ['householdId', 'h1', 'h2', 'The members belong to different households'],
    ['externalId', '7', '8', 'The members carry different ids of another system'],
  ])('names %s %s beside %s', (field, a, b, why) => {
    const found = obstacles({ kind: 'contact', [field]: a }, { kind: 'contact', [field]: b })
    expect(found).toHaveLength(1)
    expect(found[0]).toContain(why)
  })

  it('points to nothing that cannot be set', () => {
    const found = obstacles({ kind: 'contact', recordType: 'A' }, { kind: 'contact', recordType: 'B' })
    expect(found[0]).toContain('Set the same value on all members first')
    expect(found[0]).not.toContain('policy')
  })
})
