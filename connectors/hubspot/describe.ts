import { z } from 'zod'
import type {
  ChildRelationship,
  ColumnType,
  FieldDescription,
  Gap,
  ObjectDescription,
} from '../../src/kit/connector.ts'
import { isKitError, type KitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import { associatedWith } from './look/objects.ts'
import {
  columnless,
  isMergeable,
  isObjectName,
  isPseudo,
  owners,
  readScope,
  standardObjects,
  tiedTo,
  unknownObject,
} from './objects.ts'
import { describePseudo, type Row, readPseudo } from './pseudo.ts'

const Property = z.object({
  name: z.string(),
  label: z.string().catch(''),
  type: z.string(),
  fieldType: z.string().catch(''),
  hasUniqueValue: z.boolean().catch(false),
  calculated: z.boolean().catch(false),
  hubspotDefined: z.boolean().catch(false),
  referencedObjectType: z.string().nullish().catch(null),
  modificationMetadata: z
    .object({ readOnlyValue: z.boolean().catch(false) })
    .nullish()
    .catch(null),
  options: z
    .array(z.object({ value: z.string() }))
    .nullish()
    .catch(null),
})
export type Property = Readonly<z.infer<typeof Property>>

const Properties = z.object({ results: z.array(Property) })

const Schemas = z.object({
  results: z.array(
    z.object({
      fullyQualifiedName: z.string(),
      objectTypeId: z.string(),
      labels: z.object({ plural: z.string().nullish() }).nullish().catch(null),
    }),
  ),
})
export type CustomObject = Readonly<z.infer<typeof Schemas>['results'][number]>

export interface Descriptions {
  /** Fetches what is not known yet, one call for each object. An object that cannot be read stays away. */
  readonly load: (objects: readonly string[], purpose: string) => Promise<void>
  /** Throws `UNKNOWN_OBJECT`, but not for HubSpot's own objects, which are merely hidden from this token. */
  readonly refuseUnknown: (objects: readonly string[]) => void
  /** From what was loaded: the fields that can be read, by name; undefined when the object cannot. */
  readonly fields: (object: string) => ReadonlyMap<string, FieldDescription> | undefined
  /** Why an object that was loaded cannot be read. */
  readonly hiddenBy: (object: string) => Gap | undefined
  /** Of an object of ours that was loaded: its rows, which take no further call. */
  readonly rows: (object: string) => readonly Row[]
  readonly full: (objects: readonly string[]) => Promise<readonly ObjectDescription[]>
  /** The account's own objects; empty when the token may not see them or the account cannot have any. */
  readonly custom: () => Promise<readonly CustomObject[]>
}

export function createDescriptions(api: Api): Descriptions {
  const known = new Map<string, ReadonlyMap<string, FieldDescription> | null>()
  const hidden = new Map<string, Gap>()
  const ours = new Map<string, readonly Row[]>()
  let customObjects: Promise<readonly CustomObject[]> | undefined

  async function load(objects: readonly string[], purpose: string): Promise<void> {
    const missing = [...new Set(objects)].filter((object) => !known.has(object) && isObjectName(object))
    const ties = missing.filter((object) => Object.hasOwn(tiedTo, object))
    const ends = ties.flatMap((object) => [tiedTo[object] ?? '', 'contacts'])
    const others = missing.filter((object) => !Object.hasOwn(tiedTo, object))
    const all = new Set([...others, ...ends.filter((object) => !known.has(object))])
    await Promise.all([...all].map((object) => loadOne(object, purpose)))
    for (const object of ties) loadTie(object)
  }

  /** Seen where both ends are. */
  function loadTie(object: string): void {
    const blind = [tiedTo[object] ?? '', 'contacts'].find((end) => !known.get(end))
    const gap = blind === undefined ? undefined : hidden.get(blind)
    known.set(object, blind === undefined ? byName(describePseudo(object).fields) : null)
    if (gap !== undefined) hidden.set(object, gap)
  }

  async function loadOne(object: string, purpose: string): Promise<void> {
    try {
      if (columnless.has(object)) {
        known.set(object, new Map())
        return
      }
      if (isPseudo(object)) {
        ours.set(object, await readPseudo(object, api, purpose))
        known.set(object, byName(describePseudo(object).fields))
        return
      }
      const { data } = await api.ask(Properties, {
        purpose,
        doing: `describing ${object}`,
        send: async (sdk) => (await sdk.properties()).getAll(object),
      })
      known.set(object, byName(data.results.map((property) => toField(object, property))))
    } catch (error) {
      if (!isKitError(error) || !['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) throw error
      known.set(object, null)
      if (error.code === 'ACCESS_REFUSED') hidden.set(object, objectGap(object, error))
    }
  }

  async function full(objects: readonly string[]): Promise<readonly ObjectDescription[]> {
    await load(objects, 'describe')
    refuseUnknown(objects)
    const all = objects.some(
      (object) => !standardObjects.has(object) && !isPseudo(object) && !columnless.has(object),
    )
      ? await custom()
      : []
    return objects.flatMap((object) => {
      const fields = known.get(object)
      if (!fields) return []
      return isPseudo(object) ? [describePseudo(object)] : [describeObject(object, [...fields.values()], all)]
    })
  }

  function refuseUnknown(objects: readonly string[]): void {
    for (const object of objects)
      if (!known.get(object) && !standardObjects.has(object) && !hidden.has(object))
        throw unknownObject(object, api.host())
  }

  function custom(): Promise<readonly CustomObject[]> {
    customObjects ??= readCustomObjects(api)
    return customObjects
  }

  return {
    load,
    refuseUnknown,
    full,
    custom,
    fields: (object) => known.get(object) ?? undefined,
    rows: (object) => ours.get(object) ?? [],
    hiddenBy: (object) => hidden.get(object),
  }
}

async function readCustomObjects(api: Api): Promise<readonly CustomObject[]> {
  try {
    const { data } = await api.ask(Schemas, {
      purpose: 'describe',
      doing: 'reading custom objects',
      send: async (sdk) => (await sdk.schemas()).getAll(false),
    })
    return data.results
  } catch (error) {
    if (isKitError(error) && ['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) return []
    throw error
  }
}

function describeObject(
  object: string,
  fields: readonly FieldDescription[],
  custom: readonly CustomObject[],
): ObjectDescription {
  const schema = custom.find(({ fullyQualifiedName, objectTypeId }) =>
    [fullyQualifiedName, objectTypeId].includes(object),
  )
  return {
    name: object,
    label: schema?.labels?.plural ?? object.replace(/^./, (letter) => letter.toUpperCase()),
    custom: !standardObjects.has(object),
    mergeable: isMergeable(object),
    restorable: false, // only people can, in the recycle bin
    fields,
    children: isMergeable(object) ? associatedWith(object).map(toChild) : [],
  }
}

/** An association belongs to both ends: it goes when one of them goes, and the other end stays. */
function toChild(object: string): ChildRelationship {
  return { object, field: 'association', updateable: true, cascadeDelete: false, restrictedDelete: false }
}

function byName(fields: readonly FieldDescription[]): ReadonlyMap<string, FieldDescription> {
  return new Map(fields.map((field) => [field.name, field]))
}

/** Set by HubSpot and no stamp: what they say about a person matters to those who compare records. */
const telling =
  /^hs_(email_(optout|bounce|hard_bounce|bad_address|quarantined|is_ineligible)|marketable|merged_|additional_)/

function toField(object: string, property: Property): FieldDescription {
  const { name, label, calculated, hubspotDefined, hasUniqueValue } = property
  const writable = !calculated && property.modificationMetadata?.readOnlyValue !== true
  return {
    name,
    label,
    nativeType: property.type,
    type: columnType(property),
    updateable: writable,
    createable: writable,
    nillable: name !== 'hs_object_id',
    calculated,
    system: !writable && !calculated && hubspotDefined && !telling.test(name),
    unique: hasUniqueValue || name === 'hs_object_id' || (object === 'contacts' && name === 'email'),
    externalId: hasUniqueValue && !hubspotDefined,
    referenceTo: referenceOf(object, property),
    picklist: (property.options ?? []).map(({ value }) => value),
  }
}

/** Ids of other records are numbers in HubSpot; as numbers they would not find the texts that ids are. */
const references: Readonly<Record<string, string>> = {
  associatedcompanyid: 'companies',
  hs_parent_company_id: 'companies',
  hs_primary_company_id: 'companies',
  hs_primary_associated_company: 'companies',
  hs_primary_contact_id: 'contacts',
}

function referenceOf(object: string, { name, referencedObjectType }: Property): readonly string[] {
  if (referencedObjectType === 'OWNER') return [owners]
  if (name === 'hs_canonical_object_id') return [object]
  return Object.hasOwn(references, name) ? [references[name] ?? ''] : []
}

function columnType({ name, type }: Property): ColumnType {
  if (type === 'number') return Object.hasOwn(references, name) || /(^|_)id$/.test(name) ? 'text' : 'number'
  if (type === 'bool') return 'boolean'
  return type === 'date' || type === 'datetime' ? type : 'text'
}

function objectGap(object: string, error: KitError): Gap {
  return {
    what: object,
    why: `This token may not read ${object}, so none of its records are looked at: ${error.message}`,
    remedy: error.actions[0] ?? `Add the scope ${readScope(object)} to the service key or app.`,
  }
}

export function fieldGap(object: string, field: string): Gap {
  return {
    what: `${object}.${field}`,
    why: `This token does not see the property ${field} of ${object}; its values are unknown.`,
    remedy: `Check that the property exists, and add the scope ${readScope(object)} or that for sensitive properties.`,
  }
}
