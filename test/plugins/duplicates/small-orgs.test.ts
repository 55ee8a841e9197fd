import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { companies } from '../../../plugins/duplicates/companies.ts'
import { people } from '../../../plugins/duplicates/people.ts'
import { groupsOf, match, type Sample } from '../../match/source.ts'
import { strangers } from '../../match/strangers.ts'

type Fields = Readonly<Record<string, string>>

function contacts(...all: readonly Fields[]): Sample[] {
  return all.map((fields, at) => ({ id: `r${String(at).padStart(2, '0')}`, kind: 'contact', ...fields }))
}

function person(firstName: string, lastName: string, further: Fields = {}): Fields {
  return { firstName, lastName, ...further }
}

const globex = { companyName: 'Globex' }
const surnames = 'Smith Rossi Keller Bell Novak Moreau'.split(' ')
const givenNames = 'Frank Ann Otto Lena Ivo Carla Milos Nadia'.split(' ')

/** Everybody at one company, `each` given names by six surnames, addresses and numbers of their own. */
function colleagues(each: number, further: (at: number, first: string, last: string) => Fields): Sample[] {
  return contacts(
    ...givenNames
      .slice(0, each)
      .flatMap((first, row) =>
        surnames.map((last, column) =>
          person(first, last, { ...globex, ...further(row * 6 + column, first, last) }),
        ),
      ),
  )
}

const ownMail = (_: number, first: string, last: string): Fields => ({
  email: `${first}.${last}@globex.com`.toLowerCase(),
})
const ownPhone = (at: number): Fields => ({ phone: `+1 415 555 ${2000 + at * 37}` })
const nothing = (): Fields => ({})
const site = { street: '5 Mill Lane', city: 'Boston', postalCode: '02134' }

const apart: readonly (readonly [string, readonly Sample[]])[] = [
  [
    'three Franks and an Ann of one company',
    contacts(
      person('Frank', 'Smith', { email: 'frank.smith@globex.com', phone: '+1 415 555 2671', ...globex }),
      person('Frank', 'Rossi', { email: 'frank.rossi@globex.com', phone: '+1 415 555 2682', ...globex }),
      person('Frank', 'Keller', { email: 'frank.keller@globex.com', phone: '+1 415 555 2693', ...globex }),
      person('Ann', 'Bell', { email: 'ann.bell@globex.com', phone: '+1 415 555 2604', ...globex }),
    ),
  ],
  ['two Franks of one company', contacts(person('Frank', 'Smith', globex), person('Frank', 'Rossi', globex))],
  [
    'two Franks of one company and address',
    contacts(
      person('Frank', 'Smith', { ...globex, ...site }),
      person('Frank', 'Rossi', { ...globex, ...site }),
    ),
  ],
  [
    'surnames that are much alike',
    contacts(person('Frank', 'Keller', globex), person('Frank', 'Kessler', globex)),
  ],
  [
    'two Franks of a rare company among others',
    [...contacts(person('Frank', 'Smith', globex), person('Frank', 'Rossi', globex)), ...strangers(20)],
  ],
  [
    'a couple with one number',
    contacts(
      person('Mary', 'Jones', { phone: '415 555 2671', ...site }),
      person('Peter', 'Jones', { phone: '415 555 2671', ...site }),
    ),
  ],
  [
    'brothers of one company',
    contacts(
      person('Otto', 'Novak', globex),
      person('Ivo', 'Novak', globex),
      person('Milos', 'Novak', globex),
    ),
  ],
  ...[1, 2, 4, 8].flatMap((each): (readonly [string, readonly Sample[]])[] => [
    [`${each * 6} colleagues with addresses`, colleagues(each, ownMail)],
    [`${each * 6} colleagues with numbers`, colleagues(each, ownPhone)],
    [`${each * 6} colleagues with nothing but names`, colleagues(each, nothing)],
    [`${each * 6} colleagues at one address`, colleagues(each, () => site)],
  ]),
  [
    'people who left their address out the same way',
    contacts(
      person('Frank', 'Smith', { email: 'test@example.com' }),
      person('Lena', 'Rossi', { email: 'test@example.com' }),
    ),
  ],
]

