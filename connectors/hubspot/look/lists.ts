import { z } from 'zod'
import type { ChildRow } from '../../../src/kit/relationship.ts'
import type { Api } from '../api.ts'
import { unexpectedAnswer } from '../unexpected.ts'

/** No page says how many; this is what the other batches take. */
const recordsPerRead = 100
const listsPerRead = 100

const Id = z.union([z.string(), z.number()]).transform(String)
const Memberships = z.object({
  results: z.array(
    z.object({
      recordId: Id,
      recordListMemberships: z.array(z.object({ listId: Id })),
    }),
  ),
  errors: z.array(z.unknown()).nullish(),
})
const Lists = z.object({
  lists: z.array(z.object({ listId: Id, processingType: z.string().catch('') })),
})

/** Of which a list's members come and go by its filters; remembered, for a list does not change its kind. */
export type DynamicLists = Map<string, boolean>

export interface ListsAsk {
  readonly relationship: string
  readonly object: string
  readonly objectTypeId: string
  readonly ids: readonly string[]
  readonly known: DynamicLists
}

/** Memberships of static lists; those of dynamic ones follow from the records' values. */
export async function readMemberships(ask: ListsAsk, api: Api): Promise<readonly ChildRow[]> {
  const found: { readonly member: string; readonly list: string }[] = []
  const { objectTypeId } = ask
  for (let at = 0; at < ask.ids.length; at += recordsPerRead) {
    const some = ask.ids.slice(at, at + recordsPerRead)
    const { data } = await api.json(Memberships, {
      method: 'POST',
      path: '/crm/v3/lists/records/memberships/batch/read',
      body: { inputs: some.map((recordId) => ({ objectTypeId, recordId })) },
      purpose: 'children',
      doing: `reading the lists of ${ask.object}`,
    })
    if ((data.errors ?? []).length > 0)
      throw unexpectedAnswer(
        api.host(),
        `could not read the lists of some records while reading ${ask.object}`,
      )
    for (const { recordId: member, recordListMemberships } of data.results)
      for (const { listId: list } of recordListMemberships) found.push({ member, list })
  }
  await learnKinds(
    found.map(({ list }) => list),
    ask.known,
    api,
  )
  return found
    .filter(({ list }) => ask.known.get(list) !== true)
    .map(({ member, list }) => ({
      relationship: ask.relationship,
      id: list,
      member,
      pointer: member,
      slot: list,
      values: {},
    }))
}

async function learnKinds(lists: readonly string[], known: DynamicLists, api: Api): Promise<void> {
  const unknown = [...new Set(lists)].filter((list) => !known.has(list))
  for (let at = 0; at < unknown.length; at += listsPerRead) {
    const some = unknown.slice(at, at + listsPerRead)
    const query = some.map((list) => `listIds=${encodeURIComponent(list)}`).join('&')
    const { data } = await api.json(Lists, {
      path: `/crm/v3/lists?${query}`,
      purpose: 'children',
      doing: 'reading the kinds of lists',
    })
    for (const { listId, processingType } of data.lists) known.set(listId, processingType === 'DYNAMIC')
    // One that is not told of is gone meanwhile, or hidden: nobody can be put into it.
    for (const list of some) if (!known.has(list)) known.set(list, true)
  }
}
