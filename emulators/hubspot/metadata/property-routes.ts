import { missingScopes } from '../answer.ts'
import { batchAnswer, inputsOf, type RowError, rowError } from '../batch.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters, type Route } from '../org.ts'
import { bodyOf, flagOf, notFound, textOf, validation } from '../page.ts'
import type { ObjectType, PropertyDefinition } from '../schema/types.ts'
import { readsSchema, writesSchema } from '../scopes/need.ts'
import { defineGroup, defineProperty } from '../store/define.ts'
import { changedProperty, newProperty, showProperty } from './property.ts'
import { typeOf } from './type-of.ts'

const most = 100

export const propertyRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/crm/properties/:object', scopes: readsSchema, handle: list },
  { method: 'POST', pattern: '/crm/properties/:object', scopes: writesSchema, handle: create },
  { method: 'GET', pattern: '/crm/properties/:object/:name', scopes: readsSchema, handle: read },
  { method: 'PATCH', pattern: '/crm/properties/:object/:name', scopes: writesSchema, handle: change },
  { method: 'DELETE', pattern: '/crm/properties/:object/:name', scopes: writesSchema, handle: archive },
  { method: 'POST', pattern: '/crm/properties/:object/batch/read', scopes: readsSchema, handle: readMany },
  {
    method: 'POST',
    pattern: '/crm/properties/:object/batch/create',
    scopes: writesSchema,
    handle: createMany,
  },
  {
    method: 'POST',
    pattern: '/crm/properties/:object/batch/archive',
    scopes: writesSchema,
    handle: archiveMany,
  },
  { method: 'GET', pattern: '/crm/properties/:object/groups', scopes: readsSchema, handle: listGroups },
  { method: 'POST', pattern: '/crm/properties/:object/groups', scopes: writesSchema, handle: createGroup },
  { method: 'GET', pattern: '/crm/properties/:object/groups/:name', scopes: readsSchema, handle: readGroup },
]

/** Sensitive properties are not in the list unless asked for, and then only with a scope of their own. */
function list(org: Org, request: ApiRequest, { object }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const sensitivity = request.query.get('dataSensitivity') ?? 'non_sensitive'
  if (!['non_sensitive', 'sensitive', 'highly_sensitive'].includes(sensitivity))
    throw validation(`${sensitivity} is not a valid data sensitivity`)
  if (sensitivity !== 'non_sensitive') needSensitive(request, type, sensitivity)
  const archived = flagOf(request, 'archived')
  const shown = propertiesOf(org, type).filter(
    (property) => property.archived === archived && property.dataSensitivity === sensitivity,
  )
  return { status: 200, body: { results: shown.map(showProperty) } }
}

function needSensitive({ session }: ApiRequest, type: ObjectType, sensitivity: string): void {
  const scope = `crm.objects.${type.custom ? 'custom' : type.name}.${sensitivity}.read.v2`
  if (session.scopes !== 'all' && !session.scopes.has(scope)) throw missingScopes([scope])
}

function read(org: Org, request: ApiRequest, { object, name }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const property = need(org, type, name, flagOf(request, 'archived'))
  if (property.dataSensitivity !== 'non_sensitive') needSensitive(request, type, property.dataSensitivity)
  return { status: 200, body: showProperty(property) }
}

function create(org: Org, request: ApiRequest, { object }: Parameters): ApiResponse {
  return { status: 201, body: showProperty(add(org, request, typeOf(org, object), bodyOf(request))) }
}

function add(
  org: Org,
  { session, version }: ApiRequest,
  type: ObjectType,
  body: Readonly<Record<string, unknown>>,
): PropertyDefinition {
  const property = newProperty(org, type, body, { userId: session.userId, version })
  defineProperty(org, type.name, property)
  return property
}

function change(org: Org, request: ApiRequest, { object, name }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const { session, version } = request
  const changed = changedProperty(org, need(org, type, name, false), bodyOf(request), {
    userId: session.userId,
    version,
  })
  defineProperty(org, type.name, changed)
  return { status: 200, body: showProperty(changed) }
}

