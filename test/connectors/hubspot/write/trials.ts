import { insertList } from '../../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { associatedOf } from '../../../../emulators/hubspot/store/association.ts'
import { contactOfEmail } from '../../../../emulators/hubspot/store/email.ts'
import { canonicalId, findRecord } from '../../../../emulators/hubspot/store/record.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import type { StepOutcome, Writer } from '../../../../src/kit/writer.ts'
import { step } from '../open-writer.ts'

/** Records that no other trial has. */
export interface Subject {
  readonly one: string
  readonly other: string
  readonly company: string
  readonly list: string
  readonly address: string
}

/** One way of writing, and whether it has happened. */
export interface Trial {
  /** Of the request that writes. */
  readonly path: string
  readonly send: (writer: Writer, subject: Subject) => Promise<readonly StepOutcome[]>
  readonly happened: (org: Org, subject: Subject) => boolean
}

let serial = 0

export function newSubject(org: Org): Subject {
  const number = serial++
  const contact = (name: string) =>
    insertRecord(org, 'contacts', {
      properties: { firstname: 'Confidential', email: `${name}${number}@example.com` },
    })
  const list = {
    name: `List ${number}`,
    objectTypeId: '0-1',
    processingType: 'MANUAL',
    createdAt: 0,
  } as const
  return {
    one: contact('one'),
    other: contact('other'),
    company: insertRecord(org, 'companies', { properties: { name: 'Acme' } }),
    list: String(insertList(org, list)),
    address: `new${number}@example.com`,
  }
}

const nothing: readonly StepOutcome[] = []

export const trials: Readonly<Record<string, Trial>> = {
  merge: {
    path: '*/merge',
    send: (writer, { one, other }) => writer.merge('contacts', [step('contacts', one, other)]),
    happened: (org, { other }) => canonicalId(org, 'contacts', other) !== other,
  },
  update: {
    path: '*/batch/update',
    send: (writer, { one }) =>
      writer.update('contacts', [{ id: one, values: { firstname: 'Confidential too' } }]),
    happened: (org, { one }) => findRecord(org, 'contacts', one)?.properties.firstname === 'Confidential too',
  },
  create: {
    path: '*/batch/create',
    send: (writer, { address }) => writer.create('contacts', [{ firstname: 'Confidential', email: address }]),
    happened: (org, { address }) => contactOfEmail(org, address) !== undefined,
  },
  remove: {
    path: '*/batch/archive',
    send: async (writer, { other }) => (await writer.remove?.('contacts', [other])) ?? nothing,
    happened: (org, { other }) => findRecord(org, 'contacts', other)?.archived !== null,
  },
  attach: {
    path: '*/contacts/companies/batch/create',
    send: async (writer, { one, company }) => {
      const tie = { relationship: 'contacts.companies', member: one, row: `${company}:HUBSPOT_DEFINED:279` }
      return (await writer.attach?.('contacts', [tie])) ?? nothing
    },
    happened: (org, { one }) => associatedOf(org, { type: 'contacts', id: one }, 'companies').length === 1,
  },
  'attach to a list': {
    path: '*/memberships/add',
    send: async (writer, { one, list }) => {
      const tie = { relationship: 'contacts.lists', member: one, row: list }
      return (await writer.attach?.('contacts', [tie])) ?? nothing
    },
    happened: (org, { list }) =>
      org.db.prepare('SELECT 1 FROM crm_list_member WHERE list_id = ?').get(Number(list)) !== undefined,
  },
}
