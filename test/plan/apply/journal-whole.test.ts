import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { insertSubscriptionType, setSubscriptionStatus } from '../../../emulators/hubspot/consent/tables.ts'
import { addMembers, insertList } from '../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { settle } from '../../../emulators/hubspot/store/settle.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import type { Connection, Writer } from '../../../src/kit/index.ts'
import { applyPlan } from '../../../src/plan/apply/apply.ts'
import type { PreImageValues } from '../../../src/plan/journal/entry.ts'
import { createJournal, readJournal } from '../../../src/plan/journal/index.ts'
import { openWriter } from '../../connectors/hubspot/open-writer.ts'
import { type OpenOrg, openOrg } from '../../connectors/salesforce/open-org.ts'
import { type Group, Stage } from './org.ts'
import { planFor } from './plan-for.ts'

type Row = PreImageValues['children'][number]

/** What the journal on disk has of these groups at the very moment when the first write would be sent. */
async function keptBeforeFirstWrite(
  connection: Connection,
  writer: Writer,
  groups: readonly Group[],
): Promise<readonly PreImageValues[]> {
  const home = mkdtempSync(join(tmpdir(), 'whole-'))
  const dir = join(home, 'journal')
  using stage = new Stage()
  const planned = await planFor(connection, writer, groups)
  let kept: readonly PreImageValues[] | null = null
  const atFirst = async () => {
    kept ??= await preImagesIn(dir)
    throw new Error('nothing needs to be written')
  }
  // as for all groups but those of the canary, which are looked at with every column
  const children: Writer['children'] = (object, ids, options) =>
    writer.children(object, ids, { ...options, whole: false })
  const sent = { merge: atFirst, update: atFirst, remove: atFirst }
  const watched = { ...connection, writer: { ...writer, children, ...sent } }
  const now = () => new Date('2026-02-01T09:00:00Z')
  try {
    const options = { home, connection: 'acme', plan: planned.plan.id, now }
    await using journal = await createJournal(dir, options)
    const check = await writer.check([...new Set(groups.map(({ object = '' }) => object))])
    await applyPlan({ ...stage.request(planned), connection: watched, check, journal, now })
    if (kept === null) throw new Error('nothing was to be written')
    return kept
  } finally {
    rmSync(home, { recursive: true })
  }
}

async function preImagesIn(dir: string): Promise<readonly PreImageValues[]> {
  await using reader = readJournal(dir)
  const found: PreImageValues[] = []
  for await (const entry of reader.entries()) {
    if (entry.type !== 'pre-image') continue
    const values = await reader.preImage(entry)
    if (values !== null) found.push(values)
  }
  return found
}

function rowsOf(kept: readonly PreImageValues[], member: string, relationship: string): readonly Row[] {
  return kept
    .flatMap(({ children }) => children)
    .filter((row) => row.member === member && row.relationship === relationship)
}

