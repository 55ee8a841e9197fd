import { describe, expect, it } from 'vitest'
import { control } from '../../client.ts'
import { outcomes, useOrg } from './inside.ts'

const org = useOrg()
const { make, plant, row, ids, call } = org

const status = '<convertedStatus>Closed - Converted</convertedStatus>'
const convert = (inner: string, token?: string) =>
  call(`<convertLead><leadConverts>${inner}</leadConverts></convertLead>`, token)
const part = (name: string, value: string | boolean) => `<${name}>${value}</${name}>`
const lead = (values = {}) =>
  make('Lead', { FirstName: 'Ada', LastName: 'King', Company: 'Acme', Email: 'ada@x.test', ...values })
const element = (text: string, name: string) => new RegExp(`<${name}>(\\w+)</${name}>`).exec(text)?.[1] ?? ''

describe('a lead', () => {
  it('becomes an account, a contact and an opportunity of its owner', async () => {
    const leadId = lead({ Phone: '1', City: 'Rome', LeadSource: 'Web', HasOptedOutOfEmail: true })
    const text = await convert(part('leadId', leadId) + status)
    const [accountId, contactId, opportunityId] = ['accountId', 'contactId', 'opportunityId'].map((name) =>
      element(text, name),
    ) as [string, string, string]
    expect(text).toContain(
      `<convertLeadResponse><result><accountId>${accountId}</accountId><contactId>${contactId}</contactId><leadId>${leadId}</leadId><opportunityId>${opportunityId}</opportunityId><success>true</success></result>`,
    )
    expect(row('Account', accountId)).toMatchObject({
      Name: 'Acme',
      Phone: '1',
      BillingCity: 'Rome',
      AccountSource: 'Web',
    })
    expect(row('Contact', contactId)).toMatchObject({
      Name: 'Ada King',
      AccountId: accountId,
      Email: 'ada@x.test',
      MailingCity: 'Rome',
      HasOptedOutOfEmail: 1,
      OwnerId: row('Lead', leadId).OwnerId,
    })
    expect(row('Opportunity', opportunityId)).toMatchObject({
      Name: 'Acme',
      AccountId: accountId,
      StageName: 'Prospecting',
      CloseDate: '2026-03-31',
    })
    const [role = ''] = ids('OpportunityContactRole', `"OpportunityId" = '${opportunityId}'`)
    expect(row('OpportunityContactRole', role)).toMatchObject({ ContactId: contactId, IsPrimary: 1 })
    expect(row('Lead', leadId)).toMatchObject({
      IsConverted: 1,
      Status: 'Closed - Converted',
      ConvertedDate: '2026-01-31',
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
      IsDeleted: 0,
    })
  })

  it.each([
    [false, 'Phone Inquiry'],
    [true, 'Web'],
  ])('fills only what is empty in what is there; overwriteLeadSource %s', async (overwrite, source) => {
    const accountId = make('Account', { Name: 'There', Phone: '9' })
    const contactId = make('Contact', {
      LastName: 'There',
      AccountId: accountId,
      Title: 'Boss',
      LeadSource: 'Phone Inquiry',
    })
    const leadId = lead({ Title: 'Clerk', Phone: '1', Website: 'acme.test', LeadSource: 'Web' })
    const text = await convert(
      part('accountId', accountId) +
        part('contactId', contactId) +
        status +
        part('doNotCreateOpportunity', true) +
        part('leadId', leadId) +
        part('overwriteLeadSource', overwrite),
    )
    expect(outcomes(text)).toEqual(['success'])
    expect(text).toContain('<opportunityId xsi:nil="true"/>')
    expect(row('Account', accountId)).toMatchObject({ Name: 'There', Phone: '9', Website: 'acme.test' })
    expect(row('Contact', contactId)).toMatchObject({
      LastName: 'There',
      FirstName: 'Ada',
      Title: 'Boss',
      Email: 'ada@x.test',
      LeadSource: source,
    })
  })

  it('hands over activities, notes, files and memberships', async () => {
    const leadId = lead()
    const accountId = make('Account', { Name: 'a' })
    const contactId = make('Contact', { LastName: 'c', AccountId: accountId })
    const [shared, own] = [make('Campaign', { Name: 's' }), make('Campaign', { Name: 'o' })]
    make('CampaignMember', { CampaignId: shared, ContactId: contactId })
    const double = make('CampaignMember', { CampaignId: shared, LeadId: leadId })
    const member = make('CampaignMember', { CampaignId: own, LeadId: leadId })
    const task = make('Task', { WhoId: leadId, Subject: 't' })
    const note = make('Note', { ParentId: leadId, Title: 'n' })
    const post = make('FeedItem', { ParentId: leadId, Body: 'p' })
    const ends = part('accountId', accountId) + part('contactId', contactId)
    await convert(ends + part('leadId', leadId) + status + part('doNotCreateOpportunity', true))
    expect(row('Task', task)).toMatchObject({ WhoId: contactId, WhatId: accountId, AccountId: accountId })
    expect(row('Note', note).ParentId).toBe(contactId)
    expect(row('FeedItem', post).ParentId).toBe(leadId)
    expect(row('CampaignMember', double).IsDeleted).toBe(1)
    expect(row('CampaignMember', member)).toMatchObject({
      LeadId: leadId,
      ContactId: contactId,
      IsDeleted: 0,
    })
  })

  it('joins a person account without a contact of its own', async () => {
    const accountId = make('Account', { LastName: 'King' })
    const ends = part('accountId', accountId) + part('leadId', lead({ MobilePhone: '7' })) + status
    const text = await convert(ends + part('doNotCreateOpportunity', true))
    const contactId = String(row('Account', accountId).PersonContactId)
    expect(element(text, 'contactId')).toBe(contactId)
    expect(row('Contact', contactId)).toMatchObject({ MobilePhone: '7', FirstName: 'Ada', LastName: 'King' })
  })
})

