import type { FieldSource } from '../../src/kit/connector.ts'
import { owners } from './objects.ts'
import { contactColumn } from './pseudo.ts'

type Fields = Readonly<Record<string, FieldSource>>

const general: Fields = {
  ownerId: 'hubspot_owner_id',
  ownerName: { via: 'hubspot_owner_id', object: owners, column: 'name' },
  ownerActive: { via: 'hubspot_owner_id', object: owners, column: 'active' },
  source: { first: ['hs_analytics_source', 'hs_object_source_label'] },
}

const address: Fields = {
  city: 'city',
  state: 'state',
  postalCode: 'zip',
  country: 'country',
}

/** Both say what an activity left behind; the first also counts calls and mails that nobody answered. */
const activity: Fields = {
  lastActivityAt: 'notes_last_updated',
  nextActivityAt: 'notes_next_activity_date',
}

/**
 * The modification time is no evidence of work: HubSpot moves it for computed properties. What people did is in
 * these (properties reference, "Sales activity", "Conversion", "Email information").
 */
export const contact: Fields = {
  ...general,
  ...address,
  ...activity,
  name: { join: ['firstname', 'lastname'], with: ' ' },
  firstName: 'firstname',
  lastName: 'lastname',
  salutation: 'salutation',
  title: 'jobtitle',
  street: 'address',
  email: 'email',
  otherEmails: { join: ['hs_additional_emails', 'work_email'], with: ';' },
  phone: 'phone',
  mobile: 'mobilephone',
  companyName: 'company',
  companyId: 'associatedcompanyid',
  birthdate: 'date_of_birth',
  website: { first: ['website', 'hs_linkedin_url'] },
  status: 'lifecyclestage',
  optOutEmail: 'hs_email_optout',
  createdAt: 'createdate',
  modifiedAt: 'lastmodifieddate',
  lastTouchAt: {
    latest: [
      'notes_last_contacted',
      'notes_last_updated',
      'hs_last_sales_activity_timestamp',
      'hs_latest_meeting_activity',
      'hs_sales_email_last_replied',
      'hs_email_last_reply_date',
      'recent_conversion_date',
    ],
  },
}

export const company: Fields = {
  ...general,
  ...address,
  ...activity,
  name: 'name',
  street: { join: ['address', 'address2'], with: '\n' },
  website: 'website',
  domain: 'domain',
  phone: 'phone',
  industry: 'industry',
  employees: 'numberofemployees',
  annualRevenue: 'annualrevenue',
  type: 'type',
  parentId: 'hs_parent_company_id',
  openWork: 'hs_num_open_deals',
  createdAt: 'createdate',
  modifiedAt: 'hs_lastmodifieddate',
  lastTouchAt: {
    latest: [
      'notes_last_contacted',
      'notes_last_updated',
      'hs_last_sales_activity_timestamp',
      'hs_last_logged_call_date',
      'hs_last_booked_meeting_date',
    ],
  },
}

export const deal: Fields = {
  ...general,
  ...activity,
  name: 'dealname',
  personId: { via: 'hs_object_id', object: 'deals and contacts', column: contactColumn },
  companyId: 'hs_primary_associated_company',
  companyName: { via: 'hs_primary_associated_company', object: 'companies', column: 'name' },
  amount: 'amount',
  currency: 'deal_currency_code',
  stage: { via: 'dealstage', object: 'deal stages', column: 'label' },
  closed: { via: 'dealstage', object: 'deal stages', column: 'closed' },
  won: { via: 'dealstage', object: 'deal stages', column: 'won' },
  recordType: { via: 'dealstage', object: 'deal stages', column: 'pipeline' },
  closeDate: 'closedate',
  type: 'dealtype',
  createdAt: 'createdate',
  modifiedAt: 'hs_lastmodifieddate',
  lastTouchAt: { latest: ['notes_last_contacted', 'notes_last_updated'] },
}

