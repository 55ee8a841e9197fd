import { z } from 'zod'
import type { StepOutcome } from '../../../src/kit/writer.ts'
import { checkCount, checkIds } from '../write/ids.ts'
import { mostTelling } from '../write/merge.ts'
import { outcomesOf, unknown } from '../write/outcome.ts'
import { refused } from '../write/refusal.ts'
import { loadSets, type PublishContext, setObject } from './sets.ts'

/** `DELETE /composite/sobjects` (REST API guide, "sObject Collections"). */
export const setsPerRequest = 200

const text = z.string().catch('')
const Deleted = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ statusCode: text, message: text, fields: z.array(text).catch([]) })).catch([]),
})

/** Their items go with them, the records stay (Help, "Record has no potential duplicates but …"). */
export async function withdrawSets(
  context: PublishContext,
  sets: readonly string[],
): Promise<readonly StepOutcome[]> {
  if (sets.length === 0) return []
  checkIds(sets)
  checkCount(sets.length, setsPerRequest)
  await loadSets(context, 'withdraw')
  const url = `/composite/sobjects?ids=${sets.join(',')}&allOrNone=false`
  const ending = await context.api.exchange({
    purpose: 'withdraw',
    doing: `deleting ${setObject}`,
    send: (client, options) => client.request<unknown>({ method: 'DELETE', url }, options),
  })
  const items = sets.map(() => ({ sent: [], words: new Set<string>() }))
  return outcomesOf(ending, items, (answer, _, masking) => {
    const { data } = Deleted.safeParse(answer)
    if (data === undefined) return unknown('the answer could not be read')
    return data.success ? { result: 'done' } : refused(mostTelling(data.errors), masking)
  })
}
