import type { Entity } from '../../src/kit/index.ts'

/** Usual column titles by canonical field; compared without case, spaces and punctuation. */
const people = {
  name: ['name', 'full name', 'contact name', 'nombre completo'],
  firstName: ['first name', 'given name', 'first', 'forename', 'nombre'],
  middleName: ['middle name', 'second name'],
  lastName: ['last name', 'surname', 'family name', 'last', 'apellido', 'apellidos'],
  salutation: ['salutation', 'title prefix', 'tratamiento'],
  suffix: ['suffix', 'name suffix'],
  title: ['job title', 'title', 'position', 'cargo'],
  department: ['department', 'departamento'],
  email: [
    'email',
    'e-mail',
    'email address',
    'e-mail address',
    'mail',
    'work email',
    'correo',
    'correo electrónico',
  ],
  otherEmails: ['other email', 'other emails', 'additional email addresses', 'secondary email'],
  phone: ['phone', 'phone number', 'telephone', 'business phone', 'work phone', 'teléfono'],
  mobile: ['mobile', 'mobile phone', 'mobile phone number', 'cell', 'cell phone', 'móvil'],
  homePhone: ['home phone'],
  otherPhone: ['other phone', 'assistant phone'],
  companyName: [
    'company',
    'company name',
    'account',
    'account name',
    'organization',
    'organisation',
    'employer',
    'empresa',
  ],
  companyId: ['account id', 'company id', 'associated company id'],
  reportsToId: ['reports to id', 'manager id'],
  birthdate: ['birthdate', 'birthday', 'date of birth', 'fecha de nacimiento'],
  website: ['website', 'url', 'linkedin'],
  status: ['lead status', 'status', 'lifecycle stage'],
  optOutEmail: ['email opt out', 'opt out', 'unsubscribed', 'unsubscribed from all email'],
  optOutPhone: ['do not call'],
} as const

const address = {
  street: [
    'street',
    'street address',
    'address',
    'address 1',
    'mailing street',
    'billing street',
    'calle',
    'dirección',
  ],
  city: ['city', 'town', 'mailing city', 'billing city', 'ciudad'],
  state: [
    'state',
    'province',
    'state region',
    'mailing state',
    'mailing state province',
    'billing state',
    'billing state province',
    'provincia',
  ],
  postalCode: [
    'postal code',
    'zip',
    'zip code',
    'postcode',
    'mailing zip postal code',
    'mailing postal code',
    'billing zip postal code',
    'billing postal code',
    'código postal',
  ],
  country: ['country', 'country region', 'mailing country', 'billing country', 'país'],
} as const

const everything = {
  ownerId: ['owner id'],
  ownerName: ['owner', 'owner name', 'contact owner', 'account owner', 'lead owner'],
  recordType: ['record type', 'pipeline'],
  source: ['source', 'lead source', 'original source'],
  externalId: ['external id', 'erp id'],
  currency: ['currency', 'currency iso code'],
  createdAt: ['created', 'created at', 'created date', 'create date'],
  modifiedAt: ['modified', 'modified at', 'last modified date', 'updated at'],
  lastActivityAt: ['last activity', 'last activity date'],
} as const

