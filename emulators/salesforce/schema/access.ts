import { FULL_NAME, READ_ONLY, SETUP, type SObject } from './object.ts'

/** System permissions that the emulated edition has; each is a column `Permissions…` of sets and profiles. */
export const SYSTEM_PERMISSIONS = `
  ActivateContract ApiEnabled ApiUserOnly AssignPermissionSets AuthorApex BulkApiHardDelete BypassMFAForUiLogins
  ChatterInternalUser ConvertLeads CreateCustomizeReports CustomizeApplication DataExport DelegatedTwoFactor
  EditBillingInfo EditCaseComments EditEvent EditReadonlyFields EditTask EmailMass EmailSingle ExportReport ForceTwoFactor
  ImportLeads InstallPackaging LightningExperienceUser ManageAuthProviders ManageCases ManageCertificates
  ManageCustomPermissions ManageDataIntegrations ManageEncryptionKeys ManageHealthCheck ManageInternalUsers
  ManageIpAddresses ManageLeads ManageLoginAccessPolicies ManageNamedCredentials ManageNetworks
  ManagePasswordPolicies ManageProfilesPermissionsets ManageRemoteAccess ManageRoles
  ManageSessionPermissionSets ManageSharing ManageTwoFactor ManageUsers ModifyAllData ModifyMetadata
  MonitorLoginHistory PasswordNeverExpires PrivacyDataAccess QueryAllFiles ResetPasswords RunFlow RunReports
  ScheduleReports TransferAnyCase TransferAnyEntity TransferAnyLead TwoFactorApi UseAnyApiAuth ViewAllData
  ViewAllProfiles ViewAllUsers ViewDataAssessment ViewEncryptedData ViewEventLogFiles ViewHealthCheck ViewRoles
  ViewSecurityCommandCenter ViewSetup`
  .trim()
  .split(/\s+/)
const PERMISSIONS = SYSTEM_PERMISSIONS.map((name) => `Permissions${name} boolean`).join('\n')
const NAMED = `
  DeveloperName string:80 ! name
  Language picklist:40 restricted default=en_US = en_US|de|es|fr
  MasterLabel string:80 !`
const USER_TYPE =
  'picklist:40 ro restricted = Standard|PowerPartner|PowerCustomerSuccess|CustomerSuccess|Guest|CspLitePortal|CsnOnly|SelfService|CloudIntegrationUser'
const SESSION_NOT = [...SETUP, 'create', 'update'] as const

