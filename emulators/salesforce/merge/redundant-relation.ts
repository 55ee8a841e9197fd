import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { refuse } from '../store/fault.ts'
import type { MergeGroup } from './group.ts'

/** A contact has one relation to an account; a merge that would make two is refused, not resolved. */
export function refuseRedundantRelations(org: Org, { object, master, losers }: MergeGroup): void {
  const all = [master, ...losers]
  if (object.name === 'Account') {
    refuseSharedContact(
      org,
      all.map(({ id }) => id),
    )
    const twins = all.flatMap(({ row }) =>
      typeof row.PersonContactId === 'string' ? [row.PersonContactId] : [],
    )
    refuseSharedAccount(org, twins)
  }
  if (object.name === 'Contact')
    refuseSharedAccount(
      org,
      all.map(({ id }) => id),
    )
}

function refuseSharedContact(org: Org, accountIds: readonly string[]): void {
  const shared = statement(
    org.db,
    `SELECT 1 FROM "AccountContactRelation" WHERE "AccountId" IN (${marks(accountIds)}) AND "IsDeleted" = 0
     GROUP BY "ContactId" HAVING count(DISTINCT "AccountId") > 1 LIMIT 1`,
  ).get(...accountIds)
  if (shared)
    throw refuse(
      'MERGE_FAILED',
      'These accounts have the same related contact. Remove the redundant account-contact relationships and then try merging again.',
    )
}

/** Two contacts of the same primary account are the usual case; an indirect relation beside another is not. */
function refuseSharedAccount(org: Org, contactIds: readonly string[]): void {
  if (contactIds.length < 2) return
  const shared = statement(
    org.db,
    `SELECT 1 FROM "AccountContactRelation" WHERE "ContactId" IN (${marks(contactIds)}) AND "IsDeleted" = 0
     GROUP BY "AccountId" HAVING count(DISTINCT "ContactId") > 1 AND min("IsDirect") = 0 LIMIT 1`,
  ).get(...contactIds)
  if (shared)
    throw refuse(
      'MERGE_FAILED',
      'These contacts have the same related account. Open the related account record and remove redundant account-contact relationship, then try Merging again',
    )
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ')
}
