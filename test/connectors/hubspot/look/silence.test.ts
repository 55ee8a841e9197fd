import { describe, expect, it } from 'vitest'
import { type OpenWriter, openWriter } from '../open-writer.ts'
import { manyContacts } from './account.ts'

const associations = '*associations*contacts/companies/batch/read'
const memberships = '*/records/memberships/batch/read'
const company = {
  toObjectId: 81,
  associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: 1, label: null }],
}
const nothingOf = (id: string, subCategory = 'crm.associations.NO_ASSOCIATIONS_FOUND') => ({
  category: 'OBJECT_NOT_FOUND',
  subCategory,
  context: { fromObjectId: [id] },
})

async function told(world: OpenWriter, path: string, body: object) {
  await world.writer.relationships('contacts')
  await world.control('/faults', {
    match: { path },
    action: { kind: 'answer', answer: { status: 200, body } },
  })
  return await world.writer.children('contacts', ['1004', '1008'])
}

describe('an answer that does not tell what hangs on records', () => {
  it.each<[string, string, object]>([
    ['nothing at all', associations, {}],
    ['results that are none', associations, { results: 'nonsense' }],
    ['errors that are none', associations, { results: [], errors: 'nonsense' }],
    ['no record', associations, { results: [] }],
    ['some of the records', associations, { results: [{ from: { id: '1004' }, to: [company] }] }],
    [
      'another record',
      associations,
      { results: [{ from: { id: '1001' }, to: [company] }], errors: [nothingOf('1004')] },
    ],
    [
      'that nothing was found, but not of whom',
      associations,
      { results: [], errors: [{ ...nothingOf('1'), context: {} }] },
    ],
    [
      'memberships that are none',
      memberships,
      { results: [{ recordId: '1004', recordListMemberships: 'x' }] },
    ],
    [
      'memberships, and that some could not be read',
      memberships,
      {
        results: [
          { recordId: '1004', recordListMemberships: [] },
          { recordId: '1008', recordListMemberships: [] },
        ],
        errors: [{ category: 'INTERNAL_ERROR' }],
      },
    ],
    ['kinds of lists that are none', '/crm/lists/2026-09', { lists: 'nonsense' }],
  ])('is not taken for none: %s', async (_, path, body) => {
    await using world = await openWriter({ fill: manyContacts })
    await expect(told(world, path, body)).rejects.toMatchObject({ code: 'UNEXPECTED_ANSWER' })
  })

  it('is one where each record is told of', async () => {
    await using world = await openWriter({ fill: manyContacts })
    const results = ['1004', '1001'].map((id) => ({ from: { id }, to: [company] }))
    const { rows, blind } = await told(world, associations, { results, errors: [nothingOf('1008')] })
    expect(blind).toEqual([])
    const companies = rows.filter(({ relationship }) => relationship === 'contacts.companies')
    expect(companies.map(({ member }) => member)).toEqual(['1004'])
  })

  it('is a gap where HubSpot says that it failed', async () => {
    await using world = await openWriter({ fill: manyContacts })
    const { blind } = await told(world, associations, { results: [], errors: [nothingOf('1', 'crm.BROKEN')] })
    expect(blind).toMatchObject([{ what: 'contacts.companies', why: expect.stringContaining('crm.BROKEN') }])
  })
})
