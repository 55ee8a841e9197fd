import { expect, it } from 'vitest'
import {
  insertSubscriptionType,
  setSubscriptionStatus,
} from '../../../../emulators/hubspot/consent/tables.ts'
import { addMembers, insertList } from '../../../../emulators/hubspot/lists/tables.ts'
import { customType } from '../../../../emulators/hubspot/schema/object-types.ts'
import { definition } from '../../../../emulators/hubspot/schema/properties.ts'
import { defineProperty, defineType } from '../../../../emulators/hubspot/store/define.ts'
import { refreshOptOuts } from '../../../../emulators/hubspot/store/opt-out.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { type Json, openAccount } from '../open-account.ts'

const contacts = [
  { id: '1', email: 'ada@example.com' },
  { id: '2', email: 'b@example.com' },
]
const pair = { primaryObjectId: '1', objectIdToMerge: '2' }

it.each([
  ['leave', ['mine']],
  ['combine', ['mine', 'theirs']],
] as const)('with static lists that %s is then in %o', async (staticLists, expected) => {
  const names = new Map<number, string>()
  await using account = await openAccount(
    { contacts },
    {
      staticLists,
      fill: (org) => {
        for (const [name, member] of [
          ['mine', '1'],
          ['theirs', '2'],
        ] as const) {
          const id = insertList(org, { name, objectTypeId: '0-1', processingType: 'MANUAL', createdAt: 0 })
          addMembers(org, id, [member], 0)
          names.set(id, name)
        }
      },
    },
  )
  const { body } = await account.call('POST', '/crm/v3/objects/contacts/merge', pair)
  const lists = await account.call('GET', `/crm/v3/lists/records/0-1/${body.id}/memberships`)
  expect(lists.body.results.map((each: Json) => names.get(Number(each.listId))).toSorted()).toEqual(expected)
})

it.each([
  ['ada@example.com', 'true'],
  ['b@example.com', undefined],
])('shows after the opt-out of %s as its own: %s', async (email, shown) => {
  await using account = await openAccount(
    { contacts },
    {
      fill: (org) => {
        insertSubscriptionType(org, { id: 7, name: 'News', createdAt: 0 })
        setSubscriptionStatus(org, { email, subscriptionId: 7, status: 'UNSUBSCRIBED', source: 'x', at: 0 })
        refreshOptOuts(org, email)
      },
    },
  )
  const { body } = await account.call('POST', '/crm/v3/objects/contacts/merge', pair)
  expect(body.properties.hs_email_optout_7).toBe(shown)
})

it('merges custom objects, and keeps values unique that are declared so', async () => {
  const type = customType('p24000001_machine', 'machine', '2-77', ['serial'])
  await using account = await openAccount(
    {},
    {
      fill: (org) => {
        defineType(org, type)
        for (const [name, flags] of [
          ['serial', 'u'],
          ['site', ''],
        ] as const)
          defineProperty(org, type.name, definition([name, name, 'text', flags], 'machine_information'))
        insertRecord(org, type.name, { id: '1', properties: { serial: 'A-1' } })
        insertRecord(org, type.name, { id: '2', properties: { serial: 'A-2', site: 'Ulm' } })
      },
    },
  )
  const clash = await account.call('POST', '/crm/v3/objects/2-77', { properties: { serial: 'a-1' } })
  expect(clash.status).toBe(400)
  const { body } = await account.call('POST', '/crm/objects/2026-09/2-77/merge', pair)
  expect(body.properties).toMatchObject({ serial: 'A-1', site: 'Ulm', hs_merged_object_ids: '1;2' })
  const found = await account.call('GET', '/crm/v3/objects/2-77/A-1?idProperty=serial')
  expect(found.body.id).toBe(body.id)
  const free = await account.call('POST', '/crm/v3/objects/2-77', { properties: { serial: 'A-2' } })
  expect(free.status).toBe(201)
})
