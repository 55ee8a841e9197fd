import { describe, expect, it } from 'vitest'
import { sampleGroups, sampleText } from '../../../src/plan/decide/index.ts'
import { candidate, member } from './candidate.ts'

const bob = {
  name: 'Roberto García',
  email: 'roberto@acme.es',
  phone: '+34 91 555 0101',
  companyName: 'Acme',
}
const groups = Array.from({ length: 101 }, (_, at) =>
  candidate(`g${at}`, [member(`${at}a`, bob), member(`${at}b`)], { score: 0.9 + at / 1010 }),
)

const from = { groups, parts: groups, leftOut: [] }

describe('the sample', () => {
  it('is spread over the scores, lowest first, the ends among them, whatever the order', () => {
    const sample = sampleGroups(groups)
    expect(sample.map(({ members }) => members[0]?.key.id)).toEqual([
      '0a',
      '11a',
      '22a',
      '33a',
      '44a',
      '56a',
      '67a',
      '78a',
      '89a',
      '100a',
    ])
    expect(sampleGroups(groups.toReversed())).toEqual(sample)
  })

  it('is all there is when that is little', () => {
    expect(sampleGroups(groups.slice(0, 3))).toHaveLength(3)
    expect(sampleGroups([])).toEqual([])
    expect(sampleGroups(groups, 1)).toHaveLength(1)
    expect(new Set(sampleGroups(groups.slice(0, 11)))).toHaveProperty('size', 10)
  })

  it('is shown with its count and with what is left out', () => {
    const text = sampleText(sampleGroups(groups), { mask: false, least: 0.9, from })
    expect(text).toMatch(
      /^101 groups from a score of 90\.0 % on; 101 can be planned\.\nA sample of 10, 91 not shown, weakest first; \* survives\.\n/,
    )
    expect(text).toContain('* 0a (contact)  Roberto García  roberto@acme.es  +34 91 555 0101  Acme\n')
    expect(text).toContain('      name: nickname Bob/Roberto\n')
  })

  it('shows nobody outside a terminal', () => {
    const text = sampleText(sampleGroups(groups), { mask: true, least: 0.9, from })
    expect(text).not.toMatch(/Roberto|García|roberto|555|Bob/)
    expect(text).toContain('* 0a (contact)  R. G.  r•••@a•••.es  •••01  Acme\n')
    expect(text).toContain('      name: nickname\n')
  })
})
