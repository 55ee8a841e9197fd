import type { StepOutcome } from '../../../src/kit/writer.ts'
import { readResult, recordsPerRequest } from './collections.ts'
import type { WriteContext } from './context.ts'
import { checkCount, checkIds, sameId } from './ids.ts'
import { outcomesOf, unknown } from './outcome.ts'

/**
 * Into the recycle bin, each for itself (REST API guide, "Delete Records Using sObject Collections": results in the order
 * of the ids; those of refused ones name none).
 */
export async function removeRecords(
  { api, words }: WriteContext,
  object: string,
  ids: readonly string[],
): Promise<readonly StepOutcome[]> {
  checkIds(ids)
  checkCount(ids.length, recordsPerRequest)
  if (ids.length === 0) return []
  const url = `/composite/sobjects?ids=${ids.join(',')}&allOrNone=false`
  const ending = await api.exchange({
    purpose: 'remove',
    doing: `removing ${object}`,
    send: (client, options) => client.request<unknown>({ method: 'DELETE', url }, options),
  })
  const items = ids.map(() => ({ sent: [], words: words(object) }))
  return outcomesOf(ending, items, (answer, index, masking): StepOutcome => {
    const outcome = readResult(answer, masking)
    if (outcome.result !== 'done') return outcome
    const same = sameId(outcome.id, ids[index] ?? '')
    return same ? { result: 'done' } : unknown('the answer tells of another record')
  })
}
