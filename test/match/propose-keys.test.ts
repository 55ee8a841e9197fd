import { describe, expect, it } from 'vitest'
import {
  code,
  companyName,
  date,
  email,
  matchRule,
  personName,
  set,
  site,
  text,
} from '../../src/kit/index.ts'
import type { KeyPlan } from '../../src/match/index.ts'
import { randomBelow } from '../../src/match/random.ts'
import { sampleOf } from '../../src/match/sample.ts'
import { loadTable } from '../../src/match/table.ts'
import { groupsOf, match, type Sample, sourceOf } from './source.ts'

const meta = {
  id: 'test/keys',
  summary: 's',
  why: 'w',
  remedy: 'r',
  severity: 'low',
  tags: [],
  messages: { group: 'g' },
} as const

const guests = matchRule({
  meta,
  entity: 'other',
  kinds: ['guests'],
  compare: {
    name: personName('given', 'family'),
    born: date('born'),
    mail: email('mail'),
    card: code('card'),
    home: site({ street: 'street', city: 'city' }),
  },
  blockOn: [],
})

const given = ['Ann', 'Bob', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus', 'Hana', 'Ivo', 'Jana']
const family = ['Bell', 'Cole', 'Dunn', 'Eaton', 'Frost', 'Grove', 'Hill', 'Ives', 'Jones', 'Kerr', 'Lund']
const cities = ['Leeds', 'York', 'Bath']

/** People of whom every tenth came twice, once with a typing error; every third has no card, every fourth no mail. */
function people(count: number, seed = 7): readonly Sample[] {
  const below = randomBelow(seed)
  const one = (list: readonly string[]): string => list[below(list.length)] ?? ''
  return Array.from({ length: count }).flatMap((_, at) => {
    const person = {
      id: `g${at}`,
      kind: 'guests',
      given: one(given),
      family: `${one(family)}${one(['', 'son', 'ton', 'ley'])}`,
      born: `19${10 + below(90)}-0${1 + below(9)}-${10 + below(18)}`,
      mail: at % 4 === 0 ? null : `guest${at}@mail.example`,
      card: at % 3 === 0 ? null : `C${100_000 + at}`,
      street: `${1 + below(90)} ${one(family)} Street`,
      city: one(cities),
    }
    const twin = { ...person, id: `g${at}b`, given: `${person.given}x`, mail: null }
    return at % 10 === 0 ? [person, twin] : [person]
  })
}

async function planOf(rule: typeof guests, samples: readonly Sample[]): Promise<KeyPlan> {
  const { plan } = await match(rule, samples)
  return plan
}

const notation = /^[^[\]]+(\[(\d+\.\.[1-9]\d?|sound|words)\])?$/

describe('keys chosen from the data', () => {
  it('are the same whatever the order of the records', async () => {
    const samples = people(120)
    const one = await planOf(guests, samples)
    const other = await planOf(guests, samples.toReversed())
    expect(one.proposed).toBe(true)
    expect(other).toEqual(one)
  })

  it('give every record a key, can be written into a policy, and stay under the budget', async () => {
    const { keys, keyless, records } = await planOf(guests, people(500))
    expect(keyless).toBe(0)
    expect(records).toBe(550)
    expect(keys.flatMap(({ key }) => key).filter((part) => !notation.test(part))).toEqual([])
    expect(keys.reduce((sum, { pairs }) => sum + pairs, 0)).toBeLessThan(300_000)
    expect(keys.length).toBeGreaterThan(2)
  })

  it('never are a column alone that has few values', async () => {
    const alone = (await planOf(guests, people(500))).keys.filter(({ key }) => key.length === 1)
    expect(alone.map(({ key }) => key[0])).not.toContain('city')
    expect(alone.map(({ key }) => key[0])).toContain('card')
  })

  it('find the twins', async () => {
    const samples = people(120)
    const twins = samples.filter(({ id }) => id.endsWith('b')).map(({ id }) => `${id.slice(0, -1)} ${id}`)
    const found = groupsOf(await match(guests, samples))
    expect(twins.length).toBe(12)
    expect(twins.filter((twin) => found.includes(twin)).length).toBeGreaterThan(0.9 * twins.length)
  })

  it('take another column where the best is empty', async () => {
    const bare = people(120).map((sample) => ({ ...sample, card: null, mail: null }))
    const { keys, keyless } = await planOf(guests, bare)
    expect(keyless).toBe(0)
    expect(keys.flatMap(({ key }) => key).filter((part) => /^(card|mail)/.test(part))).toEqual([])
  })

  it.each([
    ['texts', text('title'), 'title'],
    ['companies', companyName('title'), 'title'],
    ['sets', set('title'), 'title'],
  ])('work on %s alone', async (_, comparison, field) => {
    const rule = matchRule({
      meta,
      entity: 'other',
      kinds: ['books'],
      compare: { what: comparison },
      blockOn: [],
    })
    const titles = family.flatMap((one) => given.map((other) => `${one} and ${other} in ${one}ton`))
    const samples = titles.map((title, at) => ({ id: `b${at}`, kind: 'books', [field]: title }))
    const { keys, keyless } = await planOf(rule, samples)
    expect(keys.length).toBeGreaterThan(0)
    expect(keyless).toBe(0)
  })

  it('are none where there are no records or no values', async () => {
    expect((await planOf(guests, [])).keys).toEqual([])
    const empty = Array.from({ length: 5 }, (_, at) => ({ id: `e${at}`, kind: 'guests', given: null }))
    expect(await planOf(guests, empty)).toMatchObject({ keys: [], keyless: 5 })
  })

  it('are the least costly one where all cost too much', async () => {
    const same = Array.from({ length: 1200 }, (_, at) => ({
      id: `e${at}`,
      kind: 'guests',
      card: `C${at % 3}`,
    }))
    const { keys, keyless } = await planOf(guests, same)
    expect(keyless).toBe(0)
    expect(keys.map(({ key }) => key)).toEqual([['card']])
  })

  it('leave a rule its own keys', async () => {
    const own = { ...guests, blockOn: [['card']] }
    const { plan } = await match(own, people(120))
    expect(plan.proposed).toBe(false)
    expect(plan.keys.map(({ key }) => key)).toEqual([['card']])
    expect(plan.keyless).toBe(44)
  })
})

describe('a sample of a table', () => {
  it('is spread over it, and holds its own values only', async () => {
    const samples = people(50)
    const whole = await loadTable(sourceOf('other', samples), ['given', 'card', 'nowhere'])
    const table = sampleOf(whole, 10)
    const { codes, values } = table.columns.get('card') ?? { codes: [], values: [] }
    expect(table.rows).toBe(10)
    expect(values.length).toBeLessThanOrEqual(11)
    for (let at = 0; at < 10; at++) {
      const id = table.ids.at(at)
      expect(values[codes[at] ?? 0]).toBe(samples.find((one) => one.id === id)?.card ?? '')
    }
    expect(new Set(Array.from({ length: 10 }, (_, at) => table.ids.at(at))).size).toBe(10)
    expect(sampleOf(whole, 1000)).toBe(whole)
  })
})
