import { describe, expect, it } from 'vitest'
import { cases } from '../../../plugins/duplicates/cases.ts'
import { companies } from '../../../plugins/duplicates/companies.ts'
import { deals } from '../../../plugins/duplicates/deals.ts'
import { people } from '../../../plugins/duplicates/people.ts'
import { date, matchRule, set } from '../../../src/kit/index.ts'
import { isAgainst } from '../../../src/match/comparator.ts'
import { buildComparisons } from '../../../src/match/compare/index.ts'
import type { RecordTable } from '../../../src/match/table.ts'

const none: RecordTable = {
  rows: 0,
  connection: 'acme',
  objects: [],
  object: new Uint8Array(),
  ids: { length: 0, at: () => '' },
  kinds: [],
  kind: new Uint8Array(),
  columns: new Map(),
  unknown: [],
}
const further = matchRule({
  meta: people.meta,
  entity: 'person',
  kinds: ['contact'],
  compare: { birthdate: date('birthdate'), interests: set('title') },
  blockOn: [['birthdate']],
})
const comparators = [people, companies, deals, cases, further].flatMap((rule) =>
  buildComparisons(rule, none).list.map((one) => [`${rule.entity} ${one.name}`, one] as const),
)

describe('levels of each comparison', () => {
  it.each(comparators)('%s: what speaks against a match comes last', (_, comparator) => {
    const against = comparator.levels.map((_, at) => isAgainst(comparator, at + 1))
    expect(against).toEqual([...against].sort())
    expect(against[0]).toBe(false)
  })

  it.each(comparators)('%s: shares of matches and of others add up to about one', (_, { levels }) => {
    for (const share of ['m', 'u'] as const) {
      const sum = levels.reduce((total, level) => total + level[share], 0)
      expect(sum).toBeGreaterThan(0.89)
      expect(sum).toBeLessThan(1.1)
    }
  })
})
