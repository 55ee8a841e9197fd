import { FULL_NAME, SETUP, type SObject } from './object.ts'

export const USER_TYPE =
  'picklist:40 ro restricted = Standard|PowerPartner|PowerCustomerSuccess|CustomerSuccess|Guest|CspLitePortal|CsnOnly|SelfService|CloudIntegrationUser'

export const userObjects: readonly SObject[] = [
  {
    name: 'User',
    prefix: '005',
    label: 'User',
    feed: true,
    not: ['delete', 'undelete', 'replicate'],
    fields: `
      Username string:80 ! unique lookup
      LastName string:80 ! in=Name
      FirstName string:40 in=Name
      Name string:121 ! ro name "Full Name"
      CompanyName string:80
      Division string:80
      Department string:80
      Title string:80
      Street textarea:255 in=Address
      City string:40 in=Address
      State string:80 in=Address "State/Province"
      PostalCode string:20 in=Address "Zip/Postal Code"
      Country string:80 in=Address
      Address address ro
      Email email:128 !
      Phone phone
      Fax phone
      MobilePhone phone
      Alias string:8 !
      CommunityNickname string:40 unique "Nickname"
      IsActive boolean default=true "Active"
      TimeZoneSidKey picklist:40 ! restricted default=America/Los_Angeles
      UserRoleId ref:UserRole kids=Users
      LocaleSidKey picklist:40 ! restricted default=en-US
      ReceivesInfoEmails boolean
      ReceivesAdminInfoEmails boolean
      EmailEncodingKey picklist:40 ! restricted default=UTF-8 = UTF-8|ISO-8859-1
      ProfileId ref:Profile ! kids=Users
      UserType ${USER_TYPE} default=Standard
      LanguageLocaleKey picklist:40 ! restricted default=en-US
      EmployeeNumber string:20
      DelegatedApproverId ref:Group,User rel=- kids=none
      ManagerId ref:User kids=ManagedUsers
      LastLoginDate datetime ro "Last Login"
      LastPasswordChangeDate datetime ro
      NumberOfFailedLogins int:9 ro
      @audit
      UserPermissionsMarketingUser boolean
      UserPermissionsOfflineUser boolean
      UserPermissionsSupportUser boolean
      UserPermissionsKnowledgeUser boolean
      ForecastEnabled boolean
      ContactId ref:Contact once kids=Users restrict
      AccountId ref:Account ro kids=Users
      IndividualId ref:Individual kids=Users
      FederationIdentifier string:512 unique "SAML Federation ID"
      AboutMe textarea:1000
      Extension phone
      SmallPhotoUrl url ro
      FullPhotoUrl url ro
      IsPortalEnabled boolean late
      @viewed`,
    generated: { Name: FULL_NAME },
    derived: { AccountId: '(SELECT m.AccountId FROM Contact m WHERE m.Id = {t}.ContactId)' },
  },
  {
    name: 'UserRole',
    prefix: '00E',
    label: 'Role',
    not: SETUP,
    fields: `
      Name string:80 ! name
      ParentRoleId ref:UserRole kids=none
      RollupDescription string:80
      OpportunityAccessForAccountOwner picklist:40 restricted default=Edit = None|Read|Edit
      CaseAccessForAccountOwner picklist:40 restricted default=Edit = None|Read|Edit
      ContactAccessForAccountOwner picklist:40 restricted default=Edit = None|Read|Edit
      ForecastUserId ref:User kids=none
      MayForecastManagerShare boolean ro
      LastModifiedDate datetime ! ro
      LastModifiedById ref:User ! ro
      @modstamp
      DeveloperName string:80
      PortalAccountId ref:Account ro
      PortalType picklist:40 ro restricted default=None = None|CustomerPortal|Partner
      PortalAccountOwnerId ref:User ro kids=none`,
  },
  {
    name: 'Group',
    prefix: '00G',
    label: 'Group',
    not: SETUP,
    fields: `
      Name string:40 ! name
      DeveloperName string:80
      RelatedId ref:User,UserRole ro kids=none
      Type picklist:40 once restricted default=Regular = Regular|Role|RoleAndSubordinates|RoleAndSubordinatesInternal|Organization|Queue|Manager
      Email email
      OwnerId ref:Organization,User ro
      DoesSendEmailToMembers boolean
      DoesIncludeBosses boolean
      @audit`,
  },
  {
    name: 'GroupMember',
    prefix: '011',
    label: 'Group Member',
    not: [...SETUP, 'update'],
    fields: `
      GroupId ref:Group ! once kids=GroupMembers cascade
      UserOrGroupId ref:Group,User ! once rel=- kids=none
      @modstamp`,
  },
  {
    name: 'QueueSobject',
    prefix: '03g',
    label: 'Queue Sobject',
    not: [...SETUP, 'update'],
    fields: `
      QueueId ref:Group ! once kids=QueueSobjects cascade
      SobjectType picklist:40 ! once restricted
      CreatedById ref:User ! ro
      @modstamp`,
  },
]
