import { describe, expect, it } from 'vitest'
import { type BoundRequest, judgeBound } from '../../src/labels/bound.ts'
import { groupId } from '../../src/match/groups.ts'
import { key, labelsOf, ledgerOf, sampleOf, times, unitOf } from './sample.ts'

const auto = { precision: 0.9, confidence: 0.95, drift: 0.1, within: '180d' }
const sample = sampleOf(25)
const base: BoundRequest = {
  rule: 'duplicates/people',
  ruleHash: sample.ruleHash,
  connection: 'acme',
  labels: labelsOf(sample, times(25, 'same')),
  ledger: ledgerOf(sample),
  auto,
  now: new Date('2026-11-01T00:00:00Z'),
}

function judge(more: Partial<BoundRequest>) {
  return judgeBound({ ...base, ...more })
}

describe('a bound from labels', () => {
  it('is granted when the lower end of the interval reaches the figure of the policy', () => {
    const verdict = judge({})
    expect(verdict.granted).toBe(true)
    expect(verdict.bound).toMatchObject({
      sample: sample.id,
      labels: 25,
      errors: 0,
      from: 0.99,
      confidence: 0.95,
    })
    expect(verdict.bound?.lower).toBeCloseTo(25 / (25 + 1.6449 ** 2), 4)
  })

  const failing: readonly (readonly [string, Partial<BoundRequest>, RegExp])[] = [
    ['no sample was drawn', { ledger: ledgerOf() }, /no random sample was drawn/],
    ['the sample is of another connection', { connection: 'other' }, /no random sample was drawn/],
    ['the rule was changed since', { ruleHash: 'ffffffffffffffff' }, /the rule was changed after sample/],
    ['the sample is too old', { now: new Date('2027-05-01T00:00:00Z') }, /lets it get 180d old/],
    ['nobody labelled it', { labels: [] }, /^0 of the 25 groups/],
    [
      'one is wrong',
      { labels: labelsOf(sample, [...times(24, 'same'), 'apart']) },
      /1 of 25 wrong or unsure/,
    ],
    [
      'one is unsure',
      { labels: labelsOf(sample, [...times(24, 'same'), 'unsure']) },
      /1 of 25 wrong or unsure/,
    ],
    ['one has no label', { labels: labelsOf(sample, times(24, 'same')) }, /^24 of the 25 groups/],
    [
      'the policy wants more',
      { auto: { ...auto, precision: 0.995 } },
      /wants 99.50 %, which takes 539 labels/,
    ],
    [
      'labels were made for learning',
      { labels: base.labels.map((one) => ({ ...one, for: 'learning' as const })) },
      /^0 of the 25/,
    ],
  ]
  it.each(failing)('is not granted when %s', (_, more, why) => {
    const verdict = judge(more)
    expect(verdict.granted).toBe(false)
    if (!verdict.granted) expect(verdict.why).toMatch(why)
  })

  it('counts an earlier sample of the same rule as a chance to be lucky', () => {
    const earlier = sampleOf(25, { seed: 2 })
    const labels = [...labelsOf(earlier, [...times(24, 'same'), 'apart']), ...base.labels]
    const verdict = judge({ ledger: ledgerOf(earlier, sample), labels })
    expect(verdict.granted).toBe(false)
    expect(verdict.bound?.confidence).toBeCloseTo(0.975, 10)
    // a third one would share 5 % with two others: z = 2.128, 9 · 4.53 = 40.8
    if (!verdict.granted) expect(verdict.needed).toBe(41)
    const unseen = judge({ ledger: ledgerOf(earlier, sample) })
    expect(unseen.granted).toBe(true)
  })

  it('wants every member of a larger group compared with the first', () => {
    const unit = unitOf(0, 3)
    const three = sampleOf(1, { units: [unit.id] })
    const [a = key('a'), b = key('b'), c = key('c')] = unit.keys
    const said = (other: typeof b, label: 'same' | 'apart') =>
      ({ a, b: other, label, for: 'bound', sample: three.id, unit: unit.id }) as const
    const lower = (labels: BoundRequest['labels']) =>
      judge({ ledger: ledgerOf(three), labels, auto: { ...auto, precision: 0.5 } }).bound?.errors
    expect(groupId([a, b, c].map((one) => ({ key: one })))).toBe(unit.id)
    expect(lower([said(b, 'same'), said(c, 'same')])).toBe(0)
    expect(lower([said(b, 'same')])).toBe(1)
    expect(lower([said(b, 'same'), said(c, 'apart')])).toBe(1)
    expect(lower([said(b, 'same'), said(c, 'apart'), said(c, 'same')])).toBe(0) // the later word holds
  })
})
