import type { Writer } from '../../../src/kit/writer.ts'
import type { Parts } from '../connection.ts'
import { readAbilities } from './abilities.ts'
import { readChildren } from './children.ts'
import { fetchRecords } from './fetch.ts'
import { createWays } from './ways.ts'

/** The close look before and after: nothing here changes anything. */
export type Looks = Pick<Writer, 'abilities' | 'relationships' | 'fetch' | 'children'>

export function createLooks({
  api,
  descriptions,
}: Pick<Parts, 'api' | 'descriptions' | 'organization'>): Looks {
  const context = { api, descriptions, waysOf: createWays(descriptions) }
  return {
    abilities: (object) => readAbilities(object, context),
    relationships: async (object) =>
      (await context.waysOf(object)).ways.map(({ relationship }) => relationship),
    fetch: (object, ids) => fetchRecords(object, ids, null, 're-read', context),
    children: (object, ids, options) => readChildren(object, ids, options?.whole ?? false, context),
  }
}
