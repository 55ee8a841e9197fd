import { expect, it } from 'vitest'
import { type Json, openAccount } from '../open-account.ts'

const contact = '/crm/v3/objects/contacts/1'

it('keeps every value of a property with its time and source, newest first', async () => {
  await using account = await openAccount({
    contacts: [
      {
        id: '1',
        properties: { city: 'Ulm', phone: '1' },
        createdAt: new Date('2025-01-01T00:00:00Z'),
        source: { type: 'IMPORT', id: '77' },
      },
    ],
  })
  for (const city of ['Bonn', 'Bonn', '']) {
    await account.control('/clock', { advance: 1000 })
    await account.call('PATCH', contact, { properties: { city } })
  }
  const { body } = await account.call('GET', `${contact}?propertiesWithHistory=city,phone,fax`)
  const { city, phone, fax } = body.propertiesWithHistory
  expect(city.map((each: Json) => [each.value, each.timestamp, each.sourceType])).toEqual([
    ['', '2026-01-31T09:00:03.000Z', 'INTEGRATION'],
    ['Bonn', '2026-01-31T09:00:01.000Z', 'INTEGRATION'],
    ['Ulm', '2025-01-01T00:00:00.000Z', 'IMPORT'],
  ])
  expect(phone).toEqual([
    { value: '1', timestamp: '2025-01-01T00:00:00.000Z', sourceType: 'IMPORT', sourceId: '77' },
  ])
  expect(fax).toEqual([])
})
