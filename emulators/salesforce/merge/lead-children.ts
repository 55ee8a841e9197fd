import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { now } from '../store/moment.ts'
import { binRecord } from '../store/remove.ts'
import { reparentRows } from './reparent.ts'

interface Conversion {
  readonly leadId: string
  readonly accountId: string
  readonly contactId: string
  readonly opportunityId: string | null
}

/** What a lead has that its contact shall have; all else stays with the lead. */
const FOLLOWING: readonly (readonly [object: string, field: string])[] = [
  ['Attachment', 'ParentId'],
  ['ContentDocumentLink', 'LinkedEntityId'],
  ['EmailMessageRelation', 'RelationId'],
  ['EventRelation', 'RelationId'],
  ['Note', 'ParentId'],
  ['TaskRelation', 'RelationId'],
]

export function moveLeadChildren(org: Org, conversion: Conversion): void {
  moveActivities(org, conversion)
  moveMemberships(org, conversion)
  for (const [name, field] of FOLLOWING) {
    const object = org.schema.objects.get(name)
    if (object !== undefined) reparentRows(org, { object, field }, conversion.leadId, conversion.contactId)
  }
}

/** Activities are the contact's from now on, about the opportunity or else the account. */
function moveActivities(org: Org, { leadId, accountId, contactId, opportunityId }: Conversion): void {
  for (const object of ['Task', 'Event'])
    statement(
      org.db,
      `UPDATE "${object}" SET "WhoId" = ?, "WhatId" = coalesce("WhatId", ?), "AccountId" = ?, "SystemModstamp" = ?
       WHERE "WhoId" = ? AND "IsDeleted" = 0`,
    ).run(contactId, opportunityId ?? accountId, accountId, now(org.clock), leadId)
}

/** A member then is lead and contact both (object reference, CampaignMember), unless the contact was one already. */
function moveMemberships(org: Org, { leadId, contactId }: Conversion): void {
  const object = org.schema.objects.get('CampaignMember')
  if (object === undefined) return
  const doubles = statement(
    org.db,
    `SELECT m."Id" AS id FROM "CampaignMember" m WHERE m."LeadId" = ? AND m."IsDeleted" = 0 AND EXISTS (
       SELECT 1 FROM "CampaignMember" o WHERE o."CampaignId" = m."CampaignId" AND o."ContactId" = ? AND o."IsDeleted" = 0)`,
  ).all(leadId, contactId)
  for (const { id } of doubles) binRecord(org, object, String(id))
  statement(
    org.db,
    `UPDATE "CampaignMember" SET "ContactId" = ?, "SystemModstamp" = ? WHERE "LeadId" = ? AND "IsDeleted" = 0`,
  ).run(contactId, now(org.clock), leadId)
}
