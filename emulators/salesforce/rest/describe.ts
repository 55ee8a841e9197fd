import type { ApiRequest, Org, Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { describeField } from './describe-field.ts'

const MASTER = '012000000000000AAA'

function urls(object: ObjectSchema, version: string): Record<string, string> {
  const base = `/services/data/v${version}/sobjects/${object.name}`
  const common = { rowTemplate: `${base}/{ID}`, describe: `${base}/describe`, sobject: base }
  if (!object.layoutable) return common
  return {
    compactLayouts: `${base}/describe/compactLayouts`,
    ...common,
    approvalLayouts: `${base}/describe/approvalLayouts`,
    listviews: `${base}/listviews`,
    quickActions: `${base}/quickActions`,
    layouts: `${base}/describe/layouts`,
  }
}

/** What the list of all objects says about each. */
export function describeBrief(
  object: ObjectSchema,
  session: Session,
  version: string,
): Record<string, unknown> {
  const { access } = session
  return {
    activateable: false,
    associateEntityType: /(Share|History)$/.exec(object.name)?.[1] ?? null,
    associateParentEntity: /^(.+)(Share|History)$/.exec(object.name)?.[1] ?? null,
    createable: object.createable && access.creates(object.name),
    custom: object.custom,
    customSetting: false,
    deepCloneable: false,
    deletable: object.deletable && access.deletes(object.name),
    deprecatedAndHidden: false,
    feedEnabled: object.feedEnabled,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.layoutable,
    mergeable: object.mergeable && access.deletes(object.name),
    mruEnabled: object.layoutable,
    name: object.name,
    queryable: object.queryable,
    replicateable: object.replicateable,
    retrieveable: object.queryable,
    searchable: object.searchable,
    triggerable: object.triggerable,
    undeletable: object.undeletable && access.deletes(object.name),
    updateable: object.updateable && access.edits(object.name),
    urls: urls(object, version),
  }
}

interface RecordTypeRow {
  readonly Id: string
  readonly Name: string
  readonly DeveloperName: string
}

function recordTypes(org: Org, object: ObjectSchema, version: string) {
  const rows = org.db
    .prepare(
      'SELECT "Id", "Name", "DeveloperName" FROM "RecordType" WHERE "SobjectType" IN (?, ?) AND "IsActive" = 1 ORDER BY "DeveloperName"',
    )
    .all(object.name, object.name === 'Account' ? 'PersonAccount' : object.name) as unknown as RecordTypeRow[]
  const layout = (id: string) => `/services/data/v${version}/sobjects/${object.name}/describe/layouts/${id}`
  const entry = (id: string, name: string, developerName: string, chosen: boolean, master: boolean) => ({
    active: true,
    available: true,
    defaultRecordTypeMapping: chosen,
    developerName,
    master,
    name,
    recordTypeId: id,
    urls: { layout: layout(id) },
  })
  return [
    ...rows.map((row, index) => entry(row.Id, row.Name, row.DeveloperName, index === 0, false)),
    entry(MASTER, 'Master', 'Master', rows.length === 0, true),
  ]
}

function childRelationships(object: ObjectSchema, session: Session) {
  return object.children
    .filter((child) => session.access.sees(child.object) && session.access.reads(child.object, child.field))
    .map((child) => ({
      cascadeDelete: child.cascadeDelete,
      childSObject: child.object,
      deprecatedAndHidden: child.deprecatedAndHidden,
      field: child.field,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: child.relationshipName,
      restrictedDelete: child.restrictedDelete,
    }))
}

function supportedScopes(object: ObjectSchema) {
  const plural = object.labelPlural.toLowerCase()
  const everything = { label: `All ${plural}`, name: 'everything' }
  if (!object.fields.some(({ name }) => name === 'OwnerId')) return [everything]
  return [
    everything,
    { label: `My ${plural}`, name: 'mine' },
    { label: 'Filter by scope', name: 'scopingRule' },
  ]
}

function pageUrls(org: Org, object: ObjectSchema): Record<string, string> {
  if (!object.layoutable) return {}
  return {
    uiDetailTemplate: `${org.url}/{ID}`,
    uiEditTemplate: `${org.url}/{ID}/e`,
    uiNewRecord: `${org.url}/${object.keyPrefix}/e`,
  }
}

/** The full describe; fields that the user may not read are not in it. */
export function describe(org: Org, object: ObjectSchema, request: ApiRequest): Record<string, unknown> {
  const { session, version } = request
  const brief = describeBrief(object, session, version)
  return {
    actionOverrides: [],
    ...brief,
    childRelationships: childRelationships(object, session),
    compactLayoutable: object.layoutable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields
      .filter((field) => session.access.reads(object.name, field.name))
      .map((field) => describeField(object, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: object.layoutable ? recordTypes(org, object, version) : [],
    searchLayoutable: object.searchable,
    sobjectDescribeOption: 'FULL',
    supportedScopes: supportedScopes(object),
    urls: { ...urls(object, version), ...pageUrls(org, object) },
  }
}
