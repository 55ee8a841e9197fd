import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { across, overlap } from '../../../emulators/population/across.ts'
import { type UniqueAddresses, uniqueAddresses } from '../../../emulators/population/addresses.ts'
import { hardNegatives } from '../../../emulators/population/families.ts'
import { countTruth, type Naming, readTruth, writeTruth } from '../../../emulators/population/truth.ts'
import { createWorld, type Variant, type World } from '../../../emulators/population/world.ts'

const asOf = new Date('2026-10-01T00:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'second-'))
afterAll(() => rmSync(folder, { recursive: true }))

function pair(people: number, seed = 11, variant: Variant = 'standard') {
  const options = { seed, asOf, people, variant }
  return { first: createWorld(options), second: createWorld({ ...options, system: 'second' }) }
}

function fingerprint(world: World): string {
  const hash = createHash('sha256')
  for (let row = 0; row < world.layout.rows; row++) {
    const { source, ...made } = world.peopleRow(row)
    hash.update(JSON.stringify([made, source.next(), world.peopleSince(row), world.employmentOf(row)]))
  }
  for (let row = 0; row < world.layout.companyRows; row++) {
    const { source, ...made } = world.companyRow(row)
    hash.update(JSON.stringify([made, source.next(), world.companySince(row)]))
  }
  for (let row = 0; row < world.deals.rows; row++) hash.update(JSON.stringify(world.dealRow(row)))
  for (let row = 0; row < world.cases.rows; row++) hash.update(JSON.stringify(world.caseRow(row)))
  return hash.digest('hex').slice(0, 16)
}

const { first, second } = pair(5000)

describe('the first system', () => {
  // Pinned before there was a second one.
  it.each([
    ['standard', '89b1d05e40486866'],
    ['business', '8c23e61132e4daf2'],
    ['nonprofit', '7ef905e41bcf6a45'],
  ] as const)('says what it has always said: %s', (variant, expected) => {
    expect(fingerprint(createWorld({ seed: 5, asOf, people: 1500, variant }))).toBe(expected)
  })
})

describe('a second system', () => {
  it.each([1, 7, 300, 5000])('of the same size has exactly %i people rows', (people) => {
    const { layout } = pair(people, 3).second
    expect(layout.rows).toBe(people)
    expect(layout.firstRow[layout.persons]).toBe(people)
    expect(layout.personOf).toHaveLength(people)
  })

  it('is the same for the same arguments and another one for another seed', () => {
    const once = fingerprint(pair(600, 3).second)
    expect(fingerprint(pair(600, 3).second)).toBe(once)
    expect(fingerprint(pair(600, 4).second)).not.toBe(once)
    expect(fingerprint(pair(600, 3).first)).not.toBe(once)
  })

  it.each([
    [5000, 11, 'standard'],
    [5000, 4, 'nonprofit'],
    [20_000, 2, 'standard'],
  ] as const)(
    'of %i rows (seed %i, %s) shares about 60 %% of all people, and 20 %% are in one alone',
    (...of) => {
      const [people, seed, variant] = of
      const made = pair(people, seed, variant)
      const found = overlap('people', made.second, made.first)
      const all = found.both + found.firstOnly + found.secondOnly
      expect(found.both / all).toBeGreaterThan(0.55)
      expect(found.both / all).toBeLessThan(0.67)
      expect(found.firstOnly / all).toBeGreaterThan(0.15)
      expect(found.secondOnly / all).toBeGreaterThan(0.15)
      const companies = overlap('companies', made.second, made.first)
      expect(companies.both).toBeGreaterThan(companies.secondOnly)
      expect(companies.firstOnly).toBeGreaterThan(0)
    },
  )

  it('is about the same people under the same numbers, with errors of its own', () => {
    let same = 0
    let all = 0
    for (const { family, first: left, second: right } of across(second, first)) {
      if (family !== 'people') continue
      const here = second.peopleRow(right[0] as number)
      const there = first.peopleRow(left[0] as number)
      expect(here.person.name).toEqual(there.person.name)
      expect(here.person.email).toBe(there.person.email)
      all++
      const told = (row: typeof here) =>
        [row.firstName, row.lastName, row.email, row.phone, row.street].join()
      if (told(here) === told(there)) same++
    }
    expect(same / all).toBeGreaterThan(0.03)
    expect(same / all).toBeLessThan(0.4)
  })

  it('has 10 to 20 % copies, far apart in time, and no conversions', () => {
    const truth = countTruth(second, (family, row) => ({ id: `${family}-${row}`, object: family }))
    expect(truth.duplicates.people / 5000).toBeGreaterThan(0.1)
    expect(truth.duplicates.people / 5000).toBeLessThan(0.2)
    for (const family of ['companies', 'deals', 'cases'] as const)
      expect(truth.clusters[family], family).toBeGreaterThan(20)
    for (let row = 0; row < 5000; row++) expect(second.peopleRow(row).converted).toBe(false)
  })

  it('has every kind of look-alike, and of people that it knows only', () => {
    const kinds = new Set<string>()
    for (const { kind, family, rows } of hardNegatives(second)) {
      kinds.add(kind)
      if (family !== 'people') continue
      expect(second.layout.personOf[rows[0]]).not.toBe(second.layout.personOf[rows[1]])
    }
    expect([...kinds].sort()).toEqual([...new Set([...hardNegatives(first)].map(({ kind }) => kind))].sort())
  })

  it('hires people whom the first does not know into companies of both', () => {
    const { persons, companies } = second.shared as NonNullable<World['shared']>
    const hired = Array.from(
      { length: second.layout.persons - persons },
      (_, index) => persons + index,
    ).filter((person) => {
      const unit = second.layout.unitOf[person] as number
      return unit >= 0 && unit < companies
    })
    expect(hired.length).toBeGreaterThan(100)
    expect(second.person(hired[0] as number).company?.index).toBeLessThan(companies)
  })

  it('dates deals and cases after the first row of their company or household', () => {
    for (let row = 0; row < second.deals.rows; row++)
      expect(second.dealRow(row).createdAt).toBeLessThanOrEqual(asOf.getTime())
    for (let household = 0; household < second.layout.households; household++) {
      const unit = second.layout.companies + household
      if (second.cases.first(unit + 1) === second.cases.first(unit)) continue
      const from = second.layout.householdFirst[household] as number
      const last = from + (second.layout.householdSize[household] as number)
      expect(second.layout.firstRow[last]).toBeGreaterThan(second.layout.firstRow[from] as number)
    }
  })
})

describe('a system that refuses two rows with one address', () => {
  const unique = uniqueAddresses(second)

  function addresses(world: UniqueAddresses): string[] {
    return Array.from({ length: world.layout.rows }, (_, row) => [
      world.peopleRow(row).email,
      ...world.additionalAddresses(row),
    ])
      .flat()
      .filter((address) => address !== '')
  }

  it('has none, additional addresses included', () => {
    const all = addresses(unique)
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((address) => address !== address.toLowerCase())).toEqual([])
    expect(all.length).toBeGreaterThan(4000)
    const more = Array.from({ length: 5000 }, (_, row) => unique.additionalAddresses(row)).flat()
    expect(more.length).toBeGreaterThan(150)
  })

  it('lets copies differ by typo, private address, tag, or have none, and says so', () => {
    const seen = new Map<string, number>()
    for (let row = 0; row < 5000; row++) {
      const made = unique.peopleRow(row)
      const before = second.peopleRow(row)
      if (made.email === before.email.toLowerCase()) continue
      const kind = made.errors.at(-1) as string
      expect(made.errors).toHaveLength(before.errors.length + 1)
      expect(made.email === '').toBe(kind === 'email-lost')
      seen.set(kind, (seen.get(kind) ?? 0) + 1)
    }
    expect([...seen.keys()].sort()).toEqual(['email-lost', 'email-plus', 'email-private', 'email-typo'])
    for (const [kind, count] of seen) expect(count, kind).toBeGreaterThan(15)
  })

  it('is the same again', () => {
    expect(addresses(uniqueAddresses(pair(5000).second))).toEqual(addresses(unique))
  })
})

