import { expect, it } from 'vitest'
import { openAccount } from '../open-account.ts'

const contacts = [1, 2, 3, 4].map((id) => ({ id: String(id), email: `p${id}@example.com` }))
const address = '/crm/objects/2026-09/contacts/merge'
const pair = (primaryObjectId: string, objectIdToMerge: string) => ({ primaryObjectId, objectIdToMerge })

it('refuses a record with itself, one that is not there, one in the bin, and half a pair', async () => {
  await using account = await openAccount({ contacts })
  await account.call('DELETE', '/crm/v3/objects/contacts/4')
  const codes = []
  for (const body of [
    pair('1', '1'),
    pair('1', '99'),
    pair('4', '1'),
    { primaryObjectId: '1' },
    pair('1', 'x'),
  ])
    codes.push((await account.call('POST', address, body)).status)
  expect(codes).toEqual([400, 404, 404, 400, 404])
})

it('names the record that a merged one became, in either place', async () => {
  await using account = await openAccount({ contacts })
  const { body: merged } = await account.call('POST', address, pair('1', '2'))
  for (const body of [pair('1', '3'), pair('3', '2')]) {
    const refused = await account.call('POST', address, body)
    expect([refused.status, refused.body.category]).toEqual([400, 'VALIDATION_ERROR'])
    expect(refused.body.message).toContain(`forward reference to ${merged.id}`)
  }
})

it('merges no tasks', async () => {
  const task = (id: string) => ({ id, hs_timestamp: '2026-01-01T00:00:00.000Z' })
  await using account = await openAccount({ tasks: [task('1'), task('2')] })
  expect((await account.call('POST', '/crm/v3/objects/tasks/merge', pair('1', '2'))).status).toBe(400)
})

it('stops at 250 merged ids of one record, and changes nothing then', async () => {
  const swallowed = Array.from({ length: 248 }, (_, index) => String(10_000 + index))
  const full = { id: '1', email: 'full@example.com', hs_merged_object_ids: swallowed.join(';') }
  await using account = await openAccount({ contacts: [full, ...contacts.slice(1)] })
  const last = await account.call('POST', address, pair('1', '2'))
  expect(last.status).toBe(200)
  expect(last.body.properties.hs_merged_object_ids.split(';')).toHaveLength(250)
  const beyond = await account.call('POST', address, pair(last.body.id, '3'))
  expect([beyond.status, beyond.body.errors[0].code]).toEqual([400, 'MERGE_LIMIT_EXCEEDED'])
  expect((await account.call('GET', '/crm/v3/objects/contacts/3')).body.id).toBe('3')
})

it('asks for the write scope', async () => {
  await using account = await openAccount({ contacts }, { scopes: ['crm.objects.contacts.read'] })
  expect((await account.call('POST', address, pair('1', '2'))).status).toBe(403)
})
