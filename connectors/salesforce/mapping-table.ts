import type { FieldSource } from '../../src/kit/connector.ts'

type Fields = Readonly<Record<string, FieldSource>>

/**
 * Columns that exist only with some feature or edition; where they are absent nobody forbade anything. All
 * others named below exist in every org, so an absent one is hidden from this login.
 */
const featureColumns: ReadonlySet<string> = new Set([
  'CurrencyIsoCode',
  'RecordTypeId',
  'MiddleName',
  'Suffix',
  'IsCustomerPortal',
  'UserRoleId',
  'TaskSubtype',
  'Opportunity.ContactId',
  'Case.ContactEmail',
])

export function isFeatureColumn(object: string, column: string): boolean {
  return featureColumns.has(column) || featureColumns.has(`${object}.${column}`) || column.includes('__')
}

const owner: Fields = {
  ownerId: 'OwnerId',
  ownerName: { via: 'OwnerId', object: 'User', column: 'Name' },
  ownerActive: { via: 'OwnerId', object: 'User', column: 'IsActive' },
}

const audit: Fields = {
  createdAt: 'CreatedDate',
  createdBy: 'CreatedById',
  modifiedAt: 'LastModifiedDate',
  modifiedBy: 'LastModifiedById',
}

const general: Fields = {
  ...owner,
  ...audit,
  recordType: { via: 'RecordTypeId', object: 'RecordType', column: 'DeveloperName' },
  currency: 'CurrencyIsoCode',
}

const touched: Fields = {
  lastActivityAt: 'LastActivityDate',
  lastTouchAt: { latest: ['LastActivityDate', 'LastModifiedDate'] },
}

function address(prefix: string): Fields {
  return {
    street: `${prefix}Street`,
    city: `${prefix}City`,
    state: `${prefix}State`,
    postalCode: `${prefix}PostalCode`,
    country: `${prefix}Country`,
  }
}

const personName: Fields = {
  name: 'Name',
  firstName: 'FirstName',
  middleName: 'MiddleName',
  lastName: 'LastName',
  salutation: 'Salutation',
  suffix: 'Suffix',
}

export const contact: Fields = {
  ...general,
  ...touched,
  ...personName,
  ...address('Mailing'),
  source: 'LeadSource',
  title: 'Title',
  department: 'Department',
  email: 'Email',
  phone: 'Phone',
  mobile: 'MobilePhone',
  homePhone: 'HomePhone',
  otherPhone: { first: ['OtherPhone', 'npe01__WorkPhone__c'] },
  companyId: 'AccountId',
  companyName: { via: 'AccountId', object: 'Account', column: 'Name' },
  reportsToId: 'ReportsToId',
  birthdate: 'Birthdate',
  optOutEmail: 'HasOptedOutOfEmail',
  optOutPhone: 'DoNotCall',
  bouncedAt: 'EmailBouncedDate',
}

export const lead: Fields = {
  ...general,
  ...touched,
  ...personName,
  ...address(''),
  source: 'LeadSource',
  title: 'Title',
  email: 'Email',
  phone: 'Phone',
  mobile: 'MobilePhone',
  companyName: 'Company',
  website: 'Website',
  status: 'Status',
  optOutEmail: 'HasOptedOutOfEmail',
  optOutPhone: 'DoNotCall',
  bouncedAt: 'EmailBouncedDate',
  portalUser: { constant: null },
}

/** A person account is one person in an Account row; what a contact has is there under `Person…`. */
export const personAccount: Fields = {
  ...general,
  ...touched,
  ...personName,
  ...address('PersonMailing'),
  source: { first: ['PersonLeadSource', 'AccountSource'] },
  title: 'PersonTitle',
  department: 'PersonDepartment',
  email: 'PersonEmail',
  phone: 'Phone',
  mobile: 'PersonMobilePhone',
  homePhone: 'PersonHomePhone',
  otherPhone: 'PersonOtherPhone',
  website: 'Website',
  birthdate: 'PersonBirthdate',
  optOutEmail: 'PersonHasOptedOutOfEmail',
  optOutPhone: 'PersonDoNotCall',
  bouncedAt: 'PersonEmailBouncedDate',
  portalUser: 'IsCustomerPortal',
}

export const company: Fields = {
  ...general,
  ...touched,
  ...address('Billing'),
  name: 'Name',
  source: 'AccountSource',
  website: 'Website',
  phone: 'Phone',
  fax: 'Fax',
  industry: 'Industry',
  employees: 'NumberOfEmployees',
  annualRevenue: 'AnnualRevenue',
  accountNumber: 'AccountNumber',
  type: 'Type',
  parentId: 'ParentId',
}

export const deal: Fields = {
  ...general,
  ...touched,
  name: 'Name',
  source: 'LeadSource',
  companyId: 'AccountId',
  companyName: { via: 'AccountId', object: 'Account', column: 'Name' },
  personId: 'ContactId',
  amount: 'Amount',
  stage: 'StageName',
  closed: 'IsClosed',
  won: 'IsWon',
  closeDate: 'CloseDate',
  type: 'Type',
}

/** Case has no LastActivityDate. */
export const supportCase: Fields = {
  ...general,
  lastTouchAt: { latest: ['LastModifiedDate', 'ClosedDate'] },
  name: 'Subject',
  number: 'CaseNumber',
  description: 'Description',
  companyId: 'AccountId',
  personId: 'ContactId',
  email: { first: ['SuppliedEmail', 'ContactEmail'] },
  status: 'Status',
  closed: 'IsClosed',
  priority: 'Priority',
  origin: 'Origin',
  type: 'Type',
  parentId: 'ParentId',
}

const activity: Fields = {
  ...general,
  name: 'Subject',
  personId: 'WhoId',
  relatedId: 'WhatId',
}

export const task: Fields = {
  ...activity,
  type: { first: ['TaskSubtype'] },
  status: 'Status',
  closed: 'IsClosed',
  dueAt: 'ActivityDate',
}

export const event: Fields = { ...activity, type: { constant: 'Event' }, dueAt: 'ActivityDate' }

export const user: Fields = {
  ...audit,
  name: 'Name',
  username: 'Username',
  email: 'Email',
  active: 'IsActive',
  type: 'UserType',
  profile: { via: 'ProfileId', object: 'Profile', column: 'Name' },
  role: { via: 'UserRoleId', object: 'UserRole', column: 'Name' },
  lastLoginAt: 'LastLoginDate',
}
