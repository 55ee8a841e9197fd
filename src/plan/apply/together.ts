import { isKitError } from '../../kit/index.ts'
import type { ObjectView } from '../look/org-view.ts'
import type { Run } from './run.ts'
import { type Answered, send } from './send.ts'
import type { Sending } from './work.ts'

/**
 * Sends requests that share no record at the same time, and waits for all of them. One that could not be sent fails
 * them together, once what came of the others is known.
 */
export async function sendTogether(
  run: Run,
  requests: readonly (readonly Sending[])[],
  view: ObjectView,
): Promise<{ readonly answers: readonly Answered[]; readonly failure: { readonly error: unknown } | null }> {
  const due = requests.filter(({ length }) => length > 0)
  const all = await Promise.allSettled(due.map((sendings) => send(run, sendings, view)))
  const errors = all.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []))
  const [error] = errors.sort((a, b) => gravity(b) - gravity(a))
  return {
    answers: all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    failure: errors.length === 0 ? null : { error },
  }
}

function gravity(error: unknown): number {
  if (!isKitError(error)) return 2
  return error.code === 'JOURNAL_NOT_WRITABLE' ? 1 : 0
}
