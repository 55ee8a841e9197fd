import type { SObject } from './object.ts'

export const orderObjects: readonly SObject[] = [
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
