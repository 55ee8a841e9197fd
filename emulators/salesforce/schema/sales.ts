import { QUIET, READ_ONLY, type SObject } from './object.ts'

const SOURCE = 'Web|Phone Inquiry|Partner Referral|Purchased List|Other'
export const STAGES = [
  ['Prospecting', 10, 'Pipeline'],
  ['Qualification', 10, 'Pipeline'],
  ['Needs Analysis', 20, 'Pipeline'],
  ['Value Proposition', 50, 'Pipeline'],
  ['Id. Decision Makers', 60, 'Pipeline'],
  ['Perception Analysis', 70, 'Pipeline'],
  ['Proposal/Price Quote', 75, 'Pipeline'],
  ['Negotiation/Review', 90, 'Pipeline'],
  ['Closed Won', 100, 'Closed'],
  ['Closed Lost', 0, 'Omitted'],
] as const
const STAGE_NAMES = STAGES.map(([name]) => name).join('|')
const ROLE =
  'Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other'
const MEMBER = (field: string, other = field) =>
  `coalesce((SELECT m.${field} FROM Contact m WHERE m.Id = {t}.ContactId), (SELECT m.${other} FROM Lead m WHERE m.Id = {t}.LeadId))`
const TEAM_ROLE =
  'Account Manager|Channel Manager|Executive Sponsor|Lead Qualifier|Pre-Sales Consultant|Sales Manager|Sales Rep'

