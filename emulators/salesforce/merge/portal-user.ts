import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { refuse } from '../store/fault.ts'
import { fullId } from '../store/id.ts'
import type { MergeGroup } from './group.ts'

interface PortalUser {
  readonly id: string
  readonly contactId: string
}

/** What becomes of the portal users of merged contacts, decided before anything is written. */
export interface PortalPlan {
  readonly kept: string | null
  readonly disabled: readonly string[]
}

/** Contacts are given; for person accounts these are their twins. */
export function planPortalUsers(
  org: Org,
  { object, master, losers }: MergeGroup,
  wanted: string | undefined,
): PortalPlan {
  if (object.name !== 'Contact' && object.name !== 'Account') return { kept: null, disabled: [] }
  const contactOf = (member: typeof master) =>
    object.name === 'Contact' ? member.id : String(member.row.PersonContactId ?? '')
  const own = portalUsers(org, contactOf(master))
  const others = losers.flatMap((loser) => portalUsers(org, contactOf(loser)))
  const all = [...own, ...others]
  const chosen = wanted === undefined ? own[0]?.id : fullId(wanted)
  if (wanted !== undefined && !all.some(({ id }) => id === chosen))
    throw refuse('INVALID_CROSS_REFERENCE_KEY', 'PortalUserId is no portal user of these contacts')
  if (others.length > 0) {
    if (new Set(others.map(({ contactId }) => contactId)).size > 1)
      throw refuse('MERGE_FAILED', 'only one of the contacts to be merged may have a portal user')
    if (wanted === undefined)
      throw refuse('MERGE_FAILED', 'a contact to be merged has a portal user: PortalUserId not specified')
    const accounts = [master, ...losers].map(({ row }) => row.AccountId ?? null)
    if (object.name === 'Contact' && new Set(accounts).size > 1)
      throw refuse('MERGE_FAILED', 'contacts with a portal user must have the same account')
  }
  return {
    kept: chosen ?? null,
    disabled: all.map(({ id }) => id).filter((id) => id !== chosen),
  }
}

function portalUsers(org: Org, contactId: string): PortalUser[] {
  return statement(
    org.db,
    `SELECT "Id" AS id, "ContactId" AS "contactId" FROM "User" WHERE "ContactId" = ? ORDER BY "Id"`,
  ).all(contactId) as unknown as PortalUser[]
}

export function movePortalUsers(org: Org, plan: PortalPlan, contactId: string): void {
  for (const id of plan.disabled)
    statement(
      org.db,
      `UPDATE "User" SET "IsActive" = 0, "IsPortalEnabled" = 0, "ContactId" = NULL WHERE "Id" = ?`,
    ).run(id)
  if (plan.kept !== null)
    statement(org.db, `UPDATE "User" SET "ContactId" = ? WHERE "Id" = ?`).run(contactId, plan.kept)
}
