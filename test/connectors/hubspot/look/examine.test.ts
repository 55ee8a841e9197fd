import { describe, expect, it } from 'vitest'
import { examineGroups } from '../../../../connectors/hubspot/look/examine.ts'
import type { NativeRecord, Value } from '../../../../src/kit/record.ts'
import type { ChildRow } from '../../../../src/kit/relationship.ts'
import type { Hazard } from '../../../../src/kit/writer.ts'

type Values = Readonly<Record<string, Value>>

function members(...all: readonly Values[]): { survivor: NativeRecord; losers: readonly NativeRecord[] } {
  const [survivor, ...losers] = all.map((values, index) => ({ id: String(index + 1), values }))
  if (survivor === undefined) throw new Error('no survivor')
  return { survivor, losers }
}

function row(relationship: string, member: string, id: string, values: Values = {}): ChildRow {
  return { relationship, id, member, pointer: member, slot: id, values }
}

const company = (member: string, id: string, typeId: number) =>
  row('companies.companies', member, `${id}:HUBSPOT_DEFINED:${typeId}`)

function hazards(
  object: string,
  all: readonly Values[],
  children: readonly ChildRow[] = [],
  by?: 'preserving',
): readonly Hazard[] {
  const [found] = examineGroups(object, [
    { ...members(...all), children, ...(by === undefined ? {} : { by }) },
  ])
  return found ?? []
}

const codes = (found: readonly Hazard[]) => found.map(({ code, blocks }) => (blocks ? `${code}!` : code))

const many = (count: number) => Array.from({ length: count }, (_, index) => String(index + 10)).join(';')
const out = { hs_email_optout: true }

describe('what must be known before a group is merged', () => {
  it.each<[string, string, Values[], ChildRow[], string[]]>([
    ['nothing but that it is for good', 'contacts', [{}, {}], [], ['irreversible']],
    [
      'two records of Salesforce',
      'contacts',
      [{ salesforcecontactid: '003A' }, { salesforcecontactid: '003B' }],
      [],
      ['several-salesforce-ids!', 'irreversible'],
    ],
    [
      'a lead and a contact of Salesforce',
      'contacts',
      [{ salesforcecontactid: '003A' }, { salesforceleadid: '00QB' }],
      [],
      ['several-salesforce-ids!', 'irreversible'],
    ],
    [
      'one record of Salesforce, a converted lead',
      'contacts',
      [{ salesforcecontactid: '003A', salesforceleadid: '00QA' }, { salesforcecontactid: '003A' }],
      [],
      ['irreversible'],
    ],
    [
      'one record of Salesforce that only one member knows as a contact',
      'contacts',
      [{ salesforcecontactid: '003A', salesforceleadid: '00QA' }, { salesforceleadid: '00QA' }],
      [],
      ['irreversible'],
    ],
    [
      'two cases of Salesforce',
      'tickets',
      [{ hs_salesforcecaseid: '500A' }, { hs_salesforcecaseid: '500B' }],
      [],
      ['several-salesforce-ids!', 'irreversible'],
    ],
    ['250 merged ids', 'deals', [{ hs_merged_object_ids: many(248) }, {}], [], ['irreversible']],
    [
      'more than 250 merged ids',
      'deals',
      [{ hs_merged_object_ids: many(200) }, { hs_merged_object_ids: many(49) }],
      [],
      ['too-many-merged-ids!', 'irreversible'],
    ],
    [
      'an opt-out under another address',
      'contacts',
      [{ email: 'a@example.com' }, { email: 'b@example.com', hs_email_optout_7: 'true' }],
      [],
      ['opted-out-address', 'irreversible'],
    ],
    [
      'a survivor that opted out',
      'contacts',
      [{ email: 'a@example.com', ...out }, { email: 'b@example.com' }],
      [],
      ['survivor-opted-out', 'irreversible'],
    ],
    [
      'different subscriptions',
      'contacts',
      [
        { email: 'a@example.com', ...out },
        { email: 'b@example.com', ...out },
      ],
      [
        row('contacts.subscriptions', '1', '7', { status: 'UNSUBSCRIBED' }),
        row('contacts.subscriptions', '2', '7', { status: 'UNSUBSCRIBED' }),
        row('contacts.subscriptions', '2', '8', { status: 'UNSUBSCRIBED' }),
      ],
      ['opted-out-address', 'subscriptions-differ', 'irreversible'],
    ],
    [
      'a marketing contact',
      'contacts',
      [{ hs_marketable_status: 'false' }, { hs_marketable_status: 'true' }],
      [],
      ['becomes-marketing-contact', 'irreversible'],
    ],
    [
      'enrolments',
      'contacts',
      [{ hs_sequences_is_enrolled: true }, { currentlyinworkflow: 'true' }],
      [],
      ['enrolled', 'irreversible'],
    ],
    [
      'a parent and its child',
      'companies',
      [{}, {}],
      [company('1', '2', 13), company('2', '1', 14)],
      ['company-cycle!', 'irreversible'],
    ],
    [
      'a company between the two',
      'companies',
      [{}, {}],
      [company('1', '9', 13), company('2', '9', 14)],
      ['company-cycle!', 'irreversible'],
    ],
    [
      'companies under one parent',
      'companies',
      [{}, {}],
      [company('1', '9', 14), company('2', '9', 14)],
      ['irreversible'],
    ],
    [
      'two primary companies and a static list',
      'contacts',
      [{}, {}],
      [
        row('contacts.companies', '1', '8:HUBSPOT_DEFINED:1'),
        row('contacts.companies', '2', '9:HUBSPOT_DEFINED:1'),
        row('contacts.lists', '2', '4'),
      ],
      ['several-primaries', 'static-lists', 'irreversible'],
    ],
  ])('%s', (_, object, all, children, expected) => {
    expect(codes(hazards(object, all, children))).toEqual(expected)
  })

  it('is less where duplicates are emptied and deleted', () => {
    const full = [{ hs_merged_object_ids: many(300) }, {}]
    expect(codes(hazards('companies', full, [row('companies.lists', '2', '4')], 'preserving'))).toEqual([])
  })

  it('names no value, and counts for many groups', () => {
    const found = hazards('contacts', [
      { email: 'ada@example.com', salesforcecontactid: '003SECRET' },
      { email: 'bob@example.com', salesforcecontactid: '003OTHER', ...out },
      { email: 'cid@example.com', ...out },
    ])
    expect(JSON.stringify(found)).not.toMatch(/example\.com|003/)
    const optOut = found.find(({ code }) => code === 'opted-out-address')
    expect(optOut?.total?.counts).toEqual([2])
    expect(optOut?.total?.say([5])).toMatch(/^5 members opted out/)
  })
})
