import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bootstrap, strata } from '../../src/eval/bootstrap.ts'
import { clusterFigures } from '../../src/eval/clusters.ts'
import { entitiesOf } from '../../src/eval/truth.ts'

/** Groups and entities as letters, one per record; `.` is a record alone, or one without truth. */
function figures(groups: string, entities: string) {
  const code = (text: string): Int32Array =>
    Int32Array.from([...text].map((letter) => (letter === '.' ? -1 : letter.charCodeAt(0) - 97)))
  return clusterFigures(code(groups), entitiesOf(code(entities), 26), 1)
}

describe('B-cubed', () => {
  // A. Bagga and B. Baldwin, "Algorithms for Scoring Coreference Chains", 1998: the key and both responses of their
  // figures; precision 76 % and 58 %, recall 100 %.
  it.each([
    ['aaaaabbbbbbb', 16 / 21],
    ['aaaaabbaaaaa', 7 / 12],
  ])('scores the response %s as published', (response, precision) => {
    const { bCubed } = figures(response, 'aaaaabbccccc')
    expect(bCubed.precision.value).toBeCloseTo(precision, 12)
    expect(bCubed.recall.value).toBe(1)
    expect(bCubed.f1.value).toBeCloseTo((2 * precision) / (1 + precision), 12)
  })

  it('takes a record alone for a group of one', () => {
    const { bCubed, pairs, exact } = figures('....', 'aabc')
    expect(bCubed.precision.value).toBe(1)
    expect(bCubed.recall.value).toBe((0.5 + 0.5 + 1 + 1) / 4)
    expect(pairs.precision.value).toBeNull()
    expect(pairs.recall).toMatchObject({ value: 0, right: 0, of: 1 })
    expect(exact.recall).toMatchObject({ right: 0, of: 1 })
  })

  it('leaves out records whose entity nobody knows', () => {
    expect(figures('aab', 'aa.')).toEqual(figures('aa', 'aa'))
  })
})

describe('figures of groups', () => {
  it('count pairs and exact groups', () => {
    const { pairs, exact } = figures('aaabbc', 'aabbbc')
    expect(pairs.precision).toMatchObject({ right: 2, of: 4 })
    expect(pairs.recall).toMatchObject({ right: 2, of: 4 })
    expect(pairs.f1.value).toBe(0.5)
    expect(exact.precision).toMatchObject({ right: 0, of: 2 })
    expect(figures('aabb..', 'aabbcd').exact.precision).toMatchObject({ right: 2, of: 2 })
  })

  it('are right when groups are entities, and the interval still doubts', () => {
    const { pairs, bCubed } = figures('aabbcc', 'aabbcc')
    expect(pairs.f1.value).toBe(1)
    expect(pairs.f1.low).toBeLessThan(0.7)
    expect(bCubed.f1.value).toBe(1)
  })

  const letters = fc.string({ unit: fc.constantFrom(...'abcd.'), minLength: 2, maxLength: 12 })
  it('are those of counting every pair', () => {
    fc.assert(
      fc.property(letters, letters, (groups, entities) => {
        const size = Math.min(groups.length, entities.length)
        let [right, found, all] = [0, 0, 0]
        for (let a = 0; a < size; a++) {
          for (let b = a + 1; b < size; b++) {
            if (entities[a] === '.' || entities[b] === '.') continue
            const together = groups[a] !== '.' && groups[a] === groups[b]
            const same = entities[a] === entities[b]
            right += together && same ? 1 : 0
            found += together ? 1 : 0
            all += same ? 1 : 0
          }
        }
        const { pairs, bCubed } = figures(groups.slice(0, size), entities.slice(0, size))
        expect(pairs.precision).toMatchObject({ right, of: found })
        expect(pairs.recall).toMatchObject({ right, of: all })
        for (const { value, low, high } of [bCubed.precision, bCubed.recall, bCubed.f1]) {
          expect(low).toBeLessThanOrEqual(value)
          expect(high).toBeGreaterThanOrEqual(value)
        }
      }),
      { seed: 6, numRuns: 200 },
    )
  })
})

describe('the bootstrap', () => {
  const share = ([right = 0, all = 0]: readonly number[]): number => right / Math.max(1, all)

  it('is the same for the same seed', () => {
    const list = strata(50, (entity) => [entity % 3 === 0 ? 1 : 0, 1])
    expect(list.map(({ count }) => count)).toEqual([33, 17])
    expect(bootstrap(list, [share], 1)).toEqual(bootstrap(list, [share], 1))
    expect(bootstrap(list, [share], 2)).not.toEqual(bootstrap(list, [share], 1))
  })

  // The deviation of a share p of n is sqrt(p (1 - p) / n); one of few, of some, and of many draws at once.
  it.each([40, 400, 40_000])('is as wide as theory says for %i entities', (entities) => {
    const [interval] = bootstrap(
      [
        { count: entities * 0.3, figures: [1, 1] },
        { count: entities * 0.7, figures: [0, 1] },
      ],
      [share],
      7,
    )
    const half = 1.96 * Math.sqrt((0.3 * 0.7) / entities)
    expect((interval?.low ?? 0) / (0.3 - half)).toBeCloseTo(1, 0)
    expect(((interval?.high ?? 0) - (interval?.low ?? 0)) / (2 * half)).toBeGreaterThan(0.9)
    expect(((interval?.high ?? 0) - (interval?.low ?? 0)) / (2 * half)).toBeLessThan(1.1)
  })
})
