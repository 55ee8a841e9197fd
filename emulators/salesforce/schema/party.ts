import { SALUTATION } from './individual.ts'
import { FULL_NAME, type SObject } from './object.ts'

const INDUSTRY =
  'Agriculture|Apparel|Banking|Biotechnology|Chemicals|Communications|Construction|Consulting|Education|Electronics|Energy|Engineering|Entertainment|Environmental|Finance|Food & Beverage|Government|Healthcare|Hospitality|Insurance|Machinery|Manufacturing|Media|Not For Profit|Other|Recreation|Retail|Shipping|Technology|Telecommunications|Transportation|Utilities'
const SOURCE = 'Web|Phone Inquiry|Partner Referral|Purchased List|Other'
const RATING = 'Hot|Warm|Cold'
const CLEAN = 'Matched|Different|Acknowledged|NotFound|Inactive|Pending|SelectMatch|Skipped'

const ACCOUNT = `
  @deleted
  MasterRecordId ref:Account ro kids=none
  Name string:255 ! name "Account Name"
  Type picklist "Account Type" = Prospect|Customer - Direct|Customer - Channel|Channel Partner / Reseller|Installation Partner|Technology Partner|Other
  RecordTypeId ref:RecordType
  ParentId ref:Account kids=ChildAccounts "Parent Account ID"
  @address Billing
  @address Shipping
  Phone phone "Account Phone"
  Fax phone "Account Fax"
  AccountNumber string:40
  Website url
  PhotoUrl url ro
  Sic string:20 "SIC Code"
  Industry picklist = ${INDUSTRY}
  AnnualRevenue currency:18.0
  NumberOfEmployees int:8 "Employees"
  Ownership picklist = Public|Private|Subsidiary|Other
  TickerSymbol string:20
  Description textarea:32000 "Account Description"
  Rating picklist "Account Rating" = ${RATING}
  Site string:80 "Account Site"
  OwnerId ref:User !
  @audit
  LastActivityDate date ro "Last Activity"
  @viewed
  IsPartner boolean late "Partner Account"
  IsCustomerPortal boolean late "Customer Portal Account"
  ChannelProgramName string:255 ro nofilter nosort
  ChannelProgramLevelName string:255 ro nofilter nosort
  Jigsaw string:20 "Data.com Key"
  JigsawCompanyId string:20 ro
  CleanStatus picklist:40 restricted = ${CLEAN}
  AccountSource picklist = ${SOURCE}
  DunsNumber string:9 "D-U-N-S Number"
  Tradestyle string:255
  NaicsCode string:8 "NAICS Code"
  NaicsDesc string:120 "NAICS Description"
  YearStarted string:4
  SicDesc string:80 "SIC Description"
  ERP_Id__c string:40 ext unique "ERP Id"
  Score__c double:6.2
  Region__c picklist = North|South|East|West
  Segments__c multipicklist = Strategic|Growth|Maintain|Dormant`

const PERSON_ACCOUNT = `
  LastName string:80 in=Name
  FirstName string:40 in=Name
  Salutation picklist:40 in=Name = ${SALUTATION}
  PersonContactId ref:Contact ro kids=none
  IsPersonAccount boolean ro "Is Person Account"
  @address PersonMailing
  @address PersonOther
  PersonMobilePhone phone "Mobile"
  PersonHomePhone phone "Home Phone"
  PersonOtherPhone phone "Other Phone"
  PersonAssistantPhone phone "Asst. Phone"
  PersonEmail email lookup "Email"
  PersonTitle string:80 "Title"
  PersonDepartment string:80 "Department"
  PersonAssistantName string:40 "Assistant"
  PersonLeadSource picklist "Lead Source" = ${SOURCE}
  PersonBirthdate date "Birthdate"
  PersonHasOptedOutOfEmail boolean "Email Opt Out"
  PersonHasOptedOutOfFax boolean "Fax Opt Out"
  PersonDoNotCall boolean "Do Not Call"
  PersonLastCURequestDate datetime ro
  PersonLastCUUpdateDate datetime ro
  PersonEmailBouncedReason string:255
  PersonEmailBouncedDate datetime
  PersonIndividualId ref:Individual kids=none
  Newsletter__pc boolean "Newsletter"
  Loyalty_Number__pc string:20 "Loyalty Number"`

