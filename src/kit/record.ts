/**
 * One vocabulary for both CRMs. A canonical field means the same everywhere; what it is called in an org
 * is the connector's mapping, and an admin may extend that under `objects:` in the policy.
 */

export const entities = ['person', 'company', 'deal', 'case', 'activity', 'user', 'other'] as const
export type Entity = (typeof entities)[number]

/**
 * What a record is within its entity. Rules name kinds, never a CRM's objects; a connector or the policy may
 * add kinds of its own.
 */
export const kinds = {
  person: ['contact', 'lead', 'person-account'],
  company: ['company', 'household'],
  deal: ['deal'],
  case: ['case'],
  activity: ['task', 'event', 'email', 'call', 'note', 'meeting'],
  user: ['user'],
  /** Anything else, by its own columns; the kind is the object's name. */
  other: [],
} as const satisfies Record<Entity, readonly string[]>

/** The type of a canonical field. `date` is `YYYY-MM-DD`, `datetime` ISO 8601 in UTC, `list` texts split by `;`. */
export type FieldType =
  | 'text'
  | 'email'
  | 'phone'
  | 'url'
  | 'id'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'list'

export interface FieldDefinition {
  readonly type: FieldType
  /** True when the value says something about a person: masked wherever a file may travel. */
  readonly personal: boolean
  readonly doc: string
}

function field<const T extends FieldType>(type: T, doc: string): { type: T; personal: false; doc: string } {
  return { type, personal: false, doc }
}

function personal<const T extends FieldType>(type: T, doc: string): { type: T; personal: true; doc: string } {
  return { type, personal: true, doc }
}

/** Fields that every entity has. */
const common = {
  name: personal('text', 'Display name: full name of a person, name of a company, subject of a case.'),
  ownerId: field('id', 'Record id of the user or queue responsible.'),
  ownerName: field('text', 'Name of the user or queue responsible.'),
  ownerActive: field('boolean', 'False when the owner can no longer log in.'),
  recordType: field('text', 'Developer name of the record type or pipeline; null where the org has none.'),
  source: field('text', 'Where the record came from: lead source, original source, import.'),
  externalId: field('id', 'Id of this record in another system (ERP, billing).'),
  currency: field('text', 'ISO 4217 code; null in an org with one currency.'),
  createdAt: field('datetime', 'When the record was created.'),
  createdBy: field('id', 'Record id of the user who created it.'),
  modifiedAt: field('datetime', 'When a person or process last changed the record.'),
  modifiedBy: field('id', 'Record id of the user who changed it last.'),
  lastActivityAt: field('date', "The CRM's own last-activity date; may lie in the future."),
  lastTouchAt: field(
    'datetime',
    'Derived at sync: the latest evidence that a person worked with the record.',
  ),
  lastTouchSource: field('text', 'Derived at sync: which field `lastTouchAt` came from.'),
  nextActivityAt: field('date', 'Derived at sync: the earliest open activity.'),
  openWork: field('number', 'Derived at sync: open deals, cases and tasks that hang on the record.'),
} as const

const address = {
  street: personal('text', 'Street and number, may have several lines.'),
  city: personal('text', 'City.'),
  state: field('text', 'State or province.'),
  postalCode: personal('text', 'Postal code as text; leading zeros count.'),
  country: field('text', 'Country as the org writes it.'),
} as const

