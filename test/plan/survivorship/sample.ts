import type { z } from 'zod'
import type {
  FieldDescription,
  MergeTraits,
  ObjectDescription,
  ObjectMapping,
  Value,
} from '../../../src/kit/index.ts'
import type { Candidate, Member } from '../../../src/plan/group/group.ts'
import type { MergeMember, ValuesRequest } from '../../../src/plan/survivorship/index.ts'
import { Survivorship } from '../../../src/policy/plan-schema.ts'

export type PolicyInput = z.input<typeof Survivorship>

export const policy = (input: PolicyInput = {}): Survivorship => Survivorship.parse(input)

export const idOf = (letter: string): string => `003${letter.padStart(12, '0')}AAA`

export function member(
  letter: string,
  values: Member['values'] = {},
  { kind = 'contact', object = 'Contact' }: { kind?: string; object?: string } = {},
): Member {
  const key = { connection: 'acme', object, id: idOf(letter) }
  return { key, kind, url: `https://acme.example/${key.id}`, values }
}

/** All pairs of the members at `score`, but those given as `[a, b, score]`. */
export function candidate(
  members: readonly Member[],
  scores: readonly (readonly [number, number, number])[] = [],
  score = 0.9,
): Candidate {
  const pairs = members.flatMap((_, a) =>
    members.slice(a + 1).map((__, rest) => {
      const b = a + 1 + rest
      const own = scores.find(([one, other]) => one === a && other === b)?.[2]
      return { a, b, score: own ?? score, comparisons: [] }
    }),
  )
  const shared = { rule: 'duplicates/people', entity: 'person', group: 'a1b2c3d4e5f60718' } as const
  return { ...shared, score, members, proposed: 0, pairs, evidence: '', mergeWithin: ['recordType'] }
}

function field(name: string, more: Partial<FieldDescription> = {}): FieldDescription {
  return {
    name,
    label: name.replace(/__c$/, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' '),
    nativeType: 'string',
    type: 'text',
    updateable: true,
    createable: true,
    nillable: true,
    calculated: false,
    system: false,
    unique: false,
    externalId: false,
    referenceTo: [],
    picklist: [],
    ...more,
  }
}

const tick = { nativeType: 'boolean', type: 'boolean', nillable: false } as const
const moment = { nativeType: 'datetime', type: 'datetime' } as const
const stamp = { ...moment, updateable: false, system: true } as const
const reference = (to: string) => ({ nativeType: 'reference', referenceTo: [to] })

export const contact: ObjectDescription = {
  name: 'Contact',
  label: 'Contact',
  custom: false,
  mergeable: true,
  restorable: true,
  children: [],
  fields: [
    field('Id', { system: true, updateable: false, nillable: false }),
    field('FirstName'),
    field('LastName', { nillable: false }),
    field('Name', { nillable: false }),
    field('Locked__c', { updateable: false }),
    field('RecordTypeId', reference('RecordType')),
    field('OwnerId', { ...reference('User'), nillable: false }),
    field('AccountId', reference('Account')),
    field('ReportsToId', reference('Contact')),
    field('Email', { nativeType: 'email' }),
    field('HasOptedOutOfEmail', tick),
    field('EmailBouncedDate', moment),
    field('Phone', { nativeType: 'phone', label: 'Business Phone' }),
    field('OtherPhone', { nativeType: 'phone' }),
    field('Work_Phone__c', { nativeType: 'phone' }),
    field('DoNotCall', tick),
    field('MailingStreet', { nativeType: 'textarea' }),
    field('MailingCity'),
    field('Title'),
    field('Department'),
    field('Description', { nativeType: 'textarea' }),
    field('LeadSource', { nativeType: 'picklist', picklist: ['Web', 'Event', 'Partner'] }),
    field('Birthdate', { nativeType: 'date', type: 'date' }),
    field('Score__c', { nativeType: 'double', type: 'number' }),
    field('Budget__c', { nativeType: 'currency', type: 'number' }),
    field('CurrencyIsoCode', { nativeType: 'picklist', picklist: ['EUR', 'USD'] }),
    field('Vip__c', tick),
    field('Interests__c', { nativeType: 'multipicklist', picklist: ['Sport', 'Music', 'Travel'] }),
    field('ERP_Id__c', { unique: true, externalId: true }),
    field('Badge__c', { unique: true }),
    field('Full_Score__c', { nativeType: 'double', type: 'number', calculated: true, updateable: false }),
    field('LastCall__c', moment),
    field('CreatedDate', stamp),
    field('LastModifiedDate', stamp),
  ],
}

export const contactMapping: ObjectMapping = {
  object: 'Contact',
  entity: 'person',
  kind: 'contact',
  when: [],
  url: 'https://acme.example/{id}',
  revision: null,
  fields: {
    name: 'Name',
    firstName: 'FirstName',
    lastName: 'LastName',
    ownerId: 'OwnerId',
    currency: 'CurrencyIsoCode',
    companyId: 'AccountId',
    companyName: { via: 'AccountId', object: 'Account', column: 'Name' },
    email: 'Email',
    phone: 'Phone',
    otherPhone: { first: ['OtherPhone', 'Work_Phone__c'] },
    street: 'MailingStreet',
    city: 'MailingCity',
    title: 'Title',
    department: 'Department',
    source: 'LeadSource',
    birthdate: 'Birthdate',
    externalId: 'ERP_Id__c',
    optOutEmail: 'HasOptedOutOfEmail',
    optOutPhone: 'DoNotCall',
    createdAt: 'CreatedDate',
    modifiedAt: 'LastModifiedDate',
    lastTouchAt: { latest: ['LastModifiedDate'] },
  },
}

export const contactTraits: MergeTraits = {
  groups: {
    'mailing address': ['MailingStreet', 'MailingCity'],
    email: ['Email', 'HasOptedOutOfEmail', 'EmailBouncedDate'],
  },
  consents: [{ field: 'HasOptedOutOfEmail', address: 'Email', out: true }],
  foreignIds: ['ERP_Id__c'],
  owner: 'OwnerId',
  recordType: 'RecordTypeId',
}

type Native = Readonly<Record<string, Value>>

/** A contact as it is read: every column there, blank unless given; the later letter was changed later. */
export function live(letter: string, given: Native = {}): MergeMember {
  const day = String((letter.charCodeAt(0) % 28) + 1).padStart(2, '0')
  const blank = contact.fields.map(({ name, type }) => [name, type === 'boolean' ? false : null])
  const stamps = {
    CreatedDate: `2020-01-${day}T00:00:00.000Z`,
    LastModifiedDate: `2026-01-${day}T00:00:00.000Z`,
  }
  const values = { ...Object.fromEntries(blank), Id: idOf(letter), LastName: 'Doe', ...stamps, ...given }
  return { native: { id: idOf(letter), values }, member: member(letter, { recordType: values.RecordTypeId }) }
}

export function request(
  survivor: MergeMember,
  losers: readonly MergeMember[],
  more: Partial<Omit<ValuesRequest, 'survivorship'>> & { policy?: PolicyInput } = {},
): ValuesRequest {
  const { policy: given, ...rest } = more
  const shape = { description: contact, mapping: contactMapping, traits: contactTraits, values: [] }
  return { survivor, losers, ...shape, survivorship: policy(given), ...rest }
}
