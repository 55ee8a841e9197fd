import { describe, expect, it } from 'vitest'
import { email, type MatchRule, matchRule, personName } from '../../src/kit/index.ts'
import { type MatchRuleCase, ruleCases } from '../../src/kit/testing.ts'
import { matchRunner } from '../../src/match/testing.ts'

const rule: MatchRule = matchRule({
  meta: {
    id: 'house/members',
    summary: 's',
    why: 'w',
    remedy: 'r',
    severity: 'high',
    tags: [],
    messages: { group: 'One member.' },
  },
  entity: 'person',
  kinds: ['contact', 'lead'],
  compare: { name: personName('firstName', 'lastName'), email: email('email') },
  blockOn: [['email'], ['lastName', 'firstName[0..1]']],
})

const bob = { firstName: 'Bob', lastName: 'Hill', email: 'bob@hill.example' }
const records: MatchRuleCase['records'] = [
  { id: 'a', fields: bob },
  { id: 'b', kind: 'lead', fields: { ...bob, firstName: 'Robert' } },
  { id: 'c', fields: { firstName: 'Ana', lastName: 'Ruiz', email: null } },
]

describe('matchRunner', () => {
  const passing = ruleCases(
    rule,
    [
      { name: 'groups across kinds', records, groups: [['b', 'a']] },
      { name: 'a field that nobody has', records: [{ fields: { lastName: 'Hill' } }], groups: [] },
      { name: 'nobody', records: [], groups: [] },
    ],
    matchRunner,
  )
  it.each(passing)('$name', async ({ run }) => {
    await run()
  })

  it('fails a case that expects something else', async () => {
    const [check] = ruleCases(rule, [{ name: 'apart', records, groups: [] }], matchRunner)
    await expect(check?.run()).rejects.toThrow()
  })

  it('is named where it is missing', () => {
    expect(() => ruleCases(rule, [{ name: 'apart', records, groups: [] }])).toThrow(
      'matchRunner of crm-steward/match-testing',
    )
  })
})
