import type { Loss } from '../../../src/kit/abilities.ts'

const merge = 'https://knowledge.hubspot.com/records/merge-records'
const idsChange =
  'https://developers.hubspot.com/changelog/updated-merge-functionality-for-contacts-and-companies'
const properties = 'https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide'
const workflows = 'https://knowledge.hubspot.com/records/merge-records'
const undocumented = 'not documented'

const always: readonly Loss[] = [
  { what: 'old id', why: 'ids are given by HubSpot; the old one leads to the survivor', source: idsChange },
  { what: 'property history', why: 'it stays with the survivor, and cannot be written', source: merge },
  { what: 'record source', why: 'HubSpot says that an integration made the record', source: properties },
  { what: 'web analytics', why: 'HubSpot writes them itself', source: properties },
  { what: 'enrolments in workflows', why: 'a merge ends them, and new ones may begin', source: workflows },
]

const domains: Loss = {
  what: 'hs_additional_domains',
  why: 'it is read-only: the survivor keeps the domains of those merged into it',
  source: properties,
}

/** Of deals and tickets it can be set. */
const created: Loss = {
  what: 'creation date',
  why: 'it is that of the new record, and read-only',
  source: properties,
}

const ofContacts: readonly Loss[] = [
  { what: 'form submissions', why: 'they stay with the survivor', source: merge },
  { what: 'web and marketing e-mail events', why: 'they stay with the survivor', source: merge },
  { what: 'marketing status', why: 'no call of the API sets it', source: undocumented },
  { what: 'source of the legal basis', why: 'only the value can be set', source: undocumented },
  { what: 'enrolments in sequences', why: 'no call of the API restores one', source: undocumented },
]

const createdSettable: ReadonlySet<string> = new Set(['deals', 'tickets'])

/** What a record that is split off a merged one has not got again. */
export function splitLosses(object: string): readonly Loss[] {
  return [
    ...always,
    ...(createdSettable.has(object) ? [] : [created]),
    ...(object === 'contacts' ? ofContacts : []),
    ...(object === 'companies' ? [domains] : []),
  ]
}
