import { z } from 'zod'
import type { Api } from '../api.ts'
import { isObjectName, unknownObject } from '../objects.ts'
import { unexpectedAnswer } from '../unexpected.ts'

/** `batch/read` of objects (CRM objects API guide). */
export const recordsPerRead = 100

const Records = z.object({
  results: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) })),
  errors: z.array(z.object({ category: z.string().catch('') })).nullish(),
})

export type RawRecord = z.output<typeof Records>['results'][number]

export interface BatchRead {
  readonly object: string
  readonly ids: readonly string[]
  readonly properties: readonly string[]
  readonly purpose: string
  readonly archived?: boolean
}

/** Those that are there, in any order; an id that was merged away yields the record that it leads to. */
export async function readBatch(read: BatchRead, api: Api): Promise<readonly RawRecord[]> {
  const { object, ids, properties, purpose, archived = false } = read
  if (!isObjectName(object)) throw unknownObject(object, api.host())
  const pages: Promise<readonly RawRecord[]>[] = []
  for (let at = 0; at < ids.length; at += recordsPerRead) {
    const inputs = ids.slice(at, at + recordsPerRead).map((id) => ({ id }))
    pages.push(page(inputs))
  }
  return (await Promise.all(pages)).flat()

  async function page(inputs: readonly { readonly id: string }[]): Promise<readonly RawRecord[]> {
    const { data } = await api.json(Records, {
      method: 'POST',
      path: `/crm/v3/objects/${encodeURIComponent(object)}/batch/read?archived=${archived}`,
      body: { inputs, properties, propertiesWithHistory: [] },
      purpose,
      doing: `reading ${object}`,
    })
    // Of what is not there it says just that; whatever else it could not read may well be there.
    if (data.errors?.some(({ category }) => category !== 'OBJECT_NOT_FOUND'))
      throw unexpectedAnswer(api.host(), `could not read some of the records while reading ${object}`)
    return data.results
  }
}
