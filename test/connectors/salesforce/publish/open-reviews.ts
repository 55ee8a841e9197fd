import { idOf } from '../../../../emulators/salesforce/store/id.ts'
import type { Connection } from '../../../../src/kit/connector.ts'
import type { Published, ReviewGroup, ReviewOptions, Reviews } from '../../../../src/kit/publish.ts'
import { type OpenOrg, openOrg } from '../open-org.ts'

export const columns: ReviewOptions = { verdict: 'Verdict__c', survivor: 'Survivor__c', rules: {} }

export const ann = 'ann@acme.example'

/** A bare org with an active duplicate rule for contacts, some of these, and a user who reviews. */
export async function openReviewed(contacts: number): Promise<
  OpenOrg & {
    readonly ids: readonly string[]
    readonly annId: string
    readonly rule: string
  }
> {
  const rule = idOf('0Bm', 1)
  const open = await openOrg({
    fill: ({ db }) => {
      const now = '2026-01-01T00:00:00.000+0000'
      db.prepare(
        `INSERT INTO "DuplicateRule" ("Id", "SobjectType", "DeveloperName", "Language", "MasterLabel", "IsActive", "SobjectSubtype", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp")
         VALUES (?, 'Contact', 'Contacts', 'en_US', 'Contacts', 1, 'None', 0, ?, ?, ?)`,
      ).run(rule, now, now, now)
    },
  })
  const people = Array.from({ length: contacts }, (_, n) => ({ LastName: `Person ${n}` }))
  const ids = await open.create('Contact', people)
  const rights = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords']
  const create = { username: ann, objects: { Contact: rights, Account: rights, Lead: rights } }
  const { userId } = await open.control('/users', { create })
  return {
    ...open,
    ids,
    annId: String(userId),
    rule,
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  }
}

export function reviewsOf(connection: Connection): Reviews {
  const { reviews } = connection
  if (reviews === undefined || 'why' in reviews) throw new Error('no reviews')
  return reviews
}

export function group(id: string, records: readonly string[]): ReviewGroup {
  return { id, object: 'Contact', records }
}

/** Makes a set for each group. */
export async function published(reviews: Reviews, groups: readonly ReviewGroup[]): Promise<Published[]> {
  const outcomes = await reviews.publish(groups, columns)
  return groups.map((one, index) => {
    const outcome = outcomes[index]
    if (outcome?.result !== 'done') throw new Error(JSON.stringify(outcome))
    return { ...one, set: { set: outcome.set, entries: outcome.entries } }
  })
}
