import type { Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { newId } from '../store/id.ts'
import { type CellValue, insertRows } from '../store/insert.ts'
import type { ShownBy } from './table.ts'
import type { Automation, AutomationType, WriteEvent } from './types.ts'

type StoreOrg = Pick<Org, 'db' | 'schema' | 'clock'>
type Cells = Readonly<Record<string, CellValue>>

const API_VERSION = 66

/** The rows by which setup shows an automation, as the Tooling API and the object reference describe them. */
export function showAutomation(org: StoreOrg, automation: Automation, author: string): ShownBy[] {
  const object = org.schema.object(automation.object)
  if (object === undefined) throw new Error(`no object ${automation.object}`)
  const entity = durableId(org, object)
  const add = (table: string, cells: Cells): ShownBy => {
    const id = String(cells.Id ?? newId(org, table))
    const row = { ...cells, Id: id }
    insertRows(org, table, Object.keys(row), [Object.values(row)], { userId: author })
    return { object: table, id }
  }
  return shows[automation.type](org, automation, { object, entity, add })
}

interface Place {
  readonly object: ObjectSchema
  /** Name of a standard object, 15 characters of a custom one. */
  readonly entity: string
  readonly add: (table: string, cells: Cells) => ShownBy
}

function durableId(org: StoreOrg, object: ObjectSchema): string {
  const row = org.db
    .prepare('SELECT "DurableId" AS id FROM "EntityDefinition" WHERE "QualifiedApiName" = ?')
    .get(object.name)
  return String(row?.id ?? object.name)
}

const shows: Readonly<
  Record<AutomationType, (org: StoreOrg, automation: Automation, place: Place) => ShownBy[]>
> = {
  trigger: showTrigger,
  flow: showFlow,
  validation: showValidation,
  workflow: showWorkflow,
}

/** Values are set and refused before the save, other records are written after it. */
function showTrigger(_org: StoreOrg, automation: Automation, { object, entity, add }: Place): ShownBy[] {
  const { act, on, namespace, name } = automation
  const after = act === null || 'create' in act
  const uses = (event: WriteEvent, late: boolean) => on.includes(event) && after === late
  const moments = on.flatMap((event) => {
    if (event === 'restore') return ['after undelete']
    const verb = event === 'create' ? 'insert' : event
    return [`${after ? 'after' : 'before'} ${verb}`]
  })
  const body =
    namespace === null ? `trigger ${name} on ${object.name} (${moments.join(', ')}) {}` : '(hidden)'
  return [
    add('ApexTrigger', {
      Name: name,
      NamespacePrefix: namespace,
      TableEnumOrId: entity,
      EntityDefinitionId: entity,
      UsageBeforeInsert: uses('create', false),
      UsageAfterInsert: uses('create', true),
      UsageBeforeUpdate: uses('update', false),
      UsageAfterUpdate: uses('update', true),
      UsageBeforeDelete: uses('delete', false),
      UsageAfterDelete: uses('delete', true),
      UsageAfterUndelete: on.includes('restore'),
      UsageIsBulk: true,
      ApiVersion: API_VERSION,
      Status: automation.active ? 'Active' : 'Inactive',
      IsValid: true,
      Body: body,
      LengthWithoutComments: body.length,
    }),
  ]
}

/** A flow with one version: its definition, the version, and the view that the object reference has of both. */
function showFlow(org: StoreOrg, automation: Automation, { object, entity, add }: Place): ShownBy[] {
  const { act, active, name, namespace, on } = automation
  const [definition, version] = [newId(org, 'FlowDefinition'), newId(org, 'Flow')]
  const label = name.replaceAll('_', ' ')
  const managed = namespace === null ? 'unmanaged' : 'installed'
  const deletes = on.includes('delete')
  const early = act !== null && 'set' in act
  return [
    add('FlowDefinition', {
      Id: definition,
      DeveloperName: name,
      MasterLabel: label,
      NamespacePrefix: namespace,
      ActiveVersionId: active ? version : null,
      LatestVersionId: version,
      ManageableState: managed,
    }),
    add('Flow', {
      Id: version,
      DefinitionId: definition,
      MasterLabel: label,
      Status: active ? 'Active' : 'Draft',
      ProcessType: 'AutoLaunchedFlow',
      VersionNumber: 1,
      ApiVersion: API_VERSION,
      ManageableState: managed,
    }),
    add('FlowDefinitionView', {
      ManageableState: managed,
      LastModifiedDate: org.clock.now(),
      DurableId: definition,
      ApiName: namespace === null ? name : `${namespace}__${name}`,
      Label: label,
      ProcessType: 'AutoLaunchedFlow',
      TriggerType: deletes ? 'RecordBeforeDelete' : early ? 'RecordBeforeSave' : 'RecordAfterSave',
      RecordTriggerType: recordTrigger(on),
      TriggerObjectOrEventId: entity,
      TriggerObjectOrEventLabel: object.label,
      NamespacePrefix: namespace,
      ActiveVersionId: active ? version : null,
      LatestVersionId: version,
      VersionNumber: 1,
      Builder: 'Flow Builder',
      IsActive: active,
      IsOutOfDate: false,
    }),
  ]
}

function recordTrigger(on: readonly WriteEvent[]): string {
  if (on.includes('delete')) return 'Delete'
  if (!on.includes('create')) return 'Update'
  return on.includes('update') ? 'CreateAndUpdate' : 'Create'
}

function showValidation(_org: StoreOrg, automation: Automation, { entity, add }: Place): ShownBy[] {
  const { act, active, name, namespace } = automation
  return [
    add('ValidationRule', {
      EntityDefinitionId: entity,
      ValidationName: name,
      Active: active,
      ErrorMessage: act !== null && 'refuse' in act ? act.refuse.slice(0, 255) : null,
      NamespacePrefix: namespace,
      ManageableState: namespace === null ? 'unmanaged' : 'installed',
    }),
  ]
}

function showWorkflow(_org: StoreOrg, automation: Automation, { entity, add }: Place): ShownBy[] {
  const { name, namespace } = automation
  return [
    add('WorkflowRule', {
      Name: name.replaceAll('_', ' '),
      TableEnumOrId: entity,
      NamespacePrefix: namespace,
      ManageableState: namespace === null ? 'unmanaged' : 'installed',
    }),
  ]
}
