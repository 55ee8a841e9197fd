import { z } from 'zod'
import type { Value } from '../../../src/kit/record.ts'
import type { RecordUpdate, StepOutcome } from '../../../src/kit/writer.ts'
import type { WriteContext } from './context.ts'
import { checkCount, checkFields, checkIds, isId, sameId } from './ids.ts'
import type { Masking } from './mask.ts'
import { mostTelling } from './merge.ts'
import { outcomesOf, unknown } from './outcome.ts'
import { refused } from './refusal.ts'

/** `/composite/sobjects` (REST API guide). */
export const recordsPerRequest = 200

type Values = Readonly<Record<string, Value>>
type Created = StepOutcome<{ readonly id: string }>

const text = z.string().catch('')
const SaveResult = z.object({
  success: z.boolean(),
  id: z.string().nullish(),
  errors: z.array(z.object({ statusCode: text, message: text, fields: z.array(text).catch([]) })).catch([]),
})

/** A blank text would be emptied by the org anyway, but in some fields it is refused. */
const blankToNull = (value: Value): Value => (value === '' ? null : value)

export async function updateRecords(
  context: WriteContext,
  object: string,
  updates: readonly RecordUpdate[],
): Promise<readonly StepOutcome[]> {
  checkIds(updates.map(({ id }) => id))
  const records = updates.map(({ id, values }) => ({ id, values }))
  const saved = await save(context, { object, method: 'PATCH', records })
  return saved.map((outcome, index) => {
    if (outcome.result !== 'done') return outcome
    const same = sameId(outcome.id, updates[index]?.id ?? '')
    return same ? { result: 'done' } : unknown('the answer tells of another record')
  })
}

export async function createRecords(
  context: WriteContext,
  object: string,
  records: readonly Values[],
): Promise<readonly Created[]> {
  return await save(context, { object, method: 'POST', records: records.map((values) => ({ values })) })
}

interface Save {
  readonly object: string
  readonly method: 'POST' | 'PATCH'
  readonly records: readonly { readonly id?: string; readonly values: Values }[]
}

/** Each record succeeds or fails for itself; rules of the org about duplicates that only warn do not stop it. */
async function save(context: WriteContext, { object, method, records }: Save): Promise<readonly Created[]> {
  checkCount(records.length, recordsPerRequest)
  for (const { values } of records) checkFields(Object.keys(values))
  if (records.length === 0) return []
  const body = JSON.stringify({
    allOrNone: false,
    records: records.map(({ id, values }) => ({
      attributes: { type: object },
      ...(id === undefined ? {} : { id }),
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [name, blankToNull(value)])),
    })),
  })
  const headers = {
    'content-type': 'application/json',
    'sforce-duplicate-rule-header': 'allowSave=true; includeRecordDetails=false; runAsCurrentUser=false',
  }
  const ending = await context.api.exchange({
    purpose: method === 'PATCH' ? 'update' : 'create',
    doing: `${method === 'PATCH' ? 'updating' : 'creating'} ${object}`,
    send: (client, options) =>
      client.request<unknown>({ method, url: '/composite/sobjects', headers, body }, options),
  })
  const words = context.words(object)
  const items = records.map(({ values }) => ({ sent: Object.values(values), words }))
  return outcomesOf(ending, items, (answer, _, masking) => readResult(answer, masking))
}

export function readResult(answer: unknown, masking: Masking): Created {
  const { data } = SaveResult.safeParse(answer)
  if (data === undefined) return unknown('the answer could not be read')
  if (!data.success) return refused(mostTelling(data.errors), masking)
  return isId(data.id ?? '') ? { result: 'done', id: data.id ?? '' } : unknown('the answer names no record')
}