describe('what hangs on Salesforce records is in the journal before the first write', async () => {
  await using world = await openOrg()
  const ids = await fillOrg(world)
  const connection = await world.connect()
  const { writer } = connection
  if (writer === undefined) throw new Error('no writer')
  const contacts = { object: 'Contact', members: [ids.kept, ids.loser] } as const
  const kept = await keptBeforeFirstWrite(connection, writer, [contacts])
  const account = { object: 'Account', members: [ids.account, ids.other] } as const
  const accounts = await keptBeforeFirstWrite(connection, writer, [account])

  // rows that undo moves back need no more than their pointer
  it.each([
    [
      'files',
      'ContentDocumentLink.LinkedEntityId',
      { ShareType: 'V', Visibility: 'AllUsers', ContentDocumentId: 'any' },
    ],
    ['campaign members', 'CampaignMember.ContactId', { Status: 'Responded', CampaignId: ids.campaign }],
    [
      'roles',
      'OpportunityContactRole.ContactId',
      { IsPrimary: true, Role: 'Evaluator', OpportunityId: ids.deal },
    ],
    ['case roles', 'CaseContactRole.ContactId', { Role: 'Evaluator', CasesId: ids.case }],
    [
      'indirect relations',
      'AccountContactRelation.ContactId',
      { AccountId: ids.other, Roles: 'Evaluator', IsDirect: false },
    ],
    [
      'manual shares',
      'ContactShare.ContactId',
      { RowCause: 'Manual', ContactAccessLevel: 'Read', UserOrGroupId: ids.user },
    ],
    ['tasks', 'Task.WhoId', {}],
    ['events', 'Event.WhoId', {}],
    ['relations of tasks', 'TaskRelation.RelationId', { TaskId: ids.otherTask, IsWhat: false }],
    [
      'relations of events',
      'EventRelation.RelationId',
      { EventId: ids.otherEvent, IsInvitee: true, Status: 'New' },
    ],
    ['subscription consents, whose delete is restricted', 'CommSubscriptionConsent.ConsentGiverId', {}],
    ['form consents, whose delete is restricted', 'AuthorizationFormConsent.ConsentGiverId', {}],
    ['topics', 'TopicAssignment.EntityId', { TopicId: ids.topic }],
    ['followers', 'EntitySubscription.ParentId', { SubscriberId: ids.user }],
  ])('%s', (_, relationship, values) => {
    const row = rowsOf(kept, ids.loser, relationship).find(({ values: has }) => has.IsDirect !== true)
    expect(row).toMatchObject({ pointer: ids.loser })
    for (const [column, value] of Object.entries(values)) {
      const expected = value === 'any' ? expect.any(String) : value
      expect(row?.values[column], column).toEqual(expected)
    }
  })

  it.each([
    [
      'account teams',
      'AccountTeamMember.AccountId',
      { UserId: ids.user, TeamMemberRole: 'Sales Rep', AccountAccessLevel: 'Edit' },
    ],
    [
      'manual shares',
      'AccountShare.AccountId',
      { RowCause: 'Manual', AccountAccessLevel: 'Edit', UserOrGroupId: ids.user },
    ],
    ['activities about them', 'Task.WhatId', {}],
  ])('%s of accounts', (_, relationship, values) => {
    const rows = rowsOf(accounts, ids.other, relationship)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ pointer: ids.other })
    for (const [column, value] of Object.entries(values))
      expect(rows[0]?.values[column], column).toEqual(value)
  })

  it('individuals of both, and every other readable column', () => {
    const members = new Map(kept.flatMap((image) => image.members.map((one) => [one.id, one.values])))
    expect(members.get(ids.kept)?.IndividualId).toBe(ids.individuals[0])
    expect(members.get(ids.loser)).toMatchObject({
      IndividualId: ids.individuals[1],
      HasOptedOutOfEmail: true,
    })
  })

  it('restricted deletes are known as such', async () => {
    const restricted = (await writer.relationships('Contact')).filter((one) => one.restrictedDelete)
    expect(restricted.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'CommSubscriptionConsent.ConsentGiverId',
        'AuthorizationFormConsent.ConsentGiverId',
      ]),
    )
  })
})

