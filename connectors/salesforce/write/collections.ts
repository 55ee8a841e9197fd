import { z } from 'zod'
import type { Value } from '../../../src/kit/record.ts'
import type { RecordUpdate, StepOutcome } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { checkCount, checkFields, checkIds, isId, sameId } from './ids.ts'
import { mostTelling } from './merge.ts'
import { outcomesOf, unknown } from './outcome.ts'
import { refused } from './refusal.ts'

/** `/composite/sobjects` (REST API guide). */
export const recordsPerRequest = 200

type Values = Readonly<Record<string, Value>>
export type Created = StepOutcome<{ readonly id: string }>

const text = z.string().catch('')
const SaveResult = z.object({
  success: z.boolean(),
  id: z.string().nullish(),
  errors: z.array(z.object({ statusCode: text, message: text, fields: z.array(text).catch([]) })).catch([]),
})

/** A blank text would be emptied by the org anyway, but in some fields it is refused. */
const blankToNull = (value: Value): Value => (value === '' ? null : value)

export async function updateRecords(
  api: Api,
  object: string,
  updates: readonly RecordUpdate[],
): Promise<readonly StepOutcome[]> {
  checkIds(updates.map(({ id }) => id))
  const records = updates.map(({ id, values }) => ({ id, values }))
  const saved = await save(api, { object, method: 'PATCH', records })
  return saved.map((outcome, index) => {
    if (outcome.result !== 'done') return outcome
    const same = sameId(outcome.id, updates[index]?.id ?? '')
    return same ? { result: 'done' } : unknown('the answer tells of another record')
  })
}

export async function createRecords(
  api: Api,
  object: string,
  records: readonly Values[],
): Promise<readonly Created[]> {
  return await save(api, { object, method: 'POST', records: records.map((values) => ({ values })) })
}

interface Save {
  readonly object: string
  readonly method: 'POST' | 'PATCH'
  readonly records: readonly { readonly id?: string; readonly values: Values }[]
}

/** Each record succeeds or fails for itself; rules of the org about duplicates that only warn do not stop it. */
async function save(api: Api, { object, method, records }: Save): Promise<readonly Created[]> {
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
  const ending = await api.exchange({
    purpose: method === 'PATCH' ? 'update' : 'create',
    doing: `${method === 'PATCH' ? 'updating' : 'creating'} ${object}`,
    send: (client, options) =>
      client.request<unknown>({ method, url: '/composite/sobjects', headers, body }, options),
  })
  const items = records.map(({ values }) => ({ sent: Object.values(values) }))
  return outcomesOf(ending, items, (answer, index) => readResult(answer, items[index]?.sent ?? []))
}

function readResult(answer: unknown, sent: readonly unknown[]): Created {
  const { data } = SaveResult.safeParse(answer)
  if (data === undefined) return unknown('the answer could not be read')
  if (!data.success) return refused(mostTelling(data.errors), sent)
  return isId(data.id ?? '') ? { result: 'done', id: data.id ?? '' } : unknown('the answer names no record')
}
