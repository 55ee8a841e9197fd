import type { Writer } from '../../../src/kit/writer.ts'
import type { Parts } from '../connection.ts'
import { readAbilities } from './abilities.ts'
import { checkWrites, readBin } from './check.ts'
import { readChildren } from './children.ts'
import { examineGroups } from './examine.ts'
import { fetchRecords } from './fetch.ts'
import { findStrays } from './strays.ts'
import { createWays } from './ways.ts'

/** The close look before and after: nothing here changes anything. */
export type Looks = Pick<
  Writer,
  'abilities' | 'relationships' | 'check' | 'bin' | 'examine' | 'fetch' | 'children' | 'strays'
>

export function createLooks({
  api,
  descriptions,
  organization,
}: Pick<Parts, 'api' | 'descriptions' | 'organization'>): Looks {
  const context = { api, descriptions, organization, waysOf: createWays(descriptions) }
  return {
    strays: (ids) => findStrays(ids, context),
    abilities: (object) => readAbilities(object, context),
    relationships: async (object) =>
      (await context.waysOf(object)).ways.map(({ relationship }) => relationship),
    check: (objects) => checkWrites(objects, context),
    bin: (objects) => readBin(objects, api),
    examine: (object, groups) => examineGroups(object, groups, context),
    fetch: (object, ids) => fetchRecords(object, ids, null, 're-read', context),
    children: (object, ids, options = {}) => readChildren(object, ids, options, context),
  }
}
