import { expect, it } from 'vitest'
import { openAccount } from '../open-account.ts'

it.each([
  ['emoji', '👩‍👩‍👧‍👦🏳️‍🌈'],
  ['from right to left', 'شركة النور \u202Eabc'],
  ['leading zeros', '0007'],
  ['formula', '=HYPERLINK("http://example.com")'],
  ['markup', '<script>alert(1)</script>'],
  ['quotes', `'; DROP TABLE "record_contacts"; --`],
  ['control characters', 'a\u0000b\u0007c'],
  ['half a character', 'x\uD83Dy'],
  ['line ends', 'a\r\nb\u2028c'],
  ['spaces only', '   '],
])('keeps %s to the letter, also through a merge', async (_, value) => {
  await using account = await openAccount()
  const create = async (properties: object) =>
    (await account.call('POST', '/crm/v3/objects/contacts', { properties })).body.id as string
  const primaryObjectId = await create({ firstname: 'Ada' })
  const objectIdToMerge = await create({ lastname: value })
  const { body } = await account.call('POST', '/crm/v3/objects/contacts/merge', {
    primaryObjectId,
    objectIdToMerge,
  })
  const read = await account.call('GET', `/crm/v3/objects/contacts/${body.id}?properties=lastname`)
  expect(read.body.properties.lastname).toBe(value)
})
