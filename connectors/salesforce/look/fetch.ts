import { z } from 'zod'
import type { NativeRecord, Value } from '../../../src/kit/record.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { toValue } from '../rest-read.ts'

/** A record that is not there, or not visible, is null. */
const Records = z.array(z.looseObject({ Id: z.string() }).nullable())

export interface FetchContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/** One call for up to 2,000 records (REST API guide, sObject Collections), in the order of `ids`. */
export async function fetchRecords(
  object: string,
  ids: readonly string[],
  columns: readonly string[] | null,
  purpose: string,
  { api, descriptions }: FetchContext,
): Promise<readonly NativeRecord[]> {
  if (ids.length === 0) return []
  await descriptions.load([object], purpose)
  descriptions.refuseUnknown([object])
  const fields = descriptions.fields(object) ?? new Map<string, never>()
  const wanted = columns ?? [...fields.keys()]
  const { data } = await api.json(Records, {
    method: 'POST',
    path: `/composite/sobjects/${encodeURIComponent(object)}`,
    body: { ids, fields: [...new Set(['Id', ...wanted])] },
    purpose,
    doing: `reading ${object}`,
  })
  return data.flatMap((record) => {
    if (record === null) return []
    const values: Record<string, Value> = {}
    for (const name of wanted) values[name] = toValue(record[name], fields.get(name)?.type ?? 'text')
    return [{ id: record.Id, values }]
  })
}
