import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClusterOptions, cluster } from '../../src/match/cluster.ts'
import { PairList } from '../../src/match/pairs.ts'

type Link = readonly [number, number, number]

function clustered(
  records: number,
  links: readonly Link[],
  further: Partial<ClusterOptions> = {},
): readonly (readonly number[])[] {
  const bits = new Map(links.map(([a, b, weight]) => [`${Math.min(a, b)} ${Math.max(a, b)}`, weight]))
  const score = (a: number, b: number): number => bits.get(`${Math.min(a, b)} ${Math.max(a, b)}`) ?? -15
  const options: ClusterOptions = {
    threshold: 4,
    maxGroup: 50,
    score,
    forbidden: () => false,
    forced: () => false,
    ...further,
  }
  const edges = new PairList()
  for (const [a, b, weight] of links) {
    if (options.forced(a, b) || (weight >= options.threshold && !options.forbidden(a, b)))
      edges.add(a, b, weight)
  }
  return cluster(edges, records, options).groups
}

describe('cluster', () => {
  it.each<[string, number, readonly Link[], Partial<ClusterOptions>, readonly (readonly number[])[]]>([
    ['two', 2, [[0, 1, 8]], {}, [[0, 1]]],
    ['nobody', 3, [], {}, []],
    [
      'a triangle',
      3,
      [
        [0, 1, 8],
        [1, 2, 8],
        [0, 2, 8],
      ],
      {},
      [[0, 1, 2]],
    ],
    [
      'a third who speaks with one only',
      3,
      [
        [0, 1, 16],
        [1, 2, 16],
      ],
      {},
      [[0, 1, 2]],
    ],
    [
      'a parent and a child in two orgs, both as alike as evidence counts, the surer link first',
      4,
      [
        [0, 1, 25],
        [0, 3, 30],
        [1, 2, 30],
        [2, 3, 25],
      ],
      { forbidden: (a, b) => Math.abs(a - b) === 2 },
      [
        [0, 3],
        [1, 2],
      ],
    ],
    [
      'a chain of strangers, cut',
      6,
      [
        [0, 1, 6],
        [1, 2, 5],
        [2, 3, 6],
        [3, 4, 5],
        [4, 5, 6],
      ],
      {},
      [
        [0, 1],
        [2, 3],
        [4, 5],
      ],
    ],
    [
      'a veto inside',
      3,
      [
        [0, 1, 9],
        [1, 2, 8],
        [0, 2, 9],
      ],
      { forbidden: (a, b) => a + b === 2 },
      [[0, 1]],
    ],
    ['a decision against the evidence', 2, [[0, 1, -9]], { forced: () => true }, [[0, 1]]],
    [
      'no more than allowed',
      4,
      [
        [0, 1, 9],
        [2, 3, 9],
        [0, 2, 8],
        [0, 3, 8],
        [1, 2, 8],
        [1, 3, 8],
      ],
      { maxGroup: 3 },
      [
        [0, 1],
        [2, 3],
      ],
    ],
  ])('%s', (_, records, links, further, expected) => {
    expect(clustered(records, links, further)).toEqual(expected)
  })

  it.each([
    [
      'a third record that shares one thing with each of two who are one',
      [
        [12, 0],
        [6, 0],
        [0, 5],
      ],
      [[0, 1, 2]],
    ],
    [
      'a third record that shares the same thing with both',
      [
        [12, 0],
        [6, 0],
        [6, 0],
      ],
      [[0, 1]],
    ],
    [
      'three who only ever come near',
      [
        [6, 0],
        [6, 0],
        [0, 5],
      ],
      [],
    ],
  ])('%s', (_, evidence, expected) => {
    const prior = -5
    const of = new Map(['0 1', '0 2', '1 2'].map((pair, at) => [pair, evidence[at] ?? []]))
    const bits = (a: number, b: number): readonly number[] =>
      of.get(`${Math.min(a, b)} ${Math.max(a, b)}`) ?? []
    const score = (a: number, b: number): number => bits(a, b).reduce((sum, one) => sum + one, prior)
    const [edges, weak] = [new PairList(), new PairList()]
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      if (score(a, b) >= 4) edges.add(a, b, score(a, b))
      else if (score(a, b) >= 0) weak.add(a, b, score(a, b))
    }
    const { groups } = cluster(edges, 3, {
      threshold: 4,
      maxGroup: 50,
      score,
      weak,
      prior,
      evidence: (a, b) => Float64Array.from(bits(a, b)),
      forbidden: () => false,
      forced: () => false,
    })
    expect(groups).toEqual(expected)
  })

  it('is done with eight hundred records that are all alike', () => {
    const edges = new PairList()
    for (let a = 0; a < 800; a++) for (let b = a + 1; b < 800; b++) edges.add(a, b, 30)
    const { groups, raised } = cluster(edges, 800, {
      threshold: 4,
      maxGroup: 50,
      score: () => 30,
      forbidden: () => false,
      forced: () => false,
    })
    expect(raised).toBe(1)
    expect(groups.map((group) => group.length)).toEqual(Array.from({ length: 16 }, () => 50))
  })

  it('splits a component of a thousand that a chain of weak links made', () => {
    const links = Array.from({ length: 999 }, (_, at): Link => [at, at + 1, at % 2 === 0 ? 9 : 5])
    const groups = clustered(1000, links)
    expect(groups).toHaveLength(500)
    expect(Math.max(...groups.map((group) => group.length))).toBe(2)
  })

  it('never puts a vetoed pair into a group and never breaks the cap, whatever the links', () => {
    const link = fc.tuple(fc.nat(11), fc.nat(11), fc.integer({ min: -10, max: 20 }))
    const veto = fc.tuple(fc.nat(11), fc.nat(11))
    fc.assert(
      fc.property(
        fc.array(link, { maxLength: 40 }),
        fc.array(veto, { maxLength: 15 }),
        fc.integer({ min: 2, max: 6 }),
        (raw, pairs, maxGroup) => {
          const links = raw.filter(([a, b]) => a !== b)
          const vetoed = new Set(pairs.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`))
          const forbidden = (a: number, b: number): boolean =>
            vetoed.has(`${Math.min(a, b)} ${Math.max(a, b)}`)
          const groups = clustered(12, links, { forbidden, maxGroup })
          for (const group of groups) {
            expect(group.length).toBeLessThanOrEqual(maxGroup)
            for (const a of group) for (const b of group) if (a < b) expect(forbidden(a, b)).toBe(false)
          }
          expect(new Set(groups.flat()).size).toBe(groups.flat().length)
        },
      ),
      { seed: 42, numRuns: 300 },
    )
  })
})
