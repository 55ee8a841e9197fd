import { randomUUID } from 'node:crypto'
import { ApiError, type ApiRequest, type ApiResponse, type ErrorDetail, type Org } from './org.ts'
import { bodyOf, validation } from './page.ts'

export type Input = Readonly<Record<string, unknown>>

/** One row of a batch that failed. */
export interface RowError extends ErrorDetail {
  readonly status: 'error'
  readonly id?: string
  readonly category: string
  readonly subCategory?: string
  readonly errors?: readonly ErrorDetail[]
}

/** The rows of a batch request; more than `most` are refused as a whole. */
export function inputsOf(request: Pick<ApiRequest, 'body'>, most: number): readonly Input[] {
  const { inputs } = bodyOf(request)
  if (!Array.isArray(inputs) || inputs.some((each) => each === null || typeof each !== 'object'))
    throw validation('Invalid input JSON: inputs must be a list of objects')
  if (inputs.length > most)
    throw validation(`The batch size of ${inputs.length} is greater than the maximum of ${most}`)
  return inputs
}

/** What was refused of a row; anything else that was thrown is no answer. */
export function rowError(error: unknown, context: Readonly<Record<string, readonly string[]>>): RowError {
  if (!(error instanceof ApiError)) throw error
  const { category, message, more } = error
  return {
    status: 'error',
    id: randomUUID(),
    category,
    ...(more.subCategory === undefined ? {} : { subCategory: more.subCategory }),
    message,
    context: { ...more.context, ...context },
    ...(more.errors === undefined ? {} : { errors: more.errors }),
  }
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
