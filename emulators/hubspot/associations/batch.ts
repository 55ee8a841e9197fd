import { batchAnswer } from '../batch.ts'
import { ApiError, type ApiRequest, type ApiResponse, type Org } from '../org.ts'

/** `{"id":"51"}`, or the bare id. */
export function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as { readonly id?: unknown }).id : value
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new ApiError(400, 'VALIDATION_ERROR', 'Invalid input JSON: an id is missing')
  return String(id)
}

/** Dated addresses answer 200 to what v4 answers with 201 or 204. */
export function isDated({ version }: ApiRequest): boolean {
  return /^\d{4}-\d{2}/.test(version)
}

export function archived(org: Org, request: ApiRequest): ApiResponse {
  return isDated(request) ? batchAnswer(org, 200, [], []) : { status: 204 }
}
