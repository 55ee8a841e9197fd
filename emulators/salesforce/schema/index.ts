import { accessObjects } from './access.ts'
import { activityObjects } from './activity.ts'
import { automationObjects } from './automation.ts'
import { campaignObjects } from './campaign.ts'
import { consentObjects } from './consent.ts'
import { duplicateObjects } from './duplicate.ts'
import { fileObjects } from './file.ts'
import { individualObjects } from './individual.ts'
import { loginObjects } from './login.ts'
import { expand, type ParsedField, parseField } from './notation.ts'
import type { SObject } from './object.ts'
import { orderObjects } from './order.ts'
import { organizationObjects } from './organization.ts'
import { partyObjects } from './party.ts'
import { relationObjects } from './relation.ts'
import { salesObjects } from './sales.ts'
import { serviceObjects } from './service.ts'
import { shareObjects } from './share.ts'
import type { ChildSchema, ObjectSchema, Schema } from './types.ts'
import { userObjects } from './user.ts'

export interface Variant {
  readonly personAccounts?: boolean
  /** Household accounts as the nonprofit package names them (`npe01__…`). */
  readonly nonprofit?: boolean
  /** More than one currency. */
  readonly currencies?: boolean
}

const ID = 'Id id ! lookup'

function fieldsOf(object: SObject): ParsedField[] {
  return expand(`${ID}\n${object.fields}`)
    .map(parseField)
    .map((field) => {
      const generated = object.generated?.[field.name] ?? null
      const derived = object.derived?.[field.name] ?? null
      return { ...field, generated, derived, calculated: field.calculated }
    })
}

function childrenOf(fields: ReadonlyMap<string, readonly ParsedField[]>): Map<string, ChildSchema[]> {
  const children = new Map<string, ChildSchema[]>()
  for (const [object, list] of fields)
    for (const field of list)
      for (const parent of field.referenceTo) {
        if (!fields.has(parent) || field.kids === 'none') continue
        const known = children.get(parent) ?? []
        known.push({
          object,
          field: field.name,
          relationshipName: field.kids,
          cascadeDelete: field.cascade,
          restrictedDelete: field.restrict,
          deprecatedAndHidden: false,
        })
        children.set(parent, known)
      }
  return children
}

function schemaObject(
  object: SObject,
  fields: readonly ParsedField[],
  children: ChildSchema[],
): ObjectSchema {
  const can = (flag: string) => !(object.not ?? []).includes(flag)
  return {
    name: object.name,
    label: object.label,
    labelPlural: object.plural ?? `${object.label}s`,
    keyPrefix: object.prefix,
    custom: object.name.endsWith('__c'),
    queryable: can('query'),
    createable: can('create'),
    updateable: can('update'),
    deletable: can('delete'),
    undeletable: can('undelete') && can('delete') && fields.some((field) => field.name === 'IsDeleted'),
    mergeable: object.mergeable ?? false,
    searchable: can('search'),
    replicateable: can('replicate') && fields.some((field) => field.name === 'IsDeleted'),
    triggerable: can('trigger'),
    layoutable: can('layout'),
    feedEnabled: object.feed ?? false,
    api: object.api ?? 'both',
    fields: fields.map(({ kids: _kids, cascade: _cascade, restrict: _restrict, ...field }) => field),
    children: children.toSorted((a, b) => (a.object === b.object ? 0 : a.object < b.object ? -1 : 1)),
  }
}

const built = new Map<string, Schema>()

/** Nothing in a schema changes, so one of each variant is enough. */
export function buildSchema(variant: Variant = {}): Schema {
  const { personAccounts = false, nonprofit = false, currencies = false } = variant
  const key = `${personAccounts} ${nonprofit} ${currencies}`
  const known = built.get(key) ?? assemble({ personAccounts, nonprofit, currencies })
  built.set(key, known)
  return known
}

function assemble({ personAccounts, nonprofit, currencies }: Required<Variant>): Schema {
  const declared = [
    ...organizationObjects,
    ...userObjects,
    ...accessObjects,
    ...loginObjects,
    ...partyObjects({ personAccounts, nonprofit, currencies }),
    ...individualObjects,
    ...relationObjects,
    ...salesObjects,
    ...campaignObjects,
    ...orderObjects,
    ...serviceObjects,
    ...activityObjects,
    ...fileObjects,
    ...shareObjects,
    ...consentObjects,
    ...duplicateObjects,
    ...automationObjects,
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const fields = new Map(declared.map((object) => [object.name, fieldsOf(object)]))
  const children = childrenOf(fields)
  const objects = new Map(
    declared.map((object) => [
      object.name,
      schemaObject(object, fields.get(object.name) ?? [], children.get(object.name) ?? []),
    ]),
  )
  return { ...lookups(objects), personAccounts, nonprofit }
}

function lookups(
  objects: ReadonlyMap<string, ObjectSchema>,
): Pick<Schema, 'objects' | 'object' | 'field' | 'byPrefix'> {
  const byName = new Map([...objects.values()].map((object) => [object.name.toLowerCase(), object]))
  const byPrefix = new Map<string, ObjectSchema>()
  for (const object of objects.values())
    if (object.keyPrefix !== null && !byPrefix.has(object.keyPrefix)) byPrefix.set(object.keyPrefix, object)
  const fields = new Map(
    [...objects.values()].map((object) => [
      object.name,
      new Map(object.fields.map((field) => [field.name.toLowerCase(), field])),
    ]),
  )
  return {
    objects,
    object: (name) => objects.get(name) ?? byName.get(name.toLowerCase()),
    field: (object, name) => fields.get(object.name)?.get(name.toLowerCase()),
    byPrefix: (prefix) => byPrefix.get(prefix),
  }
}
