import { z } from 'zod'
import type { Gap } from '../../../src/kit/connector.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { WriteCheck } from '../../../src/kit/writer.ts'
import type { Api, Call } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { readScope } from '../objects.ts'
import { refusedGap, scopeOf } from './children.ts'
import type { Way } from './ways.ts'

export interface CheckContext {
  readonly api: Api
  readonly descriptions: Descriptions
  readonly waysOf: (object: string) => Promise<readonly Way[]>
  readonly isSynced: (object: string) => Promise<boolean>
}

/**
 * What a token may do shows in what HubSpot answers to it: each area is asked for nothing at all, which changes
 * nothing, and a token without the scope gets 403 all the same.
 */
export async function checkWrites(objects: readonly string[], context: CheckContext): Promise<WriteCheck> {
  const { descriptions } = context
  await descriptions.load(objects, 'check')
  const found = await Promise.all(objects.map((object) => checkObject(object, context)))
  return {
    forbidden: unique(found.flatMap((one) => one.forbidden)),
    blind: unique(found.flatMap((one) => one.blind)),
    bin: null, // nothing comes out of it by way of the API
    systems: [
      ...(await systemsOf(objects, context)),
      ...hiddenSystem(objects.filter((_, index) => found[index]?.perhaps)),
    ],
  }
}

interface Found {
  readonly forbidden: readonly Gap[]
  readonly blind: readonly Gap[]
  /** There may be sensitive properties, and this token could not see them. */
  readonly perhaps: boolean
}

async function checkObject(object: string, context: CheckContext): Promise<Found> {
  const { api, descriptions } = context
  if (descriptions.fields(object) === undefined)
    return { forbidden: [descriptions.hiddenBy(object) ?? unreadable(object)], blind: [], perhaps: false }
  const ways = await context.waysOf(object)
  const scopes = new Map<string, Promise<boolean>>()
  // Most activities are read with the scope of contacts: one answer does for all of them.
  const mayRead = (way: Way): Promise<boolean> => {
    const scope = scopeOf(way)
    const known = scopes.get(scope) ?? isRefused(api, emptyRead(object, way)).then((refused) => !refused)
    scopes.set(scope, known)
    return known
  }
  const [writes, lists, sensitive, ...ties] = await Promise.all([
    isRefused(api, emptyBatch(object, 'update')),
    isRefused(api, emptyList),
    findSensitive(object, api),
    ...ways.map(async (way) => ((await mayRead(way)) ? [] : [refusedGap(way)])),
  ])
  return {
    forbidden: writes ? [scopeGap(object, readScope(object).replace(/\bread$/, 'write'))] : [],
    blind: [
      ...ties.flat(),
      ...sensitive.gaps,
      ...(lists && ways.some(({ by }) => by === 'lists') ? [noLists] : []),
    ],
    perhaps: sensitive.perhaps,
  }
}

const nothing = { inputs: [] }

function emptyBatch(object: string, verb: string): Call {
  return {
    method: 'POST',
    path: `/crm/v3/objects/${encodeURIComponent(object)}/batch/${verb}`,
    body: nothing,
    purpose: 'check',
    doing: `asking whether ${object} may be changed`,
  }
}

/** No list has this number. */
const emptyList: Call = {
  method: 'PUT',
  path: '/crm/v3/lists/0/memberships/remove',
  body: [],
  purpose: 'check',
  doing: 'asking whether lists may be changed',
}

function emptyRead(object: string, { by, relationship }: Way): Call {
  const asking = { purpose: 'check', doing: `asking whether ${relationship.object} may be read` }
  if (by === 'subscriptions') return { path: '/communication-preferences/v4/definitions', ...asking }
  const path =
    by === 'lists'
      ? '/crm/v3/lists/records/memberships/batch/read'
      : `/crm/v4/associations/${encodeURIComponent(object)}/${encodeURIComponent(relationship.object)}/batch/read`
  return { method: 'POST', path, body: nothing, ...asking }
}

/** Whether the token lacks a scope; that HubSpot does not care for an empty request is no refusal of access. */
async function isRefused(api: Api, call: Call): Promise<boolean> {
  try {
    await api.json(z.unknown(), call)
    return false
  } catch (error) {
    if (!isKitError(error)) throw error
    if (error.code === 'ACCESS_REFUSED') return true
    if (error.code === 'REQUEST_REFUSED') return false
    throw error
  }
}

const Properties = z.object({ results: z.array(z.object({ name: z.string() })) })

interface Sensitive {
  readonly gaps: readonly Gap[]
  readonly perhaps: boolean
}

/**
 * Sensitive properties are left out of everything that does not ask for them, and asking takes a scope, which
 * accounts below Enterprise cannot even give: a refusal does not say that there are any.
 */
async function findSensitive(object: string, api: Api): Promise<Sensitive> {
  const gaps: Gap[] = []
  let perhaps = false
  for (const dataSensitivity of ['sensitive', 'highly_sensitive']) {
    try {
      const { data } = await api.json(Properties, {
        path: `/crm/v3/properties/${encodeURIComponent(object)}?dataSensitivity=${dataSensitivity}`,
        purpose: 'check',
        doing: `looking for sensitive properties of ${object}`,
      })
      if (data.results.length > 0) gaps.push(sensitiveGap(object, dataSensitivity))
    } catch (error) {
      if (!isKitError(error) || !['ACCESS_REFUSED', 'REQUEST_REFUSED'].includes(error.code)) throw error
      perhaps = true
      break
    }
  }
  return { gaps, perhaps }
}

function sensitiveGap(object: string, sensitivity: string): Gap {
  return {
    what: `${object} (${sensitivity})`,
    why: `There are ${sensitivity.replace('_', ' ')} properties of ${object}; Steward does not read them, and what a merge does to them is not known.`,
  }
}

function hiddenSystem(objects: readonly string[]): WriteCheck['systems'] {
  if (objects.length === 0) return []
  return [
    {
      name: 'sensitive properties',
      what: `This token does not see whether ${objects.join(' and ')} have any: a merge treats them as it does the others, and no journal keeps their values.`,
    },
  ]
}

function unreadable(object: string): Gap {
  return scopeGap(object, readScope(object))
}

function scopeGap(object: string, scope: string): Gap {
  return {
    what: scope,
    why: `This token lacks the scope ${scope}, without which HubSpot refuses to merge ${object}.`,
    remedy: `Add the scope ${scope} to the service key (Development, Keys, Service keys) or to the app.`,
  }
}

const noLists: Gap = {
  what: 'crm.lists.write',
  why: 'This token lacks the scope crm.lists.write, without which nobody is put back into static lists.',
  remedy: 'Add the scope crm.lists.write to the service key or app.',
}

async function systemsOf(objects: readonly string[], context: CheckContext): Promise<WriteCheck['systems']> {
  const synced = await Promise.all(
    objects.map(async (object) => ((await context.isSynced(object)) ? [object] : [])),
  )
  const named = synced.flat()
  if (named.length === 0) return []
  return [
    {
      name: 'Salesforce integration of HubSpot',
      what: `It mirrors ${named.join(' and ')} and follows merges badly: merge in Salesforce first, then here; companies cannot be merged in HubSpot while it is active.`,
    },
  ]
}

function unique(gaps: readonly Gap[]): readonly Gap[] {
  return [...new Map(gaps.map((gap) => [gap.what, gap])).values()]
}
