import { z } from 'zod'
import { isKitError } from '../../../src/kit/error.ts'
import type { Api } from '../api.ts'
import { latestChange } from '../search.ts'

const Found = z.object({
  total: z.number(),
  results: z.array(z.object({ properties: z.record(z.string(), z.string().nullable()) })),
})

/** An integration that is on has written something in this time; measured by the account's own newest change. */
const idleDays = 90
const lastSync = 'salesforcelastsynctime'

/**
 * Whether HubSpot's Salesforce integration is at work on an object: records have ids of Salesforce, and the newest
 * synchronisation is not long past. Where it cannot be found out it is taken to be.
 */
export async function isSynced(
  object: string,
  syncIds: readonly string[],
  columns: ReadonlySet<string>,
  api: Api,
): Promise<boolean> {
  const ids = syncIds.filter((name) => columns.has(name))
  if (ids.length === 0) return false
  try {
    const timed = columns.has(lastSync)
    const synced = await newest(object, ids, timed ? lastSync : null, api)
    if (synced.total === 0) return false
    if (synced.at === null) return true
    const changed = await latestChange(object, api)
    return changed === undefined || changed.getTime() - synced.at < idleDays * 24 * 60 * 60 * 1000
  } catch (error) {
    if (isKitError(error) && ['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) return true
    throw error
  }
}

interface Newest {
  readonly total: number
  /** Milliseconds. */
  readonly at: number | null
}

async function newest(
  object: string,
  having: readonly string[],
  date: string | null,
  api: Api,
): Promise<Newest> {
  const { data } = await api.json(Found, {
    method: 'POST',
    path: `/crm/v3/objects/${encodeURIComponent(object)}/search`,
    body: {
      filterGroups: having.map((propertyName) => ({ filters: [{ propertyName, operator: 'HAS_PROPERTY' }] })),
      properties: date === null ? [] : [date],
      sorts: date === null ? [] : [{ propertyName: date, direction: 'DESCENDING' }],
      limit: 1,
    },
    purpose: 'check',
    doing: 'looking for the Salesforce integration',
  })
  const at = Date.parse(data.results[0]?.properties[date ?? ''] ?? '')
  return { total: data.total, at: Number.isNaN(at) ? null : at }
}
