import { describe, expect, it } from 'vitest'
import { evaluationText } from '../../src/eval/report/text.ts'
import type { Evaluation } from '../../src/eval/run.ts'
import { pairFigures, shareOf } from '../../src/eval/shares.ts'

const figures = pairFigures(99_999, 99_999, 100_000, null)
const one: Evaluation = {
  rule: 'duplicates/people',
  connection: 'acme',
  ruleHash: '0123456789abcdef',
  threshold: 0.95,
  seed: 1,
  records: 300_000,
  compared: 1_000_000,
  truth: { source: 'column Entity', kind: 'entities', known: 1, unknown: 2, entities: 3, truePairs: 100_000 },
  looks: { times: 7, versions: 3 },
  pairs: figures,
  groups: figures,
  clusters: null,
  bands: [{ from: 0.95, to: 0.97, right: shareOf(0, 0) }],
  sweep: [{ threshold: 0.95, ...figures }],
  missed: {
    blocking: { recall: shareOf(99_999, 100_000), drawn: false, keys: [] },
    reasons: { 'not blocked': 1, vetoed: 0, 'below the threshold': 0, 'cut by clustering': 0 },
    worst: [],
    leftOut: 1,
  },
  together: { worst: [], leftOut: 0 },
  ablation: null,
  warnings: [],
  auto: { granted: false, why: 'no random sample was drawn', bound: null, needed: 539 },
}

describe('the figures for people', () => {
  const text = evaluationText(one, { mask: true })

  it('never round up to one', () => {
    expect(text).toMatch(/^duplicates\/people on acme: F1 0\.9999 /)
    expect(text).toContain('0.9999 (0.999–0.999)')
  })

  it('say how many versions of the rule were measured, what was missed and what the band auto lacks', () => {
    expect(text).toContain('3 versions of this rule were measured by these labels')
    expect(text).toContain('Missed   1 not blocked')
    expect(text).toContain('A new sample needs 539 labels without an error')
  })

  it('leave out what is not there', () => {
    expect(text).not.toContain('B-cubed')
    expect(text).not.toContain('Without one comparison')
    expect(text).toMatch(/By band[^\n]*\nno pair/)
  })
})