describe('a truth file across two systems', () => {
  const naming = (system: string): Naming => {
    return (family, row) => ({ id: `${system}-${family}-${row}`, object: family })
  }
  const file = join(folder, 'across.ndjson')
  const linkOf = (family: string, row: number) => (row % 3 === 0 ? `s-${family}-linked` : null)
  const counts = writeTruth(file, second, naming('h'), { world: first, naming: naming('s'), linkOf })

  it('names each record of both at most once, and counts them', async () => {
    const truth = await readTruth(file)
    for (const family of ['people', 'companies'] as const) {
      const lines = truth.across.filter((line) => line.family === family)
      expect(lines).toHaveLength(counts.across?.[family].both ?? -1)
      for (const system of ['hubspot', 'salesforce'] as const) {
        const ids = lines.flatMap((line) => line[system])
        expect(new Set(ids).size).toBe(ids.length)
        expect(ids.length).toBeGreaterThanOrEqual(lines.length)
      }
    }
    expect(truth.across.some(({ hubspot, salesforce }) => hubspot.length > 1 && salesforce.length > 1)).toBe(
      true,
    )
    expect(
      truth.across.some(({ hubspot, salesforce }) => hubspot.length === 1 && salesforce.length > 1),
    ).toBe(true)
  })

  it('puts the rows of a cluster into one line across', async () => {
    const truth = await readTruth(file)
    const lineOf = new Map(truth.across.flatMap((line, at) => line.hubspot.map((id) => [id, at] as const)))
    const clusters = truth.clusters.filter(({ family }) => family === 'people' || family === 'companies')
    for (const { rows } of clusters) expect(new Set(rows.map(({ id }) => lineOf.get(id))).size).toBe(1)
    expect(countTruth(second, naming('h'), { world: first, naming: naming('s'), linkOf })).toEqual(counts)
  })

  it('says which of them are linked', async () => {
    const truth = await readTruth(file)
    const linked = truth.across.flatMap(({ linked: pairs = [] }) => pairs)
    expect(linked.length).toBeGreaterThan(100)
    for (const [id] of linked) expect(Number(id.split('-')[2]) % 3).toBe(0)
  })

  it('is refused for two worlds in the wrong order', () => {
    expect(() => [...across(first, second)]).toThrow('in this order')
  })
})
