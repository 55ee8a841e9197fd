import { ApiError, type ApiRequest, type ApiResponse, type Org, type Route } from '../org.ts'
import { readRecords } from '../soql/index.ts'
import { atomically, createRecord, deleteRecord, fullId, updateRecord, upsertRecord } from '../store/index.ts'
import { objectNamed, recordBody } from './object.ts'
import { failure, ROLLED_BACK, type SaveResult } from './save-result.ts'

type Parameters = Readonly<Record<string, string>>
type Sent = Readonly<Record<string, unknown>>

const MAX_RECORDS = 200
const MAX_IDS = 2000

class Undone extends Error {}

/** Every item on its own; with allOrNone the first failure takes all back. */
function each<T>(
  org: Org,
  items: readonly T[],
  allOrNone: boolean,
  save: (item: T) => SaveResult,
): SaveResult[] {
  const results: SaveResult[] = []
  const run = () => {
    for (const item of items) {
      try {
        results.push(save(item))
      } catch (error) {
        results.push(failure(error))
      }
    }
    if (allOrNone && results.some(({ success }) => !success)) throw new Undone()
  }
  try {
    atomically(org.db, run)
  } catch (error) {
    if (!(error instanceof Undone)) throw error
    return results.map((result) => (result.success ? ROLLED_BACK : result))
  }
  return results
}

function sent(request: ApiRequest): { records: readonly Sent[]; allOrNone: boolean } {
  const body = recordBody(request.body)
  const records = body.records
  if (!Array.isArray(records)) throw new ApiError(400, 'JSON_PARSER_ERROR', 'records is required')
  if (records.length > MAX_RECORDS)
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`,
    )
  return { records: records as Sent[], allOrNone: body.allOrNone === true }
}

function typeOf(record: Sent): string {
  const type = (record.attributes as { type?: unknown } | undefined)?.type
  if (typeof type === 'string') return type
  throw new ApiError(
    400,
    'INVALID_TYPE',
    'Nested object for polymorphic foreign key must have an attributes field before any other fields.',
  )
}

function known(org: Org, request: ApiRequest, record: Sent): string {
  const type = typeOf(record)
  const object = org.schema.object(type)
  if (!object || !request.session.access.sees(object.name))
    throw new ApiError(400, 'INVALID_TYPE', `sObject type '${type}' is not supported.`)
  return object.name
}

function create(org: Org, request: ApiRequest): ApiResponse {
  const { records, allOrNone } = sent(request)
  const body = each(org, records, allOrNone, (record) => {
    const id = createRecord(org, request.session, known(org, request, record), record)
    return { id, success: true, errors: [] }
  })
  return { status: 200, body }
}

function idIn(record: Sent): string {
  const [, id] = Object.entries(record).find(([key]) => key.toLowerCase() === 'id') ?? []
  if (typeof id !== 'string' || id === '')
    throw new ApiError(400, 'MISSING_ARGUMENT', 'Id not specified in an update call')
  return id
}

function update(org: Org, request: ApiRequest): ApiResponse {
  const { records, allOrNone } = sent(request)
  const body = each(org, records, allOrNone, (record) => {
    const id = updateRecord(org, request.session, known(org, request, record), idIn(record), record)
    return { id, success: true, errors: [] }
  })
  return { status: 200, body }
}

function remove(org: Org, request: ApiRequest): ApiResponse {
  const ids = (request.query.get('ids') ?? '').split(',').filter((id) => id !== '')
  if (ids.length === 0) throw new ApiError(400, 'REQUIRED_FIELD_MISSING', 'The ids parameter is required')
  if (ids.length > MAX_RECORDS)
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`,
    )
  const body = each(org, ids, request.query.get('allOrNone') === 'true', (given) => {
    const object = org.schema.byPrefix(given.slice(0, 3))
    if (!object || fullId(given) === null) throw new ApiError(400, 'MALFORMED_ID', `malformed id ${given}`)
    return { id: deleteRecord(org, request.session, object.name, given), success: true, errors: [] }
  })
  return { status: 200, body }
}

function upsert(org: Org, request: ApiRequest, { object: name = '', field = '' }: Parameters): ApiResponse {
  const { records, allOrNone } = sent(request)
  const object = objectNamed(org, request.session, name)
  const body = each(org, records, allOrNone, (record) => {
    const type = (record.attributes as { type?: string } | undefined)?.type
    if (type !== undefined && type.toLowerCase() !== object.name.toLowerCase())
      throw new ApiError(
        400,
        'INVALID_TYPE',
        `sObject type '${type}' is not the type of this call: ${object.name}`,
      )
    const [, key] = Object.entries(record).find(([each]) => each.toLowerCase() === field.toLowerCase()) ?? []
    const values = Object.fromEntries(Object.entries(record).filter(([each]) => each.toLowerCase() !== 'id'))
    const text = key === undefined || key === null ? '' : String(key)
    const done = upsertRecord(org, request.session, object.name, field, text, values)
    return { id: done.id, success: true, errors: [], created: done.created }
  })
  return { status: 200, body }
}

/** Records by id in the order asked, null for each that is not there. */
function retrieve(org: Org, request: ApiRequest, { object: name = '' }: Parameters): ApiResponse {
  const object = objectNamed(org, request.session, name)
  const body = request.method === 'GET' ? fromQuery(request) : recordBody(request.body)
  const { ids, fields } = body
  if (!Array.isArray(ids) || !Array.isArray(fields))
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'ids and fields are required')
  if (ids.length > MAX_IDS)
    throw new ApiError(400, 'EXCEEDED_ID_LIMIT', `exceeded max id limit of ${MAX_IDS}`)
  const unknown = (fields as string[]).find((each) => !each.includes('.') && !org.schema.field(object, each))
  if (unknown !== undefined)
    throw new ApiError(400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${object.name}`)
  const wanted = ids.map((id) => fullId(id))
  return {
    status: 200,
    body: readRecords(org, request.session, object, wanted, {
      fields: fields as string[],
      version: request.version,
    }),
  }
}

function fromQuery(request: ApiRequest) {
  const list = (name: string) => (request.query.get(name) ?? '').split(',').filter((each) => each !== '')
  return { ids: list('ids'), fields: list('fields') }
}

export const collectionRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/composite/sobjects', handle: create },
  { method: 'PATCH', pattern: '/composite/sobjects', handle: update },
  { method: 'DELETE', pattern: '/composite/sobjects', handle: remove },
  { method: 'POST', pattern: '/composite/sobjects/:object', handle: retrieve },
  { method: 'GET', pattern: '/composite/sobjects/:object', handle: retrieve },
  { method: 'PATCH', pattern: '/composite/sobjects/:object/:field', handle: upsert },
]
