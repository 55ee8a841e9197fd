import { statement } from '../../statement.ts'
import type { Org } from '../org.ts'
import { now } from '../store/moment.ts'
import { hasBin } from '../store/reference.ts'
import { binRecord } from '../store/remove.ts'
import { type Reference, referencesTo } from './reference.ts'

export interface Moved {
  readonly object: string
  readonly id: string
}

export interface Move {
  readonly object: string
  readonly from: string
  readonly to: string
  readonly userId: string
}

/** There is one row for each combination of these; what would be a second one is dropped. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  AccountContactRelation: ['AccountId', 'ContactId'],
  AccountContactRole: ['AccountId', 'ContactId', 'Role'],
  AccountTeamMember: ['AccountId', 'UserId'],
  CampaignMember: ['CampaignId'],
  CaseContactRole: ['CasesId', 'ContactId', 'Role'],
  CaseTeamMember: ['ParentId', 'MemberId'],
  ContentDocumentLink: ['LinkedEntityId', 'ContentDocumentId'],
  DuplicateRecordItem: ['DuplicateRecordSetId', 'RecordId'],
  EmailMessageRelation: ['EmailMessageId', 'RelationId', 'RelationType'],
  EntitySubscription: ['ParentId', 'SubscriberId'],
  EventRelation: ['EventId', 'RelationId'],
  OpportunityContactRole: ['OpportunityId', 'ContactId', 'Role'],
  TaskRelation: ['TaskId', 'RelationId'],
  TopicAssignment: ['TopicId', 'EntityId'],
}

/** Whatever belonged to one record belongs to the other; triggers of the children do not run. */
export function reparent(org: Org, move: Move): Moved[] {
  return referencesTo(org.schema, move.object).flatMap((reference) =>
    childIds(org, reference, move.from)
      .filter((id) => !dropSecond(org, reference, id, move.to))
      .map((id) => {
        point(org, reference, id, move)
        return { object: reference.object.name, id }
      }),
  )
}

/** The rows of one kind alone, with nothing but their reference changed. */
export function reparentRows(org: Org, reference: Reference, from: string, to: string): void {
  const { object, field } = reference
  for (const id of childIds(org, reference, from))
    if (!dropSecond(org, reference, id, to))
      statement(org.db, `UPDATE "${object.name}" SET "${field}" = ? WHERE "Id" = ?`).run(to, id)
}

function childIds(org: Org, { object, field }: Reference, parentId: string): string[] {
  const alive = hasBin(object) ? ' AND "IsDeleted" = 0' : ''
  const business =
    object.name === 'Contact' && field === 'AccountId' && org.schema.personAccounts
      ? ' AND coalesce("IsPersonAccount", 0) = 0'
      : ''
  const rows = statement(
    org.db,
    `SELECT "Id" FROM "${object.name}" WHERE "${field}" = ?${alive}${business} ORDER BY rowid`,
  ).all(parentId) as { Id: string }[]
  return rows.map(({ Id }) => Id)
}

function dropSecond(org: Org, { object, field }: Reference, id: string, to: string): boolean {
  const rest = UNIQUE[object.name]?.filter((name) => name !== field)
  if (rest === undefined) return false
  const alive = hasBin(object) ? ' AND t."IsDeleted" = 0' : ''
  const same = rest.map((name) => ` AND t."${name}" IS s."${name}"`).join('')
  const row = statement(
    org.db,
    `SELECT 1 FROM "${object.name}" s JOIN "${object.name}" t ON t."${field}" = ?${same}${alive}
     WHERE s."Id" = ? AND t."Id" <> s."Id" LIMIT 1`,
  ).get(to, id)
  if (row === undefined) return false
  binRecord(org, object, id)
  return true
}

function point(org: Org, { object, field }: Reference, id: string, move: Move): void {
  const at = now(org.clock)
  const has = (name: string) => object.fields.some((each) => each.name === name)
  const sets: [string, string | number][] = [[field, move.to]]
  if (has('SystemModstamp')) sets.push(['SystemModstamp', at])
  // Moved contacts show the merge as their last change; of other children only the system's stamp moves.
  if (object.name === 'Contact') sets.push(['LastModifiedDate', at], ['LastModifiedById', move.userId])
  if (has('IsPrimary') && object.name.endsWith('ContactRole')) sets.push(['IsPrimary', 0])
  if (object.name === 'AccountContactRelation' && field === 'ContactId') sets.push(['IsDirect', 0])
  const columns = sets.map(([name]) => `"${name}" = ?`).join(', ')
  statement(org.db, `UPDATE "${object.name}" SET ${columns} WHERE "Id" = ?`).run(
    ...sets.map(([, value]) => value),
    id,
  )
  if (field === 'WhoId' && move.object === 'Contact') followAccount(org, object.name, id, move.to)
}

/** An activity without a subject of its own belongs to the account of its person. */
function followAccount(org: Org, activity: string, id: string, contactId: string): void {
  statement(
    org.db,
    `UPDATE "${activity}" SET "AccountId" = (SELECT "AccountId" FROM "Contact" WHERE "Id" = ?)
     WHERE "Id" = ? AND "WhatId" IS NULL`,
  ).run(contactId, id)
}
