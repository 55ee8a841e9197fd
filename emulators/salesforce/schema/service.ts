import { QUIET, READ_ONLY, type SObject } from './object.ts'

const OF_CONTACT = (field: string) => `(SELECT m.${field} FROM Contact m WHERE m.Id = {t}.ContactId)`

const STATUS_FIELDS = `
  MasterLabel string:255 ro name
  ApiName string:255 ro
  SortOrder int:9 ro
  IsDefault boolean ro`

export const serviceObjects: readonly SObject[] = [
  {
    name: 'Case',
    prefix: '500',
    label: 'Case',
    feed: true,
    fields: `
      @deleted
      MasterRecordId ref:Case ro kids=none
      CaseNumber string:30 ! ro auto name lookup nogroup
      ContactId ref:Contact kids=Cases restrict
      AccountId ref:Account kids=Cases restrict
      AssetId ref:Asset kids=Cases
      ParentId ref:Case kids=Cases "Parent Case ID"
      RecordTypeId ref:RecordType
      SuppliedName string:80 "Name"
      SuppliedEmail email "Email Address"
      SuppliedPhone string:40 "Phone"
      SuppliedCompany string:80 "Company"
      Type picklist "Case Type" = Mechanical|Electrical|Electronic|Structural|Other
      Status picklist default=New = New|Working|Escalated|Closed
      Reason picklist "Case Reason" = Installation|Equipment Complexity|Performance|Breakdown|Equipment Design|Feedback|Other
      Origin picklist "Case Origin" = Phone|Email|Web
      Subject string:255
      Priority picklist default=Medium = High|Medium|Low
      Description textarea:32000
      IsClosed boolean ro "Closed"
      ClosedDate datetime ro
      IsEscalated boolean "Escalated"
      OwnerId ref:Group,User !
      @audit
      ContactPhone phone ro
      ContactMobile phone ro
      ContactEmail email ro
      ContactFax phone ro
      Comments textarea:4000 "Internal Comments"
      @viewed
      ERP_Id__c string:40 ext "ERP Id"`,
    generated: { IsClosed: "Status = 'Closed'" },
    derived: {
      ContactPhone: OF_CONTACT('Phone'),
      ContactMobile: OF_CONTACT('MobilePhone'),
      ContactEmail: OF_CONTACT('Email'),
      ContactFax: OF_CONTACT('Fax'),
    },
  },
  {
    name: 'CaseStatus',
    prefix: '01J',
    label: 'Case Status Value',
    not: READ_ONLY,
    fields: `${STATUS_FIELDS}
      IsClosed boolean ro
      @audit`,
  },
  {
    name: 'LeadStatus',
    prefix: '01J',
    label: 'Lead Status Value',
    not: READ_ONLY,
    fields: `${STATUS_FIELDS}
      IsConverted boolean ro
      @audit`,
  },
  {
    name: 'TaskStatus',
    prefix: '01J',
    label: 'Task Status Value',
    not: READ_ONLY,
    fields: `${STATUS_FIELDS}
      IsClosed boolean ro
      @audit`,
  },
  {
    name: 'CaseComment',
    prefix: '00a',
    label: 'Case Comment',
    not: ['layout', 'undelete'],
    fields: `
      ParentId ref:Case ! once kids=CaseComments cascade
      IsPublished boolean "Published"
      CommentBody textarea:4000 "Body"
      @audit
      @deleted`,
  },
  {
    name: 'CaseContactRole',
    prefix: '03j',
    label: 'Case Contact Role',
    not: [...QUIET, 'undelete'],
    fields: `
      CasesId ref:Case ! once rel=Cases kids=CaseContactRoles cascade
      ContactId ref:Contact ! kids=CaseContactRoles cascade
      Role picklist = Technical Contact|Business Contact|Decision Maker|Other
      @audit
      @deleted`,
  },
  {
    name: 'CaseTeamMember',
    prefix: '0B9',
    label: 'Case Team Member',
    not: ['search', 'layout', 'undelete', 'replicate'],
    fields: `
      ParentId ref:Case ! once kids=TeamMembers cascade
      MemberId ref:Contact,User ! once cascade
      TeamRoleId ref:CaseTeamRole ! kids=none
      @audit`,
  },
  {
    name: 'CaseTeamRole',
    prefix: '0B7',
    label: 'Case Team Member Role',
    not: ['search', 'layout', 'trigger', 'undelete', 'replicate'],
    fields: `
      Name string:80 ! name
      AccessLevel picklist:40 ! restricted default=Read = None|Read|Edit
      PreferencesVisibleInCSP boolean
      @audit`,
  },
  {
    name: 'Asset',
    prefix: '02i',
    label: 'Asset',
    feed: true,
    fields: `
      ContactId ref:Contact kids=Assets cascade
      AccountId ref:Account kids=Assets cascade
      ParentId ref:Asset kids=ChildAssets
      RootAssetId ref:Asset ro kids=none
      Product2Id ref:Product2 kids=Assets
      ProductCode string:255 ro
      IsCompetitorProduct boolean "Competitor Asset"
      @audit
      @deleted
      Name string:255 ! name lookup
      SerialNumber string:80
      InstallDate date
      PurchaseDate date
      UsageEndDate date
      Status picklist = Shipped|Installed|Registered|Obsolete|Purchased
      Price currency:18.0
      Quantity double:10.2
      Description textarea:32000
      OwnerId ref:User !
      AssetProvidedById ref:Account kids=ProvidedAssets
      AssetServicedById ref:Account kids=ServicedAssets
      @viewed`,
    derived: { ProductCode: '(SELECT m.ProductCode FROM Product2 m WHERE m.Id = {t}.Product2Id)' },
  },
]
