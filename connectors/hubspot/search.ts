import type { KitError } from '../../src/kit/error.ts'
import type { Api } from './api.ts'
import { readBatch } from './look/batch-read.ts'
import { modifiedColumn } from './objects.ts'
import type { Selection } from './read-context.ts'
import { nextOf, type RemoteRecord, SearchPage } from './record.ts'
import { unexpectedAnswer } from './unexpected.ts'
import { tooOld } from './watermark.ts'

const rowsPerPage = 200
/** A body may have 3,000 characters; what is not properties takes some 400 of them. */
const longestProperties = 2_400

interface Filter {
  readonly propertyName: string
  readonly operator: 'EQ' | 'GT' | 'GTE'
  readonly value: string
}

interface Page {
  readonly total: number
  /** As search shows them, by which paging goes on. */
  readonly found: readonly RemoteRecord[]
  /** Whole; without those that are gone meanwhile. */
  readonly records: readonly RemoteRecord[]
  readonly more: boolean
}

/** The latest modification that search shows; undefined when there is no record. */
export async function latestChange(object: string, api: Api): Promise<Date | undefined> {
  const propertyName = modifiedColumn(object)
  const { data } = await api.json(SearchPage, {
    method: 'POST',
    path: `/crm/v3/objects/${encodeURIComponent(object)}/search`,
    body: { sorts: [{ propertyName, direction: 'DESCENDING' }], properties: [propertyName], limit: 1 },
    purpose: 'search',
    doing: `looking for the latest change of ${object}`,
  })
  const stamp = new Date(data.results[0]?.properties[propertyName] ?? Number.NaN)
  return Number.isNaN(stamp.getTime()) ? undefined : stamp
}

/** How many records search knows. */
export async function countRecords(object: string, api: Api): Promise<number> {
  const { data } = await api.json(SearchPage, {
    method: 'POST',
    path: `/crm/v3/objects/${encodeURIComponent(object)}/search`,
    body: { properties: ['hs_object_id'], limit: 1 },
    purpose: 'preflight',
    doing: `counting ${object}`,
  })
  return data.total
}

/**
 * What was modified since `from`, oldest first. Each page begins where the last one ended instead of at an offset:
 * a record that is changed meanwhile moves to the end, and at an offset its neighbour would slip through; and no
 * query has more than 10,000 results. A stamp that fills a whole page is read by id. Records may come twice.
 */
export async function* searchChanges(
  selection: Selection,
  from: Date,
  api: Api,
): AsyncGenerator<readonly RemoteRecord[]> {
  const modified = modifiedColumn(selection.object)
  const ask = pager(selection, modified, api)
  let operator: 'GT' | 'GTE' = 'GTE'
  let stamp = from.getTime()
  for (;;) {
    const page = await ask([{ propertyName: modified, operator, value: String(stamp) }], modified)
    if (page.records.length > 0) yield page.records
    if (!page.more) return
    const last = stampOf(page.found.at(-1), modified)
    if (!(operator === 'GT' ? last > stamp : last >= stamp)) throw circle(selection.object, api)
    if (last !== stamp || operator === 'GT') {
      operator = 'GTE'
      stamp = last
      if (stampOf(page.found[0], modified) !== last) continue
    }
    yield* searchStamp(selection.object, last, modified, ask, api)
    operator = 'GT'
    stamp = last
  }
}

/** Ids sort as texts in search, but what is greater there also comes later there; the count proves it. */
async function* searchStamp(
  object: string,
  stamp: number,
  modified: string,
  ask: Pager,
  api: Api,
): AsyncGenerator<readonly RemoteRecord[]> {
  const same: Filter = { propertyName: modified, operator: 'EQ', value: String(stamp) }
  const seen = new Set<string>()
  let total: number | undefined
  let last: string | undefined
  for (;;) {
    const after: readonly Filter[] =
      last === undefined ? [] : [{ propertyName: 'hs_object_id', operator: 'GT', value: last }]
    const page = await ask([same, ...after], 'hs_object_id')
    total ??= page.total
    const before = seen.size
    for (const { id } of page.found) seen.add(id)
    if (page.more && seen.size === before) throw circle(object, api)
    if (page.records.length > 0) yield page.records
    const next = page.found.at(-1)?.id
    if (!page.more || next === undefined || next === last) break
    last = next
  }
  // Fewer may have been changed once more meanwhile; they come again under their new stamp.
  if (seen.size < total * 0.99)
    throw tooOld(object, `search shows ${seen.size} of ${total} records with the same modification time`)
}

/** Later pages begin where earlier ones ended, or there is no end. */
function circle(object: string, api: Api): KitError {
  return unexpectedAnswer(api.host(), `leads in a circle while looking for changes of ${object}`)
}

type Pager = (filters: readonly Filter[], sort: string) => Promise<Page>

/** The properties come along where a body has room for them, else they are read by id. */
function pager({ object, properties }: Selection, modified: string, api: Api): Pager {
  const direct = JSON.stringify(properties).length <= longestProperties
  return async (filters, sort) => {
    const { data } = await api.json(SearchPage, {
      method: 'POST',
      path: `/crm/v3/objects/${encodeURIComponent(object)}/search`,
      body: {
        filterGroups: [{ filters }],
        sorts: [{ propertyName: sort, direction: 'ASCENDING' }],
        properties: direct ? properties : [modified],
        limit: rowsPerPage,
      },
      purpose: 'search',
      doing: `looking for changes of ${object}`,
    })
    const { total, results: found } = data
    const more = nextOf(data) !== undefined && found.length > 0
    if (direct) return { total, found, records: found, more }
    const ids = found.map(({ id }) => id)
    return {
      total,
      found,
      records: await readBatch({ object, ids, properties, purpose: 'batch' }, api),
      more,
    }
  }
}

function stampOf(record: RemoteRecord | undefined, modified: string): number {
  return Date.parse(record?.properties[modified] ?? '')
}
