import { z } from 'zod'
import { type Certifier, NotTested, type TestRecord } from '../../../src/kit/certify.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { RemoteRecord, SearchPage } from '../record.ts'
import { send } from './bench.ts'

/** And the property that begins with the mark. */
const objects: readonly (readonly [object: string, named: string])[] = [
  ['contacts', 'lastname'],
  ['companies', 'name'],
  ['deals', 'dealname'],
]

/**
 * Test records go to the recycle bin, test lists are deleted; whatever is still there afterwards is told, and whatever
 * was noted without bearing the mark: that is somebody else's, and is left.
 */
export async function cleanUp(
  api: Api,
  writer: Writer,
  { mark, made, tell }: CleanUp,
): ReturnType<Certifier['cleanUp']> {
  const left: (TestRecord & { why: string })[] = []
  const found = new Map<string, readonly string[]>()
  for (const [object, named] of objects) {
    const own: string[] = []
    for (const { id } of made.filter((one) => one.object === object)) {
      const name = await nameOf(api, object, id, named)
      if (name === null) continue
      if (name.startsWith(mark)) own.push(id)
      else left.push({ object, id, why: 'it was noted, but does not bear the mark of the trial: look at it' })
    }
    found.set(object, [...new Set([...own, ...(await unlessRefused(marked(api, object, named, mark)))])])
  }
  const ownLists = await unlessRefused(lists(api, mark, made))
  tell([...found, ['lists', ownLists] as const].flatMap(([object, ids]) => ids.map((id) => ({ object, id }))))
  for (const [object, ids] of found) left.push(...(await removeAll(writer, object, ids)))
  for (const id of ownLists) {
    const why = await send(api, 'DELETE', `/crm/v3/lists/${id}`).then(
      () => null,
      (error: unknown) => {
        if (error instanceof NotTested) return error.message
        throw error
      },
    )
    if (why !== null) left.push({ object: 'lists', id, why })
  }
  return left
}

export interface CleanUp {
  readonly mark: string
  readonly made: readonly TestRecord[]
  readonly tell: Parameters<Certifier['cleanUp']>[2]
}

/** What a login may not see, it cannot have made. */
async function unlessRefused(found: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await found
  } catch (error) {
    if (isKitError(error) && error.code === 'ACCESS_REFUSED') return []
    throw error
  }
}

async function removeAll(writer: Writer, object: string, ids: readonly string[]) {
  const whys = new Map<string, string>()
  for (let at = 0; at < ids.length; at += 100) {
    const some = ids.slice(at, at + 100)
    const outcomes = (await writer.remove?.(object, some)) ?? []
    for (const [n, id] of some.entries()) {
      const outcome = outcomes[n]
      if (outcome?.result === 'refused') whys.set(id, outcome.code)
    }
  }
  if (ids.length === 0) return []
  const fates = await writer.fates(object, ids)
  return ids
    .filter((id) => fates.get(id)?.is === 'there')
    .map((id) => ({ object, id, why: whys.get(id) ?? 'it is still there' }))
}

/** Null when there is no such record any more, e.g. one that was merged away. */
async function nameOf(api: Api, object: string, id: string, named: string): Promise<string | null> {
  try {
    const path = `/crm/v3/objects/${object}/${id}?properties=${named}`
    const { data } = await api.json(RemoteRecord, {
      path,
      purpose: 'certify',
      doing: 'looking for test records',
    })
    return data.properties[named] ?? ''
  } catch (error) {
    if (isKitError(error)) return null
    throw error
  }
}

/** Searching lags, and finds what others named alike: only what begins with the mark is ours. */
async function marked(api: Api, object: string, named: string, mark: string): Promise<readonly string[]> {
  const filters = [{ propertyName: named, operator: 'CONTAINS_TOKEN', value: mark.split(' ').at(-1) }]
  const { data } = await api.json(SearchPage, {
    method: 'POST',
    path: `/crm/v3/objects/${object}/search`,
    body: { filterGroups: [{ filters }], properties: [named], limit: 100 },
    purpose: 'certify',
    doing: 'looking for test records',
  })
  return data.results.filter(({ properties }) => properties[named]?.startsWith(mark)).map(({ id }) => id)
}

const Lists = z.object({ lists: z.array(z.object({ listId: z.coerce.string(), name: z.string() })) })

async function lists(api: Api, mark: string, made: readonly TestRecord[]): Promise<readonly string[]> {
  if (made.every(({ object }) => object !== 'contacts')) return []
  const { data } = await api.json(Lists, {
    method: 'POST',
    path: '/crm/v3/lists/search',
    body: { query: mark, count: 100, offset: 0 },
    purpose: 'certify',
    doing: 'looking for test lists',
  })
  return data.lists.filter(({ name }) => name === mark).map(({ listId }) => listId)
}
