import { describe, expect, it } from 'vitest'
import { people } from '../../../plugins/duplicates/people.ts'
import { groupsOf, idsOf, match, type Sample } from '../../match/source.ts'
import { strangers } from '../../match/strangers.ts'

const acme = {
  companyName: 'Acme Ibérica, S.L.',
  street: 'Calle Mayor 3',
  city: 'Madrid',
  postalCode: '28013',
}

const org: readonly Sample[] = [
  {
    id: 'a1',
    kind: 'contact',
    firstName: 'Roberto',
    lastName: 'García Núñez',
    email: 'rgarcia@acme.es',
    phone: '+34 91 555 01 01',
    ...acme,
  },
  {
    id: 'a2',
    kind: 'contact',
    firstName: 'Bob',
    lastName: 'Garcia',
    email: 'RGarcia@acme.es',
    companyName: 'Acme Iberica',
  },
  {
    id: 'a3',
    kind: 'lead',
    firstName: 'R.',
    lastName: 'García Nuñez',
    email: null,
    phone: '915550101',
    companyName: 'ACME IBERICA SL',
  },
  {
    id: 'n1',
    kind: 'contact',
    firstName: 'Rosa',
    lastName: 'García Núñez',
    email: 'rosa.garcia@acme.es',
    phone: '+34 91 555 01 02',
    ...acme,
  },
  {
    id: 'b1',
    kind: 'contact',
    firstName: 'John',
    lastName: 'Smith',
    email: 'john.smith@globex.com',
    companyName: 'Globex Corp.',
  },
  {
    id: 'b2',
    kind: 'contact',
    firstName: 'Smith',
    lastName: 'John',
    email: 'john.smith@globex.com',
    companyName: 'Globex Corporation',
  },
  {
    id: 'c1',
    kind: 'contact',
    firstName: 'Mary',
    lastName: 'Jones',
    email: 'mary@jones.family',
    phone: '415 555 2671',
  },
  {
    id: 'c2',
    kind: 'contact',
    firstName: 'Peter',
    lastName: 'Jones',
    email: 'mary@jones.family',
    phone: '415 555 2671',
  },
  {
    id: 'd1',
    kind: 'contact',
    firstName: 'Frank',
    lastName: 'Miller Jr.',
    email: 'fmiller@example-mill.com',
    street: '5 Mill Lane',
    postalCode: '02134',
  },
  {
    id: 'd2',
    kind: 'contact',
    firstName: 'Frank',
    lastName: 'Miller Sr.',
    email: 'fmiller@example-mill.com',
    street: '5 Mill Lane',
    postalCode: '02134',
  },
  {
    id: 'e1',
    kind: 'contact',
    firstName: 'Ines',
    lastName: 'Weber',
    email: 'info@weber.de',
    companyName: 'Weber GmbH',
  },
  {
    id: 'e2',
    kind: 'lead',
    firstName: 'Kurt',
    lastName: 'Brandt',
    email: 'info@weber.de',
    companyName: 'Weber GmbH',
  },
  {
    id: 'f1',
    kind: 'person-account',
    firstName: 'Jürgen',
    lastName: 'Groß',
    email: 'juergen.gross@web.de',
    phone: '030 1234567',
    city: 'Berlin',
  },
  {
    id: 'f2',
    kind: 'person-account',
    firstName: 'Jurgen',
    lastName: 'Gross',
    email: 'jurgen.gross@web.de',
    phone: '+49 30 1234567',
    city: 'Berlin',
  },
]

const all = [...org, ...strangers(120)]

describe('duplicates/people', () => {
  it('finds who is one, across kinds, and leaves colleagues, families and namesakes apart', async () => {
    expect(groupsOf(await match(people, all))).toEqual(['a1 a2 a3', 'b1 b2', 'f1 f2'])
  })

  it('does so in an org of ten records too', async () => {
    expect(groupsOf(await match(people, org.slice(0, 10)))).toEqual(['a1 a2 a3', 'b1 b2'])
  })

  it('explains links in words and bits', async () => {
    const { groups } = await match(people, all)
    const group = groups.find((one) => idsOf(one).includes('a1'))
    const pair = group?.pairs.find(({ a, b }) => a === 0 && b === 1)
    expect(pair?.comparisons.map(({ comparison, level }) => `${comparison} ${level}`)).toEqual([
      'name surname part',
      'email same',
      'phone missing',
      'site same company',
      'title missing',
    ])
    expect(pair?.comparisons[0]?.note).toBe('one surname missing Garcia Nunez/Garcia, nickname Roberto/Bob')
    expect(pair?.comparisons[1]?.weight).toBeGreaterThan(5)
    expect(group?.band).toBe('review')
  })

  it('says why a lead and a contact are not merged, and proposes the contact', async () => {
    const { groups } = await match(people, all)
    const group = groups.find((one) => idsOf(one).includes('a3'))
    expect(group?.obstacles.join()).toContain('A lead and a contact are not merged together')
    expect(group?.members[group.survivor]?.kind).toBe('contact')
  })

  it('shows who came near and was kept apart', async () => {
    const near = {
      id: 'a4',
      kind: 'contact',
      firstName: 'Rosa',
      lastName: 'García',
      email: 'rgarcia@acme.es',
      phone: '+34 91 555 01 01',
      ...acme,
    }
    const { groups } = await match(people, [...all, near])
    const group = groups.find((one) => idsOf(one).includes('a1'))
    expect(group?.near.map(({ key, why }) => `${key.id} ${why}`)).toContain('a4 name conflicts')
  })
})
