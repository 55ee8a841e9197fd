import { describe, expect, it } from 'vitest'
import type { KitError } from '../../src/kit/index.ts'
import { selectRules } from '../../src/policy/index.ts'
import { policyOf } from '../scan/scan.ts'

const head = 'version: 1\nmatchers:\n  guests:\n'
const compare = '    compare: { name: { type: text, field: a } }\n'

/** What is wrong, and every line of the message. */
const wrong: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'nothing to match',
    head + compare,
    ['steward.yml:4:5  matchers.guests must have either "object" or "entity"'],
  ],
  [
    'an object and an entity',
    `${head}    object: a\n    entity: person\n    kinds: [contact]\n${compare}`,
    ['steward.yml:4:5  matchers.guests must have either "object" or "entity"'],
  ],
  [
    'an entity without kinds',
    `${head}    entity: person\n${compare.replace('field: a', 'field: name')}`,
    ['steward.yml:4:5  matchers.guests must have "kinds" with "entity", and only then'],
  ],
  [
    'a comparison without a kind',
    `${head}    object: a\n    compare:\n      name: { field: b }\n`,
    [
      'steward.yml:6:13  matchers.guests.compare.name.type is missing, it must be one of personName, companyName, email, phones, domain, site, text, set, code, date, number',
    ],
  ],
  [
    'a comparison of no such kind',
    `${head}    object: a\n    compare:\n      name: { type: persoName, first: a, last: b }\n`,
    [
      'steward.yml:6:21  matchers.guests.compare.name.type must be one of personName, companyName, email, phones, domain, site, text, set, code, date, number',
      'Did you mean "personName"?',
    ],
  ],
  [
    'nothing compared',
    `${head}    object: a\n    compare: {}\n`,
    ['steward.yml:5:14  matchers.guests.compare must compare something'],
  ],
  [
    'a site of no column',
    `${head}    object: a\n    compare:\n      home: { type: site }\n`,
    [
      'steward.yml:6:13  matchers.guests.compare.home must name at least one of company, street, city, postalCode, domain',
    ],
  ],
  [
    'a key that is cut in another way',
    `${head}    object: a\n${compare}    blockOn: [['name[0-4]']]\n`,
    [
      'steward.yml:6:16  matchers.guests.blockOn[0][0] must be a field or comparison, its first characters lastName[0..4], its lastName[sound] or title[words]',
    ],
  ],
  [
    'a key over a whole site',
    `${head}    object: a\n    compare:\n      home: { type: site, street: s, city: c }\n    blockOn: [[home]]\n`,
    [
      'steward.yml:7:16  matchers.guests.blockOn[0][0] names a comparison of several columns',
      'Name one of its columns: s, c',
    ],
  ],
  [
    'the name of a rule',
    `version: 1\nmatchers:\n  mine:\n    object: a\n${compare}plugins: []\n`.replace('mine', 'people'),
    [
      'steward.yml:3:3  matchers.people is taken: there is a rule duplicates/people already',
      'Choose another name; findings of a matcher are called duplicates/NAME.',
    ],
  ],
  [
    'a field that the entity does not have',
    `${head}    entity: person\n    kinds: [contact]\n    compare:\n      name: { type: text, field: lastNam }\n    show: [emial]\n`,
    [
      'steward.yml:7:34  matchers.guests.compare.name.field is not a field of person',
      'Did you mean "lastName"?',
      'steward.yml:8:12  matchers.guests.show[0] is not a field of person',
      'Did you mean "email"?',
    ],
  ],
  [
    'a threshold in per cent',
    `${head}    object: a\n${compare}    threshold: 95\n`,
    ['steward.yml:6:16  matchers.guests.threshold must be at most 1'],
  ],
  [
    'a mistyped option of its rule',
    `${head}    object: a\n${compare}rules:\n  duplicates/guests: { treshold: 0.9 }\n`,
    [
      'steward.yml:7:24  rules.duplicates/guests.treshold is not an option',
      'Did you mean "threshold"? Options: steward rule explain duplicates/guests',
    ],
  ],
  [
    'a connection that there is not',
    `${head}    object: a\n    connections: [acm]\n${compare}connections:\n  acme: { crm: memory }\n`,
    ['steward.yml:5:19  matchers.guests.connections[0] names no connection', 'Did you mean "acme"?'],
  ],
]

/** A pack with the rule that one of the cases collides with. */
async function builtIn() {
  const { packs } = await import('../../plugins/index.ts')
  return packs
}

describe('a matcher that is wrong', () => {
  it.each(wrong)('%s', async (_, text, lines) => {
    const error = await policyOf(text, await builtIn()).then(
      () => null,
      (thrown: KitError) => thrown,
    )
    expect(error).toMatchObject({ code: 'POLICY_INVALID', exit: 2 })
    expect(error?.message.split('\n')).toEqual(lines)
  })
})

describe('a matcher as a rule', () => {
  const text = `${head}    object: [a, b]
    severity: low
    summary: Guests that came twice.
    compare:
      name: { type: personName, first: given, last: family }
      mail: { type: email, fields: mail }
    never: [{ type: conflicting, of: born }]
    threshold: 0.8
    maxGroup: 9
rules:
  duplicates/guests: { blockCap: 90 }
`

  it('is on, with its own defaults under what the policy sets', async () => {
    const { rules, registry, warnings } = await policyOf(text)
    const { rule, ...setup } = rules.get('duplicates/guests') ?? {}
    expect(setup).toEqual({ severity: 'low', options: { threshold: 0.8, blockCap: 90, maxGroup: 9 } })
    expect(rule?.declaration).toMatchObject({
      shape: 'match',
      entity: 'other',
      kinds: ['a', 'b'],
      compare: { mail: { type: 'email', fields: ['mail'] } },
      blockOn: [],
      mergeWithin: [],
    })
    expect(registry.rules.get('duplicates/guests')?.summary).toBe('Guests that came twice.')
    expect(warnings).toEqual([])
  })

  it.each([
    ['its id', 'duplicates/guests'],
    ['its family', 'duplicates'],
    ['its severity among matchers', 'matchers:low'],
  ])('is selected by %s', async (_, selector) => {
    const { rules } = selectRules(await policyOf(text), [selector])
    expect(rules.map(({ rule }) => rule.id)).toEqual(['duplicates/guests'])
  })

  it('may be turned off, and waived', async () => {
    const waiver = `waivers:
  - { rule: duplicates/guests, records: ['1', '2'], reason: twins, owner: ana, until: 2030-01-01 }
`
    const policy = await policyOf(text.replace('{ blockCap: 90 }', 'off') + waiver)
    expect(policy.rules.has('duplicates/guests')).toBe(false)
    expect(policy.policy.waivers).toHaveLength(1)
  })

  it('changes the hash of the policy when it changes', async () => {
    const one = await policyOf(text)
    const other = await policyOf(text.replace('maxGroup: 9', 'maxGroup: 8'))
    expect(other.hash).not.toBe(one.hash)
    expect((await policyOf(text)).hash).toBe(one.hash)
  })
})
