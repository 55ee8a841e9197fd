import type { StepOutcome } from '../../../src/kit/writer.ts'
import { NetworkError } from '../../transport/http.ts'
import { networkReason } from '../errors.ts'
import type { Ending } from '../exchange.ts'
import { RemoteError } from '../remote-error.ts'
import { refused } from './refusal.ts'

export type Unknown = Extract<StepOutcome, { result: 'unknown' }>

export function unknown(cause: string): Unknown {
  return { result: 'unknown', cause }
}

/**
 * One outcome for each of the items that were sent. `read` gets the answer's item, or undefined where there is
 * none, and `sent` are the values that a refusal may repeat.
 */
export function outcomesOf<Done extends object>(
  ending: Ending<unknown>,
  items: readonly { readonly sent: readonly unknown[] }[],
  read: (answer: unknown, index: number) => StepOutcome<Done>,
): readonly StepOutcome<Done>[] {
  if (ending.ended === 'unknown') return items.map(() => unknown(causeOf(ending.error)))
  if (ending.ended !== 'answered') {
    const { errorCode, message, status } = ending.error
    const error = { statusCode: errorCode || `HTTP_${status}`, message, fields: [] }
    const all = items.flatMap(({ sent }) => sent)
    const outcome = { ...refused(error, all), ...(ending.ended === 'busy' ? { retryable: true } : {}) }
    return items.map(() => outcome)
  }
  const answers = ending.data
  if (!Array.isArray(answers) || answers.length !== items.length)
    return items.map(() => unknown('the answer does not tell of each item'))
  return items.map((_, index) => read(answers[index], index))
}

/** In words for people, without anything that the other side said. */
function causeOf(error: unknown): string {
  if (error === null) return 'interrupted before the answer came'
  if (error instanceof NetworkError) return networkReason(error)
  if (!(error instanceof RemoteError)) return 'the answer could not be read'
  const code = /^[A-Z_]{1,80}$/.test(error.errorCode) ? ` ${error.errorCode}` : ''
  return `status ${error.status}${code} instead of an answer`
}