/** One of everything that the loser may have. */
async function fillOrg({ create, request }: OpenOrg) {
  const one = async (object: string, values: object) => (await create(object, [values]))[0] as string
  const [account = '', other = ''] = await create('Account', [{ Name: 'Acme' }, { Name: 'Acme Inc' }])
  const individuals = await create('Individual', [
    { LastName: 'Roe' },
    { LastName: 'Roe', HasOptedOutSolicit: true },
  ])
  const profile = (await (
    await request('GET', `/query?q=${encodeURIComponent('SELECT Id FROM Profile LIMIT 1')}`)
  ).json()) as {
    records: { Id: string }[]
  }
  const user = await one('User', {
    Username: 'ben@acme.example',
    LastName: 'Rep',
    Email: 'ben@acme.example',
    Alias: 'ben',
    TimeZoneSidKey: 'Europe/London',
    LocaleSidKey: 'en_GB',
    EmailEncodingKey: 'UTF-8',
    LanguageLocaleKey: 'en_US',
    ProfileId: profile.records[0]?.Id,
  })
  const [kept = '', loser = ''] = await create('Contact', [
    { LastName: 'Roe', AccountId: account, IndividualId: individuals[0] },
    {
      LastName: 'Roe',
      AccountId: account,
      IndividualId: individuals[1],
      Email: 'r@acme.example',
      HasOptedOutOfEmail: true,
    },
  ])
  await one('ContentVersion', {
    Title: 'Offer',
    PathOnClient: 'offer.txt',
    VersionData: 'T2ZmZXI=',
    FirstPublishLocationId: loser,
  })
  const campaign = await one('Campaign', { Name: 'Fair' })
  await one('CampaignMember', { CampaignId: campaign, ContactId: loser, Status: 'Responded' })
  const deal = await one('Opportunity', {
    Name: 'Deal',
    AccountId: account,
    StageName: 'Prospecting',
    CloseDate: '2026-03-01',
  })
  await one('OpportunityContactRole', {
    OpportunityId: deal,
    ContactId: loser,
    Role: 'Evaluator',
    IsPrimary: true,
  })
  const about = await one('Case', { Subject: 'Broken' })
  await one('CaseContactRole', { CasesId: about, ContactId: loser, Role: 'Evaluator' })
  await one('AccountContactRelation', { AccountId: other, ContactId: loser, Roles: 'Evaluator' })
  await one('ContactShare', { ContactId: loser, UserOrGroupId: user, ContactAccessLevel: 'Read' })
  await one('Task', { Subject: 'Call', WhoId: loser, WhatId: account })
  const otherTask = await one('Task', { Subject: 'Call', WhoId: kept })
  await one('TaskRelation', { TaskId: otherTask, RelationId: loser, IsWhat: false })
  const at = { DurationInMinutes: 30, ActivityDateTime: '2026-03-01T10:00:00Z' }
  await one('Event', { Subject: 'Meet', WhoId: loser, ...at })
  const otherEvent = await one('Event', { Subject: 'Meet', WhoId: kept, ...at })
  await one('EventRelation', { EventId: otherEvent, RelationId: loser, IsInvitee: true, Status: 'New' })
  const subscription = await one('CommSubscription', { Name: 'News' })
  const channel = await one('CommSubscriptionChannelType', {
    Name: 'Mail',
    CommunicationSubscriptionId: subscription,
  })
  await one('CommSubscriptionConsent', {
    Name: 'No',
    ConsentGiverId: loser,
    CommSubscriptionChannelTypeId: channel,
    EffectiveFromDate: '2026-01-01',
    ConsentCapturedDateTime: '2026-01-01T00:00:00Z',
    ConsentCapturedSource: 'form',
    PrivacyConsentStatus: 'OptOut',
  })
  const form = await one('AuthorizationForm', { Name: 'Terms' })
  const text = await one('AuthorizationFormText', { Name: 'Terms', AuthorizationFormId: form })
  await one('AuthorizationFormConsent', {
    Name: 'No',
    ConsentGiverId: loser,
    AuthorizationFormTextId: text,
    ConsentCapturedSource: 'form',
    ConsentCapturedSourceType: 'Web',
    ConsentCapturedDateTime: '2026-01-01T00:00:00Z',
    Status: 'Rejected',
  })
  const topic = await one('Topic', { Name: 'Green' })
  await one('TopicAssignment', { TopicId: topic, EntityId: loser })
  await one('EntitySubscription', { ParentId: loser, SubscriberId: user })
  await one('AccountTeamMember', {
    AccountId: other,
    UserId: user,
    TeamMemberRole: 'Sales Rep',
    AccountAccessLevel: 'Edit',
  })
  await one('AccountShare', {
    AccountId: other,
    UserOrGroupId: user,
    AccountAccessLevel: 'Edit',
    OpportunityAccessLevel: 'None',
  })
  await one('Task', { Subject: 'Call', WhatId: other })
  return {
    account,
    other,
    individuals,
    user,
    kept,
    loser,
    campaign,
    deal,
    case: about,
    otherTask,
    otherEvent,
    topic,
  }
}

