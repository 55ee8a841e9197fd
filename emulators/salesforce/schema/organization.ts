import { READ_ONLY, SETUP, type SObject } from './object.ts'

const ACCESS = 'picklist:40 ro restricted'

export const organizationObjects: readonly SObject[] = [
  {
    name: 'Organization',
    prefix: '00D',
    label: 'Organization',
    not: [...SETUP, 'create', 'delete'],
    fields: `
      Name string:80 ! name
      Division string:80
      Street textarea:255 in=Address
      City string:40 in=Address
      State string:80 in=Address
      PostalCode string:20 in=Address
      Country string:80 in=Address
      Address address ro
      Phone phone
      Fax phone
      PrimaryContact string:80
      DefaultLocaleSidKey picklist:40 restricted default=en_US
      TimeZoneSidKey picklist:40 restricted default=America/Los_Angeles
      LanguageLocaleKey picklist:40 restricted default=en_US
      ReceivesInfoEmails boolean
      ReceivesAdminInfoEmails boolean
      PreferencesRequireOpportunityProducts boolean
      PreferencesConsentManagementEnabled boolean
      PreferencesAutoSelectIndividualOnMerge boolean
      PreferencesLightningLoginEnabled boolean
      PreferencesOnlyLLPermUserAllowed boolean
      FiscalYearStartMonth picklist:40 ro default=1
      UsesStartDateAsFiscalYearName boolean
      DefaultAccountAccess ${ACCESS} default=Edit = None|Read|Edit|ControlledByLeadOrContact|ControlledByCampaign
      DefaultContactAccess ${ACCESS} default=ControlledByParent = None|Read|Edit|ControlledByParent
      DefaultOpportunityAccess ${ACCESS} default=Edit = None|Read|Edit|ControlledByLeadOrContact
      DefaultLeadAccess ${ACCESS} default=ReadEditTransfer = None|Read|Edit|ReadEditTransfer
      DefaultCaseAccess ${ACCESS} default=ReadEditTransfer = None|Read|Edit|ReadEditTransfer
      DefaultCalendarAccess ${ACCESS} default=HideDetailsInsert = HideDetails|HideDetailsInsert|ShowDetails|AllowEdits
      DefaultPricebookAccess ${ACCESS} default=ReadSelect = None|Read|ReadSelect
      DefaultCampaignAccess ${ACCESS} default=All = None|Read|Edit|All
      SystemModstamp datetime ! ro
      ComplianceBccEmail email
      UiSkin picklist:40 restricted default=Theme3
      SignupCountryIsoCode string:2 ro
      TrialExpirationDate datetime ro
      OrganizationType picklist:40 ro restricted default=Enterprise_Edition = Team Edition|Professional Edition|Enterprise Edition|Developer Edition|Unlimited Edition
      NamespacePrefix string:15 ro
      InstanceName string:5 ro
      IsSandbox boolean ro
      IsReadOnly boolean ro
      WebToCaseDefaultOrigin string:40
      MonthlyPageViewsUsed int:9 ro
      MonthlyPageViewsEntitlement int:9 ro
      CreatedDate datetime ! ro
      CreatedById ref:User ! ro
      LastModifiedDate datetime ! ro
      LastModifiedById ref:User ! ro`,
  },
  {
    name: 'RecordType',
    prefix: '012',
    label: 'Record Type',
    not: [...SETUP, 'delete'],
    fields: `
      Name string:80 ! name
      DeveloperName string:80 !
      NamespacePrefix string:15 ro
      Description string:255
      BusinessProcessId string:18
      SobjectType picklist:40 ! once restricted
      IsActive boolean default=true "Active"
      IsPersonType boolean ro
      @audit`,
  },
  {
    name: 'EntityDefinition',
    prefix: '4ie',
    label: 'Entity Definition',
    not: READ_ONLY,
    fields: `
      DurableId string:40 ro
      QualifiedApiName string:80 ro name
      DeveloperName string:80 ro
      MasterLabel string:80 ro
      Label string:80 ro
      PluralLabel string:80 ro
      KeyPrefix string:3 ro
      NamespacePrefix string:15 ro
      PublisherId string:80 ro
      IsQueryable boolean ro
      IsSearchable boolean ro
      IsTriggerable boolean ro
      IsLayoutable boolean ro
      IsReplicateable boolean ro
      IsRetrieveable boolean ro
      IsWorkflowEnabled boolean ro
      IsCustomizable boolean ro
      IsCustomSetting boolean ro
      IsDeprecatedAndHidden boolean ro
      InternalSharingModel string:40 ro
      ExternalSharingModel string:40 ro
      LastModifiedDate datetime ro`,
  },
  {
    name: 'FieldDefinition',
    prefix: '4if',
    label: 'Field Definition',
    not: READ_ONLY,
    fields: `
      DurableId string:150 ro
      QualifiedApiName string:80 ro name
      EntityDefinitionId ref:EntityDefinition ro kids=Fields
      EntityDefinitionApiName string:80 ro
      DeveloperName string:80 ro
      MasterLabel string:80 ro
      Label string:80 ro
      Length int:9 ro
      DataType string:80 ro
      ValueTypeId string:40 ro
      ExtraTypeInfo string:40 ro
      Precision int:9 ro
      Scale int:9 ro
      IsCalculated boolean ro
      IsIndexed boolean ro
      IsNillable boolean ro
      IsNameField boolean ro
      IsCompound boolean ro
      IsFieldHistoryTracked boolean ro
      RelationshipName string:80 ro
      NamespacePrefix string:15 ro
      LastModifiedDate datetime ro`,
  },
  {
    name: 'InstalledSubscriberPackage',
    prefix: '0A3',
    label: 'Installed Package',
    not: READ_ONLY,
    fields: `
      SubscriberPackageId string:18 ro
      SubscriberPackageVersionId string:18 ro`,
  },
  {
    name: 'PackageLicense',
    prefix: '050',
    label: 'Package License',
    not: READ_ONLY,
    fields: `
      Status picklist:40 ro = Free|Active|Trial|Uninstalled|Expired
      IsProvisioned boolean ro
      AllowedLicenses int:9 ro
      UsedLicenses int:9 ro
      ExpirationDate datetime ro
      CreatedDate datetime ! ro
      LastModifiedDate datetime ! ro
      @modstamp
      NamespacePrefix string:15 ro name`,
  },
  {
    name: 'SecurityHealthCheck',
    prefix: '0Sh',
    label: 'Security Health Check',
    not: READ_ONLY,
    fields: `
      DurableId string:40 ro
      Score string:3 ro
      TotalMeetsStandard int:9 ro
      CustomBaselineId string:18 ro`,
  },
  {
    name: 'SecurityHealthCheckRisks',
    prefix: '0Sr',
    label: 'Security Health Check Risks',
    plural: 'Security Health Check Risks',
    not: READ_ONLY,
    fields: `
      DurableId string:120 ro
      RiskType picklist:40 ro = HIGH_RISK|MEDIUM_RISK|LOW_RISK|INFORMATIONAL|MEETS_STANDARD
      Setting string:255 ro
      SettingGroup string:80 ro
      OrgValue string:255 ro
      OrgValueRaw string:255 ro
      StandardValue string:255 ro
      StandardValueRaw string:255 ro
      SettingRiskCategory picklist:40 ro = HIGH_RISK|MEDIUM_RISK|LOW_RISK|INFORMATIONAL
      SecurityHealthCheckId ref:SecurityHealthCheck ro kids=SecurityHealthCheckRisks`,
  },
]
