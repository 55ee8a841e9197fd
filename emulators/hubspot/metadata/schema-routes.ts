import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { flagOf, notFound } from '../page.ts'
import type { ObjectType } from '../schema/types.ts'
import { oneOf, readsSchema } from '../scopes/need.ts'
import { findType } from '../store/define.ts'
import { showProperty } from './property.ts'

/** An object that is none is not found, whatever the token may. */
const readsOne: NonNullable<Route['scopes']> = (org, parameters, request) =>
  findType(org, parameters.object ?? '') === undefined ? [] : readsSchema(org, parameters, request)

const readsCustom = oneOf('crm.schemas.custom.read', 'crm.objects.custom.read')

/** At two addresses: the second one is the older. */
export const schemaRoutes: readonly Route[] = ['/crm-object-schemas/schemas', '/crm/schemas'].flatMap(
  (base) => [
    { method: 'GET', pattern: base, scopes: readsCustom, handle: list },
    { method: 'GET', pattern: `${base}/:object`, scopes: readsOne, handle: read },
  ],
)

/** Custom objects only; HubSpot's own are found one by one. */
function list(org: Org, request: ApiRequest): ApiResponse {
  const custom = flagOf(request, 'archived')
    ? []
    : [...org.schema.types.values()].filter((type) => type.custom)
  return { status: 200, body: { results: custom.map((type) => show(org, type)) } }
}

function read(org: Org, _request: ApiRequest, { object }: Parameters): ApiResponse {
  const type = findType(org, object ?? '')
  if (type === undefined) throw notFound(`The object type ${object}`)
  return { status: 200, body: show(org, type) }
}

function show(org: Org, type: ObjectType): Readonly<Record<string, unknown>> {
  const properties = [...(org.schema.properties.get(type.name)?.values() ?? [])]
  const own = properties.find(({ hubspotDefined, archived }) => !hubspotDefined && !archived)
  const primary = type.required[0] ?? own?.name ?? 'hs_object_id'
  const plural = shortName(type.name)
  return {
    id: type.typeId.split('-')[1] ?? type.typeId,
    objectTypeId: type.typeId,
    name: type.custom ? shortName(type.singular) : type.singular.toUpperCase(),
    fullyQualifiedName: type.custom ? type.name : type.singular.toUpperCase(),
    labels: { singular: capital(shortName(type.singular)), plural: capital(plural) },
    primaryDisplayProperty: primary,
    secondaryDisplayProperties: [],
    searchableProperties: [primary],
    requiredProperties: type.required,
    properties: properties
      .filter(({ archived, dataSensitivity }) => !archived && dataSensitivity === 'non_sensitive')
      .map(showProperty),
    associations: associationsOf(org, type),
    archived: false,
  }
}

function associationsOf(org: Org, type: ObjectType): readonly Readonly<Record<string, unknown>>[] {
  const rows = org.db
    .prepare('SELECT * FROM association_type WHERE from_type = ? ORDER BY to_type, category, type_id')
    .all(type.name)
  return rows.map((row) => ({
    id: String(row.type_id),
    fromObjectTypeId: type.typeId,
    toObjectTypeId: org.schema.types.get(String(row.to_type))?.typeId ?? String(row.to_type),
    name: String(row.name),
  }))
}

/** `p8412345_pets` is called pets. */
function shortName(name: string): string {
  return name.replace(/^p\d+_/, '')
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
