import { READ_ONLY, SETUP, type SObject } from './object.ts'

const SESSION_NOT = [...SETUP, 'create', 'update'] as const

export const loginObjects: readonly SObject[] = [
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
