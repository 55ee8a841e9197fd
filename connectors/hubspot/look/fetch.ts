import type { NativeRecord, Value } from '../../../src/kit/record.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { propertyOf, toValue } from '../record.ts'
import { readBatch } from './batch-read.ts'
import { isId } from './fates.ts'

export interface FetchContext {
  readonly api: Api
  readonly descriptions: Descriptions
}

/** In the order of `ids`; what an id leads to by a merge is another record, and absent. */
export async function fetchRecords(
  object: string,
  ids: readonly string[],
  columns: readonly string[] | null,
  purpose: string,
  { api, descriptions }: FetchContext,
): Promise<readonly NativeRecord[]> {
  const asked = [...new Set(ids)].filter(isId)
  if (asked.length === 0) return []
  await descriptions.load([object], purpose)
  descriptions.refuseUnknown([object])
  const fields = descriptions.fields(object) ?? new Map<string, never>()
  const wanted = columns ?? [...fields.keys()]
  const found = new Map<string, NativeRecord>()
  for (const { id, properties } of await readBatch(
    { object, ids: asked, properties: wanted, purpose },
    api,
  )) {
    const values = wanted.map((name): [string, Value] => [
      name,
      toValue(propertyOf(properties, name), fields.get(name)?.type ?? 'text'),
    ])
    found.set(id, { id, values: Object.fromEntries(values) })
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}
