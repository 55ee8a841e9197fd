import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { bodyOf } from '../page.ts'
import { canonicalId, findRecord } from '../store/record.ts'
import { archiveRecord } from '../store/write.ts'
import { readAttachments } from './attach.ts'
import { needLiving } from './find.ts'
import { notThere } from './problem.ts'
import { createOne, updateOne } from './save.ts'
import { writing } from './scope.ts'
import { needType, shapeWhole } from './shape.ts'
import { readProperties } from './values.ts'

const one = '/crm/objects/:objectType/:objectId'

export const writeRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/objects/:objectType', handle: create, scopes: writing },
  { method: 'PATCH', pattern: one, handle: update, scopes: writing },
  { method: 'DELETE', pattern: one, handle: remove, scopes: writing },
]

function create(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const { properties, associations } = bodyOf(request)
  const given = readProperties(properties)
  const attachments = readAttachments(org, type, associations, request.session)
  const record = createOne(org, type, request.session, { given, attachments })
  return { status: 201, body: shapeWhole(org, type, record, request.session) }
}

function update(org: Org, request: ApiRequest, { objectType = '', objectId = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const given = readProperties(bodyOf(request).properties)
  const record = needLiving(org, type, objectId, request.query.get('idProperty') ?? undefined)
  const saved = updateOne(org, type, request.session, record, given)
  return { status: 200, body: shapeWhole(org, type, saved, request.session) }
}

/** What is in the bin already stays there, in silence; what never was is a 404. */
function remove(org: Org, _: ApiRequest, { objectType = '', objectId = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const id = canonicalId(org, type.name, objectId)
  if (findRecord(org, type.name, id) === undefined) throw notThere(type, objectId)
  archiveRecord(org, type.name, id)
  return { status: 204 }
}
