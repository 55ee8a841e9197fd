import { describe, expect, it } from 'vitest'
import type { Bound } from '../../../src/labels/bound.ts'
import { labelEvidence } from '../../../src/plan/decide/label-evidence.ts'
import { decideByLabels } from '../../../src/plan/decide/ways.ts'
import { candidate, member } from './candidate.ts'

const bound: Bound = {
  sample: '12345678',
  from: 0.99,
  lower: 0.9955,
  labels: 600,
  errors: 0,
  confidence: 0.95,
  drawnAt: '2026-10-01T00:00:00.000Z',
  ruleHash: '0123456789abcdef',
}
const bounds = new Map([['duplicates/people', bound]])
const twins = candidate('twins', [member('1'), member('2')], { band: 'auto', score: 0.995 })

describe('evidence by labels', () => {
  it('says which labels, how many, and how few were wrong', () => {
    expect(labelEvidence(twins, bounds)).toEqual({
      by: 'label',
      lowerBound: 0.9955,
      labels: 600,
      errors: 0,
      from: 0.99,
      sample: '12345678',
      drawnAt: '2026-10-01T00:00:00.000Z',
      ruleHash: '0123456789abcdef',
    })
  })

  it.each([
    ['the scan did not put it into the band', { ...twins, band: 'review' as const }],
    ['the scan knew no bands', candidate('older', twins.members, { score: 0.995 })],
    ['the band begins higher by now', { ...twins, score: 0.985 }],
    ['they are about another rule', { ...twins, rule: 'duplicates/companies' }],
  ])('is none when %s', (_, one) => {
    expect(labelEvidence(one, bounds)).toBeNull()
  })

  it('does not outrank a pair that was decided apart', () => {
    const apart = { a: member('1').key, b: member('2').key, verdict: 'apart' as const }
    const others = candidate('others', [member('3'), member('4')], { band: 'auto', score: 1 })
    const { decided, leftOut } = decideByLabels([twins, others], bounds, [apart])
    expect(decided.map(({ group }) => group)).toEqual([others.group])
    expect(leftOut).toEqual([expect.objectContaining({ group: twins.group, code: 'apart' })])
  })
})
