import { z } from 'zod'
import type {
  ChildRelationship,
  ColumnType,
  FieldDescription,
  Gap,
  ObjectDescription,
} from '../../src/kit/connector.ts'
import { exitCodes, KitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import { bodyOf, getTogether } from './composite.ts'

const Field = z.object({
  name: z.string(),
  label: z.string().catch(''),
  type: z.string(),
  updateable: z.boolean().catch(false),
  createable: z.boolean().catch(false),
  nillable: z.boolean().catch(true),
  calculated: z.boolean().catch(false),
  autoNumber: z.boolean().catch(false),
  unique: z.boolean().catch(false),
  externalId: z.boolean().catch(false),
  referenceTo: z.array(z.string()).nullable().catch([]),
  compoundFieldName: z.string().nullish().catch(null),
  filterable: z.boolean().catch(true),
  picklistValues: z
    .array(z.object({ value: z.string() }))
    .nullable()
    .catch([]),
})

const Child = z.object({
  childSObject: z.string(),
  field: z.string(),
  cascadeDelete: z.boolean().catch(false),
  restrictedDelete: z.boolean().catch(false),
  deprecatedAndHidden: z.boolean().catch(false),
})

const Describe = z.object({
  name: z.string(),
  label: z.string().catch(''),
  custom: z.boolean().catch(false),
  queryable: z.boolean().catch(true),
  createable: z.boolean().catch(false),
  updateable: z.boolean().catch(false),
  deletable: z.boolean().catch(false),
  mergeable: z.boolean().catch(false),
  undeletable: z.boolean().catch(false),
  fields: z.array(Field),
  childRelationships: z.array(Child).catch([]),
})
/** What the org says about an object, without what nobody here asks for. */
export type Describe = Readonly<z.infer<typeof Describe>>

export interface Descriptions {
  /** Fetches what is not known yet, 25 objects to a call. An object that cannot be read stays away. */
  readonly load: (objects: readonly string[], purpose: string) => Promise<void>
  /** Throws `UNKNOWN_OBJECT`, but not for standard objects, which are merely hidden from this login. */
  readonly refuseUnknown: (objects: readonly string[]) => void
  /** From what was loaded: the fields that can be read, by name; undefined when the object cannot. */
  readonly fields: (object: string) => ReadonlyMap<string, FieldDescription> | undefined
  /** From what was loaded, as the org said it; also of objects that cannot be queried. */
  readonly described: (object: string) => Describe | undefined
  /**
   * With child relationships where the object can be merged, for a merge moves children; whether each can be
   * moved takes a describe of the child object, 25 to a call.
   */
  readonly full: (objects: readonly string[]) => Promise<readonly ObjectDescription[]>
}

/**
 * Never selected: compounds are refused by Bulk queries and repeat their parts; base64 is fetched a record at
 * a time; the rest has no plain value.
 */
const unreadable = new Set(['address', 'location', 'base64', 'complexvalue', 'json'])

/** Children that no update can move and no describe helps with (Object Reference: history, feed, sharing). */
export const derived =
  /(History|Feed|Share|ChangeEvent|__hd|__Tag)$|^(ActivityHistory|OpenActivity|AttachedContentDocument|CombinedAttachment|NoteAndAttachment|LookedUpFromActivity)$/

export function createDescriptions(api: Api, standard: ReadonlySet<string>): Descriptions {
  const known = new Map<string, Describe | null>()
  const all = new Map<string, Describe>()
  const fieldMaps = new Map<string, ReadonlyMap<string, FieldDescription>>()

  async function load(objects: readonly string[], purpose: string): Promise<void> {
    const missing = [...new Set(objects)].filter((object) => !known.has(object))
    const paths = new Map(
      missing.map((object) => [object, `/sobjects/${encodeURIComponent(object)}/describe`]),
    )
    const { data } = await getTogether(api, { paths, purpose, doing: 'describing objects' })
    for (const object of missing) {
      const describe = bodyOf(Describe, data.get(object))
      if (describe !== undefined) all.set(object, describe)
      const readable = describe?.queryable ? describe : null
      known.set(object, readable)
      if (readable !== null) fieldMaps.set(object, toFields(readable))
    }
  }

  async function full(objects: readonly string[]): Promise<readonly ObjectDescription[]> {
    await load(objects, 'describe')
    refuseUnknown(objects)
    const parents = objects.flatMap((object) => known.get(object) ?? [])
    await load(
      parents.flatMap((parent) => childrenOf(parent).map((child) => child.childSObject)),
      'describe',
    )
    return parents.map((parent) => ({
      name: parent.name,
      label: parent.label,
      custom: parent.custom,
      mergeable: parent.mergeable,
      restorable: parent.undeletable,
      fields: [...(fieldMaps.get(parent.name)?.values() ?? [])],
      children: childrenOf(parent).map((child) => toChild(child, fieldMaps.get(child.childSObject))),
    }))
  }

  function refuseUnknown(objects: readonly string[]): void {
    for (const object of objects) if (!known.get(object) && !standard.has(object)) refuse(object, api.host())
  }

  return {
    load,
    refuseUnknown,
    full,
    fields: (object) => fieldMaps.get(object),
    described: (object) => all.get(object),
  }
}

function refuse(object: string, host: string): never {
  throw new KitError('UNKNOWN_OBJECT', `${host} has no object ${object} that this login may read.`, {
    exit: exitCodes.usage,
    actions: ['Check the spelling (API name, e.g. Invoice__c) and the permission "Read" on the object.'],
  })
}

function childrenOf(parent: Describe): Describe['childRelationships'] {
  if (!parent.mergeable) return [] // a user's children alone are every object of the org
  return parent.childRelationships.filter(
    (child) => !child.deprecatedAndHidden && !derived.test(child.childSObject),
  )
}

function toChild(
  child: Describe['childRelationships'][number],
  fields: ReadonlyMap<string, FieldDescription> | undefined,
): ChildRelationship {
  const { childSObject: object, field, cascadeDelete, restrictedDelete } = child
  return {
    object,
    field,
    updateable: fields?.get(field)?.updateable ?? false,
    cascadeDelete,
    restrictedDelete,
  }
}

function toFields(describe: Describe): ReadonlyMap<string, FieldDescription> {
  const readable = describe.fields.filter((field) => !unreadable.has(field.type))
  const names = new Set(readable.map(({ name }) => name))
  return new Map(
    readable.map((field) => {
      const { name, compoundFieldName: whole } = field
      const isPart = whole && whole !== name && names.has(whole)
      return [name, { ...toField(describe.name, field), ...(isPart ? { partOf: whole } : {}) }]
    }),
  )
}

/** Stamps and derived dates that the platform moves by itself (Object Reference, "System Fields"). */
const audit: ReadonlySet<string> = new Set([
  'Id',
  'IsDeleted',
  'MasterRecordId',
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'LastActivityDate',
  'LastViewedDate',
  'LastReferencedDate',
  'LastCURequestDate',
  'LastCUUpdateDate',
  'PhotoUrl',
])

/** Written on creation alone, then that of the primary contact role (Object Reference, Opportunity). */
function followsRole(object: string, { name }: { readonly name: string }): boolean {
  return object === 'Opportunity' && name === 'ContactId'
}

/** A case shows these of its contact, and describes them as columns of its own (object reference, Case). */
const ofContact: ReadonlySet<string> = new Set([
  'ContactEmail',
  'ContactFax',
  'ContactMobile',
  'ContactPhone',
])

function followsContact(object: string, { name }: { readonly name: string }): boolean {
  return object === 'Case' && ofContact.has(name)
}

function toField(
  object: string,
  {
    type,
    referenceTo,
    picklistValues,
    autoNumber,
    compoundFieldName: _,
    filterable: __,
    ...field
  }: z.infer<typeof Field>,
): FieldDescription {
  return {
    ...field,
    system:
      autoNumber || audit.has(field.name) || followsRole(object, field) || followsContact(object, field),
    nativeType: type,
    type: columnType(type),
    referenceTo: referenceTo ?? [],
    picklist: (picklistValues ?? []).map(({ value }) => value),
  }
}

function columnType(nativeType: string): ColumnType {
  if (['int', 'long', 'double', 'currency', 'percent'].includes(nativeType)) return 'number'
  if (nativeType === 'boolean' || nativeType === 'date' || nativeType === 'datetime') return nativeType
  return 'text'
}

export function objectGap(object: string): Gap {
  return {
    what: object,
    why: `This login may not read ${object}, so none of its records are looked at.`,
    remedy: `Grant "Read" on ${object} in a permission set (Setup, Permission Sets, Object Settings).`,
  }
}

export function fieldGap(object: string, field: string): Gap {
  return {
    what: `${object}.${field}`,
    why: `This login does not see the field ${field} of ${object}; its values are unknown.`,
    remedy: `Grant "Read Access" to ${object}.${field} in a permission set (field-level security).`,
  }
}
