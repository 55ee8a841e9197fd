import { READ_ONLY, SETUP, type SObject } from './object.ts'
import { USER_TYPE } from './user.ts'

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

export const accessObjects: readonly SObject[] = [
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
      PermissionSetId ref:PermissionSet,MutingPermissionSet ! once kids=PermissionSetGroupComponents`,
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
]
