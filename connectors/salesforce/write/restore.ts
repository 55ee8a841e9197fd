import { z } from 'zod'
import type { StepOutcome } from '../../../src/kit/writer.ts'
import type { WriteContext } from './context.ts'
import { checkCount, checkIds, sameId } from './ids.ts'
import type { Masking } from './mask.ts'
import { mostTelling, SoapErrors, SoapResults } from './merge.ts'
import { outcomesOf, unknown } from './outcome.ts'
import { refused } from './refusal.ts'
import { callSoap } from './soap.ts'

/** SOAP API, `undelete()`. */
const idsPerRequest = 200

const RestoreResult = z.object({
  success: z.enum(['true', 'false']),
  id: z.string().catch(''),
  errors: SoapErrors,
})

/** Each for itself; what was deleted together with a record comes back with it. */
export async function restoreBySoap(
  { api, observe, words }: WriteContext,
  object: string,
  ids: readonly string[],
): Promise<readonly StepOutcome[]> {
  checkIds(ids)
  checkCount(ids.length, idsPerRequest)
  if (ids.length === 0) return []
  const call = { operation: 'undelete', parameters: { ids }, header: '' } as const
  const ending = await api.exchange({
    purpose: 'restore',
    doing: `restoring ${object}`,
    send: async (client, options) => SoapResults.parse(await callSoap(client, call, options, observe)).result,
  })
  const items = ids.map(() => ({ sent: [], words: words(object) }))
  return outcomesOf(ending, items, (answer, index, masking) => readResult(answer, ids[index] ?? '', masking))
}

function readResult(answer: unknown, id: string, masking: Masking): StepOutcome {
  const { data } = RestoreResult.safeParse(answer)
  if (data === undefined) return unknown('the answer could not be read')
  if (data.success === 'false') return refused(mostTelling(data.errors), masking)
  return sameId(data.id, id) ? { result: 'done' } : unknown('the answer tells of another record')
}
