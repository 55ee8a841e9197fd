import { z } from 'zod'
import type { StepOutcome } from '../../../src/kit/writer.ts'
import { NetworkError } from '../../transport/http.ts'
import { networkReason } from '../../transport/network.ts'
import type { Ending } from '../api.ts'
import { RemoteError } from '../remote-error.ts'
import { type Refusal, refused } from './refusal.ts'

type Unknown = Extract<StepOutcome, { result: 'unknown' }>
type Failed = Exclude<StepOutcome, { result: 'done' }>

export function unknown(cause: string): Unknown {
  return { result: 'unknown', cause }
}

/** The same for all that was in the request; null when HubSpot answered. */
export function failureOf(ending: Ending<unknown>): Failed | null {
  if (ending.ended === 'answered') return null
  if (ending.ended === 'unknown') return unknown(causeOf(ending.error))
  const { status, category, message } = ending.error
  return refused({ status, category, message }, ending.ended === 'busy')
}

/** In words for people, without anything that the other side said. */
function causeOf(error: unknown): string {
  if (error === null) return 'interrupted before the answer came'
  if (error instanceof NetworkError) return networkReason(error)
  if (!(error instanceof RemoteError)) return 'the answer could not be read'
  const category = /^[A-Z_]{1,80}$/.test(error.category) ? ` ${error.category}` : ''
  return `status ${error.status}${category} instead of an answer`
}

const text = z.string().catch('')
const RowError = z.object({
  category: text,
  message: text,
  subCategory: text,
  context: z.record(z.string(), z.array(z.string()).catch([])).nullish().catch(null),
  errors: z
    .array(z.object({ code: text }))
    .nullish()
    .catch(null),
})
type RowError = z.output<typeof RowError>

/** One answer to many: results, and errors for those that are missing among them. */
const BatchAnswer = z.object({
  results: z
    .array(z.object({ id: z.string(), objectWriteTraceId: z.string().nullish().catch(null) }))
    .catch([]),
  errors: z.array(RowError).nullish().catch(null),
})

export interface Batch {
  readonly results: z.output<typeof BatchAnswer>['results']
  /** By trace id. */
  readonly refusal: (trace: string, id?: string) => Refusal | undefined
}

export function readBatchAnswer(answer: unknown): Batch | null {
  const { data } = BatchAnswer.safeParse(answer)
  if (data === undefined) return null
  const errors = data.errors ?? []
  return {
    results: data.results,
    refusal: (trace, id) => {
      const named = (error: RowError, key: string, value: string | undefined): boolean =>
        value !== undefined && (error.context?.[key] ?? []).includes(value)
      const found = errors.find(
        (error) => named(error, 'objectWriteTraceId', trace) || named(error, 'ids', id),
      )
      return found === undefined ? undefined : refusalOf(found)
    },
  }
}

export function refusalOf({ category, message, subCategory, errors }: RowError): Refusal {
  const codes = (errors ?? []).map(({ code }) => code)
  return { status: 0, category, subCategory: [subCategory, ...codes].join(' ').trim(), message }
}

export const RowErrors = z.array(RowError).nullish().catch(null)
