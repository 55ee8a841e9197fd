import { expect, it } from 'vitest'
import {
  insertSubscriptionType,
  setSubscriptionStatus,
} from '../../../../emulators/hubspot/consent/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { associate, dissociate } from '../../../../emulators/hubspot/store/association.ts'
import { recompute } from '../../../../emulators/hubspot/store/computed.ts'
import { refreshOptOuts } from '../../../../emulators/hubspot/store/opt-out.ts'
import { findRecord } from '../../../../emulators/hubspot/store/record.ts'
import { settle } from '../../../../emulators/hubspot/store/settle.ts'
import {
  archiveRecord,
  insertRecord,
  restoreRecord,
  updateRecord,
} from '../../../../emulators/hubspot/store/write.ts'
import { openAccount, type Records } from '../open-account.ts'

const records: Records = {
  contacts: [{ id: '1', email: 'ada@example.com' }],
  companies: [
    { id: '10', name: 'Acme' },
    { id: '11', name: 'Parent' },
  ],
  deals: [
    { id: '20', dealname: 'Won', dealstage: 'closedwon' },
    { id: '21', dealname: 'Open', dealstage: 'qualifiedtobuy' },
  ],
  calls: [{ id: '30', hs_timestamp: '2026-01-10T10:00:00.000Z' }],
  tasks: [{ id: '40', hs_timestamp: '2026-02-10T10:00:00.000Z' }],
}

const contact = { type: 'contacts', id: '1' }
const company = { type: 'companies', id: '10' }
const pairs = [
  [contact, company, 1],
  [company, { type: 'companies', id: '11' }, 14],
  [{ type: 'deals', id: '20' }, company, 5],
  [{ type: 'deals', id: '21' }, company, 5],
  [contact, { type: 'deals', id: '21' }, 4],
  [{ type: 'calls', id: '30' }, contact, 194],
  [{ type: 'tasks', id: '40' }, contact, 204],
] as const

function tie(org: Org): void {
  for (const [from, to, typeId] of pairs) associate(org, from, to, { category: 'HUBSPOT_DEFINED', typeId })
}

function valuesOf(org: Org, type: string, id: string) {
  return findRecord(org, type, id)?.properties
}

const expected: readonly (readonly [string, string, object])[] = [
  [
    'contacts',
    '1',
    {
      associatedcompanyid: '10',
      num_associated_deals: '1',
      num_notes: '1',
      num_contacted_notes: '1',
      notes_last_contacted: '2026-01-10T10:00:00.000Z',
      notes_next_activity_date: '2026-02-10T10:00:00.000Z',
    },
  ],
  [
    'companies',
    '10',
    {
      num_associated_contacts: '1',
      num_associated_deals: '2',
      hs_num_open_deals: '1',
      hs_parent_company_id: '11',
    },
  ],
  ['companies', '11', { hs_num_child_companies: '1' }],
  ['deals', '21', { num_associated_contacts: '1', hs_primary_associated_company: '10' }],
]

it('works out after seeding what follows from associations, without touching the modification time', async () => {
  await using account = await openAccount(records)
  tie(account.org)
  await account.control('/clock', { advance: 5000 })
  settle(account.org)
  for (const [type, id, values] of expected) expect(valuesOf(account.org, type, id)).toMatchObject(values)
  expect(findRecord(account.org, 'contacts', '1')?.updated).toBe(Date.parse('2026-01-31T09:00:00Z'))
})

it('works the same out one by one, and moves the modification time where something changed', async () => {
  await using account = await openAccount(records)
  tie(account.org)
  await account.control('/clock', { advance: 5000 })
  recompute(account.org, [...pairs.map(([from]) => from), ...pairs.map(([, to]) => to)])
  for (const [type, id, values] of expected) expect(valuesOf(account.org, type, id)).toMatchObject(values)
  const now = account.org.clock.now().getTime()
  expect(now).toBe(Date.parse('2026-01-31T09:00:05Z'))
  expect(findRecord(account.org, 'contacts', '1')?.updated).toBe(now)
  expect(findRecord(account.org, 'calls', '30')?.updated).toBe(now - 5000)
})

it('counts down to nought when the last association goes', async () => {
  await using account = await openAccount(records)
  tie(account.org)
  settle(account.org)
  const deal = { type: 'deals', id: '21' }
  dissociate(account.org, contact, deal)
  recompute(account.org, [contact, deal])
  expect(valuesOf(account.org, 'contacts', '1')).toMatchObject({ num_associated_deals: '0' })
})

it('counts anew for the parent that a company leaves', async () => {
  await using account = await openAccount({
    companies: ['1', '2', '3'].map((id) => ({ id, name: id })),
  })
  const { org } = account
  const child = { type: 'companies', id: '1' }
  for (const id of ['2', '3']) {
    const parent = { type: 'companies', id }
    const former = associate(org, child, parent, { category: 'HUBSPOT_DEFINED', typeId: 14 })
    recompute(org, [child, parent, ...former])
  }
  expect(['2', '3'].map((id) => valuesOf(org, 'companies', id)?.hs_num_child_companies)).toEqual(['0', '1'])
  expect(valuesOf(org, 'companies', '1')?.hs_parent_company_id).toBe('3')
})

it('hides the associations of what goes to the bin, and brings them back with it', async () => {
  await using account = await openAccount(records)
  const { org } = account
  tie(org)
  settle(org)
  archiveRecord(org, 'contacts', '1')
  archiveRecord(org, 'companies', '10')
  expect(valuesOf(org, 'deals', '21')).toMatchObject({ num_associated_contacts: '0' })
  restoreRecord(org, 'contacts', '1')
  expect(valuesOf(org, 'contacts', '1')).not.toHaveProperty('associatedcompanyid')
  restoreRecord(org, 'companies', '10')
  expect(valuesOf(org, 'contacts', '1')).toMatchObject({ associatedcompanyid: '10' })
  expect(valuesOf(org, 'companies', '10')).toMatchObject({ num_associated_contacts: '1' })
})

it('shows the opt-outs of the main address, whichever contact has it', async () => {
  await using account = await openAccount(records)
  const { org } = account
  insertSubscriptionType(org, { id: 7, name: 'News', createdAt: 0 })
  setSubscriptionStatus(org, {
    email: 'ada@example.com',
    subscriptionId: 7,
    status: 'UNSUBSCRIBED',
    source: 'form',
    at: 0,
  })
  refreshOptOuts(org, 'ada@example.com')
  const other = insertRecord(org, 'contacts', { properties: { email: 'b@example.com' } })
  expect(valuesOf(org, 'contacts', '1')).toMatchObject({ hs_email_optout_7: 'true' })
  updateRecord(org, 'contacts', '1', { email: 'c@example.com' })
  updateRecord(org, 'contacts', other, { email: 'ada@example.com' })
  expect(valuesOf(org, 'contacts', '1')).not.toHaveProperty('hs_email_optout_7')
  expect(valuesOf(org, 'contacts', other)).toMatchObject({ hs_email_optout_7: 'true' })
})
