import type { Group, Stage } from '../apply/org.ts'

/** A group of five, merged in two steps: values, a report between losers, rows of every kind, rows that collide. */
export const five: Group = { members: ['c1', 'c2', 'c3', 'c4', 'c5'], set: { Title: 'CEO', Phone: '5' } }

export function fillFive({ crm }: Pick<Stage, 'crm'>): void {
  crm.add('Contact', 'c1', { LastName: 'Ada', Phone: '1' })
  crm.add('Contact', 'c2', { Title: 'CEO', ReportsToId: 'c3' })
  crm.add('Contact', 'c3', { Phone: '3' })
  crm.add('Contact', 'c4')
  crm.add('Contact', 'c5', { Phone: '5' })
  for (const id of ['x', 'y']) crm.add('Contact', id)
  for (const id of ['c1', 'c2', 'c5']) crm.add('Task', `t-${id}`, { WhoId: id, Subject: 'Call' })
  for (const id of ['c1', 'c2', 'c5'])
    crm.add('CampaignMember', `m-${id}`, { ContactId: id, CampaignId: 'k', Status: `as ${id}` })
  crm.add('OpportunityContactRole', 'r-c4', { ContactId: 'c4', Role: 'Buyer', IsPrimary: true })
}

/** What undo says of it when nobody touched anything since. */
export const fiveBack: Readonly<Record<string, string>> = {
  'Title c1': 'exact',
  'Phone c1': 'exact',
  'record c2': 'exact',
  'record c3': 'exact',
  'record c4': 'exact',
  'record c5': 'exact',
  'Contact.ReportsToId c2': 'exact',
  'Task.WhoId t-c2': 'exact',
  'Task.WhoId t-c5': 'exact',
  'CampaignMember.ContactId m-c2': 'exact',
  'CampaignMember.ContactId m-c5': 'exact',
  'OpportunityContactRole.ContactId r-c4': 'approximate: moved back as a new row with a new id',
}
