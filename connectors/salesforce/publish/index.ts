import type { ReviewOptions, Reviews } from '../../../src/kit/publish.ts'
import { isId } from '../write/ids.ts'
import { checkReviews, readRules } from './check.ts'
import { collectSets } from './collect.ts'
import { findSets } from './find.ts'
import { batchOf, makeSets } from './make.ts'
import { idsPerQuery, type PublishContext } from './sets.ts'
import { setsPerRequest, withdrawSets } from './withdraw.ts'

/** Queries of one composite call (REST API guide). */
const queriesPerCall = 5

/** Salesforce ends transactions after 10 minutes (Apex Developer Guide, "Execution Governors and Limits"). */
const settledAfterMs = 10 * 60_000

/** Groups as native duplicate record sets. */
export function createReviews(context: PublishContext): Reviews {
  const rules = new Map<string, string>()

  async function rulesOf(
    objects: readonly string[],
    options: ReviewOptions,
  ): Promise<Record<string, string>> {
    const missing = objects.filter((object) => !rules.has(object))
    const found = missing.length === 0 ? null : await readRules(context, missing, options)
    for (const [object, id] of Object.entries(found?.ids ?? {})) rules.set(object, id)
    return Object.fromEntries(rules)
  }

  return {
    noun: 'duplicate record set',
    check: (objects, options) => checkReviews(context, objects, options),
    isId,
    batch: batchOf,
    publish: async (groups, options) =>
      makeSets(context, groups, await rulesOf([...new Set(groups.map(({ object }) => object))], options)),
    find: (groups) => findSets(context, groups),
    collect: (published, options, settled) => collectSets(context, published, options, settled),
    withdrawals: setsPerRequest,
    withdraw: (sets) => withdrawSets(context, sets),
    settledAfterMs,
    findCalls: (records) => Math.ceil(records / idsPerQuery / queriesPerCall),
  }
}
