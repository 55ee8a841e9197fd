import type { SQLInputValue } from 'node:sqlite'

type Row = Readonly<Record<string, SQLInputValue>>

/** Target field to the lead's, as the standard mapping has it; custom fields have none until an admin gives one. */
type Mapping = Readonly<Record<string, string>>

const ADDRESS = [
  'Street',
  'City',
  'State',
  'PostalCode',
  'Country',
  'Latitude',
  'Longitude',
  'GeocodeAccuracy',
]

function address(prefix: string): Mapping {
  return Object.fromEntries(ADDRESS.map((part) => [`${prefix}${part}`, part]))
}

/** Stored as numbers, sent as truth values. */
const FLAGS: ReadonlySet<string> = new Set(['HasOptedOutOfEmail', 'HasOptedOutOfFax', 'DoNotCall'])

const ACCOUNT: Mapping = {
  Name: 'Company',
  Phone: 'Phone',
  Fax: 'Fax',
  Website: 'Website',
  Industry: 'Industry',
  Rating: 'Rating',
  AnnualRevenue: 'AnnualRevenue',
  NumberOfEmployees: 'NumberOfEmployees',
  AccountSource: 'LeadSource',
  ...address('Billing'),
}

const CONTACT: Mapping = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  Title: 'Title',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  Description: 'Description',
  LeadSource: 'LeadSource',
  HasOptedOutOfEmail: 'HasOptedOutOfEmail',
  HasOptedOutOfFax: 'HasOptedOutOfFax',
  DoNotCall: 'DoNotCall',
  IndividualId: 'IndividualId',
  ...address('Mailing'),
}

const PERSON: Mapping = {
  FirstName: 'FirstName',
  LastName: 'LastName',
  Salutation: 'Salutation',
  PersonTitle: 'Title',
  PersonEmail: 'Email',
  Phone: 'Phone',
  PersonMobilePhone: 'MobilePhone',
  Fax: 'Fax',
  PersonLeadSource: 'LeadSource',
  PersonHasOptedOutOfEmail: 'HasOptedOutOfEmail',
  PersonIndividualId: 'IndividualId',
  ...address('PersonMailing'),
}

export type LeadTarget = 'account' | 'contact' | 'person'

const mappings: Readonly<Record<LeadTarget, Mapping>> = { account: ACCOUNT, contact: CONTACT, person: PERSON }

/** Only what is empty in the target is filled; a new record is empty everywhere. */
export function leadValues(
  target: LeadTarget,
  lead: Row,
  existing: Row | undefined,
): Record<string, SQLInputValue | boolean> {
  const entries = Object.entries(mappings[target]).flatMap(([field, source]) => {
    const [value, before] = [lead[source] ?? null, existing?.[field] ?? null]
    const empty = before === null || before === ''
    if (value === null || !empty) return []
    return [[field, FLAGS.has(source) ? value === 1 : value] as const]
  })
  return Object.fromEntries(entries)
}
