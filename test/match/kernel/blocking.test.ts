import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Blocking, blocksOf, shareBlock } from '../../../src/match/blocking.ts'
import { estimatePairs } from '../../../src/match/kernel/estimate.ts'
import type { Part } from '../../../src/match/kernel/group.ts'
import { metBefore } from '../../../src/match/kernel/meet.ts'

/** Codes of each record, as lists. */
type Lists = readonly (readonly number[])[]

function partOf(lists: Lists): Part {
  const starts = [0]
  const codes: number[] = []
  for (const list of lists) {
    codes.push(...list)
    starts.push(codes.length)
  }
  const counts = new Int32Array(Math.max(0, ...codes) + 1)
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1
  return { starts: Int32Array.from(starts), codes: Int32Array.from(codes), counts }
}

/** All pairs in the order in which they are visited. */
function visits(blocking: Blocking): string[] {
  const out: string[] = []
  for (const [key, { starts, members }] of blocking.keys.entries()) {
    for (let block = 0; block + 1 < starts.length; block++) {
      const all = [...members.subarray(starts[block], starts[block + 1])]
      for (const [at, a] of all.entries()) {
        for (const b of all.slice(at + 1)) if (!metBefore(blocking, key, block, a, b)) out.push(`${a} ${b}`)
      }
    }
  }
  return out
}

const lists = (rows: number): fc.Arbitrary<Lists> =>
  fc.array(
    fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }).map((all) => all.sort((a, b) => a - b)),
    { minLength: rows, maxLength: rows },
  )
const population = fc
  .integer({ min: 1, max: 25 })
  .chain((rows) => fc.record({ one: lists(rows), two: lists(rows), three: lists(rows) }))

function share(lists: Lists, a: number, b: number): boolean {
  return lists[a]?.some((code) => lists[b]?.includes(code)) === true
}

describe('blocks', () => {
  it('bring each pair together that shares all parts of a key, once', () => {
    fc.assert(
      fc.property(population, ({ one, two, three }) => {
        const parts = new Map(Object.entries({ one: partOf(one), two: partOf(two), three: partOf(three) }))
        const blocking = blocksOf([['one', 'two'], ['three'], ['two', 'three']], parts, one.length, 1000)
        const wanted: string[] = []
        for (let a = 0; a < one.length; a++) {
          for (let b = a + 1; b < one.length; b++) {
            const byNames = share(one, a, b) && share(two, a, b)
            expect(shareBlock(blocking, 0, a, b)).toBe(byNames)
            expect(shareBlock(blocking, 1, b, a)).toBe(share(three, a, b))
            if (byNames || share(three, a, b)) wanted.push(`${a} ${b}`)
          }
        }
        expect(visits(blocking).sort()).toEqual(wanted.sort())
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('are split by other parts where they are over the cap, or left out and counted', () => {
    const rows = 40
    const all = Array.from({ length: rows }, () => [1])
    const fours = Array.from({ length: rows }, (_, record) => [1 + (record % 4)])
    const parts = new Map([
      ['all', partOf(all)],
      ['fours', partOf(fours)],
    ])
    const split = blocksOf([['all'], ['fours']], parts, rows, 10)
    expect(split.split).toEqual([{ key: 'all', blocks: 1, records: 40, pairs: 780 - 4 * 45 }])
    expect(split.capped).toEqual([])
    expect(visits(split)).toHaveLength(4 * 45)

    const capped = blocksOf([['all'], ['fours']], parts, rows, 9)
    expect(capped.capped).toEqual([
      { key: 'all', blocks: 4, records: 40, pairs: 4 * 45 },
      { key: 'fours', blocks: 4, records: 40, pairs: 4 * 45 },
    ])
    expect(visits(capped)).toEqual([])
  })
})

describe('estimatePairs', () => {
  it('counts the pairs of each key and draws those that no earlier key has', () => {
    const rows = 600
    const tens = partOf(Array.from({ length: rows }, (_, record) => [1 + Math.floor(record / 10)]))
    const twenties = partOf(Array.from({ length: rows }, (_, record) => [1 + Math.floor(record / 20)]))
    const blocking = blocksOf(
      [['tens'], ['twenties']],
      new Map(Object.entries({ tens, twenties })),
      rows,
      500,
    )
    const [first, second] = estimatePairs(blocking)
    expect(first).toEqual({ key: 'tens', blocks: 60, records: 600, pairs: 60 * 45, fresh: 60 * 45 })
    expect(second).toMatchObject({ key: 'twenties', blocks: 30, records: 600, pairs: 30 * 190 })
    expect((second?.fresh ?? 0) / (30 * 100)).toBeCloseTo(1, 1)
    expect(estimatePairs(blocking)).toEqual([first, second])
  })
})
