import { describe, expect, it } from 'vitest'
import { permutation } from '../../../emulators/population/permutation.ts'
import { createWorld, type Variant, type World } from '../../../emulators/population/world.ts'

const asOf = new Date('2026-10-01T00:00:00Z')
const make = (people: number, seed = 11, variant: Variant = 'standard') =>
  createWorld({ seed, asOf, people, variant })

function shares(world: World): { copies: number; converted: number } {
  let copies = 0
  let converted = 0
  for (let person = 0; person < world.layout.persons; person++) {
    const count = (world.layout.firstRow[person + 1] as number) - (world.layout.firstRow[person] as number)
    for (let copy = 1; copy < count; copy++) world.isConverted(person, copy) ? converted++ : copies++
  }
  return { copies, converted }
}

describe('a permutation', () => {
  it.each([1, 2, 17, 1000, 4097])('maps 0…%i-1 onto itself and back', (size) => {
    const order = permutation(size, 5)
    const images = new Set<number>()
    for (let index = 0; index < size; index++) {
      const image = order.forward(index)
      images.add(image)
      expect(order.backward(image)).toBe(index)
    }
    expect(images.size).toBe(size)
    expect(Math.max(...images)).toBe(size - 1)
  })
})

describe('a world', () => {
  const world = make(5000)

  it('yields the same rows whatever was asked for before', () => {
    const again = make(5000)
    for (const row of [4999, 0, 17, 2500]) {
      const { source: _a, ...left } = again.peopleRow(row)
      const { source: _b, ...right } = world.peopleRow(row)
      expect(left).toEqual(right)
    }
  })

  it('differs by seed', () => {
    const names = (of: World) => Array.from({ length: 50 }, (_, row) => of.peopleRow(row).lastName)
    expect(names(make(5000, 12))).not.toEqual(names(world))
  })

  it.each([
    [1, 'standard'],
    [7, 'standard'],
    [5000, 'standard'],
    [5000, 'nonprofit'],
    [50_000, 'standard'],
  ] as const)('has exactly %i people rows (%s)', (people, variant) => {
    const { layout } = make(people, 3, variant)
    expect(layout.rows).toBe(people)
    expect(layout.firstRow[layout.persons]).toBe(people)
    expect(layout.personOf).toHaveLength(people)
  })

  it.each([
    [5000, 1, 'standard'],
    [5000, 2, 'nonprofit'],
    [50_000, 3, 'standard'],
  ] as const)('of %i rows (seed %i, %s) 10 to 20 %% are copies', (people, seed, variant) => {
    const { copies } = shares(make(people, seed, variant))
    expect(copies / people).toBeGreaterThan(0.1)
    expect(copies / people).toBeLessThan(0.2)
  })

  it('makes copies of one person far apart in time', () => {
    const gaps: number[] = []
    for (let person = 0; person < world.layout.persons; person++) {
      const first = world.layout.firstRow[person] as number
      if ((world.layout.firstRow[person + 1] as number) - first < 2) continue
      gaps.push(Math.abs(world.peopleOrder.forward(first) - world.peopleOrder.forward(first + 1)))
    }
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeGreaterThan(1000)
  })

  it('gives two colleagues never the same address of their own', () => {
    const owner = new Map<string, number>()
    for (let person = 0; person < world.layout.persons; person++) {
      const { email, company, seat } = world.person(person)
      if (company === null || !email.endsWith(company.domain) || seat === 'assistant') continue
      if (/^(info|sales|office|contact|admin|ventas|administracion|contacto|compras)@/.test(email)) continue
      const other = owner.get(`${company.index} ${email}`)
      expect(other, email).toBeUndefined()
      owner.set(`${company.index} ${email}`, person)
    }
    expect(owner.size).toBeGreaterThan(2000)
  })

  it('has frequent and rare names', () => {
    const big = make(50_000)
    const count = new Map<string, number>()
    const full = new Map<string, number>()
    for (let person = 0; person < big.layout.persons; person++) {
      const { name } = big.person(person)
      count.set(name.last, (count.get(name.last) ?? 0) + 1)
      const key = `${name.first} ${name.last}`
      full.set(key, (full.get(key) ?? 0) + 1)
    }
    const ranked = [...count.values()].sort((a, b) => b - a)
    const [first = 0, , , , , , , , , tenth = 0] = ranked
    expect(first / big.layout.persons).toBeGreaterThan(0.006)
    expect(first / big.layout.persons).toBeLessThan(0.02)
    expect(first).toBeLessThan(tenth * 4)
    expect(ranked.length).toBeGreaterThan(4000)
    const namesakes = [...full.values()]
      .filter((people) => people > 1)
      .reduce((sum, people) => sum + people, 0)
    expect(namesakes / big.layout.persons).toBeGreaterThan(0.05)
  })

  it('dates nothing after the as-of date and most things on weekdays', () => {
    let weekend = 0
    for (let row = 0; row < 5000; row++) {
      const since = world.peopleSince(row)
      expect(since).toBeLessThan(asOf.getTime())
      expect(since).toBeGreaterThan(world.calendar.start - 1)
      if ([0, 6].includes(new Date(since).getUTCDay())) weekend++
    }
    expect(weekend / 5000).toBeLessThan(0.06)
    for (let row = 0; row < world.deals.rows; row++)
      expect(world.dealRow(row).createdAt).toBeLessThanOrEqual(asOf.getTime())
    for (let row = 0; row < world.cases.rows; row++) {
      const { createdAt, closedAt } = world.caseRow(row)
      expect(createdAt).toBeLessThanOrEqual(asOf.getTime())
      if (closedAt !== null) expect(closedAt).toBeGreaterThanOrEqual(createdAt)
    }
  })

  it('has household people in plenty in the nonprofit variant', () => {
    const { layout } = make(5000, 11, 'nonprofit')
    expect(layout.households).toBeGreaterThan(1000)
    expect(make(5000, 11, 'nonprofit').deals.rows).toBeGreaterThan(500)
  })

  it('holds hostile values always, and many on request', () => {
    const formulas = (of: World) =>
      Array.from({ length: 5000 }, (_, row) => of.peopleRow(row)).filter(
        ({ title, lastName, street }) =>
          /^[=+@-]|<script/.test(`${title}`) ||
          /^[=+@]|<script/.test(lastName) ||
          /^[=+@]|<script/.test(street),
      ).length
    expect(formulas(world)).toBeGreaterThan(0)
    expect(formulas(createWorld({ seed: 11, asOf, people: 5000, hostile: true }))).toBeGreaterThan(20)
  })
})
