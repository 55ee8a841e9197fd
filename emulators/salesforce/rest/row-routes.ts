import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import type { FieldSchema, ObjectSchema } from '../schema/types.ts'
import { type JsonRecord, readRecords } from '../soql/index.ts'
import {
  AmbiguousKey,
  createRecord,
  deleted,
  deleteRecord,
  findBy,
  fullId,
  rowState,
  updateRecord,
  upsertRecord,
} from '../store/index.ts'
import { checkConditions, conditionHeaders } from './condition.ts'
import { notFound, objectNamed, recordBody } from './object.ts'
import { related } from './related.ts'

type Parameters = Readonly<Record<string, string>>

function create(org: Org, request: ApiRequest, { object: name = '' }: Parameters): ApiResponse {
  const object = objectNamed(org, request.session, name)
  const id = createRecord(org, request.session, object.name, recordBody(request.body))
  return {
    status: 201,
    headers: { location: `/services/data/v${request.version}/sobjects/${object.name}/${id}` },
    body: { id, success: true, errors: [] },
  }
}

function fieldsAsked(request: ApiRequest): readonly string[] | undefined {
  return request.query
    .get('fields')
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** A field that is not there is named without the picture that SOQL draws. */
function read(org: Org, request: ApiRequest, object: ObjectSchema, id: string): JsonRecord | undefined {
  const fields = fieldsAsked(request)
  const unknown = fields?.find((name) => !name.includes('.') && !org.schema.field(object, name))
  if (unknown !== undefined)
    throw new ApiError(400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${object.name}`)
  const options = { version: request.version, ...(fields === undefined ? {} : { fields }) }
  return readRecords(org, request.session, object, [id], options)[0] ?? undefined
}

function stamps(org: Org, request: ApiRequest, object: ObjectSchema, id: string): JsonRecord {
  const fields = ['Id', 'LastModifiedDate', 'SystemModstamp', 'CreatedDate'].filter((name) =>
    object.fields.some((field) => field.name === name && request.session.access.reads(object.name, name)),
  )
  return readRecords(org, request.session, object, [id], { fields, version: request.version })[0] ?? {}
}

function answer(org: Org, request: ApiRequest, object: ObjectSchema, id: string): ApiResponse {
  const state = rowState(org, object, id)
  if (state === undefined) throw notFound()
  if (state === 'deleted') throw deleted(404)
  const basis = stamps(org, request, object, id)
  const headers = conditionHeaders(object, basis)
  if (checkConditions(request, object, basis) === 304) return { status: 304, headers }
  return { status: 200, headers, body: read(org, request, object, id) }
}

function get(org: Org, request: ApiRequest, { object: name = '', id: given = '' }: Parameters): ApiResponse {
  const object = objectNamed(org, request.session, name)
  const id = fullId(given)
  if (id === null || (object.keyPrefix !== null && !id.startsWith(object.keyPrefix)))
    throw new ApiError(
      404,
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${given}`,
    )
  return answer(org, request, object, id)
}

function precondition(org: Org, request: ApiRequest, object: ObjectSchema, given: string): void {
  const id = fullId(given)
  if (id === null || rowState(org, object, id) !== 'living') return
  checkConditions(request, object, stamps(org, request, object, id))
}

function update(org: Org, request: ApiRequest, { object: name = '', id = '' }: Parameters): ApiResponse {
  const object = objectNamed(org, request.session, name)
  const values = recordBody(request.body)
  if (Object.keys(values).some((key) => key.toLowerCase() === 'id'))
    throw new ApiError(400, 'INVALID_FIELD', `The Id field should not be specified in the sobject data.`)
  precondition(org, request, object, id)
  updateRecord(org, request.session, object.name, id, values)
  return { status: 204 }
}

function remove(org: Org, request: ApiRequest, { object: name = '', id = '' }: Parameters): ApiResponse {
  const object = objectNamed(org, request.session, name)
  deleteRecord(org, request.session, object.name, id)
  return { status: 204 }
}

function externalField(org: Org, request: ApiRequest, object: ObjectSchema, name: string): FieldSchema {
  const field = org.schema.field(object, name)
  if (!field?.idLookup || !request.session.access.reads(object.name, field.name))
    throw new ApiError(
      404,
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${name}`,
    )
  return field
}

/** Several records under one external id: the addresses of all, status 300. */
function choices(request: ApiRequest, object: string, ids: readonly string[]): ApiResponse {
  return { status: 300, body: ids.map((id) => `/services/data/v${request.version}/sobjects/${object}/${id}`) }
}

function onlyId(org: Org, request: ApiRequest, parameters: Parameters) {
  const object = objectNamed(org, request.session, parameters.object ?? '')
  const field = externalField(org, request, object, parameters.field ?? '')
  return { object, ids: findBy(org, object, field, parameters.value ?? '') }
}

function getBy(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const { object, ids } = onlyId(org, request, parameters)
  const [id] = ids
  if (id === undefined) throw notFound()
  return ids.length > 1 ? choices(request, object.name, ids) : answer(org, request, object, id)
}

function removeBy(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const { object, ids } = onlyId(org, request, parameters)
  const [id] = ids
  if (id === undefined) throw notFound()
  if (ids.length > 1) return choices(request, object.name, ids)
  deleteRecord(org, request.session, object.name, id)
  return { status: 204 }
}

function upsert(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const { object: name = '', field = '', value = '' } = parameters
  const object = objectNamed(org, request.session, name)
  try {
    const done = upsertRecord(org, request.session, object.name, field, value, recordBody(request.body))
    return {
      status: done.created ? 201 : 200,
      body: { id: done.id, success: true, errors: [], created: done.created },
    }
  } catch (error) {
    if (error instanceof AmbiguousKey) return choices(request, error.object, error.ids)
    throw error
  }
}

/** The body of a file, or what is related to the record. */
function below(org: Org, request: ApiRequest, object: ObjectSchema, id: string, name: string): ApiResponse {
  if (rowState(org, object, id) !== 'living') throw notFound()
  const field = org.schema.field(object, name)
  if (field?.type !== 'base64') return related(org, request, object, id, name)
  const row = org.db.prepare(`SELECT "${field.name}" AS body FROM "${object.name}" WHERE "Id" = ?`).get(id)
  return {
    status: 200,
    headers: { 'content-type': 'application/octetstream' },
    body: Buffer.from(String(row?.body ?? ''), 'base64'),
  }
}

/** `/sobjects/T/003…/Body` is a file, `/sobjects/T/ERP_Id__c/A-1` a record by its external id. */
function getField(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const { object = '', field = '', value = '' } = parameters
  const asId = fullId(field)
  if (asId !== null && org.schema.byPrefix(asId.slice(0, 3))?.name.toLowerCase() === object.toLowerCase())
    return below(org, request, objectNamed(org, request.session, object), asId, value)
  return getBy(org, request, parameters)
}

export const rowRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/sobjects/:object', handle: create },
  { method: 'GET', pattern: '/sobjects/:object/:id', handle: get },
  { method: 'PATCH', pattern: '/sobjects/:object/:id', handle: update },
  { method: 'DELETE', pattern: '/sobjects/:object/:id', handle: remove },
  { method: 'GET', pattern: '/sobjects/:object/:field/:value', handle: getField },
  { method: 'PATCH', pattern: '/sobjects/:object/:field/:value', handle: upsert },
  { method: 'DELETE', pattern: '/sobjects/:object/:field/:value', handle: removeBy },
]
