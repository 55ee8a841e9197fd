import type { Loss } from '../../../src/kit/abilities.ts'

const reference = 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference'
const systemFields = `${reference}/system_fields.htm`
const merge = 'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_merge.htm'
const undelete =
  'https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm'
const triggers =
  'https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/apex_triggers_merge_statements.htm'
const help = (id: string) => `https://help.salesforce.com/s/articleView?id=${id}.htm&type=5`
const accounts = help('sales.account_merge_considerations')
const contacts = help('sales.contacts_considerations_for_merging_duplicates')
const apexMerge =
  'https://developer.salesforce.com/docs/atlas.en-us.apexcode.meta/apexcode/langCon_apex_dml_examples_merge.htm'

/** Of every object that merges. */
const always: readonly Loss[] = [
  {
    what: 'CreatedDate, CreatedById',
    why: 'a merge gives the survivor those of the oldest record, and nobody can set them afterwards',
    source: accounts,
  },
  {
    what: 'LastModifiedDate, LastModifiedById, SystemModstamp',
    why: 'undo is a change of its own, so every record and row that it writes was changed by it last',
    source: systemFields,
  },
  {
    what: 'LastActivityDate',
    why: 'the survivor keeps the latest of all members until its next activity',
    source: systemFields,
  },
  {
    what: 'field history',
    why: 'a merge adds an entry and undo adds one for each value; what was in the history of a duplicate is not in that of the survivor',
    source: accounts,
  },
  {
    what: 'feed',
    why: "the survivor keeps its own feed alone; no page says whether a duplicate's posts come back with it",
    source: accounts,
  },
  {
    what: 'rows made anew',
    why: 'where the pointer of a row cannot be changed, or a merge dropped it, it comes back with another id, created now and by this login',
    source: undelete,
  },
  {
    what: 'Attachment.ParentId',
    why: 'a file that is an attachment stays on the survivor: its parent cannot be changed, and undo copies no files',
    source: `${reference}/sforce_api_objects_attachment.htm`,
  },
  {
    what: 'ContentVersion.FirstPublishLocationId',
    why: 'where a file was put first cannot be changed; its link to the record comes back',
    source: `${reference}/sforce_api_objects_contentversion.htm`,
  },
  {
    what: 'side effects',
    why: 'what triggers, flows and validation rules did and whom they wrote to, at the merge and at its undo, is not taken back',
    source: triggers,
  },
]

const activities: readonly Loss[] = ['Task', 'Event'].map((object) => ({
  what: `${object}.AccountId`,
  why: 'the platform sets it by what the activity is about when that is written, and nobody else can',
  source: `${reference}/sforce_api_objects_${object.toLowerCase()}.htm`,
}))

const roles: Loss = {
  what: 'ContactRole.IsPrimary',
  why: 'roles of duplicates are no longer primary after a merge; without "Edit" on the roles they stay so',
  source: contacts,
}

const mails: Loss = {
  what: 'EmailMessage.RelatedToId',
  why: 'a mail that was sent takes no change but of custom fields, so it stays with the survivor',
  source: `${reference}/sforce_api_objects_emailmessage.htm`,
}

const individual = (field: string): Loss => ({
  what: field,
  why: "by the org's setting the survivor has the data privacy record that was changed last; undo sets the old one again",
  source: merge,
})

const byObject: Readonly<Record<string, readonly Loss[]>> = {
  Account: [
    ...activities,
    roles,
    mails,
    {
      what: 'AccountTeamMember.AccountId',
      why: 'teams are united, one row a user: those of duplicates come back as new rows',
      source: accounts,
    },
    {
      what: 'AccountShare.AccountId',
      why: 'manual sharing of duplicates is deleted by the merge: it comes back as new rows',
      source: accounts,
    },
    {
      what: 'AccountBrand',
      why: 'brands of duplicates go to the recycle bin, and are not looked at',
      source: accounts,
    },
  ],
  Contact: [
    ...activities,
    roles,
    individual('IndividualId'),
    {
      what: 'Opportunity.ContactId',
      why: 'it follows the primary contact role',
      source: `${reference}/sforce_api_objects_opportunity.htm`,
    },
    {
      what: 'User.ContactId',
      why: 'a portal user stays with the survivor, or was deactivated by the merge',
      source: merge,
    },
  ],
  Lead: [...activities, individual('IndividualId')],
  Case: [
    mails,
    {
      what: 'EmailMessage.ParentId',
      why: 'mails of duplicates stay with the survivor: the case of a mail cannot be changed',
      source: `${reference}/sforce_api_objects_emailmessage.htm`,
    },
    {
      what: 'CaseComment.ParentId',
      why: 'comments of duplicates come back as new rows, written now and by this login',
      source: `${reference}/sforce_api_objects_casecomment.htm`,
    },
    {
      what: 'merged cases',
      why: "where the org's setting keeps merged cases, nothing can be restored: they stay, closed",
      source: apexMerge,
    },
  ],
  Individual: [],
}

/** What undo of a merge never gives back; not verified on a live org. */
export function lossesOf(object: string): readonly Loss[] {
  return [...always, ...(byObject[object] ?? [])]
}