const ACCOUNT_NONPROFIT = `
  npe01__One2OneContact__c ref:Contact kids=npe01__Organizations__r "Primary Contact"
  npe01__SYSTEMIsIndividual__c boolean "_SYSTEM: IsIndividual"
  npe01__SYSTEM_AccountType__c string:100 "_SYSTEM: AccountType"
  npo02__SYSTEM_CUSTOM_NAMING__c string:255 "_SYSTEM: CUSTOM NAMING"
  npo02__TotalOppAmount__c currency:18.2 "Total Gifts"
  npo02__LastCloseDate__c date "Last Gift Date"
  npo02__Informal_Greeting__c string:255 "Informal Greeting"
  npo02__Formal_Greeting__c string:255 "Formal Greeting"`

const CONTACT = `
  @deleted
  MasterRecordId ref:Contact ro kids=none
  AccountId ref:Account kids=Contacts cascade
  LastName string:80 ! in=Name
  FirstName string:40 in=Name
  Salutation picklist:40 in=Name = ${SALUTATION}
  Name string:121 ! ro name "Full Name"
  RecordTypeId ref:RecordType
  @address Other
  @address Mailing
  Phone phone "Business Phone"
  Fax phone "Business Fax"
  MobilePhone phone
  HomePhone phone
  OtherPhone phone
  AssistantPhone phone "Asst. Phone"
  ReportsToId ref:Contact
  Email email lookup
  Title string:128
  Department string:80
  AssistantName string:40 "Assistant's Name"
  LeadSource picklist = ${SOURCE}
  Birthdate date
  Description textarea:32000 "Contact Description"
  OwnerId ref:User !
  HasOptedOutOfEmail boolean "Email Opt Out"
  HasOptedOutOfFax boolean "Fax Opt Out"
  DoNotCall boolean
  @audit
  LastActivityDate date ro "Last Activity"
  LastCURequestDate datetime ro "Last Stay-in-Touch Request Date"
  LastCUUpdateDate datetime ro "Last Stay-in-Touch Save Date"
  @viewed
  EmailBouncedReason string:255
  EmailBouncedDate datetime
  IsEmailBounced boolean ro
  PhotoUrl url ro
  Jigsaw string:20 "Data.com Key"
  JigsawContactId string:20 ro
  CleanStatus picklist:40 restricted = ${CLEAN}
  IndividualId ref:Individual kids=Contacts
  ERP_Id__c string:40 ext unique "ERP Id"
  Score__c double:6.2
  Preferred_Language__c picklist = English|Spanish|German|French
  Interests__c multipicklist = Sport|Music|Travel|Technology
  Level__c string:20 "Level"`

const CONTACT_PERSON = `
  IsPersonAccount boolean ro "Is Person Account"
  Newsletter__c boolean
  Loyalty_Number__c string:20`

const CONTACT_NONPROFIT = `
  npe01__HomeEmail__c email "Personal Email"
  npe01__WorkEmail__c email "Work Email"
  npe01__AlternateEmail__c email "Alternate Email"
  npe01__Preferred_Email__c picklist "Preferred Email" = Personal|Work|Alternate
  npe01__WorkPhone__c phone "Work Phone"
  npe01__PreferredPhone__c picklist "Preferred Phone" = Home|Work|Mobile|Other
  npe01__Primary_Address_Type__c picklist "Primary Address Type" = Home|Work|Other
  npo02__TotalOppAmount__c currency:18.2 "Total Gifts"
  npo02__LastCloseDate__c date "Last Gift Date"
  npsp__Primary_Affiliation__c ref:Account kids=npsp__PrimaryAffiliations__r "Primary Affiliation"
  npsp__Deceased__c boolean "Deceased"
  npsp__Do_Not_Contact__c boolean "Do Not Contact"`

