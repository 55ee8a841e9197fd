import { atomically } from '../../statement.ts'
import { batchAnswer, type Input, inputsOf, type RowError, rowError } from '../batch.ts'
import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { validation } from '../page.ts'
import type { ObjectType } from '../schema/types.ts'
import { canonicalId } from '../store/record.ts'
import { archiveRecord } from '../store/write.ts'
import { readAttachments } from './attach.ts'
import { contextOf, inputId, mostInputs, traceOf } from './batch.ts'
import { checkIdProperty, lookUp, needLiving } from './find.ts'
import { createOne, updateOne } from './save.ts'
import { writing } from './scope.ts'
import { needType, shapeWhole } from './shape.ts'
import { readProperties } from './values.ts'

const batch = '/crm/objects/:objectType/batch'

export const batchWriteRoutes: readonly Route[] = [
  { method: 'POST', pattern: `${batch}/create`, handle: batchCreate, scopes: writing },
  { method: 'POST', pattern: `${batch}/update`, handle: batchUpdate, scopes: writing },
  { method: 'POST', pattern: `${batch}/upsert`, handle: batchUpsert, scopes: writing },
  { method: 'POST', pattern: `${batch}/archive`, handle: batchArchive, scopes: writing },
]

/** Row by row only when every input can be told by its trace id; otherwise the first bad row fails all of them. */
function batchCreate(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const inputs = inputsOf(request, mostInputs)
  const create = (input: Input) => {
    const given = readProperties(input.properties)
    const attachments = readAttachments(org, type, input.associations, request.session)
    const record = createOne(org, type, request.session, { given, attachments })
    return { ...shapeWhole(org, type, record, request.session), ...echo(input) }
  }
  const traced = inputs.length > 0 && inputs.every((input) => traceOf(input) !== undefined)
  if (traced) return rowByRow(org, 201, inputs, create)
  return batchAnswer(
    org,
    201,
    atomically(org.db, () => inputs.map(create)),
    [],
  )
}

function batchUpdate(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const inputs = inputsOf(request, mostInputs)
  refuseTwice(inputs)
  return rowByRow(org, 200, inputs, (input) => {
    const record = needLiving(org, type, inputId(input), idPropertyOf(input))
    const saved = updateOne(org, type, request.session, record, readProperties(input.properties))
    return { ...shapeWhole(org, type, saved, request.session), ...echo(input) }
  })
}

/** Made where nothing is found by the property of each input, which may be an additional address. */
function batchUpsert(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const inputs = inputsOf(request, mostInputs)
  refuseTwice(inputs)
  for (const input of inputs) checkIdProperty(org, type, idPropertyOf(input))
  return rowByRow(org, 200, inputs, (input) => upsertOne(org, type, request, input))
}

function upsertOne(org: Org, type: ObjectType, { session }: ApiRequest, input: Input): unknown {
  const id = inputId(input)
  const by = idPropertyOf(input)
  const given = readProperties(input.properties)
  const found = lookUp(org, type, id, by)
  if (found !== undefined && found.archived === null) {
    const { email, ...others } = given
    const additional =
      by === 'email' && email?.toLowerCase() === id.toLowerCase() && found.properties.email !== id
    const saved = updateOne(org, type, session, found, additional ? others : given)
    return { ...shapeWhole(org, type, saved, session), new: false, ...echo(input) }
  }
  if (by === undefined || by === 'hs_object_id') needLiving(org, type, id, by)
  const named = by === undefined ? given : { ...given, [by]: given[by] ?? id }
  const record = createOne(org, type, session, { given: named, attachments: [] })
  return { ...shapeWhole(org, type, record, session), new: true, ...echo(input) }
}

/** Ids that are not there are passed over. */
function batchArchive(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  for (const id of inputsOf(request, mostInputs).map(inputId))
    archiveRecord(org, type.name, canonicalId(org, type.name, id))
  return { status: 204 }
}

function rowByRow(
  org: Org,
  status: number,
  inputs: readonly Input[],
  save: (input: Input) => unknown,
): ApiResponse {
  const results: unknown[] = []
  const errors: RowError[] = []
  for (const input of inputs) {
    try {
      results.push(save(input))
    } catch (error) {
      errors.push(rowError(error, contextOf(input)))
    }
  }
  return batchAnswer(org, status, results, errors)
}

function idPropertyOf({ idProperty }: Input): string | undefined {
  return typeof idProperty === 'string' && idProperty !== '' ? idProperty : undefined
}

function echo(input: Input): { readonly objectWriteTraceId?: string } {
  const objectWriteTraceId = traceOf(input)
  return objectWriteTraceId === undefined ? {} : { objectWriteTraceId }
}

function refuseTwice(inputs: readonly Input[]): void {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const id of inputs.map(inputId)) {
    if (seen.has(id)) twice.add(id)
    seen.add(id)
  }
  if (twice.size > 0)
    throw validation(
      `Duplicate IDs found in batch input: [${[...twice].join(', ')}]. IDs must be unique`,
      'DUPLICATE_IDS',
    )
}