export const accessObjects: readonly SObject[] = [
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
    name: 'Profile',
    prefix: '00e',
    label: 'Profile',
    not: SETUP,
    fields: `
      Name string:255 ! name
      ${PERMISSIONS}
      UserLicenseId ref:UserLicense ro kids=Profiles
      UserType ${USER_TYPE} default=Standard
      @audit
      Description string:255
      @viewed`,
  },
  {
    name: 'PermissionSet',
    prefix: '0PS',
    label: 'Permission Set',
    not: SETUP,
    fields: `
      Name string:80 ! name
      Label string:80 !
      LicenseId ref:PermissionSetLicense,UserLicense once rel=License kids=none
      ProfileId ref:Profile ro kids=none
      IsOwnedByProfile boolean ro
      IsCustom boolean ro
      ${PERMISSIONS}
      Description string:255
      @audit
      NamespacePrefix string:15 ro
      HasActivationRequired boolean "Session Activation Required"
      PermissionSetGroupId ref:PermissionSetGroup ro kids=none
      Type picklist:40 ro restricted default=Regular = Regular|Standard|Session|Group|Profile`,
  },
  {
    name: 'PermissionSetAssignment',
    prefix: '0Pa',
    label: 'Permission Set Assignment',
    not: SETUP,
    fields: `
      PermissionSetId ref:PermissionSet once kids=Assignments cascade
      PermissionSetGroupId ref:PermissionSetGroup once kids=Assignments cascade
      AssigneeId ref:User ! once kids=PermissionSetAssignments
      @modstamp
      ExpirationDate datetime
      IsActive boolean ro default=true
      IsRevoked boolean ro`,
    generated: {},
  },
  {
    name: 'PermissionSetGroup',
    prefix: '0PG',
    label: 'Permission Set Group',
    not: [...SETUP],
    fields: `
      @deleted
      ${NAMED}
      NamespacePrefix string:15 ro
      @audit
      Description string:255
      Status picklist:40 restricted default=Updated = Updated|Outdated|Updating|Failed
      HasActivationRequired boolean "Session Activation Required"`,
  },
  {
    name: 'PermissionSetGroupComponent',
    prefix: '0PI',
    label: 'Permission Set Group Component',
    not: [...SETUP, 'update'],
    fields: `
      @deleted
      @audit
      PermissionSetGroupId ref:PermissionSetGroup ! once kids=PermissionSetGroupComponents cascade
      PermissionSetId ref:MutingPermissionSet,PermissionSet ! once kids=PermissionSetGroupComponents`,
  },
  {
    name: 'MutingPermissionSet',
    prefix: '0QM',
    label: 'Muting Permission Set',
    not: SETUP,
    fields: `
      @deleted
      ${NAMED}
      @audit
      ${PERMISSIONS}`,
  },
  {
    name: 'ObjectPermissions',
    prefix: '110',
    label: 'Object Permissions',
    plural: 'Object Permissions',
    not: SETUP,
    fields: `
      ParentId ref:PermissionSet ! once kids=ObjectPerms
      SobjectType picklist:40 ! once
      PermissionsCreate boolean
      PermissionsRead boolean
      PermissionsEdit boolean
      PermissionsDelete boolean
      PermissionsViewAllRecords boolean
      PermissionsModifyAllRecords boolean
      PermissionsViewAllFields boolean
      @audit`,
  },
  {
    name: 'FieldPermissions',
    prefix: '01k',
    label: 'Field Permissions',
    plural: 'Field Permissions',
    not: SETUP,
    fields: `
      ParentId ref:PermissionSet ! once kids=FieldPerms
      SobjectType picklist:40 ! once
      Field picklist:255 ! once
      PermissionsEdit boolean
      PermissionsRead boolean
      @modstamp`,
  },
  {
    name: 'SetupEntityAccess',
    prefix: '0J0',
    label: 'Setup Entity Access',
    plural: 'Setup Entity Access',
    not: [...SETUP, 'update'],
    fields: `
      ParentId ref:PermissionSet ! once kids=SetupEntityAccessItems
      SetupEntityId ref:ConnectedApplication ! once kids=none
      KeyPrefix string:3 ro
      SetupEntityType picklist:40 ro = ApexClass|ApexPage|ConnectedApplication|CustomEntityDefinition|CustomPermission|NamedCredential|TabSet
      @modstamp`,
    generated: { KeyPrefix: 'substr(SetupEntityId, 1, 3)' },
  },
  {
    name: 'UserLicense',
    prefix: '100',
    label: 'User License',
    not: READ_ONLY,
    fields: `
      LicenseDefinitionKey string:40 ro
      TotalLicenses int:9 ro
      Status picklist:40 ro = Active|Disabled
      UsedLicenses int:9 ro
      UsedLicensesLastUpdated datetime ro
      Name string:40 ro name
      MasterLabel string:40 ro
      MonthlyLoginsUsed int:9 ro
      MonthlyLoginsEntitlement int:9 ro
      CreatedDate datetime ! ro
      LastModifiedDate datetime ! ro
      @modstamp`,
  },
  {
    name: 'PermissionSetLicense',
    prefix: '0PL',
    label: 'Permission Set License',
    not: READ_ONLY,
    fields: `
      @deleted
      DeveloperName string:80 ro name
      Language picklist:40 ro default=en_US
      MasterLabel string:255 ro
      @audit
      PermissionSetLicenseKey string:40 ro
      TotalLicenses int:9 ro
      Status picklist:40 ro = Active|Disabled
      ExpirationDate date ro
      UsedLicenses int:9 ro`,
  },
  {
    name: 'PermissionSetLicenseAssign',
    prefix: '2LA',
    label: 'Permission Set License Assignment',
    not: [...SETUP, 'update'],
    fields: `
      @deleted
      @audit
      PermissionSetLicenseId ref:PermissionSetLicense ! once kids=PermissionSetLicenseAssignments
      AssigneeId ref:User ! once kids=PermissionSetLicenseAssignments`,
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
  {
    name: 'LoginHistory',
    prefix: '0Ya',
    label: 'Login History',
    plural: 'Login Histories',
    not: READ_ONLY,
    fields: `
      UserId ref:User ro rel=- kids=none
      LoginTime datetime ro
      LoginType picklist:40 ro restricted = Application|Other Apex API|Partner Product|Remote Access 2.0|SAML Sfdc Initiated SSO|Chatter Communities External User
      SourceIp string:39 ro nofilter
      LoginUrl string:512 ro
      AuthenticationServiceId ref:ConnectedApplication ro rel=- kids=none
      LoginGeoId string:18 ro nofilter
      TlsProtocol picklist:40 ro restricted = TLS 1.2|TLS 1.3
      CipherSuite string:128 ro
      OptionsIsGet boolean ro
      OptionsIsPost boolean ro
      Browser string:64 ro nofilter
      Platform string:64 ro nofilter
      Status string:128 ro nofilter
      Application string:64 ro nofilter
      ClientVersion string:64 ro nofilter
      ApiType string:64 ro nofilter
      ApiVersion string:32 ro nofilter
      CountryIso string:3 ro
      AuthMethodReference string:512 ro nofilter
      LoginSubType picklist:40 ro nofilter = OAuth|UiLogin|SoapLogin
      NetworkId string:18 ro`,
  },
  {
    name: 'UserLogin',
    prefix: '0Yw',
    label: 'User Login',
    not: [...SETUP, 'create', 'delete'],
    fields: `
      UserId ref:User ro rel=- kids=none
      IsFrozen boolean "Frozen"
      IsPasswordLocked boolean
      LastModifiedDate datetime ! ro
      LastModifiedById ref:User ! ro`,
  },
  {
    name: 'SetupAuditTrail',
    prefix: '0Ym',
    label: 'Setup Audit Trail Entry',
    plural: 'Setup Audit Trail Entries',
    not: READ_ONLY,
    fields: `
      Action string:40 ro
      Section string:255 ro
      CreatedDate datetime ! ro
      CreatedById ref:User ! ro
      Display textarea:1000 ro
      DelegateUser string:255 ro
      ResponsibleNamespacePrefix string:255 ro
      CreatedByContext string:255 ro
      CreatedByIssuer string:255 ro`,
  },
  {
    name: 'TwoFactorMethodsInfo',
    prefix: '0fY',
    label: 'Two-Factor Methods Info',
    not: READ_ONLY,
    fields: `
      UserId ref:User ro rel=- kids=none
      ExternalId string:100 ro
      HasBuiltInAuthenticator boolean ro
      HasSalesforceAuthenticator boolean ro
      HasSecurityKey boolean ro
      HasTempCode boolean ro
      HasTotp boolean ro
      HasU2F boolean ro
      HasUserVerifiedEmailAddress boolean ro
      HasUserVerifiedMobileNumber boolean ro`,
  },
  {
    name: 'OauthToken',
    prefix: '0CQ',
    label: 'OAuth Token',
    not: [...SETUP, 'create', 'update'],
    fields: `
      AccessToken string:1024 ro nofilter
      UserId ref:User ro
      RequestToken string:1024 ro nofilter
      CreatedDate datetime ! ro
      AppName string:255 ro
      LastUsedDate datetime ro
      UseCount int:9 ro
      DeleteToken string:1024 ro nofilter
      AppMenuItemId string:18 ro`,
  },
  {
    name: 'ConnectedApplication',
    prefix: '0H4',
    label: 'Connected App',
    not: [...SETUP, 'create', 'delete'],
    fields: `
      Name string:80 ro name
      @audit
      OptionsAllowAdminApprovedUsersOnly boolean
      OptionsRefreshTokenValidityMetric boolean
      OptionsHasSessionLevelPolicy boolean
      OptionsIsInternal boolean
      OptionsFullContentPushNotifications boolean
      OptionsCodeCredentialGuestEnabled boolean
      OptionsAppIssueJwtTokenEnabled boolean
      MobileSessionTimeout picklist:40
      PinLength picklist:40
      StartUrl url
      MobileStartUrl url
      RefreshTokenValidityPeriod int:9
      UvidTimeout picklist:40
      NamedUserUvidTimeout picklist:40`,
  },
  {
    name: 'AuthSession',
    prefix: '0Ak',
    label: 'Auth Session',
    not: SESSION_NOT,
    fields: `
      UsersId ref:User ro rel=Users
      CreatedDate datetime ! ro
      LastModifiedDate datetime ! ro
      NumSecondsValid int:9 ro
      UserType string:40 ro
      SourceIp string:39 ro
      LoginType string:40 ro
      SessionType string:40 ro
      SessionSecurityLevel picklist:40 ro = LOW|STANDARD|HIGH_ASSURANCE
      LogoutUrl url ro
      ParentId ref:AuthSession ro kids=none
      LoginHistoryId ref:LoginHistory ro kids=none
      IsCurrent boolean ro`,
  },
]
