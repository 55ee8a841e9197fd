import { describe, expect, it } from 'vitest'
import { selectRules } from '../../src/policy/index.ts'
import { packs, policyOf } from '../scan/scan.ts'

const policy = await policyOf('version: 1\nrules:\n  sample/no-email: critical\n  sample/logins: off\n', [
  packs.steward,
  packs.sample,
  packs.hostile,
])

const sample = ['sample/headcount', 'sample/no-email', 'sample/people', 'sample/seen']

describe('a selector', () => {
  it.each<[string, string[], string[]]>([
    ['a family', ['sample'], sample],
    ['a rule', ['sample/people'], ['sample/people']],
    ['a tag', ['hygiene'], ['sample/no-email']],
    ['the severity of the policy', ['critical'], ['sample/no-email']],
    ['the severity of the rule', ['medium'], ['sample/headcount']],
    ['both', ['sample:high'], ['sample/people']],
    ['three at once', ['sample:hygiene:critical'], ['sample/no-email']],
    ['both, of which nothing has both', ['hostile:critical'], []],
    ['several', ['sample/seen', 'hygiene'], ['sample/no-email', 'sample/seen']],
    ['one twice', ['sample/seen', 'sample/seen'], ['sample/seen']],
    ['a pattern', ['sample/*e'], ['sample/people']],
    ['a severity that no rule has', ['sample:info'], ['sample/seen']],
  ])('%s', (_, selectors, expected) => {
    expect(selectRules(policy, selectors).rules.map(({ rule }) => rule.id)).toEqual(expected)
  })

  it('none selects every rule that is on, and never one of Steward itself', () => {
    const { rules, off } = selectRules(policy, [])
    expect(rules.map(({ rule }) => rule.id).filter((id) => !id.startsWith('hostile/'))).toEqual(sample)
    expect(off).toEqual([])
  })

  it('tells which rules it names that the policy turns off', () => {
    expect(selectRules(policy, ['sample']).off).toEqual(['sample/logins'])
  })

  it.each([
    ['sampel', 'No rule, family, tag or severity is called "sampel".', 'Did you mean "sample"?'],
    [
      'sample:hihg',
      'No rule, family, tag or severity is called "hihg" in "sample:hihg".',
      'Did you mean "high"?',
    ],
    [
      'sample/poeple',
      'No rule, family, tag or severity is called "sample/poeple".',
      'Did you mean "sample/people"?',
    ],
  ])('%s is refused', (selector, message, hint) => {
    expect(() => selectRules(policy, [selector])).toThrow(
      expect.objectContaining({ message, exit: 2, actions: [hint, 'All rules:  steward rule list'] }),
    )
  })
})
