import { ApiError, type ApiRequest, type ApiResponse, type Org } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { readRecords } from '../soql/index.ts'
import { readRow, rowState } from '../store/index.ts'
import { batchSize, firstPage } from './cursor.ts'

function readable(request: ApiRequest, object: ObjectSchema): string[] {
  const asked = request.query.get('fields')
  if (asked !== null) return asked.split(',').map((name) => name.trim())
  return object.fields
    .map(({ name }) => name)
    .filter((name) => request.session.access.reads(object.name, name))
}

function parent(
  org: Org,
  request: ApiRequest,
  object: ObjectSchema,
  id: string,
  name: string,
): ApiResponse | undefined {
  const field = object.fields.find((each) => each.relationshipName?.toLowerCase() === name)
  if (!field || !request.session.access.reads(object.name, field.name)) return undefined
  const target = readRow(org, object, id)?.[field.name]
  const other = typeof target === 'string' ? org.schema.byPrefix(target.slice(0, 3)) : undefined
  if (typeof target !== 'string' || !other || rowState(org, other, target) !== 'living')
    return { status: 204 }
  const fields = readable(request, other)
  const [body] = readRecords(org, request.session, other, [target], { fields, version: request.version })
  return { status: 200, body }
}

function children(
  org: Org,
  request: ApiRequest,
  object: ObjectSchema,
  id: string,
  name: string,
): ApiResponse | undefined {
  const child = object.children.find((each) => each.relationshipName?.toLowerCase() === name)
  const other = child && org.schema.objects.get(child.object)
  if (!child || !other || !request.session.access.sees(other.name)) return undefined
  const soql = `SELECT ${readable(request, other).join(', ')} FROM ${other.name} WHERE ${child.field} = '${id}'`
  const size = batchSize(request.headers['sforce-query-options'])
  return {
    status: 200,
    body: firstPage(org, request.session, { soql, all: false, version: request.version, size }),
  }
}

/** `/sobjects/Contact/003…/Account` and `/sobjects/Account/001…/Contacts`. */
export function related(
  org: Org,
  request: ApiRequest,
  object: ObjectSchema,
  id: string,
  name: string,
): ApiResponse {
  const wanted = name.toLowerCase()
  const found = parent(org, request, object, id, wanted) ?? children(org, request, object, id, wanted)
  if (!found) throw new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist')
  return found
}