export const ticket: Fields = {
  ...general,
  ...activity,
  name: 'subject',
  number: 'hs_object_id',
  description: 'content',
  companyId: 'hs_primary_company_id',
  personId: { via: 'hs_object_id', object: 'tickets and contacts', column: contactColumn },
  status: { via: 'hs_pipeline_stage', object: 'ticket stages', column: 'label' },
  closed: { via: 'hs_pipeline_stage', object: 'ticket stages', column: 'closed' },
  recordType: { via: 'hs_pipeline_stage', object: 'ticket stages', column: 'pipeline' },
  priority: 'hs_ticket_priority',
  origin: 'source_type',
  type: 'hs_ticket_category',
  createdAt: 'createdate',
  modifiedAt: 'hs_lastmodifieddate',
  lastTouchAt: { latest: ['notes_last_contacted', 'notes_last_updated', 'hs_lastactivitydate'] },
}

const engagement: Fields = {
  ...general,
  source: { first: ['hs_engagement_source', 'hs_object_source_label'] },
  dueAt: 'hs_timestamp',
  createdAt: 'hs_createdate',
  modifiedAt: 'hs_lastmodifieddate',
}

export const task: Fields = {
  ...engagement,
  name: 'hs_task_subject',
  type: 'hs_task_type',
  status: 'hs_task_status',
  closed: { column: 'hs_task_status', equals: 'COMPLETED' },
}

export const call: Fields = {
  ...engagement,
  name: 'hs_call_title',
  type: 'hs_call_direction',
  status: 'hs_call_status',
  closed: { column: 'hs_call_status', equals: 'COMPLETED' },
}

export const email: Fields = {
  ...engagement,
  name: 'hs_email_subject',
  type: 'hs_email_direction',
  status: 'hs_email_status',
  closed: { column: 'hs_email_status', equals: 'SENT' },
}

export const meeting: Fields = {
  ...engagement,
  name: 'hs_meeting_title',
  dueAt: { first: ['hs_meeting_start_time', 'hs_timestamp'] },
  type: 'hs_activity_type',
  status: 'hs_meeting_outcome',
  closed: { column: 'hs_meeting_outcome', equals: 'COMPLETED' },
}

/** A note is done when it is written. */
export const note: Fields = {
  ...engagement,
  name: 'hs_body_preview',
  closed: { constant: true },
}

export const owner: Fields = {
  name: 'name',
  username: 'email',
  email: 'email',
  active: 'active',
  type: 'type',
  role: 'team',
  createdAt: 'createdAt',
  modifiedAt: 'updatedAt',
}

/** Columns in which HubSpot's own Salesforce integration keeps the ids of the same record in Salesforce. */
export const counterparts: Readonly<Record<string, readonly string[]>> = {
  contacts: ['salesforcecontactid', 'salesforceleadid'],
  companies: ['salesforceaccountid'],
  deals: ['salesforceopportunityid', 'hs_salesforceopportunityid'],
  tickets: ['hs_salesforcecaseid', 'salesforcecaseid'],
}

/**
 * Properties that come with a subscription, a tool or a sync; where they are absent nobody forbade anything. All
 * others named above exist in every account.
 */
export const featureColumns: ReadonlySet<string> = new Set([
  'work_email',
  'date_of_birth',
  'salutation',
  'hs_linkedin_url',
  'deal_currency_code',
  'hs_latest_meeting_activity',
  'hs_sales_email_last_replied',
  'hs_email_last_reply_date',
  'hs_last_sales_activity_timestamp',
  'hs_last_logged_call_date',
  'hs_last_booked_meeting_date',
  'hs_lastactivitydate',
  'hs_analytics_source',
  'hs_object_source_label',
  'hs_engagement_source',
  'hs_activity_type',
  'hs_body_preview',
  'hs_primary_associated_company',
  'hs_primary_company_id',
  'hs_meeting_start_time',
])
