import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluationCsv, evaluationJson } from '../../src/eval/report/rows.ts'
import { evaluationText } from '../../src/eval/report/text.ts'
import { type EvalRequest, type Evaluation, runEvaluation } from '../../src/eval/run.ts'
import { Place, population } from './place.ts'

const place = new Place()
const people = population(120, 40)
beforeAll(async () => {
  place.write(people)
  await place.open()
})
afterAll(() => place[Symbol.dispose]())

const twoComparisons = `
matchers:
  probe:
    entity: person
    kinds: [contact]
    compare:
      name: { type: personName, first: firstName, last: lastName }
      email: { type: email, fields: [email] }
    blockOn: [[email], [lastName]]
`

function evaluate(more: Partial<EvalRequest> = {}): Promise<Evaluation> {
  const truth = { by: 'column', column: 'Entity' } as const
  return runEvaluation({ ...place.request, truth, seed: 1, shown: 3, ablation: false, ...more })
}

describe('an evaluation by a column', () => {
  let one: Evaluation
  beforeAll(async () => {
    one = await evaluate({ ablation: true })
  })

  it('counts what is true, known and missed', () => {
    expect(one.truth).toEqual({
      source: 'column Entity',
      kind: 'entities',
      known: 160,
      unknown: 0,
      entities: 120,
      truePairs: 40,
    })
    expect(one.groups.recall.of).toBe(40)
    const missed = Object.values(one.missed.reasons).reduce((sum, count) => sum + count, 0)
    expect(missed).toBe(40 - one.groups.recall.right)
    expect(one.missed.reasons['not blocked']).toBe(4)
    expect(one.missed.blocking.recall).toMatchObject({ right: 36, of: 40 })
    expect(one.missed.worst.length + one.missed.leftOut).toBe(missed)
  })

  it('finds most, and says how sure that is', () => {
    const { precision, recall, f1 } = one.groups
    expect(precision.value).toBe(1)
    expect(recall.value).toBeGreaterThanOrEqual(0.85)
    for (const { low, high, value } of [precision, recall, f1]) {
      expect(low).toBeLessThan(value ?? 0)
      expect(high).toBeGreaterThanOrEqual(value ?? 0)
    }
  })

  it('sweeps thresholds: recall falls, the one of the rule is that of the figures', () => {
    const recalls = one.sweep.map(({ recall }) => recall.right)
    expect(recalls).toEqual(recalls.toSorted((a, b) => b - a))
    const own = one.sweep.find(({ threshold }) => threshold === one.threshold)
    expect(own?.recall).toEqual(one.pairs.recall)
    expect(own?.precision).toEqual(one.pairs.precision)
  })

  it('says what each comparison is worth', async () => {
    using other = new Place()
    other.write(people)
    await other.open(twoComparisons)
    const { ablation, groups } = await evaluate({
      ...other.request,
      rule: 'duplicates/probe',
      ablation: true,
    })
    expect(ablation?.map(({ comparison }) => comparison)).toEqual(['name', 'email'])
    const email = ablation?.find(({ comparison }) => comparison === 'email')
    expect(email?.change).toBeLessThan(-0.1)
    expect(email?.f1).toBeCloseTo((groups.f1.value ?? 0) + (email?.change ?? 0), 12)
  })

  it('is the same, byte by byte, for the same records', async () => {
    using other = new Place()
    other.write([...people].reverse())
    await other.open()
    const again = await evaluate({ ...other.request, ablation: true })
    expect(JSON.stringify(evaluationJson(again, false))).toBe(JSON.stringify(evaluationJson(one, false)))
    expect(evaluationText(again, { mask: true })).toBe(evaluationText(one, { mask: true }))
    expect(evaluationCsv(again)).toBe(evaluationCsv(one))
  })

  it('shows no value of a record when masked', () => {
    const text =
      evaluationText(one, { mask: true }) + JSON.stringify(evaluationJson(one, true)) + evaluationCsv(one)
    for (const { Email, LastName } of people.filter((person) => person.Email !== '')) {
      expect(text).not.toContain(Email)
      expect(text).not.toMatch(new RegExp(`\\b${LastName}\\b`))
    }
  })

  it('leaves out records whose value is empty', async () => {
    using other = new Place()
    other.write(people.map((person, at) => (at < 20 ? { ...person, Entity: '' } : person)))
    await other.open()
    const { truth, groups } = await evaluate({ ...other.request })
    expect(truth).toMatchObject({ known: 140, unknown: 20, truePairs: 20 })
    expect(groups.recall.of).toBe(20)
    expect(groups.precision.of).toBe(groups.precision.right)
  })
})

describe('an evaluation by pairs', () => {
  const rows = ['id_a,id_b,label', 's0000,d0000,yes', 'd0001,s0001,yes', 's0009,d0009,yes', 's0002,s0003,no']

  it('speaks of the labelled ones alone, and says so', async () => {
    writeFileSync(place.path('pairs.csv'), [...rows, 's0004,s0005,?', 's0000,gone,yes'].join('\n'))
    const one = await evaluate({ truth: { by: 'pairs', file: place.path('pairs.csv') } })
    expect(one.truth).toMatchObject({ kind: 'pairs', known: 4, unknown: 2, truePairs: 3 })
    expect(one.clusters).toBeNull()
    expect(one.groups.recall).toMatchObject({ right: 2, of: 3 })
    expect(one.missed.reasons['not blocked']).toBe(1)
    expect(evaluationText(one, { mask: true })).toContain('cannot be known from them')
  })

  it.each([
    ['a word is unknown', 'a,b,perhaps', 'LABELS_INVALID'],
    ['an id is missing', 'a,,yes', 'LABELS_INVALID'],
    ['none of the records is there', 'a,b,yes', 'NO_TRUTH'],
  ])('is refused when %s', async (_, row, code) => {
    writeFileSync(place.path('pairs.csv'), `id_a,id_b,label\n${row}\n`)
    const truth = { by: 'pairs', file: place.path('pairs.csv') } as const
    await expect(evaluate({ truth })).rejects.toMatchObject({ code, exit: 2 })
  })
})

describe('an evaluation is refused when', () => {
  it.each<readonly [string, Partial<EvalRequest>, string]>([
    ['nobody labelled anything', { truth: { by: 'labels' } }, 'NO_TRUTH'],
    ['the column is not there', { truth: { by: 'column', column: 'Entities' } }, 'UNKNOWN_FIELD'],
    ['all values of the column differ', { truth: { by: 'column', column: 'Id' } }, 'NO_TRUTH'],
    ['the rule compares nothing', { rule: 'scan/incomplete' }, 'NOTHING_SELECTED'],
    ['the rule has no records here', { rule: 'duplicates/cases' }, 'NOTHING_SELECTED'],
  ])('%s', async (_, more, code) => {
    await expect(evaluate(more)).rejects.toMatchObject({ exit: 2 })
    await expect(evaluate(more)).rejects.toHaveProperty(
      'code',
      expect.stringMatching(`${code}|UNKNOWN_SELECTOR`),
    )
  })

  it('finds the rule by itself when one alone has records', async () => {
    expect((await evaluate({ rule: null })).rule).toBe('duplicates/people')
  })
})
