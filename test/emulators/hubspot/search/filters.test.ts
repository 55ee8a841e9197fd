import { afterAll, expect, it } from 'vitest'
import { associate } from '../../../../emulators/hubspot/store/association.ts'
import { openSearch } from './open-search.ts'

const world = await openSearch({
  contacts: [
    {
      id: '11',
      firstname: 'Ána',
      email: 'Ana@Example.com',
      numemployees: '1-5',
      hs_buying_role: 'CHAMPION;LEGAL_AND_COMPLIANCE',
      num_notes: '9',
      notes_last_contacted: '2026-01-10T00:00:00.000Z',
      at: '2026-01-01T00:00:00Z',
    },
    {
      id: '22',
      firstname: 'Bo Emil',
      email: 'bo@example.com',
      numemployees: '5-25',
      num_notes: '10',
      at: '2026-01-02T00:00:00Z',
    },
    { id: '33', lastname: 'Nobody', company: 'Acme Tool-Works GmbH', at: '2026-01-03T00:00:00Z' },
  ],
  companies: [{ id: '500', name: 'Acme' }],
})
associate(
  world.org,
  { type: 'contacts', id: '22' },
  { type: 'companies', id: '500' },
  { category: 'HUBSPOT_DEFINED', typeId: 279 },
)
afterAll(() => world[Symbol.asyncDispose]())

const ms = (text: string): string => String(Date.parse(text))

it.each([
  ['texts without regard to case', { propertyName: 'firstname', operator: 'EQ', value: 'ÁNA' }, ['11']],
  ['an address, by its index', { propertyName: 'email', operator: 'EQ', value: 'ANA@example.com' }, ['11']],
  [
    'not equal, which an empty value is not',
    { propertyName: 'firstname', operator: 'NEQ', value: 'ána' },
    ['22'],
  ],
  ['options with regard to case', { propertyName: 'numemployees', operator: 'EQ', value: '1-5' }, ['11']],
  [
    'any of several options',
    { propertyName: 'hs_buying_role', operator: 'IN', values: ['CHAMPION', 'OTHER'] },
    ['11'],
  ],
  [
    'none of several options',
    { propertyName: 'hs_buying_role', operator: 'NOT_IN', values: ['CHAMPION'] },
    [],
  ],
  [
    'lists in lower case',
    { propertyName: 'firstname', operator: 'IN', values: ['ána', 'bo emil'] },
    ['11', '22'],
  ],
  [
    'lists in other case, which find nothing',
    { propertyName: 'firstname', operator: 'IN', values: ['Ána'] },
    [],
  ],
  ['not in a list', { propertyName: 'firstname', operator: 'NOT_IN', values: ['ána'] }, ['22']],
  ['numbers as numbers', { propertyName: 'num_notes', operator: 'GT', value: '9' }, ['22']],
  ['numbers between', { propertyName: 'num_notes', operator: 'BETWEEN', value: '8', highValue: '9' }, ['11']],
  [
    'moments in milliseconds',
    { propertyName: 'createdate', operator: 'GTE', value: ms('2026-01-02T00:00:00Z') },
    ['22', '33'],
  ],
  ['moments as dates', { propertyName: 'notes_last_contacted', operator: 'LT', value: '2026-01-11' }, ['11']],
  ['a value', { propertyName: 'email', operator: 'HAS_PROPERTY' }, ['11', '22']],
  ['no value', { propertyName: 'email', operator: 'NOT_HAS_PROPERTY' }, ['33']],
  ['a word', { propertyName: 'company', operator: 'CONTAINS_TOKEN', value: 'works' }, ['33']],
  ['the start of a word', { propertyName: 'firstname', operator: 'CONTAINS_TOKEN', value: 'em*' }, ['22']],
  ['not a piece of a word', { propertyName: 'company', operator: 'CONTAINS_TOKEN', value: 'work' }, []],
  ['pieces of a word', { propertyName: 'company', operator: 'CONTAINS_TOKEN', value: 'w*r*s' }, ['33']],
  ['not pieces that overlap', { propertyName: 'company', operator: 'CONTAINS_TOKEN', value: 'work*ks' }, []],
  ['without a word', { propertyName: 'firstname', operator: 'NOT_CONTAINS_TOKEN', value: 'bo' }, ['11']],
  ['ids', { propertyName: 'hs_object_id', operator: 'IN', values: ['22', '33', '44'] }, ['22', '33']],
  ['what hangs on a record', { propertyName: 'associations.company', operator: 'EQ', value: '500' }, ['22']],
])('finds %s', async (_, filter, expected) => {
  expect(await world.ids('contacts', filter)).toEqual(expected)
})

it('needs all filters of a group, and one of the groups', async () => {
  const named = { propertyName: 'firstname', operator: 'HAS_PROPERTY' }
  const busy = { propertyName: 'num_notes', operator: 'GTE', value: '10' }
  expect(await world.ids('contacts', named, busy)).toEqual(['22'])
  const filterGroups = [
    { filters: [busy] },
    { filters: [{ propertyName: 'lastname', operator: 'EQ', value: 'nobody' }] },
  ]
  expect((await world.search('contacts', { filterGroups })).results.map(({ id }) => id)).toEqual(['22', '33'])
})

it('reads a word with many stars once, however long the text is', async () => {
  await using account = await openSearch({ contacts: [{ id: '1', company: 'a'.repeat(2000) }] })
  const value = `${'a*'.repeat(30)}b`
  expect(
    await account.ids('contacts', { propertyName: 'company', operator: 'CONTAINS_TOKEN', value }),
  ).toEqual([])
})

it('looks for pieces of words in the usual properties', async () => {
  expect((await world.search('contacts', { query: 'tool-w' })).results.map(({ id }) => id)).toEqual(['33'])
})

it('shows what was asked for, ids and dates always', async () => {
  const { results, total } = await world.search('contact', {
    properties: ['firstname', 'nosuch', 'phone'],
    limit: 1,
  })
  expect(total).toBe(3)
  expect(results).toMatchObject([
    {
      id: '11',
      properties: {
        firstname: 'Ána',
        phone: null,
        hs_object_id: '11',
        lastmodifieddate: '2026-01-01T00:00:00.000Z',
      },
    },
  ])
  expect(results[0]?.properties).not.toHaveProperty('nosuch')
})