describe('what hangs on HubSpot records is in the journal before the first write', async () => {
  await using world = await openWriter({ fill: fillAccount })
  const { connection, writer } = world
  for (const [from, to, typeId] of [
    ['contacts/2002', 'companies/81', 1],
    ['contacts/2002', 'companies/82', 279],
    ['deals/71', 'contacts/2002', 3],
    ['companies/84', 'contacts/2001', 280],
  ] as const)
    await world.request('PUT', `/crm/v4/objects/${from}/associations/${to}`, [
      { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: typeId },
    ])
  const contacts = { object: 'contacts', members: ['2001', '2002'] } as const
  const kept = await keptBeforeFirstWrite(connection, writer, [contacts])
  const company = { object: 'companies', members: ['83', '84'], by: 'preserving' } as const
  const companies = await keptBeforeFirstWrite(connection, writer, [company])

  it.each([
    ['the primary company', 'contacts.companies', '81:HUBSPOT_DEFINED:1', { label: 'Primary' }],
    ['other companies', 'contacts.companies', '82:HUBSPOT_DEFINED:279', { label: null }],
    ['deals', 'contacts.deals', '71:HUBSPOT_DEFINED:4', { label: null }],
    ['static lists', 'contacts.lists', '1', {}],
    [
      'what it said no to, and by which right it is written to',
      'contacts.subscriptions',
      '7',
      { status: 'UNSUBSCRIBED', legalBasis: 'CONSENT_WITH_NOTICE', source: 'form' },
    ],
  ])('%s', (_, relationship, id, values) => {
    const row = rowsOf(kept, '2002', relationship).find((one) => one.id === id)
    expect(row).toMatchObject({ pointer: '2002', values })
  })

  it('dynamic lists are none of it: nobody puts records into them', () => {
    expect(rowsOf(kept, '2002', 'contacts.lists').map(({ id }) => id)).toEqual(['1'])
  })

  it('people of a company that goes', () => {
    expect(rowsOf(companies, '84', 'companies.contacts').map(({ id }) => id)).toContain(
      '2001:HUBSPOT_DEFINED:280',
    )
  })

  it('further addresses and domains, and every other readable value', () => {
    const members = new Map(
      [...kept, ...companies].flatMap((image) => image.members.map((one) => [one.id, one.values])),
    )
    expect(members.get('2002')).toMatchObject({
      email: 'b@acme.example',
      hs_additional_emails: 'b2@acme.example',
      lifecyclestage: 'customer',
    })
    expect(members.get('84')).toMatchObject({ domain: 'acme.example', hs_additional_domains: 'acme.test' })
  })
})

function fillAccount(org: Org): void {
  const at = org.clock.now().getTime()
  const add = (type: string, id: string, properties: Readonly<Record<string, string>>) =>
    insertRecord(org, type, { id, properties })
  add('contacts', '2001', { email: 'a@acme.example' })
  add('contacts', '2002', {
    email: 'b@acme.example',
    hs_additional_emails: 'b2@acme.example',
    lifecyclestage: 'customer',
  })
  for (const id of ['81', '82', '83']) add('companies', id, { name: 'Acme' })
  add('companies', '84', { name: 'Acme', domain: 'acme.example', hs_additional_domains: 'acme.test' })
  add('deals', '71', { dealname: 'Deal' })
  insertList(org, { name: 'Static', objectTypeId: '0-1', processingType: 'MANUAL', createdAt: at })
  const dynamic = { processingType: 'DYNAMIC', filterBranch: {} } as const
  insertList(org, { name: 'Dynamic', objectTypeId: '0-1', ...dynamic, createdAt: at })
  addMembers(org, 1, ['2002'], at)
  addMembers(org, 2, ['2002'], at)
  insertSubscriptionType(org, { id: 7, name: 'News', createdAt: at })
  setSubscriptionStatus(org, {
    email: 'b@acme.example',
    subscriptionId: 7,
    status: 'UNSUBSCRIBED',
    legalBasis: 'CONSENT_WITH_NOTICE',
    source: 'form',
    at,
  })
  settle(org)
}
