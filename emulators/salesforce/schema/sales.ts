import { READ_ONLY, type SObject } from './object.ts'
import { ROLE, TEAM_ROLE } from './relation.ts'

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
      LastAmountChangedHistoryId ref:OpportunityHistory ro kids=none
      LastCloseDateChangedHistoryId ref:OpportunityHistory ro kids=none
      ERP_Id__c string:40 ext "ERP Id"
      Duplicate_Of__c ref:Opportunity kids=Duplicates__r "Duplicate Of"`,
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
      ContactId:
        '(SELECT m.ContactId FROM OpportunityContactRole m WHERE m.OpportunityId = {t}.Id AND m.IsPrimary = 1 AND m.IsDeleted = 0 ORDER BY m.rowid LIMIT 1)',
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
]
