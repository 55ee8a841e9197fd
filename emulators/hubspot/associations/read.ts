import { batchAnswer, inputsOf, type RowError } from '../batch.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org, type Parameters } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { type Associated, associatedOf, type End } from '../store/association.ts'
import { idOf } from './batch.ts'
import { livingEnd, needEnd, type Pair, pairOf } from './ends.ts'

const perPage = 500
const inputsPerRead = 1000

interface Page {
  readonly found: readonly Associated[]
  readonly after: string | undefined
}

function pageOf(org: Org, from: End, to: ObjectType, after: string | undefined, limit: number): Page {
  const found = associatedOf(org, from, to.name, { after: after ?? '0', limit: limit + 1 })
  const shown = found.slice(0, limit)
  return { found: shown, after: found.length > limit ? shown.at(-1)?.id : undefined }
}

function shownOf({ id, kinds }: Associated): unknown {
  return { toObjectId: Number(id), associationTypes: kinds }
}

export function listAssociated(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const { from, to } = pairOf(org, parameters)
  const limit = Number(request.query.get('limit') ?? perPage)
  if (!Number.isInteger(limit) || limit < 1 || limit > perPage)
    throw new ApiError(400, 'VALIDATION_ERROR', `limit must be between 1 and ${perPage}`)
  const end = needEnd(org, from, parameters.id ?? '')
  const { found, after } = pageOf(org, end, to, afterOf(request.query.get('after')), limit)
  const results = found.map(shownOf)
  if (after === undefined) return { status: 200, body: { results } }
  const link = `${org.url}/crm/v4/objects/${from.name}/${end.id}/associations/${to.name}?limit=${limit}&after=${after}`
  return { status: 200, body: { results, paging: { next: { after, link } } } }
}

export function readBatch(org: Org, request: ApiRequest, parameters: Parameters): ApiResponse {
  const pair = pairOf(org, parameters)
  const results: unknown[] = []
  const errors: RowError[] = []
  for (const input of inputsOf(request, inputsPerRead)) {
    const id = idOf(input)
    const end = livingEnd(org, pair.from, id)
    const given = typeof input.after === 'string' ? input.after : null
    const { found, after } = end === undefined ? nothing : pageOf(org, end, pair.to, afterOf(given), perPage)
    if (found.length === 0) {
      errors.push(noneFound(pair, id))
      continue
    }
    const paging = after === undefined ? {} : { paging: { next: { after } } }
    results.push({ from: { id }, to: found.map(shownOf), ...paging })
  }
  return batchAnswer(org, 200, results, errors)
}

const nothing: Page = { found: [], after: undefined }

/** Live accounts say it in this way of records without associations and of ids without records alike. */
function noneFound({ from, to }: Pair, id: string): RowError {
  return {
    status: 'error',
    category: 'OBJECT_NOT_FOUND',
    subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
    message: `No ${to.singular} is associated with ${from.singular} ${id}.`,
    context: { fromObjectId: [id], fromObjectType: [from.singular], toObjectType: [to.singular] },
  }
}

function afterOf(text: string | null): string | undefined {
  if (text === null || text === '') return undefined
  if (!/^\d{1,15}$/.test(text))
    throw new ApiError(400, 'VALIDATION_ERROR', 'after is not a valid paging cursor')
  return text
}
