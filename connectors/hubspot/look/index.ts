import type { Gap } from '../../../src/kit/connector.ts'
import type { Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import type { Descriptions } from '../describe.ts'
import { counterparts } from '../mapping-table.ts'
import { isMergeable } from '../objects.ts'
import { abilitiesOf } from './abilities.ts'
import { checkWrites } from './check.ts'
import { readChildren } from './children.ts'
import { consentColumns, createConsents } from './consents.ts'
import { findCreated } from './created.ts'
import { associable, typeIdOf as findTypeId } from './custom.ts'
import { examineGroups } from './examine.ts'
import { readFates } from './fates.ts'
import { fetchRecords } from './fetch.ts'
import { associatedWith } from './objects.ts'
import { findStrays } from './strays.ts'
import { isSynced } from './sync.ts'
import { type Way, waysOf } from './ways.ts'

/** The close look before and after: nothing here changes anything. */
export type Looks = Pick<
  Writer,
  'abilities' | 'relationships' | 'check' | 'examine' | 'fetch' | 'children' | 'fates' | 'strays' | 'created'
>

export interface LookParts {
  readonly api: Api
  readonly descriptions: Descriptions
}

export function createLooks(
  parts: LookParts,
): Looks & { readonly waysOf: (object: string) => Promise<readonly Way[]> } {
  const { api, descriptions } = parts
  const ways = remembered(async (object) =>
    isMergeable(object) ? waysOf(object, await associable(object, associatedWith(object), parts)) : [],
  )
  const synced = remembered((object) => readSync(object, parts))
  const refused = new Map<string, Gap>()
  const dynamicLists = new Map<string, boolean>()
  const typeIdOf = (object: string): Promise<string> => findTypeId(object, descriptions)
  const consents = createConsents({
    columns: async () => {
      await descriptions.load(['contacts'], 'children')
      return consentColumns(descriptions.fields('contacts')?.keys() ?? [])
    },
    read: (ids, columns) => fetchRecords('contacts', ids, columns, 'children', parts),
    monotonic: api.runtime.monotonic,
  })
  return {
    waysOf: ways,
    abilities: (object) => readAbilities(object, parts, synced),
    relationships: async (object) => (await ways(object)).map(({ relationship }) => relationship),
    check: (objects) => checkWrites(objects, { ...parts, waysOf: ways, isSynced: synced }),
    examine: async (object, groups) => examineGroups(object, groups),
    fetch: async (object, ids) => {
      const records = await fetchRecords(object, ids, null, 're-read', parts)
      if (object === 'contacts') consents.learn(records)
      return records
    },
    children: (object, ids, options) =>
      readChildren(
        { object, ids, only: options?.only },
        { api, waysOf: ways, consentsOf: consents.of, dynamicLists, refused, typeIdOf },
      ),
    fates: (object, ids) => readFates(object, ids, api),
    strays: findStrays,
    created: (object, since, values, within) => findCreated({ object, since, values, ...within }, api),
  }
}

async function readAbilities(
  object: string,
  { descriptions }: LookParts,
  synced: (object: string) => Promise<boolean>,
) {
  await descriptions.load([object], 'plan')
  descriptions.refuseUnknown([object])
  const fields = [...(descriptions.fields(object)?.values() ?? [])]
  return abilitiesOf({
    object,
    fields,
    synced: object === 'companies' && (await synced(object)),
  })
}

async function readSync(object: string, { api, descriptions }: LookParts): Promise<boolean> {
  await descriptions.load([object], 'check')
  const columns = new Set(descriptions.fields(object)?.keys() ?? [])
  return await isSynced(object, counterparts[object] ?? [], columns, api)
}

function remembered<T>(find: (object: string) => Promise<T>): (object: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (object) => {
    const found = known.get(object) ?? find(object)
    known.set(object, found)
    // A failure is not for ever.
    found.catch(() => known.delete(object))
    return found
  }
}
