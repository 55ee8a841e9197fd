import { randomUUID } from 'node:crypto'
import { ApiError, type ApiResponse, type Org } from '../org.ts'
import { bodyOf, validation } from '../page.ts'

export interface RowError {
  readonly status: 'error'
  readonly id: string
  readonly category: string
  readonly message: string
  readonly context: Readonly<Record<string, readonly string[]>>
  readonly errors?: unknown
}

export type Input = Readonly<Record<string, unknown>>

const mostInputs = 100

/** More than a hundred are refused as a whole. */
export function inputsOf(request: { readonly body: unknown }): readonly Input[] {
  const { inputs } = bodyOf(request)
  if (!Array.isArray(inputs) || inputs.some((each) => each === null || typeof each !== 'object'))
    throw validation('Invalid input JSON: inputs must be a list of objects')
  if (inputs.length > mostInputs)
    throw validation(`The batch size of ${inputs.length} is greater than the maximum of ${mostInputs}`)
  return inputs
}

export function inputId(input: Input): string {
  const { id } = input
  if (typeof id === 'string' && id !== '') return id
  if (typeof id === 'number') return String(id)
  throw validation('Invalid input JSON: some required fields were not set: [id]')
}

export function traceOf(input: Input): string | undefined {
  return typeof input.objectWriteTraceId === 'string' ? input.objectWriteTraceId : undefined
}

/** One row that failed, by its trace id where it has one. */
export function rowError(error: unknown, input: Input): RowError {
  if (!(error instanceof ApiError)) throw error
  const trace = traceOf(input)
  const given = input.id === undefined ? {} : { ids: [String(input.id)] }
  return {
    status: 'error',
    id: randomUUID(),
    category: error.category,
    message: error.message,
    context: { ...error.more.context, ...(trace === undefined ? given : { objectWriteTraceId: [trace] }) },
    ...(error.more.errors === undefined ? {} : { errors: error.more.errors }),
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