export const fieldDictionary = {
  person: {
    ...common,
    firstName: personal('text', 'Given name.'),
    middleName: personal('text', 'Middle name.'),
    lastName: personal('text', 'Family name.'),
    salutation: field('text', 'Mr., Dr. and so on.'),
    suffix: field('text', 'Jr., III and so on.'),
    title: field('text', 'Job title.'),
    department: field('text', 'Department.'),
    email: personal('email', 'Main e-mail address.'),
    otherEmails: personal('list', 'Further e-mail addresses.'),
    phone: personal('phone', 'Main phone.'),
    mobile: personal('phone', 'Mobile phone.'),
    homePhone: personal('phone', 'Private phone.'),
    otherPhone: personal('phone', 'Any further phone.'),
    ...address,
    companyName: field('text', 'Name of the company the person works for.'),
    companyId: field('id', 'Record id of that company.'),
    householdId: field('id', 'Record id of the household account; null for people outside one.'),
    reportsToId: field('id', 'Record id of the manager.'),
    birthdate: personal('date', 'Date of birth.'),
    website: field('url', 'Website or profile page.'),
    status: field('text', 'Lead status or lifecycle stage.'),
    optOutEmail: field('boolean', 'True when the person must get no marketing e-mail.'),
    optOutPhone: field('boolean', 'True when the person must not be called.'),
    bouncedAt: field('datetime', 'When mail to the address last bounced.'),
    portalUser: field('boolean', 'True when the person can log in to a portal.'),
  },
  company: {
    ...common,
    name: field('text', 'Name of the company.'),
    street: field('text', 'Street and number, may have several lines.'),
    city: field('text', 'City.'),
    state: field('text', 'State or province.'),
    postalCode: field('text', 'Postal code as text; leading zeros count.'),
    country: field('text', 'Country as the org writes it.'),
    website: field('url', 'Website.'),
    domain: field('text', 'Internet domain when the CRM keeps one apart from the website.'),
    phone: field('phone', 'Main phone, often a switchboard.'),
    fax: field('phone', 'Fax.'),
    industry: field('text', 'Industry.'),
    employees: field('number', 'Number of employees.'),
    annualRevenue: field('number', 'Annual revenue in `currency`.'),
    accountNumber: field('id', "The company's number in the CRM."),
    taxId: field('id', 'VAT or tax number.'),
    type: field('text', 'Customer, partner, competitor and so on.'),
    parentId: field('id', 'Record id of the parent company.'),
  },
  deal: {
    ...common,
    name: field('text', 'Name of the deal.'),
    companyId: field('id', 'Record id of the company.'),
    companyName: field('text', 'Name of the company.'),
    personId: field('id', 'Record id of the main contact.'),
    amount: field('number', 'Amount in `currency`.'),
    stage: field('text', 'Stage as the org writes it.'),
    closed: field('boolean', 'True when won or lost.'),
    won: field('boolean', 'True when won.'),
    closeDate: field('date', 'Expected or real close date.'),
    type: field('text', 'New business, renewal and so on.'),
  },
  case: {
    ...common,
    number: field('text', 'Case or ticket number.'),
    description: personal('text', 'What the customer wrote; may be very long.'),
    companyId: field('id', 'Record id of the company.'),
    personId: field('id', 'Record id of the person.'),
    email: personal('email', 'Address the case came from.'),
    status: field('text', 'Status as the org writes it.'),
    closed: field('boolean', 'True when closed.'),
    priority: field('text', 'Priority as the org writes it.'),
    origin: field('text', 'Phone, e-mail, web and so on.'),
    type: field('text', 'Question, problem and so on.'),
    parentId: field('id', 'Record id of the parent case.'),
  },
  activity: {
    ...common,
    type: field('text', 'Call, meeting and so on.'),
    status: field('text', 'Status as the org writes it.'),
    closed: field('boolean', 'True when done.'),
    dueAt: field('date', 'Due date or start.'),
    personId: field('id', 'Record id of the person it is about.'),
    relatedId: field('id', 'Record id of the company, deal or case it is about.'),
  },
  user: {
    ...common,
    username: personal('text', 'Login name.'),
    email: personal('email', 'Address.'),
    active: field('boolean', 'True when the user can log in.'),
    type: field('text', 'Standard, guest, portal, integration and so on.'),
    profile: field('text', 'Profile or role set.'),
    role: field('text', 'Role in the hierarchy.'),
    lastLoginAt: field('datetime', 'Last login.'),
  },
  other: common,
} as const satisfies Record<Entity, Record<string, FieldDefinition>>

type ValueOf<T extends FieldType> = T extends 'number' ? number : T extends 'boolean' ? boolean : string

/** A value as rules see it: null is known to be empty. */
export type Value = string | number | boolean | null

/** Name of a canonical field of an entity. */
export type FieldName<E extends Entity = Entity> = E extends Entity
  ? keyof (typeof fieldDictionary)[E] & string
  : never

type Dictionary<E extends Entity> = (typeof fieldDictionary)[E]

/**
 * Canonical values by field. *Unknown is not null*: a field that is absent (`undefined`) could not be read,
 * because the login may not see it or the rule did not ask; null is known to be empty.
 */
export type Fields<E extends Entity> = {
  readonly [F in keyof Dictionary<E>]?: Dictionary<E>[F] extends { type: infer T extends FieldType }
    ? ValueOf<T> | null
    : never
}

/** Identifies a record for ever: the policy's name of the connection, the CRM's object, the record id. */
export interface RecordKey {
  readonly connection: string
  readonly object: string
  /** A text. Salesforce ids have 18 characters. */
  readonly id: string
}

export interface CrmRecord<E extends Entity = Entity> {
  readonly key: RecordKey
  readonly entity: E
  readonly kind: string
  /** Where a person can open it. */
  readonly url: string
  /** ISO 8601, when the CRM last touched the row; only a hint that values may have changed. */
  readonly revision: string | null
  readonly fields: Fields<E>
  /** Values of the object's own fields by their own names, those a rule asked for. */
  readonly native: Readonly<Record<string, Value | undefined>>
}

/**
 * Records column by column: `columns[name][row]`. A column that is absent is unknown for every row.
 * `rows` is at most a few thousand. Batches of one read may differ in their columns, since what is known differs
 * by object and kind.
 */
export interface ColumnBatch {
  readonly entity: Entity
  readonly rows: number
  readonly object: readonly string[]
  readonly id: readonly string[]
  readonly kind: readonly string[]
  readonly revision: readonly (string | null)[]
  readonly columns: Readonly<Record<string, readonly Value[] | undefined>>
  /** The object's own columns by their own names, where they were asked for. */
  readonly native?: Readonly<Record<string, readonly Value[] | undefined>>
}

export function isPersonal(entity: Entity, name: string): boolean {
  const definition = (fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>)[name]
  return definition?.personal ?? true // a field nobody described may hold anything
}

/** `Contact/003…` within one connection, `acme/Contact/003…` with `withConnection`. */
export function formatKey(key: RecordKey, withConnection = true): string {
  return withConnection ? `${key.connection}/${key.object}/${key.id}` : `${key.object}/${key.id}`
}

/** A record as the CRM has it now: every readable column of its object by native name. */
export interface NativeRecord {
  readonly id: string
  readonly values: Readonly<Record<string, Value>>
}
