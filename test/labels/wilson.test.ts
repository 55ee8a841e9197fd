import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { labelsNeeded, normalQuantile, wilson, wilsonLower } from '../../src/labels/wilson.ts'

describe('the Wilson interval', () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998,
  // table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %f to %f', (right, trials, low, high) => {
    const found = wilson(right, trials)
    expect(found.low).toBeCloseTo(low, 4)
    expect(found.high).toBeCloseTo(high, 4)
  })

  it('is symmetric, holds the proportion and narrows with more trials', () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)))
    fc.assert(
      fc.property(counts, ([right, trials]) => {
        const { low, high } = wilson(right, trials)
        const other = wilson(trials - right, trials)
        expect(low).toBeCloseTo(1 - other.high, 10)
        expect(low).toBeLessThanOrEqual(right / trials + 1e-12)
        expect(high).toBeGreaterThanOrEqual(right / trials - 1e-12)
        const more = wilson(right * 10, trials * 10)
        expect(more.high - more.low).toBeLessThan(high - low)
        expect(wilsonLower(right, trials)).toBeGreaterThanOrEqual(low)
      }),
      { seed: 6, numRuns: 200 },
    )
  })

  it('knows nothing of no trials', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 })
    expect(wilsonLower(0, 0)).toBe(0)
  })
})

describe('the labels needed', () => {
  // Without an error the lower bound is n / (n + z²), z = 1.6449 for 95 % on one side.
  it.each([
    [0.995, 0.95, 0, 539],
    [0.99, 0.95, 0, 268],
    [0.9, 0.95, 0, 25],
    [0.995, 0.99, 0, 1077],
  ])('for at least %f with %f and %i wrong are %i', (precision, confidence, wrong, needed) => {
    expect(labelsNeeded(precision, confidence, wrong)).toBe(needed)
  })

  it('are the fewest that reach the bound', () => {
    for (const wrong of [0, 1, 2, 5, 13]) {
      const needed = labelsNeeded(0.995, 0.95, wrong)
      expect(wilsonLower(needed - wrong, needed, 0.95)).toBeGreaterThanOrEqual(0.995)
      expect(wilsonLower(needed - 1 - wrong, needed - 1, 0.95)).toBeLessThan(0.995)
    }
  })
})

it.each([
  [0.975, 1.959_963_984_540_054],
  [0.95, 1.644_853_626_951_472_2],
  [0.995, 2.575_829_303_548_900_4],
  [0.5, 0],
  [0.025, -1.959_963_984_540_054],
])('the normal quantile of %f is %f', (share, quantile) => {
  expect(normalQuantile(share)).toBeCloseTo(quantile, 10)
})
