import { FULL_NAME, type SObject } from './object.ts'

export const SALUTATION = 'Mr.|Ms.|Mrs.|Dr.|Prof.|Mx.'

export const individualObjects: readonly SObject[] = [
  {
    name: 'Individual',
    prefix: '0PK',
    label: 'Individual',
    mergeable: true,
    fields: `
    OwnerId ref:User !
    @deleted
    LastName string:80 ! in=Name
    FirstName string:40 in=Name
    Salutation picklist:40 in=Name = ${SALUTATION}
    Name string:121 ! ro name
    HasOptedOutTracking boolean "Don't Track"
    HasOptedOutProfiling boolean "Don't Profile"
    HasOptedOutProcessing boolean "Don't Process"
    HasOptedOutSolicit boolean "Don't Market"
    ShouldForget boolean "Forget this Individual"
    SendIndividualData boolean "Export Individual's Data"
    CanStorePiiElsewhere boolean "OK to Store PII Elsewhere"
    HasOptedOutGeoTracking boolean "Block Geolocation Tracking"
    BirthDate date
    DeathDate date
    ConvictionsCount int:8
    ChildrenCount int:8
    MilitaryService picklist = None|Currently serving|Veteran
    IsHomeOwner boolean
    Occupation string:150
    Website url
    @viewed
    MasterRecordId ref:Individual ro kids=none
    ConsumerCreditScore int:8
    InfluencerRating int:8
    @audit`,
    generated: { Name: FULL_NAME },
  },
  {
    name: 'Membership__c',
    prefix: 'a00',
    label: 'Membership',
    fields: `
    OwnerId ref:Group,User !
    @deleted
    Name string:80 ! name default=Membership "Membership Name"
    @audit
    @viewed
    Member__c ref:Contact kids=Memberships__r "Member"
    Company__c ref:Account kids=Memberships__r "Company"
    Level__c picklist default=Basic = Basic|Silver|Gold
    Start__c date
    End__c date
    Number__c string:20 ext unique "Membership Number"
    Annual_Fee__c currency:10.2
    Duplicate_Of__c ref:Membership__c kids=Duplicates__r "Duplicate Of"`,
  },
]
