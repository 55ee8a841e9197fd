import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowsApart } from '../../../src/plan/pace/apart.ts'

const apart = (words: string, most: number) =>
  rowsApart(words.split(' '), most, (word) => [...word]).map((row) => row.join(' '))

describe('rows of items that have nothing in common', () => {
  it.each([
    ['as they come', 'a b c d e', 2, ['a b', 'c d', 'e']],
    ['one to a row', 'a b c', 1, ['a', 'b', 'c']],
    ['kept apart', 'ax bx c d', 4, ['ax c d', 'bx']],
    ['behind each one they share with', 'ax bx cb d', 4, ['ax d', 'bx', 'cb']],
    ['none of a hot key beside another', 'ax bx cx dx', 3, ['ax', 'bx', 'cx', 'dx']],
    ['a later one moves up where it may', 'ax bx c d e', 2, ['ax c', 'bx d', 'e']],
  ] as const)('%s', (_, words, most, expected) => {
    expect(apart(words, most)).toEqual(expected)
  })

  it('whatever they are', () => {
    const items = fc.array(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 4 }), { maxLength: 40 })
    fc.assert(
      fc.property(items, fc.integer({ min: 1, max: 7 }), (keys, most) => {
        const all = keys.map((some, n) => ({ n, keys: some.map(String) }))
        const rows = rowsApart(all, most, (item) => item.keys)
        const rowOf = new Map(rows.flatMap((row, at) => row.map((item) => [item.n, at] as const)))
        expect([...rowOf.keys()].sort((a, b) => a - b)).toEqual(all.map(({ n }) => n))
        for (const row of rows) expect(row.length).toBeLessThanOrEqual(most)
        for (const one of all)
          for (const later of all.slice(one.n + 1))
            if (one.keys.some((key) => later.keys.includes(key)))
              expect(rowOf.get(one.n)).toBeLessThan(rowOf.get(later.n) ?? -1)
      }),
      { seed: 5, numRuns: 200 },
    )
  })
})
