import { z } from 'zod'
import type { MergeStep, StepOutcome } from '../../../src/kit/writer.ts'
import { checkCount, checkIds, malformed } from './checks.ts'
import type { WriteContext } from './context.ts'
import { failureOf, unknown } from './outcome.ts'

type Merged = StepOutcome<{ readonly survivorId: string }>

const Survivor = z.object({ id: z.string().regex(/^\d{1,20}$/) })

/** One pair in a request. Whether the survivor has a new id is for the answer to say: accounts differ in it. */
export async function mergeRecords(
  { api }: WriteContext,
  object: string,
  steps: readonly MergeStep[],
): Promise<readonly Merged[]> {
  checkCount(steps.length, 1)
  const [step] = steps
  if (step === undefined) return []
  const [loser, ...others] = step.losers
  if (loser === undefined || others.length > 0) throw malformed('HubSpot merges two records at a time')
  if (Object.keys(step.values).length > 0) throw malformed('HubSpot takes no values along with a merge')
  checkIds([step.survivor.id, loser.id])
  const ending = await api.exchange({
    purpose: 'merge',
    doing: `merging ${object}`,
    send: (sdk) =>
      // The SDK has a merge for four objects, and the same path takes them all.
      sdk.request({
        method: 'POST',
        path: `/crm/v3/objects/${encodeURIComponent(object)}/merge`,
        body: { primaryObjectId: step.survivor.id, objectIdToMerge: loser.id },
      }),
  })
  if (ending.ended !== 'answered') return [failureOf(ending) ?? unknown('no answer')]
  const { data } = Survivor.safeParse(ending.data)
  if (data === undefined) return [unknown('the answer names no record')]
  if (data.id === loser.id) return [unknown('the answer names the duplicate as the record that lives on')]
  return [{ result: 'done', survivorId: data.id }]
}