const titles: Readonly<Record<Entity, Readonly<Record<string, readonly string[]>>>> = {
  person: { ...everything, ...address, ...people },
  company: {
    ...everything,
    ...address,
    name: ['name', 'company', 'company name', 'account name', 'organization', 'organisation', 'empresa'],
    website: people.website,
    domain: ['domain', 'company domain name'],
    phone: people.phone,
    fax: ['fax'],
    industry: ['industry', 'sector'],
    employees: ['employees', 'number of employees'],
    annualRevenue: ['annual revenue', 'revenue'],
    accountNumber: ['account number'],
    taxId: ['tax id', 'vat', 'vat number', 'nif', 'cif'],
    type: ['type', 'account type'],
    parentId: ['parent id', 'parent account id', 'parent company id'],
  },
  deal: {
    ...everything,
    name: ['name', 'deal name', 'opportunity name'],
    companyId: people.companyId,
    companyName: people.companyName,
    personId: ['contact id'],
    amount: ['amount', 'value'],
    stage: ['stage', 'deal stage', 'stage name'],
    closed: ['closed', 'is closed'],
    won: ['won', 'is won'],
    closeDate: ['close date', 'closing date'],
    type: ['type', 'deal type'],
  },
  case: {
    ...everything,
    name: ['subject', 'name', 'ticket name'],
    number: ['case number', 'ticket number', 'number'],
    description: ['description', 'ticket description'],
    companyId: people.companyId,
    personId: ['contact id'],
    email: ['email', 'e-mail', 'web email'],
    status: ['status', 'ticket status'],
    closed: ['closed', 'is closed'],
    priority: ['priority'],
    origin: ['origin', 'case origin'],
    type: ['type', 'case type'],
    parentId: ['parent id', 'parent case id'],
  },
  activity: {
    ...everything,
    name: ['subject', 'name'],
    type: ['type'],
    status: ['status'],
    closed: ['closed', 'is closed'],
    dueAt: ['due', 'due date', 'date'],
    personId: ['who id', 'contact id'],
    relatedId: ['what id', 'related to id'],
  },
  user: {
    ...everything,
    name: ['name', 'full name'],
    username: ['username', 'login'],
    email: people.email,
    active: ['active', 'is active'],
    type: ['type', 'user type'],
    profile: ['profile', 'profile name'],
    role: ['role', 'role name'],
    lastLoginAt: ['last login', 'last login date'],
  },
  other: {},
}

const fileNames: readonly (readonly [RegExp, Entity, string])[] = [
  [/lead/, 'person', 'lead'],
  [/contact|people|person|persona/, 'person', 'contact'],
  [/account|compan|organi[sz]ation|empresa/, 'company', 'company'],
  [/deal|opportunit/, 'deal', 'deal'],
  [/case|ticket/, 'case', 'case'],
  [/task|activit|event/, 'activity', 'task'],
  [/user/, 'user', 'user'],
]

/** What a file holds, by its name or else by its columns; null when neither says so. */
export function guessEntity(
  file: string,
  header: readonly string[],
): { readonly entity: Entity; readonly kind: string } | null {
  const named = fileNames.find(([pattern]) => pattern.test(file.toLowerCase()))
  if (named) return { entity: named[1], kind: named[2] }
  const person = mapHeader('person', header)
  if (person.lastName ?? person.email) return { entity: 'person', kind: 'contact' }
  const company = mapHeader('company', header)
  return company.name && (company.website ?? company.domain ?? company.industry ?? company.taxId)
    ? { entity: 'company', kind: 'company' }
    : null
}

/** Canonical field to column title; the first title of the list that is there wins. */
export function mapHeader(entity: Entity, header: readonly string[]): Readonly<Record<string, string>> {
  const byKey = new Map(header.toReversed().map((title) => [key(title), title]))
  const fields: Record<string, string> = {}
  for (const [field, candidates] of Object.entries(titles[entity])) {
    const title = [field, ...candidates].map((candidate) => byKey.get(key(candidate))).find((found) => found)
    if (title !== undefined) fields[field] = title
  }
  return fields
}

/** The column with the record's own id. */
export function findIdColumn(header: readonly string[], kind: string): string | null {
  const byKey = new Map(header.toReversed().map((title) => [key(title), title]))
  const usual = [
    'id',
    'record id',
    `${kind} id`,
    'object id',
    'hs object id',
    'unique id',
    'rec id',
    'row id',
  ]
  for (const candidate of usual) {
    const title = byKey.get(key(candidate))
    if (title !== undefined) return title
  }
  return null
}

/** Whatever else a file holds: who asks to be forgotten is looked for in such columns. */
export function isMailTitle(title: string): boolean {
  return mailTitles.has(key(title))
}

const mailTitles = new Set([...(titles.person.email ?? []), ...(titles.person.otherEmails ?? [])].map(key))

function key(title: string): string {
  return title
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}