const one: readonly (readonly [string, Fields, Fields])[] = [
  [
    'one address and a nickname',
    person('Robert', 'Miller', { email: 'rmiller@globex.com' }),
    person('Bob', 'Miller', { email: 'rmiller@globex.com' }),
  ],
  [
    'one number and one name',
    person('Lena', 'Rossi', { phone: '+1 415 555 2671' }),
    person('Lena', 'Rossi', { phone: '(415) 555-2671' }),
  ],
  [
    'one address and a slip in the surname',
    person('Frank', 'Kowalski', { email: 'frank.kowalski@globex.com' }),
    person('Frank', 'Kowalksi', { email: 'frank.kowalski@globex.com' }),
  ],
  [
    'an address at a reserved domain',
    person('Ann', 'Bell', { email: 'ann@acme.example' }),
    person('Ann', 'Bell', { email: 'Ann@acme.example' }),
  ],
  [
    'one name at one company, one number',
    person('Frank', 'Smith', { phone: '415 555 2671', ...globex }),
    person('Frank', 'Smith', { phone: '415 555 2671', ...globex }),
  ],
]

describe('duplicates/people in small orgs', () => {
  it.each(apart)('keeps apart: %s', async (_, samples) => {
    expect(groupsOf(await match(people, samples))).toEqual([])
  })

  describe.each([0, 3, 10, 48])('beside %i others', (others) => {
    it.each(one)('finds: %s', async (_, a, b) => {
      const samples = [...contacts(a, b), ...strangers(others)]
      expect(groupsOf(await match(people, samples))).toEqual(['r00 r01'])
    })
  })

  it('finds the one who is twice among 48 colleagues', async () => {
    const all = colleagues(8, (at, first, last) => ({ ...ownMail(at, first, last), ...ownPhone(at) }))
    const again: Sample = { ...(all[7] as Sample), id: 'x', firstName: 'Anne' }
    expect(groupsOf(await match(people, [...all, again]))).toEqual(['r07 x'])
  })

  it('says nothing for a company at which all work, and nothing for another surname', async () => {
    const all = colleagues(2, ownMail)
    const { groups } = await match(people, [...all, { ...(all[0] as Sample), id: 'x' }])
    const comparisons = groups[0]?.pairs[0]?.comparisons ?? []
    expect(comparisons.find(({ comparison }) => comparison === 'site')?.weight).toBe(0)
    for (const { level, weight } of comparisons)
      if (/differ/.test(level)) expect(weight).toBeLessThanOrEqual(0)
  })

  it('gives the same groups and weights in any order', async () => {
    const all = [
      ...colleagues(3, ownMail),
      ...contacts(...one.flatMap(([, a, b]) => [a, b])).map((sample) => ({ ...sample, id: `d${sample.id}` })),
    ]
    const forward = await match(people, all)
    expect(forward.groups.length).toBeGreaterThan(0)
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(all, { minLength: all.length }), async (shuffled) => {
        expect(JSON.stringify(await match(people, shuffled))).toBe(JSON.stringify(forward))
      }),
      { seed: 3, numRuns: 10 },
    )
  })

  it('never takes colleagues for a reason to believe in matches', async () => {
    const few = await match(people, colleagues(1, nothing))
    const two = await match(people, contacts(person('Ann', 'Bell'), person('Otto', 'Novak')))
    expect(few.levels.length).toBeGreaterThan(20)
    const raised = few.levels.filter(({ weight }, at) => weight > (two.levels[at]?.weight ?? 0) + 0.1)
    expect(raised).toEqual([])
  })
})

describe('duplicates/companies in small orgs', () => {
  const company = (name: string, further: Fields = {}): Sample => ({
    id: name,
    kind: 'company',
    name,
    ...further,
  })

  it('keeps apart companies of one building', async () => {
    const samples = ['Globex Foods', 'Initech Software', 'Umbrella Pharma'].map((name) => company(name, site))
    expect(groupsOf(await match(companies, samples))).toEqual([])
  })

  it('finds one company with and without its legal form, on one website', async () => {
    const website = 'https://globex.com'
    const samples = [company('Globex', { website }), company('Globex Ltd', { website }), company('Initech')]
    expect(groupsOf(await match(companies, samples))).toEqual(['Globex Globex Ltd'])
  })
})
