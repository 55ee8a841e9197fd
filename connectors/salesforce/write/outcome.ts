import type { StepOutcome } from '../../../src/kit/writer.ts'
import { NetworkError } from '../../transport/http.ts'
import { networkReason } from '../../transport/network.ts'
import type { Ending } from '../exchange.ts'
import { RemoteError } from '../remote-error.ts'
import type { Masking } from './mask.ts'
import { refused } from './refusal.ts'

type Unknown = Extract<StepOutcome, { result: 'unknown' }>

export function unknown(cause: string): Unknown {
  return { result: 'unknown', cause }
}

/**
 * One outcome for each of the items that were sent, which say what may be shown of a refusal; `read` gets what
 * the answer tells of one.
 */
export function outcomesOf<Done extends object>(
  ending: Ending<unknown>,
  items: readonly Masking[],
  read: (answer: unknown, index: number, masking: Masking) => StepOutcome<Done>,
): readonly StepOutcome<Done>[] {
  if (ending.ended === 'unknown') return items.map(() => unknown(causeOf(ending.error)))
  if (ending.ended !== 'answered') {
    const { errorCode, message, status } = ending.error
    const error = { statusCode: errorCode || `HTTP_${status}`, message, fields: [] }
    const sent = items.flatMap((item) => item.sent)
    const words = items[0]?.words ?? new Set()
    const outcome = {
      ...refused(error, { sent, words }),
      ...(ending.ended === 'busy' ? { retryable: true } : {}),
    }
    return items.map(() => outcome)
  }
  const answers = ending.data
  if (!Array.isArray(answers) || answers.length !== items.length)
    return items.map(() => unknown('the answer does not tell of each item'))
  return items.map((item, index) => read(answers[index], index, item))
}

/** In words for people, without anything that the other side said. */
function causeOf(error: unknown): string {
  if (error === null) return 'interrupted before the answer came'
  if (error instanceof NetworkError) return networkReason(error)
  if (!(error instanceof RemoteError)) return 'the answer could not be read'
  const code = /^[A-Z_]{1,80}$/.test(error.errorCode) ? ` ${error.errorCode}` : ''
  return `status ${error.status}${code} instead of an answer`
}
