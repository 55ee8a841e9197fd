import { describe, expect, it } from 'vitest'
import type { Model } from '../../src/match/model.ts'
import { misfits } from '../../src/match/sanity.ts'

function model(matches: number, cut: Model['cut'] = null): Model {
  return { prior: 1e-4, matches, m: [], u: [], weights: [], cut }
}

function groupsOf(...sizes: readonly number[]): readonly (readonly number[])[] {
  return sizes.map((size) => Array.from({ length: size }, (_, at) => at))
}

const hundredPairs = groupsOf(...Array.from({ length: 100 }, () => 2))

describe('what the model expects and what came of it', () => {
  it.each<[string, Model, readonly (readonly number[])[], number, RegExp | null]>([
    ['as many as expected', model(120), hundredPairs, 2000, null],
    ['half of the expected', model(199), hundredPairs, 2000, null],
    ['far fewer', model(400), hundredPairs, 2000, /expects 400 pairs .* the groups hold 100/],
    ['far more', model(20), hundredPairs, 2000, /hold 100 pairs, and the model expects 20/],
    ['few pairs in a small file', model(20), groupsOf(2, 2), 50, null],
    ['one group of very many', model(100), groupsOf(50), 500, /largest groups first/],
    ['nearly all records in groups', model(100), hundredPairs, 210, /95 % of the records/],
    [
      'an estimate that cannot be',
      model(3000, { estimated: 9000, used: 3000 }),
      groupsOf(78),
      1000,
      /took 9000 pairs/,
    ],
  ])('%s', (_, learned, groups, records, said) => {
    const found = misfits(learned, groups, records).join(' ')
    if (said === null) expect(found).toBe('')
    else expect(found).toMatch(said)
  })
})