describe('a conversion is refused', () => {
  const queue = () => plant('Group', { Name: 'q', Type: 'Queue' })
  it.each<[string, () => string, string]>([
    ['no lead', () => status, 'MISSING_ARGUMENT'],
    ['an unknown lead', () => part('leadId', '00Q000000000001') + status, 'INVALID_CROSS_REFERENCE_KEY'],
    ['no status', () => part('leadId', lead()), 'INVALID_STATUS'],
    [
      'a status that is not converted',
      () => part('leadId', lead()) + part('convertedStatus', 'Working - Contacted'),
      'INVALID_STATUS',
    ],
    [
      'a queue as owner',
      () => part('leadId', lead({ OwnerId: queue() })) + status,
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    [
      'a contact without its account',
      () => part('leadId', lead()) + status + part('contactId', make('Contact', { LastName: 'c' })),
      'MISSING_ARGUMENT',
    ],
    [
      'a contact of another account',
      () =>
        part('leadId', lead()) +
        status +
        part('accountId', make('Account', { Name: 'a' })) +
        part('contactId', make('Contact', { LastName: 'c' })),
      'INVALID_CROSS_REFERENCE_KEY',
    ],
    [
      'a lead converted before',
      () => part('leadId', plant('Lead', { LastName: 'l', IsConverted: true })) + status,
      'CANNOT_UPDATE_CONVERTED_LEAD',
    ],
  ])('for %s', async (_, inner, code) => {
    const counts = () => ['Account', 'Contact', 'Opportunity'].map((object) => ids(object, '1').length)
    const wanted = inner()
    const before = counts()
    expect(outcomes(await convert(wanted))).toEqual([code])
    expect(counts()).toEqual(before)
  })

  it('for a queue’s lead only until a user is named', async () => {
    const ownerId = ids('User', '1')[0] ?? ''
    const text = await convert(part('leadId', lead({ OwnerId: queue() })) + status + part('ownerId', ownerId))
    expect(outcomes(text)).toEqual(['success'])
    expect(row('Contact', element(text, 'contactId')).OwnerId).toBe(ownerId)
  })

  it.each([
    [['ApiEnabled'], 'INSUFFICIENT_ACCESS_OR_READONLY'],
    [['ApiEnabled', 'ConvertLeads'], 'success'],
  ])('without the permission: %j', async (permissions, outcome) => {
    const all = ['Read', 'Create', 'Edit']
    const objects = { Lead: all, Account: all, Contact: all, Opportunity: all }
    const create = { username: `${permissions.join('')}@x.test`, permissions, objects }
    const { accessToken } = (await control(org.server, 'POST', '/users', { create })).json
    expect(outcomes(await convert(part('leadId', lead()) + status, accessToken))).toEqual([outcome])
  })

  it('whole when there are more than 100', async () => {
    const text = await call(`<convertLead>${'<leadConverts/>'.repeat(101)}</convertLead>`)
    expect(text).toContain('<faultcode>sf:EXCEEDED_LEAD_CONVERT_LIMIT</faultcode>')
  })
})

it('takes no merge and no change of a converted lead back', async () => {
  const leadId = lead()
  await convert(part('leadId', leadId) + status)
  expect(outcomes(await convert(part('leadId', leadId) + status))).toEqual(['CANNOT_UPDATE_CONVERTED_LEAD'])
})
