import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Comparator, isAgainst } from '../../src/match/comparator.ts'
import {
  bitsOf,
  fitModel,
  type Histogram,
  levelsOf,
  patternOf,
  probabilityOf,
} from '../../src/match/model.ts'

const yesNo = [
  { name: 'same', m: 0.8, u: 1e-3 },
  { name: 'different', m: 0.2, u: 0.999, conflict: true },
] as const
const three = ['one', 'two', 'three'].map((name): Comparator => ({ name, levels: yesNo, level: () => 1 }))

function pattern(...levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum * 3 + level, 0)
}

/** 1,000 records: 90 true pairs with 10 % errors per field, against strangers who agree in one of 50. */
const candidates: Histogram = new Map([
  [pattern(1, 1, 1), 66],
  [pattern(1, 1, 2), 8],
  [pattern(1, 2, 1), 8],
  [pattern(2, 1, 1), 8],
  [pattern(1, 2, 2), 9_900],
  [pattern(2, 1, 2), 9_900],
])
const random: Histogram = new Map([
  [pattern(2, 2, 2), 94_000],
  [pattern(1, 2, 2), 1_990],
  [pattern(2, 1, 2), 1_990],
  [pattern(2, 2, 1), 1_990],
  [pattern(1, 1, 2), 10],
  [pattern(1, 2, 1), 10],
  [pattern(2, 1, 1), 10],
])

describe('fitModel', () => {
  const model = fitModel(three, candidates, random, 1000)

  it('learns how many pairs match', () => {
    const pairs = (1000 * 999) / 2
    expect(model.prior * pairs).toBeGreaterThan(60)
    expect(model.prior * pairs).toBeLessThan(130)
    expect(model.cut).toBeNull()
  })

  it('learns how often matches and strangers agree', () => {
    expect(model.m[0]?.[1]).toBeGreaterThan(0.75)
    expect(model.u[0]?.[1]).toBeGreaterThan(0.015)
    expect(model.u[0]?.[1]).toBeLessThan(0.025)
  })

  it('gives the same model whatever the order of the histogram', () => {
    const turned = fitModel(three, new Map([...candidates].reverse()), new Map([...random].reverse()), 1000)
    expect(turned).toEqual(model)
  })

  it('stays at the starting values when there is next to nothing to learn from', () => {
    const small = fitModel(
      three,
      new Map([[pattern(1, 1, 1), 1]]),
      new Map([
        [pattern(2, 2, 2), 189],
        [pattern(1, 1, 1), 1],
      ]),
      20,
    )
    expect(small.m[0]?.[1]).toBeGreaterThan(0.75)
    expect(small.u[0]?.[1]).toBeLessThan(2e-3)
  })

  it('cuts an implausible number of matches and says so', () => {
    const everything = fitModel(three, new Map([[pattern(1, 1, 1), 400_000]]), random, 1000)
    expect(everything.cut?.used).toBe(3000)
    expect(everything.cut?.estimated).toBeGreaterThan(3000)
  })

  it('never lets the worst level speak for a match', () => {
    for (const bits of model.weights) {
      expect(bits[0]).toBe(0)
      expect(bits[2]).toBeLessThanOrEqual(0)
    }
  })
})

const many = ['same', 'near', 'weaker', 'unlike', 'conflict', 'different'].map((name) => ({
  name,
  m: 0.1,
  u: 0.1,
  ...(name === 'unlike' ? { differs: true as const } : {}),
  ...(name === 'conflict' ? { conflict: true as const } : {}),
}))
const two = ['one', 'two'].map((name): Comparator => ({ name, levels: many, level: () => 1 }))
const seen = fc
  .array(fc.tuple(fc.nat(6), fc.nat(6), fc.oneof(fc.nat(20), fc.nat(200_000))), { maxLength: 40 })
  .map((rows): Histogram => new Map(rows.map(([a, b, count]) => [a * 7 + b, count])))
const shares = fc.array(
  fc.tuple(fc.double({ min: 1e-6, max: 1, noNaN: true }), fc.double({ min: 1e-6, max: 1, noNaN: true })),
  {
    minLength: many.length,
    maxLength: many.length,
  },
)

describe('weights, whatever was seen', () => {
  it('never rise from one level to the next, nor speak for a match where a level speaks against it', () => {
    fc.assert(
      fc.property(seen, seen, shares, fc.integer({ min: 2, max: 100_000 }), (near, drawn, start, records) => {
        const levels = many.map((level, at) => ({ ...level, m: start[at]?.[0] ?? 0, u: start[at]?.[1] ?? 0 }))
        const comparators = two.map((one) => ({ ...one, levels }))
        const { weights, prior } = fitModel(comparators, near, drawn, records)
        expect(prior).toBeGreaterThan(0)
        expect(prior).toBeLessThan(0.1)
        for (const [at, bits] of weights.entries()) {
          for (let level = 1; level <= many.length; level++) {
            expect(Number.isFinite(bits[level])).toBe(true)
            if (level > 1) expect(bits[level]).toBeLessThanOrEqual(bits[level - 1] ?? 0)
            if (isAgainst(comparators[at] as Comparator, level)) expect(bits[level]).toBeLessThanOrEqual(0)
          }
        }
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it.each([2, 4, 10, 50])(
    'believe of two of %i records what is usual for two of 100, before any data',
    (records) => {
      const { prior } = fitModel(three, new Map(), new Map(), records)
      expect(prior).toBeLessThanOrEqual(0.2 / 99)
      expect(prior).toBeGreaterThan(0.1 / 99)
    },
  )
})

describe('patterns', () => {
  it.each([
    [0, 0, 0],
    [1, 2, 0],
    [2, 2, 2],
  ])('keeps levels %i %i %i', (...levels) => {
    const comparators = three.map((one, at) => ({ ...one, level: () => levels[at] ?? 0 }))
    expect([...levelsOf(comparators, patternOf(comparators, 0, 1))]).toEqual(levels)
  })

  it('turns bits into probability and back', () => {
    expect(probabilityOf(0)).toBe(0.5)
    expect(probabilityOf(bitsOf(0.95))).toBeCloseTo(0.95, 12)
  })
})
