import type { Value } from '../../../src/kit/record.ts'
import type { RecordUpdate, StepOutcome } from '../../../src/kit/writer.ts'
import { recordsPerRead } from '../look/batch-read.ts'
import { isId, readFates } from '../look/fates.ts'
import { checkCount, checkFields, checkIds } from './checks.ts'
import type { WriteContext } from './context.ts'
import { failureOf, readBatchAnswer, unknown } from './outcome.ts'
import { refused } from './refusal.ts'
import { toProperties } from './values.ts'

/** Batches of objects (CRM objects API guide). */
const recordsPerBatch = recordsPerRead

type Values = Readonly<Record<string, Value>>
type Created = StepOutcome<{ readonly id: string }>

/** By its trace id each row is told of for itself, whatever becomes of the others. */
export async function updateRecords(
  { api }: WriteContext,
  object: string,
  updates: readonly RecordUpdate[],
): Promise<readonly StepOutcome[]> {
  checkCount(updates.length, recordsPerBatch)
  checkIds(updates.map(({ id }) => id))
  for (const { values } of updates) checkFields(Object.keys(values))
  if (updates.length === 0) return []
  const inputs = updates.map(({ id, values }, index) => ({
    id,
    properties: toProperties(values),
    objectWriteTraceId: String(index),
  }))
  const ending = await api.exchange({
    purpose: 'update',
    doing: `updating ${object}`,
    send: async (sdk) => await (await sdk.batches()).update(object, { inputs }),
  })
  const failure = failureOf(ending)
  if (failure !== null || ending.ended !== 'answered')
    return updates.map(() => failure ?? unknown('no answer'))
  const answer = readBatchAnswer(ending.data)
  if (answer === null) return updates.map(() => unknown('the answer could not be read'))
  return updates.map(({ id }, index) => {
    const row = answer.results.find(({ objectWriteTraceId }) => objectWriteTraceId === String(index))
    if (row !== undefined && row.id !== id) return unknown('the answer tells of another record')
    if (row !== undefined || answer.results.some((other) => other.id === id)) return { result: 'done' }
    const refusal = answer.refusal(String(index), id)
    return refusal === undefined ? unknown('the answer does not tell of each record') : refused(refusal)
  })
}

/** Without trace ids one bad row would fail all of them, and rows would come in any order. */
export async function createRecords(
  { api }: WriteContext,
  object: string,
  records: readonly Values[],
): Promise<readonly Created[]> {
  checkCount(records.length, recordsPerBatch)
  for (const values of records) checkFields(Object.keys(values))
  if (records.length === 0) return []
  const inputs = records.map((values, index) => {
    const filled = Object.entries(values).filter(([, value]) => value !== null && value !== '')
    return {
      properties: toProperties(Object.fromEntries(filled)),
      associations: [],
      objectWriteTraceId: String(index),
    }
  })
  const ending = await api.exchange({
    purpose: 'create',
    doing: `creating ${object}`,
    send: async (sdk) => await (await sdk.batches()).create(object, { inputs }),
  })
  const failure = failureOf(ending)
  if (failure !== null || ending.ended !== 'answered')
    return records.map(() => failure ?? unknown('no answer'))
  const answer = readBatchAnswer(ending.data)
  if (answer === null) return records.map(() => unknown('the answer could not be read'))
  return records.map((_, index): Created => {
    const [only] = answer.results
    const row =
      records.length === 1
        ? only
        : answer.results.find(({ objectWriteTraceId }) => objectWriteTraceId === String(index))
    if (row !== undefined && !isId(row.id)) return unknown('the answer names no record')
    if (row !== undefined) return { result: 'done', id: row.id }
    const refusal = answer.refusal(String(index))
    return refusal === undefined ? unknown('the answer does not tell of each record') : refused(refusal)
  })
}

/**
 * Into the recycle bin. HubSpot passes over ids that are not there, and of an id that was merged away it could
 * delete the record which that one leads to: so those are looked for beforehand and are not sent.
 */
export async function removeRecords(
  { api }: WriteContext,
  object: string,
  ids: readonly string[],
): Promise<readonly StepOutcome[]> {
  checkCount(ids.length, recordsPerBatch)
  checkIds(ids)
  const fates = await readFates(object, ids, api)
  const there = ids.filter((id) => fates.get(id)?.is === 'there')
  const failure = there.length === 0 ? null : await archive()
  return ids.map((id) => {
    if (fates.get(id)?.is === 'there') return failure ?? { result: 'done' }
    return refused({ status: 404, category: 'OBJECT_NOT_FOUND', message: '' })
  })

  async function archive() {
    const ending = await api.exchange({
      purpose: 'remove',
      doing: `deleting ${object}`,
      send: async (sdk) =>
        await (await sdk.batches()).archive(object, { inputs: there.map((id) => ({ id })) }),
    })
    return failureOf(ending)
  }
}
