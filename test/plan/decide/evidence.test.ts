import { describe, expect, it } from 'vitest'
import type { Decision, Entity, Value } from '../../../src/kit/index.ts'
import {
  decideByPolicy,
  decideByScore,
  fromScore,
  policyEvidence,
  sampleGroups,
  sampleText,
} from '../../../src/plan/decide/index.ts'
import { sameValue } from '../../../src/plan/decide/same-value.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { candidate, member } from './candidate.ts'

describe('two values are the same', () => {
  it.each<[Entity, string, Value, Value | undefined, boolean]>([
    ['person', 'email', 'Ana.Ruiz@ACME.com ', 'ana.ruiz@acme.com', true],
    ['person', 'email', 'ana@acme.com', 'eva@acme.com', false],
    ['person', 'email', 'info@acme.com', 'info@acme.com', false],
    ['person', 'email', 'none@acme.com', 'none@acme.com', false],
    ['person', 'email', 'ana@acme.com', null, false],
    ['person', 'email', 'ana@acme.com', undefined, false],
    ['person', 'phone', '+34 915 550 181', '915550181', true],
    ['person', 'phone', '+34 915 550 181', '0034 915550181', true],
    ['person', 'phone', '+34 915 550 181', '+1 915 550 181', false],
    ['person', 'phone', '415 555 2671 ext. 12', '415 555 2671 ext. 13', false],
    ['person', 'phone', '000000000', '000000000', false],
    ['person', 'firstName', 'José', 'JOSE', true],
    ['person', 'firstName', 'Bob', 'Robert', false],
    ['person', 'firstName', 'J.', 'J.', false],
    ['person', 'lastName', 'Núñez', 'Nunez', true],
    ['person', 'lastName', 'Smith', 'Smith Jr.', false],
    ['person', 'lastName', 'unknown', 'unknown', false],
    ['person', 'birthdate', '1980-01-02', '1980-01-02', true],
    ['person', 'companyId', '001000000000001AAA', '001000000000001aaa', false],
    ['person', 'externalId', 'erp-17', 'ERP 17', true],
    ['person', 'postalCode', '08001', '08001', true],
    ['person', 'website', 'https://www.site.com/ana/', 'site.com/ana', true],
    ['person', 'website', 'site.com/ana', 'site.com/eva', false],
    ['company', 'website', 'https://www.acme.com/es', 'acme.com', true],
    ['company', 'name', 'Acme Ltd.', 'ACME Limited', true],
    ['company', 'name', 'Acme GmbH', 'Acme Ltd.', false],
    ['company', 'name', 'Acme', 'Acme Ltd.', true],
    ['company', 'taxId', 'ESB-12345674', 'ESB12345674', true],
    ['company', 'employees', 12, 12, true],
  ])('%s %s: %s, %s: %s', (entity, field, one, other, same) => {
    expect(sameValue(entity, field, [one, other])).toBe(same)
    expect(sameValue(entity, field, [other, one])).toBe(same)
  })
})

const enough = [
  { name: 'same number', rule: 'duplicates/companies', same: ['taxId'] },
  { name: 'same e-mail and name', rule: 'duplicates/people', same: ['email', 'lastName'] },
]
const ana = { email: 'ana@ruiz.es', lastName: 'Ruiz' }

describe('evidence by the policy', () => {
  it('needs every field in every member, and is named', () => {
    const twins = candidate('twins', [member('1', ana), member('2', { ...ana, lastName: 'RUIZ' })])
    expect(policyEvidence(twins, enough)).toEqual({
      by: 'policy',
      name: 'same e-mail and name',
      same: ['email', 'lastName'],
    })
    const three = candidate('three', [...twins.members, member('3', { email: ana.email })])
    expect(policyEvidence(three, enough)).toBeNull()
    expect(policyEvidence({ ...twins, rule: 'duplicates/companies' }, enough)).toBeNull()
  })

  it('does not outrank a pair that was decided apart', () => {
    const twins = candidate('twins', [member('1', ana), member('2', ana)])
    const others = candidate('others', [member('1', ana), member('4', ana)])
    const plain = candidate('plain', [member('5'), member('6')])
    const apart: Decision = {
      a: { connection: 'acme', object: 'Contact', id: '2' },
      b: { connection: 'acme', object: 'Contact', id: '1' },
      verdict: 'apart',
    }
    const { decided, leftOut } = decideByPolicy([twins, others, plain], enough, [apart])
    expect(decided).toEqual([
      { ...others, why: expect.objectContaining({ by: 'policy' }), survivor: null, values: [] },
    ])
    expect(leftOut).toEqual([
      expect.objectContaining({ group: twins.group, code: 'apart', records: ['1', '2'], object: 'Contact' }),
      expect.objectContaining({ group: plain.group, code: 'no-evidence' }),
    ])
  })
})

