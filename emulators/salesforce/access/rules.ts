import type { FieldSchema, ObjectSchema } from '../schema/types.ts'

/** Objects of the setup menu and what reading them asks for; `null`: every user may. */
const setup: Readonly<Record<string, string | null>> = {
  Organization: null,
  User: null,
  UserRole: null,
  Profile: null,
  UserLicense: null,
  Group: null,
  GroupMember: null,
  QueueSobject: null,
  RecordType: null,
  BusinessProcess: null,
  EntityDefinition: null,
  FieldDefinition: null,
  UserLogin: 'ManageUsers',
  PermissionSet: 'ViewSetup',
  PermissionSetAssignment: 'ViewSetup',
  PermissionSetGroup: 'ViewSetup',
  PermissionSetGroupComponent: 'ViewSetup',
  PermissionSetLicense: 'ViewSetup',
  PermissionSetLicenseAssign: 'ViewSetup',
  MutingPermissionSet: 'ViewSetup',
  ObjectPermissions: 'ViewSetup',
  FieldPermissions: 'ViewSetup',
  SetupEntityAccess: 'ViewSetup',
  SetupAuditTrail: 'ViewSetup',
  LoginHistory: 'ManageUsers',
  TwoFactorMethodsInfo: 'ManageUsers',
  OauthToken: 'ManageUsers',
  AuthSession: 'ManageUsers',
  ConnectedApplication: 'ViewSetup',
  SecurityHealthCheck: 'ViewHealthCheck',
  SecurityHealthCheckRisks: 'ViewHealthCheck',
  DuplicateRule: 'ViewSetup',
  MatchingRule: 'ViewSetup',
  MatchingRuleItem: 'ViewSetup',
  InstalledSubscriberPackage: 'ViewSetup',
  PackageLicense: 'ViewSetup',
  ApexTrigger: 'ViewSetup',
  Flow: 'ViewSetup',
  FlowDefinition: 'ViewSetup',
  FlowDefinitionView: 'ViewSetup',
  ValidationRule: 'ViewSetup',
  WorkflowRule: 'ViewSetup',
}

/** Objects that have object permissions of their own; all others follow the records they hang on. */
const governed: ReadonlySet<string> = new Set([
  'Account',
  'Asset',
  'Campaign',
  'Case',
  'Contact',
  'Contract',
  'Entitlement',
  'Individual',
  'Lead',
  'Opportunity',
  'Order',
  'Pricebook2',
  'Product2',
  'ServiceContract',
  'Solution',
])

/** What reading a setup object asks for; `undefined` when it is no setup object. */
export function setupPermission(object: string): string | null | undefined {
  return object in setup ? setup[object] : undefined
}

/** The objects of which one must be permitted; none for what everybody may use, such as topics and lists of values. */
export function governorsOf(object: ObjectSchema): readonly string[] {
  if (object.custom || governed.has(object.name)) return [object.name]
  // Help, "Manage Duplicates Using Duplicate Record Sets": to view them, View on accounts, contacts or leads.
  if (object.name === 'DuplicateRecordSet') return ['Account', 'Contact', 'Lead']
  const parents = object.fields
    .flatMap((field) => field.referenceTo)
    .filter((name) => governed.has(name) || name.endsWith('__c'))
  return [...new Set(parents)]
}

const always: ReadonlySet<string> = new Set([
  'Id',
  'IsDeleted',
  'MasterRecordId',
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'OwnerId',
  'RecordTypeId',
  'LastViewedDate',
  'LastReferencedDate',
  'IsPersonAccount',
])

/** Fields under field-level security: neither the platform's own nor required ones, nor a name. */
export function isGoverned(object: ObjectSchema, field: FieldSchema): boolean {
  if (!governed.has(object.name) && !object.custom) return false
  return !always.has(field.name) && field.nillable && !field.nameField && field.compound !== 'Name'
}

/** The name under which field-level security knows it: the parts of an address are permitted together. */
export function fieldOfPermission(object: ObjectSchema, field: FieldSchema): string {
  return `${object.name}.${field.compound ?? field.name}`
}
