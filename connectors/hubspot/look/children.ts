import type { Gap } from '../../../src/kit/connector.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { NativeRecord } from '../../../src/kit/record.ts'
import type { ChildRead, ChildRow } from '../../../src/kit/relationship.ts'
import type { Api } from '../api.ts'
import { readScope } from '../objects.ts'
import { readAssociations } from './associations.ts'
import { type DynamicLists, readMemberships } from './lists.ts'
import { isOptedOut, readSubscriptions } from './subscriptions.ts'
import type { Way } from './ways.ts'

export interface ChildrenContext {
  readonly api: Api
  readonly waysOf: (object: string) => Promise<readonly Way[]>
  /** With their opt-outs and addresses; from what was fetched just now where it was. */
  readonly consentsOf: (ids: readonly string[]) => Promise<readonly NativeRecord[]>
  readonly dynamicLists: DynamicLists
  readonly typeIdOf: (object: string) => Promise<string>
  /** Relationships that this token may not read, once that was seen. */
  readonly refused: Map<string, Gap>
}

export interface ChildrenAsk {
  readonly object: string
  readonly ids: readonly string[]
  readonly only?: readonly string[] | undefined
}

/** One call for each relationship and 1,000 records; lists take one for 100, and opted-out addresses one each. */
export async function readChildren(ask: ChildrenAsk, context: ChildrenContext): Promise<ChildRead> {
  if (ask.ids.length === 0) return { rows: [], blind: [] }
  const all = await context.waysOf(ask.object)
  const ways = all.filter(({ relationship: { name } }) => ask.only?.includes(name) ?? true)
  const reads = await Promise.all(ways.map((way) => readWay(way, ask, context)))
  return {
    rows: reads.flatMap(({ rows }) => rows),
    blind: reads.flatMap(({ blind }) => blind),
  }
}

async function readWay(way: Way, ask: ChildrenAsk, context: ChildrenContext): Promise<ChildRead> {
  const { name } = way.relationship
  const known = context.refused.get(name)
  if (known !== undefined) return { rows: [], blind: [known] }
  try {
    if (way.by === 'associations') return await readAssociated(way, ask, context)
    return { rows: await readOthers(way, ask, context), blind: [] }
  } catch (error) {
    if (!isKitError(error) || error.code !== 'ACCESS_REFUSED') throw error
    const gap = refusedGap(way)
    context.refused.set(name, gap)
    return { rows: [], blind: [gap] }
  }
}

async function readAssociated(
  { relationship }: Way,
  { object, ids }: ChildrenAsk,
  { api }: ChildrenContext,
): Promise<ChildRead> {
  const { rows, refused } = await readAssociations(
    { relationship: relationship.name, from: object, to: relationship.object, ids },
    api,
  )
  const why = `HubSpot did not tell of all ${relationship.object} that the records are associated with (${refused.join(', ')}).`
  return { rows, blind: refused.length === 0 ? [] : [{ what: relationship.name, why }] }
}

async function readOthers(
  { relationship: { name }, by }: Way,
  { object, ids }: ChildrenAsk,
  { api, dynamicLists, consentsOf, typeIdOf }: ChildrenContext,
): Promise<readonly ChildRow[]> {
  if (by === 'lists') {
    const objectTypeId = await typeIdOf(object)
    return await readMemberships({ relationship: name, object, objectTypeId, ids, known: dynamicLists }, api)
  }
  const optedOut = (await consentsOf(ids)).filter(isOptedOut)
  return await readSubscriptions(name, optedOut, api)
}

/** Scopes by which a relationship is read. */
export function scopeOf({ by, relationship }: Way): string {
  if (by === 'lists') return 'crm.lists.read'
  return by === 'subscriptions' ? 'communication_preferences.read' : readScope(relationship.object)
}

export function refusedGap(way: Way): Gap {
  const { name, object } = way.relationship
  return {
    what: name,
    why: `This token may not read ${object}, so it is not known which of them hang on the records.`,
    remedy: `Add the scope ${scopeOf(way)} to the service key or app, then plan again.`,
  }
}
