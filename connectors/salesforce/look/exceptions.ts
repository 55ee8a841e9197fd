/**
 * What a describe does not tell. Everything else here is decided from describe alone.
 */

/**
 * Columns of which there is one row for each combination, so that a merge keeps one of two (Object Reference,
 * "Usage" of each object; Help, "Considerations for Merging Duplicate Contacts" and "… Accounts").
 */
export const onePer: Readonly<Record<string, readonly string[]>> = {
  AccountContactRelation: ['AccountId', 'ContactId'],
  AccountContactRole: ['AccountId', 'ContactId', 'Role'],
  AccountTeamMember: ['AccountId', 'UserId'],
  CampaignMember: ['CampaignId'], // and the person, who may be known as lead and contact at once
  CaseContactRole: ['CasesId', 'ContactId', 'Role'],
  CaseTeamMember: ['ParentId', 'MemberId'],
  ContentDocumentLink: ['ContentDocumentId', 'LinkedEntityId'],
  DuplicateRecordItem: ['DuplicateRecordSetId', 'RecordId'],
  EmailMessageRelation: ['EmailMessageId', 'RelationId', 'RelationType'],
  EntitySubscription: ['ParentId', 'SubscriberId'],
  EventRelation: ['EventId', 'RelationId'],
  OpportunityContactRole: ['OpportunityId', 'ContactId', 'Role'],
  TaskRelation: ['TaskId', 'RelationId'],
  TopicAssignment: ['TopicId', 'EntityId'],
}

/** Columns that the platform derives from another pointer of the same row, which is looked at (Object Reference). */
const derivedPointers: ReadonlySet<string> = new Set([
  'CampaignMember.LeadOrContactId', // the one of ContactId and LeadId that is filled
  'Event.AccountId', // that of WhatId, else of WhoId
  'Task.AccountId',
  'Opportunity.ContactId', // read-only; mirrors the primary OpportunityContactRole
])

/** Columns by which the platform ties records together itself: a merge sets them, nothing hangs on them. */
const ownTies: ReadonlySet<string> = new Set(['MasterRecordId', 'PersonContactId'])

/** Rows that belong to the record itself: they go with a loser and come back with it (SOAP API, `merge()`). */
const ownRows = /^Feed(Item|Comment|Attachment|Poll\w*|TrackedChange|Revision)$/

export function isNoChild(object: string, field: string): boolean {
  return derivedPointers.has(`${object}.${field}`) || ownTies.has(field) || ownRows.test(object)
}

/** Sent mails take no change but of `IsExternallyVisible` and custom fields (Object Reference, EmailMessage). */
export function staysAsItIs(object: string): boolean {
  return object === 'EmailMessage'
}

/** Archived activities are seen by queryAll only (SOQL reference, "Querying archived activities"). */
export function isArchivable(object: string): boolean {
  return ['Task', 'Event', 'TaskRelation', 'EventRelation'].includes(object)
}

/**
 * Columns besides the pointer that a merge changes in rows it moves: roles of losers are no longer primary
 * (Help, "Considerations for Merging Duplicate Contacts"); a loser's direct relation may become an indirect
 * one; an activity without a subject of its own follows its person's account.
 */
export function changedByMerge(object: string, field: string): readonly string[] {
  if (object.endsWith('ContactRole')) return ['IsPrimary']
  if (object === 'AccountContactRelation' && field === 'ContactId') return ['IsDirect']
  if ((object === 'Task' || object === 'Event') && field === 'WhoId') return ['AccountId']
  return []
}

/** Columns of a survivor that a merge changes by itself (Help, "Considerations for Merging Duplicate Accounts"). */
export const changedSurvivor: readonly string[] = [
  'CreatedDate',
  'CreatedById',
  'LastModifiedDate',
  'LastModifiedById',
  'SystemModstamp',
  'LastActivityDate',
  // By org setting that of the record changed last, else the survivor's (SOAP API, `merge()`).
  'IndividualId',
  'PersonIndividualId',
]
