import { randomUUID } from 'node:crypto'
import { batchAnswer, inputsOf, type RowError } from '../batch.ts'
import type { ApiRequest, ApiResponse, Org, Parameters, Route } from '../org.ts'
import { bodyOf, flagOf, validation } from '../page.ts'
import type { ObjectType } from '../schema/types.ts'
import type { StoredRecord } from '../store/record.ts'
import { inputId, mostInputs } from './batch.ts'
import { checkIdProperty, isShown, lookUp } from './find.ts'
import { reading } from './scope.ts'
import { needType, shape, wantedOf } from './shape.ts'

const mostWithHistory = 50

export const batchReadRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/crm/objects/:objectType/batch/read', handle: batchRead, scopes: reading },
]

/** Records that several inputs lead to, by merges or addresses, come once. The answer does not say which led there. */
function batchRead(org: Org, request: ApiRequest, { objectType = '' }: Parameters): ApiResponse {
  const type = needType(org, objectType)
  const inputs = inputsOf(request, mostInputs)
  const { properties, propertiesWithHistory, idProperty } = bodyOf(request)
  const histories = textsOf(propertiesWithHistory)
  if (histories.length > 0 && inputs.length > mostWithHistory)
    throw validation(`The maximum batch size is ${mostWithHistory} when propertiesWithHistory is requested`)
  const by = typeof idProperty === 'string' && idProperty !== '' ? idProperty : undefined
  checkIdProperty(org, type, by)
  const archived = flagOf(request, 'archived')
  const wanted = wantedOf(org, type, request.session, textsOf(properties), histories)
  const found = new Map<string, StoredRecord>()
  const missing: string[] = []
  for (const id of inputs.map(inputId)) {
    const record = lookUp(org, type, id, by)
    if (isShown(org, record, archived)) found.set(record.id, record)
    else missing.push(id)
  }
  const results = [...found.values()].map((record) => shape(org, type, record, wanted))
  return batchAnswer(org, 200, results, missing.length === 0 ? [] : [notFoundRow(type, missing)])
}

function textsOf(names: unknown): string[] {
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

/** All that are missing make one error. */
function notFoundRow(type: ObjectType, ids: readonly string[]): RowError {
  return {
    status: 'error',
    id: randomUUID(),
    category: 'OBJECT_NOT_FOUND',
    message: `Could not get some ${type.singular.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`,
    context: { ids },
  }
}
