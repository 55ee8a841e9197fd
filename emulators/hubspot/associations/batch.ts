import { ApiError, type ApiRequest, type ApiResponse, type Org } from '../org.ts'
import type { RowError } from './ends.ts'

/** The rows of a batch request; more than `most` are refused as a whole. */
export function inputsOf(body: unknown, most: number): readonly Readonly<Record<string, unknown>>[] {
  const { inputs } = (body ?? {}) as { readonly inputs?: unknown }
  if (!Array.isArray(inputs) || inputs.some((each) => typeof each !== 'object' || each === null))
    throw new ApiError(
      400,
      'VALIDATION_ERROR',
      'Invalid input JSON on line 1, column 1: inputs must be a list of objects',
    )
  if (inputs.length > most)
    throw new ApiError(
      400,
      'VALIDATION_ERROR',
      `The maximum batch size is ${most}, but ${inputs.length} inputs were given`,
    )
  return inputs
}

/** `{"id":"51"}`, or the bare id. */
export function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as { readonly id?: unknown }).id : value
  if (typeof id !== 'string' && typeof id !== 'number')
    throw new ApiError(400, 'VALIDATION_ERROR', 'Invalid input JSON: an id is missing')
  return String(id)
}

/** 207 as soon as one row failed. */
export function batchAnswer(
  org: Org,
  status: number,
  results: readonly unknown[],
  errors: readonly RowError[],
): ApiResponse {
  const at = org.clock.now().toISOString()
  const body = { status: 'COMPLETE', results, startedAt: at, completedAt: at }
  if (errors.length === 0) return { status, body }
  return { status: 207, body: { ...body, numErrors: errors.length, errors } }
}

/** Dated addresses answer 200 to what v4 answers with 201 or 204. */
export function isDated({ version }: ApiRequest): boolean {
  return /^\d{4}-\d{2}/.test(version)
}

export function archived(org: Org, request: ApiRequest): ApiResponse {
  return isDated(request) ? batchAnswer(org, 200, [], []) : { status: 204 }
}
