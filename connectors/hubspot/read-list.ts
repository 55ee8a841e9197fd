import type { Api } from './api.ts'
import { readBatch, recordsPerRead } from './look/batch-read.ts'
import type { Selection } from './read-context.ts'
import { nextOf, RecordPage, type RemoteRecord } from './record.ts'
import { createTrail } from './trail.ts'

/** HubSpot refuses addresses of some 16,000 characters with 414; this leaves room for what proxies add. */
const longestAddress = 15_000
export const rowsPerPage = 100

/** Calls for reading `rows` records in full. */
export function listCalls(object: string, properties: readonly string[], rows: number): number {
  const pages = Math.max(1, Math.ceil(rows / rowsPerPage))
  return fits(object, properties) ? pages : pages + Math.ceil(rows / recordsPerRead)
}

/**
 * All living records by id. When so many properties are wanted that their names do not fit into an address, pages
 * bring only ids, and the properties are asked for in a body.
 */
export async function* listRecords(
  { object, properties }: Selection,
  api: Api,
): AsyncGenerator<readonly RemoteRecord[]> {
  if (fits(object, properties)) {
    yield* pages(object, properties, api, false)
    return
  }
  for await (const page of pages(object, ['hs_object_id'], api, false)) {
    const ids = page.map(({ id }) => id)
    if (ids.length > 0) yield await readBatch({ object, ids, properties, purpose: 'batch' }, api)
  }
}

/** What is in the recycle bin, which keeps it for 90 days. */
export function listArchived(object: string, api: Api): AsyncGenerator<readonly RemoteRecord[]> {
  return pages(object, ['hs_object_id'], api, true)
}

async function* pages(
  object: string,
  properties: readonly string[],
  api: Api,
  archived: boolean,
): AsyncGenerator<readonly RemoteRecord[]> {
  const doing = `reading ${object}`
  const trail = createTrail(api.host(), doing)
  let after: string | undefined
  do {
    const { data } = await api.json(RecordPage, {
      path: address(object, properties, archived, after),
      purpose: archived ? 'deleted' : 'list',
      doing,
    })
    after = trail(nextOf(data), data.results[0]?.id)
    yield data.results
  } while (after !== undefined)
}

function fits(object: string, properties: readonly string[]): boolean {
  return address(object, properties, false, '9'.repeat(20)).length <= longestAddress
}

function address(
  object: string,
  properties: readonly string[],
  archived: boolean,
  after: string | undefined,
): string {
  const parts = [
    `limit=${rowsPerPage}`,
    `properties=${properties.map(encodeURIComponent).join(',')}`,
    `archived=${archived}`,
    ...(after === undefined ? [] : [`after=${encodeURIComponent(after)}`]),
  ]
  return `/crm/v3/objects/${encodeURIComponent(object)}?${parts.join('&')}`
}
