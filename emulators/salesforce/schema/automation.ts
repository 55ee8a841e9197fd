import { READ_ONLY, type SObject } from './object.ts'

const STATE =
  'ManageableState picklist:40 ro restricted = beta|deleted|deprecated|deprecatedEditable|installed|installedEditable|released|unmanaged'
const STATUS = 'picklist:40 ro restricted = Active|Inactive|Deleted'
const PROCESS = 'ProcessType picklist:40 ro restricted = AutoLaunchedFlow|Flow|InvocableProcess|Workflow'
const OF_OBJECT = 'EntityDefinitionId ref:EntityDefinition ro kids=none'

/** What runs or refuses when records are written, as setup shows it; what it does is in the folder `automation`. */
export const automationObjects: readonly SObject[] = [
  {
    name: 'ApexTrigger',
    prefix: '01q',
    label: 'Apex Trigger',
    not: READ_ONLY,
    fields: `
      NamespacePrefix string:15 ro
      Name string:255 ro name
      TableEnumOrId picklist:40 ro
      ${OF_OBJECT}
      UsageBeforeInsert boolean ro
      UsageAfterInsert boolean ro
      UsageBeforeUpdate boolean ro
      UsageAfterUpdate boolean ro
      UsageBeforeDelete boolean ro
      UsageAfterDelete boolean ro
      UsageIsBulk boolean ro
      UsageAfterUndelete boolean ro
      ApiVersion double:18.1 ro
      Status ${STATUS}
      IsValid boolean ro
      BodyCrc double:18.0 ro
      Body textarea:1000000 ro
      LengthWithoutComments int:9 ro
      @audit`,
  },
  {
    name: 'FlowDefinition',
    prefix: '300',
    label: 'Flow Definition',
    api: 'tooling',
    not: READ_ONLY,
    fields: `
      DeveloperName string:80 ro name
      MasterLabel string:255 ro
      NamespacePrefix string:15 ro
      Description string:255 ro
      ActiveVersionId ref:Flow ro rel=ActiveVersion kids=none
      LatestVersionId ref:Flow ro rel=LatestVersion kids=none
      ${STATE}
      @audit`,
  },
  {
    name: 'Flow',
    prefix: '301',
    label: 'Flow',
    api: 'tooling',
    not: READ_ONLY,
    fields: `
      DefinitionId ref:FlowDefinition ro kids=Versions
      MasterLabel string:255 ro name
      Description string:255 ro
      Status picklist:40 ro restricted = Active|Draft|InvalidDraft|Obsolete
      ${PROCESS}
      VersionNumber int:9 ro
      ApiVersion double:18.1 ro
      IsTemplate boolean ro
      ${STATE}
      @audit`,
  },
  {
    name: 'FlowDefinitionView',
    prefix: '3dd',
    label: 'Flow Definition View',
    api: 'data',
    not: READ_ONLY,
    fields: `
      DurableId string:255 ro
      ApiName string:255 ro
      Label string:255 ro name
      Description string:255 ro
      ${PROCESS}
      TriggerType picklist:40 ro restricted = PlatformEvent|RecordAfterSave|RecordBeforeDelete|RecordBeforeSave|Scheduled
      RecordTriggerType picklist:40 ro restricted = Create|CreateAndUpdate|Delete|None|Update
      TriggerObjectOrEventId ref:EntityDefinition ro kids=none
      TriggerObjectOrEventLabel string:255 ro
      TriggerOrder int:9 ro
      NamespacePrefix string:15 ro
      InstalledPackageName string:255 ro
      ActiveVersionId string:255 ro
      LatestVersionId string:255 ro
      VersionNumber int:9 ro
      Builder string:255 ro
      ${STATE}
      IsActive boolean ro
      IsOutOfDate boolean ro
      IsTemplate boolean ro
      IsSwingFlow boolean ro
      HasAsyncAfterCommitPath boolean ro
      LastModifiedBy string:255 ro
      LastModifiedDate datetime ro`,
  },
  {
    name: 'ValidationRule',
    prefix: '03d',
    label: 'Validation Rule',
    api: 'tooling',
    not: READ_ONLY,
    fields: `
      ${OF_OBJECT}
      ValidationName string:80 ro name
      Active boolean ro
      Description string:255 ro
      ErrorDisplayField string:255 ro
      ErrorMessage string:255 ro
      NamespacePrefix string:15 ro
      ${STATE}
      @audit`,
  },
  {
    name: 'WorkflowRule',
    prefix: '01Q',
    label: 'Workflow Rule',
    api: 'tooling',
    not: READ_ONLY,
    fields: `
      Name string:255 ro name
      TableEnumOrId picklist:40 ro
      NamespacePrefix string:15 ro
      ${STATE}
      @audit`,
  },
]