describe('a score', () => {
  const groups = [0.999, 0.995, 0.99, 0.8].map((score, at) =>
    candidate(`g${at}`, [member(`${at}a`), member(`${at}b`)], {
      score,
      pairs: [{ a: 0, b: 1, score, comparisons: [] }],
    }),
  )

  const policy = { decisions: [], policy: Policy.parse({ version: 1 }) }

  it('takes the groups that were confirmed by their exact number', () => {
    expect(fromScore(groups, policy, 0.99).parts).toHaveLength(3)
    const { decided, leftOut } = decideByScore(groups, policy, { least: 0.99, confirmed: 3, who: 'eva' })
    expect(decided.map(({ why }) => why)).toEqual(
      Array(3).fill({ by: 'score', least: 0.99, confirmed: 3, who: 'eva' }),
    )
    expect(leftOut.map(({ code }) => code)).toEqual(['no-evidence'])
  })

  it.each([2, 4, 0])('takes nothing when %i were confirmed', (confirmed) => {
    expect(() => decideByScore(groups, policy, { least: 0.99, confirmed, who: 'eva' })).toThrow(
      expect.objectContaining({ code: 'NOT_CONFIRMED', exit: 2 }),
    )
  })

  describe('of groups that a plan would not take whole, or at all', () => {
    const pair = (a: number, b: number) => ({ a, b, score: 0.99, comparisons: [] })
    const owned = (id: string, ownerId: string) => member(id, { ownerId, ownerActive: true })
    const four = ['10', '11', '12', '13'].map((id, at) => member(id, { recordType: at < 2 ? 'a' : 'b' }))
    const all = [
      candidate('plain', [
        member('1', { createdAt: '2026-02-01' }),
        member('2', { createdAt: '2025-02-01' }),
      ]),
      candidate('owners', [owned('3', 'x'), owned('4', 'y')]),
      candidate('mixed', [member('5'), member('6', {}, 'Lead')]),
      candidate('parts', four, { pairs: [pair(0, 1), pair(1, 2), pair(2, 3)] }),
      candidate(
        'large',
        Array.from({ length: 11 }, (_, at) => member(`2${at}`)),
        { pairs: Array.from({ length: 10 }, (_, at) => pair(at, at + 1)) },
      ),
      candidate('twice', [member('1'), member('30')], { rule: 'duplicates/others', score: 0.99 }),
      candidate('apart', [member('40'), member('41')]),
    ]
    const apart: Decision = {
      a: { connection: 'acme', object: 'Contact', id: '40' },
      b: { connection: 'acme', object: 'Contact', id: '41' },
      verdict: 'apart',
    }
    const from = fromScore(all, { ...policy, decisions: [apart] }, 0.9)

    it('counts what goes on, marks who survives, and says why the rest does not', () => {
      expect(from.parts.map(({ members, proposed }) => members[proposed]?.key.id).sort()).toEqual([
        '10',
        '12',
        '2',
      ])
      expect(sampleText(sampleGroups(from.parts), { mask: true, least: 0.9, from })).toMatch(
        /^7 groups from a score of 90\.0 % on; 3 can be planned, 2 of them parts of 1 group that cannot be merged as a whole\.\n5 groups cannot: 1 lead and contact, 1 not the same, by a decision, 1 two owners, 1 with a record of another group, 1 with too many records\.\nAll of them, weakest first; \* survives\.\n/,
      )
    })

    it('decides no other, and is confirmed by that number', () => {
      const word = { least: 0.9, confirmed: 3, who: 'eva' }
      const { decided, leftOut, settled } = decideByScore(all, { ...policy, decisions: [apart] }, word)
      expect(decided.map(({ group }) => group)).toEqual(from.parts.map(({ group }) => group))
      expect(settled).toEqual(all)
      expect(new Set(leftOut.map(({ code }) => code))).toEqual(
        new Set(['apart', 'lead-and-contact', 'overlap', 'too-large', 'two-owners']),
      )
    })
  })
})
