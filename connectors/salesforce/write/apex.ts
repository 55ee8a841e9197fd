import { z } from 'zod'
import type { MergeStep } from '../../../src/kit/writer.ts'
import type { WriteContext } from './context.ts'
import { checkCount, checkIds } from './ids.ts'
import type { Masking } from './mask.ts'
import type { Merged } from './merge.ts'
import { outcomesOf, unknown } from './outcome.ts'
import { refused } from './refusal.ts'

/** What only Apex merges (Apex Developer Guide, "Merging Records"). */
const mergedByApex: ReadonlySet<string> = new Set(['Case'])

/** A script is all or nothing: with more than one merge in it, one that fails would take back the others. */
const mergesPerScript = 1
const losersPerMerge = 2

const Executed = z.object({
  compiled: z.boolean(),
  success: z.boolean(),
  compileProblem: z.string().nullish(),
  exceptionMessage: z.string().nullish(),
})

export function needsApex(object: string): boolean {
  return mergedByApex.has(object)
}

/** Holds ids only: what is shown, logged or kept by the org of a script tells nothing about people. */
export function mergeScript(object: string, steps: readonly MergeStep[]): string {
  for (const { survivor, losers } of steps) {
    checkIds([survivor.id, ...losers.map(({ id }) => id)])
    checkCount(losers.length, losersPerMerge)
  }
  return steps
    .map(({ survivor, losers }, index) => {
      const record = (id: string): string => `new ${object}(Id = '${id}')`
      return [
        `${object} survivor${index} = ${record(survivor.id)};`,
        `List<${object}> losers${index} = new List<${object}>{ ${losers.map(({ id }) => record(id)).join(', ')} };`,
        `merge survivor${index} losers${index};`,
        '',
      ].join('\n')
    })
    .join('')
}

/** The survivor's own values stay: values are no part of a script. */
export async function mergeByApex(
  { api, words }: WriteContext,
  object: string,
  steps: readonly MergeStep[],
): Promise<readonly Merged[]> {
  checkCount(steps.length, mergesPerScript)
  checkCount(steps.filter(({ values }) => Object.keys(values).length > 0).length, 0)
  const [step] = steps
  if (step === undefined) return []
  const script = encodeURIComponent(mergeScript(object, steps))
  const ending = await api.exchange({
    purpose: 'merge',
    doing: `merging ${object}`,
    send: async (client, options) => {
      const url = `/tooling/executeAnonymous/?anonymousBody=${script}`
      // A list of one, as the other ways to write answer.
      return [await client.request<unknown>({ method: 'GET', url }, options)]
    },
  })
  return outcomesOf(ending, [{ sent: [], words: words(object) }], (answer, _, masking) =>
    readResult(answer, step, masking),
  )
}

function readResult(answer: unknown, { survivor }: MergeStep, masking: Masking): Merged {
  const { data } = Executed.safeParse(answer)
  if (data === undefined) return unknown('the answer could not be read')
  if (data.compiled && data.success) return { result: 'done', survivorId: survivor.id }
  if (!data.compiled)
    return refused(
      { statusCode: 'APEX_NOT_COMPILED', message: data.compileProblem ?? '', fields: [] },
      masking,
    )
  const message = data.exceptionMessage ?? ''
  const [, code, said] = /first error: ([A-Z_]+), (.*)$/s.exec(message) ?? []
  // It is sent by GET, which what stands in between may repeat: this is also the answer to a second delivery.
  if (code === 'ENTITY_IS_DELETED') return unknown('a record is deleted or merged already')
  return refused({ statusCode: code ?? 'APEX_EXCEPTION', message: said ?? message, fields: [] }, masking)
}