function archive(org: Org, _request: ApiRequest, { object, name }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const property = need(org, type, name, false)
  refuseDefined(property)
  putAway(org, type, property)
  return { status: 204 }
}

function refuseDefined({ archivable, name }: PropertyDefinition): void {
  if (!archivable) throw validation(`Property '${name}' is a HubSpot defined property and cannot be deleted`)
}

function putAway(org: Org, type: ObjectType, property: PropertyDefinition): void {
  const archivedAt = org.clock.now().toISOString()
  defineProperty(org, type.name, { ...property, archived: true, archivedAt })
}

function readMany(org: Org, request: ApiRequest, { object }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const names = namesOf(request)
  const archived = bodyOf(request).archived === true
  const found = names.map((name) => org.schema.properties.get(type.name)?.get(name))
  const results = found.flatMap((property) =>
    property?.archived === archived && property.dataSensitivity === 'non_sensitive'
      ? [showProperty(property)]
      : [],
  )
  const missing = names.filter((_name, place) => found[place]?.archived !== archived)
  return batchAnswer(org, 200, results, missing.length === 0 ? [] : [noneNamed(missing)])
}

/** Each row for itself. */
function createMany(org: Org, request: ApiRequest, { object }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const results: unknown[] = []
  const errors: RowError[] = []
  for (const input of inputsOf(request, most)) {
    try {
      results.push(showProperty(add(org, request, type, input)))
    } catch (error) {
      errors.push(rowError(error, typeof input.name === 'string' ? { name: [input.name] } : {}))
    }
  }
  return batchAnswer(org, 201, results, errors)
}

function archiveMany(org: Org, request: ApiRequest, { object }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const properties = namesOf(request).map((name) => need(org, type, name, false))
  for (const property of properties) refuseDefined(property)
  for (const property of properties) putAway(org, type, property)
  return { status: 204 }
}

function noneNamed(names: readonly string[]): RowError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    message: 'Could not find some properties with the given names',
    context: { names },
  }
}

function namesOf(request: ApiRequest): readonly string[] {
  return inputsOf(request, most).map((input) => textOf(input, 'name'))
}

function listGroups(org: Org, _request: ApiRequest, { object }: Parameters): ApiResponse {
  const groups = org.schema.groups.get(typeOf(org, object).name)
  return { status: 200, body: { results: [...(groups?.values() ?? [])] } }
}

function readGroup(org: Org, _request: ApiRequest, { object, name }: Parameters): ApiResponse {
  const group = org.schema.groups.get(typeOf(org, object).name)?.get(name ?? '')
  if (group === undefined) throw notFound(`The property group ${name}`)
  return { status: 200, body: group }
}

function createGroup(org: Org, request: ApiRequest, { object }: Parameters): ApiResponse {
  const type = typeOf(org, object)
  const body = bodyOf(request)
  const name = textOf(body, 'name')
  if (org.schema.groups.get(type.name)?.has(name) === true)
    throw new ApiError(409, 'OBJECT_ALREADY_EXISTS', `A property group named '${name}' already exists.`)
  const group = {
    name,
    label: textOf(body, 'label'),
    displayOrder: Number(body.displayOrder ?? -1),
    archived: false,
  }
  defineGroup(org, type.name, group)
  return { status: 201, body: group }
}

function need(org: Org, type: ObjectType, name: string | undefined, archived: boolean): PropertyDefinition {
  const property = org.schema.properties.get(type.name)?.get(name ?? '')
  if (property !== undefined && property.archived === archived) return property
  throw new ApiError(404, 'OBJECT_NOT_FOUND', `The property ${name} does not exist`)
}

function propertiesOf(org: Org, type: ObjectType): readonly PropertyDefinition[] {
  return [...(org.schema.properties.get(type.name)?.values() ?? [])]
}