const LEAD = `
  @deleted
  MasterRecordId ref:Lead ro kids=none
  LastName string:80 ! in=Name
  FirstName string:40 in=Name
  Salutation picklist:40 in=Name = ${SALUTATION}
  Name string:121 ! ro name "Full Name"
  RecordTypeId ref:RecordType
  Title string:128
  Company string:255 !
  Street textarea:255 in=Address
  City string:40 in=Address
  State string:80 in=Address "State/Province"
  PostalCode string:20 in=Address "Zip/Postal Code"
  Country string:80 in=Address
  Latitude double:18.15 in=Address
  Longitude double:18.15 in=Address
  GeocodeAccuracy picklist:40 restricted in=Address = Address|NearAddress|Block|Street|ExtendedZip|Zip|Neighborhood|City|County|State|Unknown
  Address address ro
  Phone phone
  MobilePhone phone
  Fax phone
  Email email lookup
  Website url
  PhotoUrl url ro
  Description textarea:32000
  LeadSource picklist = ${SOURCE}
  Status picklist ! default=Open_-_Not_Contacted = Open - Not Contacted|Working - Contacted|Closed - Converted|Closed - Not Converted
  Industry picklist = ${INDUSTRY}
  Rating picklist = ${RATING}
  AnnualRevenue currency:18.0
  NumberOfEmployees int:8 "Employees"
  OwnerId ref:Group,User !
  HasOptedOutOfEmail boolean "Email Opt Out"
  HasOptedOutOfFax boolean "Fax Opt Out"
  DoNotCall boolean
  IsConverted boolean once "Converted"
  ConvertedDate date ro
  ConvertedAccountId ref:Account ro
  ConvertedContactId ref:Contact ro
  ConvertedOpportunityId ref:Opportunity ro
  IsUnreadByOwner boolean default=true "Unread By Owner"
  @audit
  LastActivityDate date ro "Last Activity"
  @viewed
  Jigsaw string:20 "Data.com Key"
  JigsawContactId string:20 ro
  CleanStatus picklist:40 restricted = ${CLEAN}
  CompanyDunsNumber string:9 "Company D-U-N-S Number"
  EmailBouncedReason string:255 late
  EmailBouncedDate datetime late
  IndividualId ref:Individual kids=Leads
  ERP_Id__c string:40 ext "ERP Id"
  Score__c double:6.2`

/** Only orgs with more than one currency have it. */
const CURRENCY = 'CurrencyIsoCode picklist restricted default=EUR "Currency" = EUR|USD|GBP'

export function partyObjects(variant: {
  personAccounts: boolean
  nonprofit: boolean
  currencies: boolean
}): SObject[] {
  const { personAccounts, nonprofit, currencies } = variant
  const currency = currencies ? CURRENCY : ''
  const account = [
    ACCOUNT,
    personAccounts ? PERSON_ACCOUNT : '',
    nonprofit ? ACCOUNT_NONPROFIT : '',
    currency,
  ]
  const contact = [
    CONTACT,
    personAccounts ? CONTACT_PERSON : '',
    nonprofit ? CONTACT_NONPROFIT : '',
    currency,
  ]
  const named = { Name: FULL_NAME }
  const bounced = { IsEmailBounced: 'EmailBouncedDate IS NOT NULL' }
  return [
    {
      name: 'Account',
      prefix: '001',
      label: 'Account',
      mergeable: true,
      feed: true,
      fields: account.join('\n'),
    },
    {
      name: 'Contact',
      prefix: '003',
      label: 'Contact',
      mergeable: true,
      feed: true,
      fields: contact.join('\n'),
      generated: { ...named, ...bounced },
    },
    {
      name: 'Lead',
      prefix: '00Q',
      label: 'Lead',
      mergeable: true,
      feed: true,
      fields: [LEAD, currency].join('\n'),
      generated: named,
    },
  ]
}
