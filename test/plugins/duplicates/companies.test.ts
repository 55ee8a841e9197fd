import { describe, expect, it } from 'vitest'
import { companies } from '../../../plugins/duplicates/companies.ts'
import { groupsOf, match, type Sample } from '../../match/source.ts'

const fillers = Array.from({ length: 60 }, (_, at): Sample => {
  const name = [
    'Zander',
    'Quill',
    'Morrow',
    'Ostrava',
    'Pellet',
    'Ridley',
    'Sundberg',
    'Tansy',
    'Upton',
    'Vesper',
  ][at % 10]
  const trade = ['Bakery', 'Logistics', 'Optics', 'Paper', 'Dairy', 'Shipping'][Math.floor(at / 10)]
  return {
    id: `z${String(at).padStart(2, '0')}`,
    kind: 'company',
    name: `${name} ${trade} Ltd`,
    website: `https://${name}${trade}.co.uk`,
    phone: `+44 20 7${100000 + at * 7919}`,
    street: `${at + 1} High Street`,
    city: 'Leeds',
    postalCode: `LS${at} 1AA`,
  }
})

const org: readonly Sample[] = [
  {
    id: 'a1',
    kind: 'company',
    name: 'Acme Ibérica, S.L.',
    website: 'www.acme.es',
    phone: '+34 91 555 01 00',
    street: 'Calle Mayor 3',
    city: 'Madrid',
    postalCode: '28013',
  },
  { id: 'a2', kind: 'company', name: 'ACME IBERICA', website: 'https://acme.es/inicio', city: 'Madrid' },
  {
    id: 'a3',
    kind: 'company',
    name: 'Acme Iberica SL',
    phone: '915550100',
    street: 'C/ Mayor, 3',
    postalCode: '28013',
  },
  {
    id: 'b1',
    kind: 'company',
    name: 'Globex Corporation',
    website: 'globex.com',
    street: '1 Main St',
    postalCode: '02134',
  },
  {
    id: 'b2',
    kind: 'company',
    name: 'Globex Corporation',
    website: 'globex.com',
    street: '9 Dock Rd',
    postalCode: '94105',
    parentId: 'b1',
  },
  { id: 'c1', kind: 'company', name: 'Shoply Store 12', website: 'shoply.com', phone: '415 555 2671' },
  { id: 'c2', kind: 'company', name: 'Shoply Store 14', website: 'shoply.com', phone: '415 555 2671' },
  {
    id: 'd1',
    kind: 'household',
    name: 'Smith Household',
    city: 'Boston',
    postalCode: '02134',
    phone: '617 555 0000',
  },
  {
    id: 'd2',
    kind: 'household',
    name: 'Smith Household',
    city: 'Boston',
    postalCode: '02134',
    phone: '617 555 0000',
  },
  { id: 'e1', kind: 'company', name: 'Novak Consulting', website: 'https://gmail.com', city: 'Brno' },
  { id: 'e2', kind: 'company', name: 'Dvorak Plumbing', website: 'gmail.com', city: 'Olomouc' },
  {
    id: 'f1',
    kind: 'company',
    name: 'Initech Software Inc',
    website: 'initech.io',
    phone: '+1 512 555 7788',
    taxId: 'US-1',
  },
  {
    id: 'f2',
    kind: 'company',
    name: 'Initech Software LLC',
    website: 'initech.io',
    phone: '+1 512 555 7788',
    taxId: 'US-2',
  },
  { id: 'g1', kind: 'company', name: 'International Widget Makers Inc', website: 'iwm.com', city: 'Austin' },
  { id: 'g2', kind: 'company', name: 'IWM', website: 'www.iwm.com', city: 'Austin' },
  {
    id: 'h1',
    kind: 'company',
    name: 'Umbra Lyon SARL',
    phone: '+33 4 72 00 11 22',
    city: 'Lyon',
    parentId: 'g1',
  },
  { id: 'h2', kind: 'company', name: 'UMBRA LYON', phone: '+33 4 72 00 11 22', city: 'Lyon', parentId: 'g1' },
]

describe('duplicates/companies', () => {
  it('finds one company under many spellings; leaves branches, households, stores and other tax numbers apart', async () => {
    expect(groupsOf(await match(companies, [...org, ...fillers]))).toEqual(['a1 a2 a3', 'g1 g2', 'h1 h2'])
  })

  it('counts what the hierarchy, the name and the tax number forbade', async () => {
    expect((await match(companies, [...org, ...fillers])).pairs.vetoed).toBe(3)
  })
})
