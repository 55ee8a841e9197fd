import { QUIET, type SObject } from './object.ts'

const SOURCE = 'Web|Phone Inquiry|Partner Referral|Purchased List|Other'
const MEMBER = (field: string, other = field) =>
  `coalesce((SELECT m.${field} FROM Contact m WHERE m.Id = {t}.ContactId), (SELECT m.${other} FROM Lead m WHERE m.Id = {t}.LeadId))`

export const campaignObjects: readonly SObject[] = [
  {
    name: 'Campaign',
    prefix: '701',
    label: 'Campaign',
    feed: true,
    fields: `
      @deleted
      Name string:80 ! name
      ParentId ref:Campaign kids=ChildCampaigns "Parent Campaign ID"
      Type picklist = Conference|Webinar|Trade Show|Public Relations|Partners|Referral Program|Advertisement|Banner Ads|Direct Mail|Email|Telemarketing|Other
      Status picklist default=Planned = Planned|In Progress|Completed|Aborted
      StartDate date
      EndDate date
      ExpectedRevenue currency:18.0
      BudgetedCost currency:18.0
      ActualCost currency:18.0
      ExpectedResponse percent:10.2 "Expected Response (%)"
      NumberSent double:18.0 "Num Sent"
      IsActive boolean "Active"
      Description textarea:32000
      NumberOfLeads int:9 ro
      NumberOfConvertedLeads int:9 ro
      NumberOfContacts int:9 ro
      NumberOfResponses int:9 ro
      NumberOfOpportunities int:9 ro
      NumberOfWonOpportunities int:9 ro
      AmountAllOpportunities currency:18.0 ro
      AmountWonOpportunities currency:18.0 ro
      OwnerId ref:User !
      @audit
      LastActivityDate date ro
      @viewed
      RecordTypeId ref:RecordType
      CampaignMemberRecordTypeId ref:RecordType`,
    derived: {
      NumberOfLeads:
        '(SELECT count(*) FROM CampaignMember m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0 AND m.LeadId IS NOT NULL)',
      NumberOfConvertedLeads:
        '(SELECT count(*) FROM Lead l JOIN CampaignMember m ON m.LeadId = l.Id WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0 AND l.IsConverted = 1)',
      NumberOfContacts:
        '(SELECT count(*) FROM CampaignMember m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0 AND m.ContactId IS NOT NULL)',
      NumberOfResponses:
        '(SELECT count(*) FROM CampaignMember m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0 AND m.HasResponded = 1)',
      NumberOfOpportunities:
        '(SELECT count(*) FROM Opportunity m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0)',
      NumberOfWonOpportunities:
        '(SELECT count(*) FROM Opportunity m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0 AND m.IsWon = 1)',
      AmountAllOpportunities:
        '(SELECT coalesce(sum(m.Amount), 0) FROM Opportunity m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0)',
      AmountWonOpportunities:
        '(SELECT coalesce(sum(m.Amount), 0) FROM Opportunity m WHERE m.CampaignId = {t}.Id AND m.IsDeleted = 0 AND m.IsWon = 1)',
    },
  },
  {
    name: 'CampaignMember',
    prefix: '00v',
    label: 'Campaign Member',
    not: ['search', 'undelete'],
    fields: `
      @deleted
      CampaignId ref:Campaign ! once kids=CampaignMembers cascade
      LeadId ref:Lead once kids=CampaignMembers cascade
      ContactId ref:Contact once kids=CampaignMembers cascade
      Status picklist default=Sent = Sent|Responded|Registered|Attended|No Show
      HasResponded boolean ro "Responded"
      @audit
      FirstRespondedDate date ro
      Salutation picklist:40 ro = Mr.|Ms.|Mrs.|Dr.|Prof.
      Name string:121 ro name
      FirstName string:40 ro
      LastName string:80 ro
      Title string:128 ro
      City string:40 ro
      PostalCode string:20 ro
      Country string:80 ro
      Email email ro
      Phone phone ro
      MobilePhone phone ro
      DoNotCall boolean ro
      HasOptedOutOfEmail boolean ro
      LeadSource picklist ro = ${SOURCE}
      CompanyOrAccount string:255 ro "Company (Account)"
      Type picklist:40 ro = Contact|Lead
      LeadOrContactId ref:Contact,Lead ro rel=LeadOrContact
      LeadOrContactOwnerId ref:Group,User ro`,
    generated: {
      HasResponded: "Status IN ('Responded', 'Registered', 'Attended')",
      Type: "CASE WHEN ContactId IS NULL THEN 'Lead' ELSE 'Contact' END",
      LeadOrContactId: 'coalesce(ContactId, LeadId)',
    },
    derived: {
      Salutation: MEMBER('Salutation'),
      Name: MEMBER('Name'),
      FirstName: MEMBER('FirstName'),
      LastName: MEMBER('LastName'),
      Title: MEMBER('Title'),
      City: MEMBER('MailingCity', 'City'),
      PostalCode: MEMBER('MailingPostalCode', 'PostalCode'),
      Country: MEMBER('MailingCountry', 'Country'),
      Email: MEMBER('Email'),
      Phone: MEMBER('Phone'),
      MobilePhone: MEMBER('MobilePhone'),
      DoNotCall: MEMBER('DoNotCall'),
      HasOptedOutOfEmail: MEMBER('HasOptedOutOfEmail'),
      LeadSource: MEMBER('LeadSource'),
      CompanyOrAccount:
        'coalesce((SELECT a.Name FROM Contact m JOIN Account a ON a.Id = m.AccountId WHERE m.Id = {t}.ContactId), (SELECT m.Company FROM Lead m WHERE m.Id = {t}.LeadId))',
      LeadOrContactOwnerId: MEMBER('OwnerId'),
    },
  },
  {
    name: 'CampaignMemberStatus',
    prefix: '01Y',
    label: 'Campaign Member Status',
    not: QUIET,
    fields: `
      @deleted
      Label string:765 ! name
      CampaignId ref:Campaign ! once kids=CampaignMemberStatuses cascade
      SortOrder int:9
      IsDefault boolean
      HasResponded boolean
      @audit`,
  },
]