export const salesObjects: readonly SObject[] = [
  {
    name: 'Opportunity',
    prefix: '006',
    label: 'Opportunity',
    plural: 'Opportunities',
    feed: true,
    fields: `
      @deleted
      AccountId ref:Account kids=Opportunities cascade
      RecordTypeId ref:RecordType
      IsPrivate boolean "Private"
      Name string:120 ! name lookup
      Description textarea:32000
      StageName picklist ! "Stage" = ${STAGE_NAMES}
      Amount currency:18.2
      Probability percent:3.0 "Probability (%)"
      ExpectedRevenue currency:18.2 ro "Expected Amount"
      TotalOpportunityQuantity double:18.2 "Quantity"
      CloseDate date !
      Type picklist "Opportunity Type" = Existing Customer - Upgrade|Existing Customer - Replacement|Existing Customer - Downgrade|New Customer
      NextStep string:255
      LeadSource picklist = ${SOURCE}
      IsClosed boolean ro "Closed"
      IsWon boolean ro "Won"
      ForecastCategory picklist:40 ! ro restricted = Omitted|Pipeline|BestCase|MostLikely|Forecast|Closed
      ForecastCategoryName picklist restricted "Forecast Category" = Omitted|Pipeline|Best Case|Commit|Closed
      CampaignId ref:Campaign kids=Opportunities
      HasOpportunityLineItem boolean ro "Has Line Item"
      Pricebook2Id ref:Pricebook2 kids=Opportunities "Price Book ID"
      OwnerId ref:User !
      @audit
      LastActivityDate date ro "Last Activity"
      PushCount int:9 ro
      LastStageChangeDate datetime ro
      FiscalQuarter int:8 ro in=Fiscal
      FiscalYear int:8 ro in=Fiscal
      Fiscal string:6 ro "Fiscal Period"
      ContactId ref:Contact once rel=- kids=Opportunities
      @viewed
      HasOpenActivity boolean ro nofilter nosort
      HasOverdueTask boolean ro nofilter nosort
      ERP_Id__c string:40 ext "ERP Id"`,
    generated: {
      IsClosed: "StageName IN ('Closed Won', 'Closed Lost')",
      IsWon: "StageName = 'Closed Won'",
      ExpectedRevenue: 'Amount * coalesce(Probability, 0) / 100.0',
      ForecastCategory:
        "CASE StageName WHEN 'Closed Won' THEN 'Closed' WHEN 'Closed Lost' THEN 'Omitted' ELSE 'Pipeline' END",
      FiscalQuarter: '(CAST(substr(CloseDate, 6, 2) AS INTEGER) + 2) / 3',
      FiscalYear: 'CAST(substr(CloseDate, 1, 4) AS INTEGER)',
      Fiscal: "substr(CloseDate, 1, 4) || ' ' || ((CAST(substr(CloseDate, 6, 2) AS INTEGER) + 2) / 3)",
    },
    derived: {
      HasOpportunityLineItem:
        'EXISTS (SELECT 1 FROM OpportunityLineItem m WHERE m.OpportunityId = {t}.Id AND m.IsDeleted = 0)',
      HasOpenActivity:
        'EXISTS (SELECT 1 FROM Task m WHERE m.WhatId = {t}.Id AND m.IsDeleted = 0 AND m.IsClosed = 0)',
      HasOverdueTask:
        "EXISTS (SELECT 1 FROM Task m WHERE m.WhatId = {t}.Id AND m.IsDeleted = 0 AND m.IsClosed = 0 AND m.ActivityDate < '{today}')",
    },
  },
  {
    name: 'OpportunityStage',
    prefix: '01J',
    label: 'Opportunity Stage',
    not: READ_ONLY,
    fields: `
      MasterLabel string:255 ro name
      ApiName string:255 ro
      IsActive boolean ro
      SortOrder int:9 ro
      IsClosed boolean ro
      IsWon boolean ro
      ForecastCategory picklist:40 ro = Omitted|Pipeline|BestCase|Forecast|Closed
      ForecastCategoryName picklist ro = Omitted|Pipeline|Best Case|Commit|Closed
      DefaultProbability percent:3.0 ro
      Description string:255 ro
      @audit`,
  },
  {
    name: 'OpportunityLineItem',
    prefix: '00k',
    label: 'Opportunity Product',
    not: ['layout'],
    fields: `
      OpportunityId ref:Opportunity ! once kids=OpportunityLineItems cascade
      SortOrder int:9 ro
      PricebookEntryId ref:PricebookEntry once kids=OpportunityLineItems
      Product2Id ref:Product2 once kids=none
      ProductCode string:255 ro
      Name string:376 ro name "Opportunity Product Name"
      Quantity double:10.2 !
      TotalPrice currency:16.2
      UnitPrice currency:16.2 "Sales Price"
      ListPrice currency:16.2 ro
      ServiceDate date "Date"
      Description string:255 "Line Description"
      @audit
      @deleted
      @viewed`,
    derived: {
      Name: '(SELECT m.Name FROM Product2 m WHERE m.Id = {t}.Product2Id)',
      ProductCode: '(SELECT m.ProductCode FROM Product2 m WHERE m.Id = {t}.Product2Id)',
    },
  },
  {
    name: 'OpportunityContactRole',
    prefix: '00K',
    label: 'Opportunity Contact Role',
    not: ['search', 'undelete'],
    fields: `
      OpportunityId ref:Opportunity ! once kids=OpportunityContactRoles cascade
      ContactId ref:Contact ! kids=OpportunityContactRoles cascade
      Role picklist = ${ROLE}
      IsPrimary boolean "Primary"
      @audit
      @deleted`,
  },
  {
    name: 'OpportunityHistory',
    prefix: '008',
    label: 'Opportunity History',
    plural: 'Opportunity Histories',
    not: READ_ONLY,
    fields: `
      OpportunityId ref:Opportunity ro kids=OpportunityHistories cascade
      CreatedById ref:User ! ro
      CreatedDate datetime ! ro
      StageName picklist ro = ${STAGE_NAMES}
      Amount currency:18.2 ro
      ExpectedRevenue currency:18.2 ro
      CloseDate date ro
      Probability percent:3.0 ro
      ForecastCategory picklist:40 ro = Omitted|Pipeline|BestCase|MostLikely|Forecast|Closed
      @modstamp
      @deleted`,
  },
  {
    name: 'OpportunityTeamMember',
    prefix: '00q',
    label: 'Opportunity Team Member',
    not: ['search', 'layout', 'undelete'],
    fields: `
      OpportunityId ref:Opportunity ! once kids=OpportunityTeamMembers cascade
      UserId ref:User ! once
      Name string:121 ro name
      TeamMemberRole picklist "Team Role" = ${TEAM_ROLE}
      OpportunityAccessLevel picklist:40 ! restricted default=Read = Read|Edit|All
      @audit
      @deleted`,
    derived: { Name: '(SELECT m.Name FROM User m WHERE m.Id = {t}.UserId)' },
  },
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
  {
    name: 'AccountContactRelation',
    prefix: '07k',
    label: 'Account Contact Relationship',
    not: ['search', 'undelete'],
    fields: `
      AccountId ref:Account ! once kids=AccountContactRelations cascade
      ContactId ref:Contact ! once kids=AccountContactRelations cascade
      Roles multipicklist = Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other
      IsDirect boolean ro "Direct"
      IsActive boolean default=true "Active"
      StartDate date
      EndDate date
      @deleted
      @audit`,
  },
  {
    name: 'AccountContactRole',
    prefix: '02Z',
    label: 'Account Contact Role',
    not: ['search', 'layout', 'undelete'],
    fields: `
      @deleted
      @audit
      AccountId ref:Account ! once kids=AccountContactRoles cascade
      ContactId ref:Contact ! kids=AccountContactRoles cascade
      Role picklist = ${ROLE}
      IsPrimary boolean "Primary"`,
  },
  {
    name: 'AccountTeamMember',
    prefix: '01M',
    label: 'Account Team Member',
    not: ['search', 'layout', 'undelete'],
    fields: `
      AccountId ref:Account ! once kids=AccountTeamMembers cascade
      UserId ref:User ! once kids=none
      TeamMemberRole picklist "Team Role" = ${TEAM_ROLE}
      AccountAccessLevel picklist:40 restricted default=Read = Read|Edit|All
      OpportunityAccessLevel picklist:40 restricted default=None = None|Read|Edit
      CaseAccessLevel picklist:40 restricted default=None = None|Read|Edit
      ContactAccessLevel picklist:40 restricted default=None = None|Read|Edit
      @audit
      @deleted`,
  },
  {
    name: 'Product2',
    prefix: '01t',
    label: 'Product',
    fields: `
      Name string:255 ! name
      ProductCode string:255
      Description textarea:4000
      IsActive boolean "Active"
      Family picklist = None|Hardware|Software|Service
      StockKeepingUnit string:180
      @audit
      @deleted
      @viewed`,
  },
  {
    name: 'Pricebook2',
    prefix: '01s',
    label: 'Price Book',
    fields: `
      @deleted
      Name string:255 ! name
      Description string:255
      IsActive boolean "Active"
      IsStandard boolean ro
      @audit
      @viewed`,
  },
  {
    name: 'PricebookEntry',
    prefix: '01u',
    label: 'Price Book Entry',
    plural: 'Price Book Entries',
    not: ['layout'],
    fields: `
      Name string:255 ro name
      Pricebook2Id ref:Pricebook2 ! once kids=PricebookEntries cascade
      Product2Id ref:Product2 ! once kids=PricebookEntries cascade
      UnitPrice currency:16.2 ! "List Price"
      IsActive boolean "Active"
      UseStandardPrice boolean
      @audit
      @deleted`,
    derived: { Name: '(SELECT m.Name FROM Product2 m WHERE m.Id = {t}.Product2Id)' },
  },
  {
    name: 'Contract',
    prefix: '800',
    label: 'Contract',
    feed: true,
    fields: `
      AccountId ref:Account ! kids=Contracts cascade restrict
      Pricebook2Id ref:Pricebook2 kids=Contracts
      OwnerExpirationNotice picklist:40 = 15|30|45|60|90|120
      StartDate date
      EndDate date ro
      @address Billing
      ContractTerm int:4
      OwnerId ref:User !
      Status picklist default=Draft = In Approval Process|Activated|Draft
      CompanySignedId ref:User kids=ContractsSigned
      CompanySignedDate date
      CustomerSignedId ref:Contact kids=ContractsSigned restrict
      CustomerSignedTitle string:40
      CustomerSignedDate date
      SpecialTerms textarea:4000
      ActivatedById ref:User late kids=none
      ActivatedDate datetime late
      StatusCode picklist:40 ro = Draft|InApproval|Activated
      Description textarea:32000
      @deleted
      ContractNumber string:30 ! ro auto name lookup
      LastApprovedDate datetime ro
      @audit
      LastActivityDate date ro
      @viewed`,
    generated: {
      EndDate: "date(StartDate, '+' || ContractTerm || ' months', '-1 day')",
      StatusCode:
        "CASE Status WHEN 'Activated' THEN 'Activated' WHEN 'Draft' THEN 'Draft' ELSE 'InApproval' END",
    },
  },
  {
    name: 'Order',
    prefix: '801',
    label: 'Order',
    feed: true,
    fields: `
      OwnerId ref:Group,User !
      ContractId ref:Contract kids=Orders cascade restrict
      AccountId ref:Account kids=Orders cascade restrict
      Pricebook2Id ref:Pricebook2 kids=Orders
      OriginalOrderId ref:Order once kids=Orders
      EffectiveDate date ! "Order Start Date"
      EndDate date
      IsReductionOrder boolean once "Reduction Order"
      Status picklist ! default=Draft = Draft|Activated
      Description textarea:32000
      CustomerAuthorizedById ref:Contact restrict
      CompanyAuthorizedById ref:User
      Type picklist = New|Renewal
      @address Billing
      @address Shipping
      Name string:80 "Order Name"
      PoNumber string:80
      BillToContactId ref:Contact restrict
      ShipToContactId ref:Contact restrict
      ActivatedDate datetime late
      ActivatedById ref:User late kids=none
      StatusCode picklist:40 ro = Draft|Activated
      OrderNumber string:30 ! ro auto name lookup
      TotalAmount currency:18.2 ro
      @audit
      @deleted
      @viewed`,
    generated: { StatusCode: "CASE Status WHEN 'Activated' THEN 'Activated' ELSE 'Draft' END" },
  },
]
