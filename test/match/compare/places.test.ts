import { describe, expect, it } from 'vitest'
import { companies } from '../../../plugins/duplicates/companies.ts'
import { companyName, phones, site } from '../../../src/kit/index.ts'
import { groupsOf, match, type Sample } from '../source.ts'
import { comparatorsOver, type Row } from './compared.ts'

const compare = {
  name: companyName('name'),
  phone: phones('phone'),
  place: site({ street: 'street', postalCode: 'postalCode' }),
}
const number = '312 555 0142'
const others: readonly Row[] = Array.from({ length: 60 }, (_, at) => ({
  name: `Firm ${'abcdefghijklmnop'[at % 16]}${at}`,
  phone: `212 555 ${1000 + at * 7}`,
  street: `${at + 10} Long Avenue`,
}))

function at(street: string): Row {
  return { name: 'Casa Central', phone: number, street }
}

/** Most bits that the number of the first two records may give. */
async function ceilingAmong(own: readonly Row[]): Promise<number> {
  const comparators = await comparatorsOver(compare, [...own, ...others])
  const phone = comparators.find(({ name }) => name === 'phone')
  return phone?.ceiling?.(0, 1, phone.level(0, 1)) ?? Number.NaN
}

describe('a number in use at several places', () => {
  const [here, there] = ['1335 West Harrison Street', '40 Oak Lane']

  it.each([
    ['one place', [at(here), at(here), at(here)], 'all'],
    ['a slip in one address', [at(here), at('1335 West Harison Street'), at(here)], 'all'],
    ['one that moved', [at(here), at(there)], 'some'],
    ['one that moved, entered twice before', [at(here), at(there), at(here)], 'some'],
    ['three sites, each entered once', [at(here), at(there), at('7 Mill Road')], 'some'],
    ['two sites, each entered twice', [at(here), at(there), at(here), at(there)], 'next to nothing'],
    [
      'the same, with one whose street nobody knows',
      [at(''), at(here), at(there), at(here), at(there)],
      'next to nothing',
    ],
  ] as const)('%s', async (_, own, says) => {
    const bits = await ceilingAmong(own)
    const said = bits === Number.POSITIVE_INFINITY ? 'all' : bits > 1 ? 'some' : 'next to nothing'
    expect(said).toBe(says)
  })
})

describe('sites of one organisation', () => {
  const sites: readonly Row[] = ['1335 West Harrison Street', '40 Oak Lane', '7 Mill Road'].map(
    (street, nth) => ({
      street,
      postalCode: String(60_600 + nth),
    }),
  )
  const rule = { ...companies, compare, never: [] }
  const strangers: readonly Sample[] = others.map((row, nth) => ({ id: `z${nth}`, kind: 'company', ...row }))

  it('are groups of their own where each was entered twice with one number', async () => {
    const records = sites.flatMap((one, nth) =>
      ['a', 'b'].map((copy): Sample => ({ ...at(''), ...one, id: `s${nth}${copy}`, kind: 'company' })),
    )
    const found = groupsOf(await match(rule, [...records, ...strangers]))
    expect(found).toEqual(['s0a s0b', 's1a s1b', 's2a s2b'])
  })

  it('leave a company that moved in one group', async () => {
    const records = sites
      .slice(0, 2)
      .map((one, nth): Sample => ({ ...at(''), ...one, id: `s${nth}`, kind: 'company' }))
    expect(groupsOf(await match(rule, [...records, ...strangers]))).toEqual(['s0 s1'])
  })

  it('and names with a word in common never are one where the rule rules it out', async () => {
    const records = ['Harper Montessori', 'Harper Village Program'].map(
      (name, nth): Sample => ({ ...at(''), ...sites[0], name, id: `s${nth}`, kind: 'company' }),
    )
    expect(groupsOf(await match(rule, [...records, ...strangers]))).toEqual(['s0 s1'])
    expect(groupsOf(await match({ ...rule, never: companies.never }, [...records, ...strangers]))).toEqual([])
  })
})
