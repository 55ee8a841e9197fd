import { z } from 'zod'
import { isKitError } from '../../../src/kit/error.ts'
import type { Value } from '../../../src/kit/record.ts'
import type { Api } from '../api.ts'
import { propertyOf, SearchPage } from '../record.ts'
import { toProperties } from '../write/values.ts'
import { type RawRecord, readBatch } from './batch-read.ts'
import { isId } from './fates.ts'

type Values = Readonly<Record<string, Value>>

export interface CreatedAsk {
  readonly object: string
  readonly since: Date
  /** Null: it has none. */
  readonly values: Values
  readonly until?: Date | undefined
  /** Only these are looked at. */
  readonly ids?: readonly string[] | undefined
}

const purpose = 'read-back'
/** A page of search; more records than that are not made at one time with the same values. */
const mostFound = 200

/**
 * Records made since then, by our clock, with these values. Search lags behind, and what it shows is read again; a contact is looked
 * for by its address, too, which is unique and found at once.
 */
export async function findCreated(asked: CreatedAsk, api: Api): Promise<readonly string[]> {
  const { since, until } = asked
  const ask: CreatedAsk = {
    ...asked,
    since: api.serverTime(since),
    until: until === undefined ? until : api.serverTime(until),
  }
  const ids = new Set(
    ask.ids?.filter(isId) ?? [...(await byAddress(ask, api)), ...(await bySearch(ask, api))],
  )
  if (ids.size === 0) return []
  const properties = [...Object.keys(ask.values), bornColumn, sourceColumn]
  const { object } = ask
  const records = await readBatch({ object, ids: [...ids], properties, purpose }, api)
  return records.filter((record) => ids.has(record.id) && isMadeSo(record, ask)).map(({ id }) => id)
}

/** Set by HubSpot and by nobody else, whereas some objects let `createdate` be written. */
const bornColumn = 'hs_createdate'

/** What made a record: `INTEGRATION` of apps, else e.g. `CRM_UI` or `IMPORT` ("Understand source properties"). */
const sourceColumn = 'hs_object_source'
const ofApps = 'INTEGRATION'

/** What HubSpot gives new records that come without it. */
const setByItself = new Set(['lifecyclestage', 'hs_marketable_status', 'pipeline', 'hs_pipeline'])

const Found = z.object({ id: z.string() })

async function byAddress({ object, values }: CreatedAsk, api: Api): Promise<readonly string[]> {
  const { email } = values
  if (object !== 'contacts' || typeof email !== 'string' || email === '') return []
  try {
    const path = `/crm/v3/objects/contacts/${encodeURIComponent(email)}?idProperty=email`
    const { data } = await api.json(Found, { path, purpose, doing: 'looking for a contact by its address' })
    return isId(data.id) ? [data.id] : []
  } catch (error) {
    if (isKitError(error) && error.code === 'REQUEST_REFUSED') return []
    throw error
  }
}

async function bySearch({ object, since, until, values }: CreatedAsk, api: Api): Promise<readonly string[]> {
  const last = until === undefined ? [] : [{ operator: 'LTE', value: String(until.getTime()) }]
  const filters = [
    { propertyName: bornColumn, operator: 'GTE', value: String(since.getTime()) },
    ...last.map((bound) => ({ propertyName: bornColumn, ...bound })),
    ...tellingFilter(values),
  ]
  const { data } = await api.json(SearchPage, {
    method: 'POST',
    path: `/crm/v3/objects/${encodeURIComponent(object)}/search`,
    body: {
      filterGroups: [{ filters }],
      sorts: [{ propertyName: bornColumn, direction: 'DESCENDING' }],
      properties: [bornColumn],
      limit: mostFound,
    },
    purpose: 'search',
    doing: `looking for new ${object}`,
  })
  return data.results.map(({ id }) => id)
}

/** Where much is created at the same time, one of the values narrows it. */
const telling = ['email', 'domain', 'dealname', 'subject', 'name', 'lastname']

function tellingFilter(values: Values): readonly object[] {
  const name = telling.find((one) => typeof values[one] === 'string' && values[one] !== '')
  const value = name === undefined ? '' : String(values[name])
  return name === undefined || value.length > 200 ? [] : [{ propertyName: name, operator: 'EQ', value }]
}

function isMadeSo({ properties }: RawRecord, { since, until, values }: CreatedAsk): boolean {
  const born = Date.parse(properties[bornColumn] ?? '')
  if (!(born >= since.getTime()) || (until !== undefined && born > until.getTime())) return false
  if ((properties[sourceColumn] ?? ofApps) !== ofApps) return false
  return Object.entries(toProperties(values)).every(
    ([name, value]) =>
      (value === '' && setByItself.has(name)) || same(propertyOf(properties, name) ?? '', value),
  )
}

/** HubSpot keeps addresses in lower case, and writes numbers and times in its own way. */
function same(is: string, given: string): boolean {
  const [one, other] = [is.trim().toLowerCase(), given.trim().toLowerCase()]
  if (one === other) return true
  if (one === '' || other === '') return false
  if (Number(one) === Number(other)) return true
  return isTime(one) && isTime(other) && Date.parse(one) === Date.parse(other)
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}/.test(text)
}
