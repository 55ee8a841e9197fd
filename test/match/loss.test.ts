import { describe, expect, it } from 'vitest'
import { companyName, email, matchRule, personName } from '../../src/kit/index.ts'
import { estimatedLoss } from '../../src/match/loss.ts'
import { PairList } from '../../src/match/pairs.ts'
import { match, type Sample } from './source.ts'

/** Key 0 with one oversized block of the records from 0 on; key 1 is the other one. */
function estimate(
  links: readonly (readonly [a: number, b: number, keys: readonly number[]])[],
): number | null {
  const list = new PairList()
  const by = new Map<string, readonly number[]>()
  for (const [a, b, keys] of links) {
    list.add(a, b, 20)
    by.set(`${a} ${b}`, keys)
  }
  const oversized = { key: 0, blocks: [Int32Array.from({ length: 1000 }, (_, at) => at)] }
  return estimatedLoss(oversized, list, (key, a, b) => by.get(`${a} ${b}`)?.includes(key) ?? false, 2)
}

/** `count` links from record `from` on, each between two neighbours. */
function links(from: number, count: number, keys: readonly number[]) {
  return Array.from({ length: count }, (_, at) => [from + 2 * at, from + 2 * at + 1, keys] as const)
}

describe('the estimated loss of an oversized block', () => {
  it('follows the share that other keys find elsewhere', () => {
    // elsewhere 40 links of the key, 10 of them also by the other: of 15 known in the block, 45 more are missing
    expect(estimate([...links(2000, 30, [0]), ...links(3000, 10, [0, 1]), ...links(0, 15, [1])])).toBe(45)
  })

  it('is nothing where other keys find all', () => {
    expect(estimate([...links(2000, 30, [0, 1]), ...links(0, 15, [1])])).toBe(0)
  })

  it('does not count what its pieces found, nor links elsewhere', () => {
    const known = [...links(2000, 20, [0]), ...links(3000, 20, [0, 1])]
    expect(estimate([...known, ...links(5000, 50, [1])])).toBe(0)
    expect(estimate([...known, ...links(0, 10, [1])])).toBe(10)
  })

  it.each([
    ['too few links', [...links(2000, 9, [0]), ...links(3000, 5, [0, 1]), ...links(0, 15, [1])]],
    ['no other key that finds any', [...links(2000, 60, [0])]],
    ['no links', []],
  ])('is not told from %s', (_, list) => {
    expect(estimate(list)).toBeNull()
  })
})

const meta = {
  id: 'test/loss',
  summary: 's',
  why: 'w',
  remedy: 'r',
  severity: 'low',
  tags: [],
  messages: { group: 'g' },
} as const

describe('a match with blocks over the cap', () => {
  const rule = matchRule({
    meta,
    entity: 'person',
    kinds: ['contact'],
    compare: {
      name: personName('firstName', 'lastName'),
      mail: email('email'),
      firm: companyName('companyName'),
    },
    blockOn: [['companyName'], ['email']],
  })
  const letter = (at: number): string => String.fromCharCode(97 + (at % 26))
  const samples: readonly Sample[] = Array.from({ length: 240 }, (_, at) => ({
    id: `c${String(at).padStart(3, '0')}`,
    kind: 'contact',
    firstName: `${letter(at * 7)}${letter(at * 3)}na`.toUpperCase(),
    lastName: `${letter(at)}${letter(at * 5)}${letter(Math.floor(at / 26))}ers`,
    email: at % 4 < 2 ? `p${Math.floor(at / 2)}@mail.example` : null,
    companyName: at < 120 ? 'Everybody Ltd' : `Firm ${letter(at)}${letter(at >> 1)}`,
  }))

  it('says what was not compared, and an estimate or none for each key', async () => {
    const { capped, split, lost } = await match(rule, samples, { options: { blockCap: 20 } })
    expect([...capped, ...split].map(({ key }) => key)).toContain('companyName')
    expect(lost.map(({ key }) => key)).toEqual(['companyName'])
    expect(lost[0]?.pairs === null || (lost[0]?.pairs ?? -1) >= 0).toBe(true)
  })

  it('counts the records that no key covers', async () => {
    const bare = samples.map((sample, at) => (at % 10 === 2 ? { ...sample, companyName: null } : sample))
    const { plan } = await match(rule, bare)
    expect(plan.keyless).toBe(
      bare.filter(({ companyName: firm, email: mail }) => firm === null && mail === null).length,
    )
    expect(plan.keyless).toBeGreaterThan(0)
  })
})
