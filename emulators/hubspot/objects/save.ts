import { atomically, statement } from '../../statement.ts'
import { ApiError, type Org, type Session } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { associate, dissociate, type End } from '../store/association.ts'
import { recompute } from '../store/computed.ts'
import { emailsOf } from '../store/email.ts'
import { findRecord, type Source, type StoredRecord, type Values } from '../store/record.ts'
import { insertRecord, needRecord, updateRecord } from '../store/write.ts'
import { type Attachment, attach } from './attach.ts'
import { missingRequired, notThere } from './problem.ts'
import { pipelineOfNew } from './reference.ts'
import { type Given, takeValues } from './values.ts'

function sourceOf(session: Session): Source {
  return { type: 'INTEGRATION', id: session.appId, userId: session.userId }
}

/** A new record with its associations, all or nothing. */
export function createOne(
  org: Org,
  type: ObjectType,
  session: Session,
  { given, attachments }: { readonly given: Given; readonly attachments: readonly Attachment[] },
): StoredRecord {
  return atomically(org.db, () => {
    const taken = takeValues(org, type, given, {})
    const absent = type.required.filter((name) => (taken[name] ?? '') === '')
    if (absent.length > 0) throw missingRequired(type, absent)
    if (type.name === 'contacts') refuseForgotten(org, emailsOf(taken))
    const { associatedcompanyid, ...own } = taken
    const id = insertRecord(org, type.name, {
      properties:
        type.name === 'contacts'
          ? own
          : { ...taken, ...pipelineOfNew(org, type, taken), ...enteredAt(org, type, taken) },
      source: sourceOf(session),
      ...bornAt(type, taken),
    })
    const from = { type: type.name, id }
    const ends = attach(org, from, attachments)
    if (type.name === 'contacts') ends.push(...employ(org, from, associatedcompanyid))
    recompute(org, ends)
    return needRecord(org, type.name, id)
  })
}

/** A creation date may be given where it is not read only. */
function bornAt(type: ObjectType, taken: Given): { readonly createdAt?: Date; readonly updatedAt?: Date } {
  const text = taken[type.created]
  return text === undefined || text === '' ? {} : { createdAt: new Date(text) }
}

/** Only the object's own creation date can be given: HubSpot keeps the other one itself. */
function enteredAt(org: Org, type: ObjectType, taken: Given): Readonly<Record<string, string>> {
  const given = (taken[type.created] ?? '') !== '' && type.created !== 'hs_createdate'
  return given ? { hs_createdate: org.clock.now().toISOString() } : {}
}

/** Addresses of people who asked to be forgotten do not come back through the API. */
function refuseForgotten(org: Org, addresses: readonly string[]): void {
  for (const address of addresses)
    if (statement(org.db, 'SELECT 1 FROM forgotten WHERE address = ?').get(address) !== undefined)
      throw new ApiError(400, 'VALIDATION_ERROR', 'The email address was permanently deleted and is blocked')
}

export function updateOne(
  org: Org,
  type: ObjectType,
  session: Session,
  record: StoredRecord,
  given: Given,
): StoredRecord {
  return atomically(org.db, () => {
    const taken = takeValues(org, type, given, record.properties, record.id)
    if (type.name === 'contacts') {
      const own = new Set(emailsOf(record.properties))
      refuseForgotten(
        org,
        emailsOf(taken).filter((address) => !own.has(address)),
      )
    }
    const from = { type: type.name, id: record.id }
    const { associatedcompanyid, ...own } = taken
    const changes = type.name === 'contacts' ? withEmails(own, record.properties) : taken
    updateRecord(org, type.name, record.id, changes, sourceOf(session))
    const ends = type.name === 'contacts' ? employ(org, from, associatedcompanyid) : []
    recompute(org, [...ends, ...dependents(org, from, changes)])
    return needRecord(org, type.name, record.id)
  })
}

/** An additional address that becomes the main one is no longer additional; the former main one takes its place. */
function withEmails(changes: Given, before: Values): Given {
  const { email } = changes
  if (email === undefined || email === '' || changes.hs_additional_emails !== undefined) return changes
  const additional = (before.hs_additional_emails ?? '').split(';').filter((address) => address !== '')
  if (!additional.includes(email)) return changes
  const others = additional.filter((address) => address !== email)
  const former = before.email === undefined ? [] : [before.email]
  return { ...changes, hs_additional_emails: [...former, ...others].join(';') }
}

/** Whose computed properties follow from this record's values. */
function dependents(org: Org, from: End, changes: Given): End[] {
  const stage = from.type === 'deals' && (changes.dealstage !== undefined || changes.pipeline !== undefined)
  if (!stage && changes.hs_timestamp === undefined) return []
  const rows = statement(
    org.db,
    'SELECT DISTINCT to_type, to_id FROM association WHERE from_type = ? AND from_id = ?',
  ).all(from.type, Number(from.id))
  return rows.map((row) => ({ type: String(row.to_type), id: String(row.to_id) }))
}

/** `associatedcompanyid` written is the primary association. */
function employ(org: Org, contact: End, companyId: string | undefined): End[] {
  if (companyId === undefined) return []
  const primary = { category: 'HUBSPOT_DEFINED', typeId: 1 }
  const former = statement(
    org.db,
    "SELECT to_id FROM association WHERE from_type = 'contacts' AND from_id = ? AND to_type = 'companies' AND category = 'HUBSPOT_DEFINED' AND type_id = 1",
  ).get(Number(contact.id))
  const touched: End[] = [contact]
  if (former !== undefined) {
    const company = { type: 'companies', id: String(former.to_id) }
    dissociate(org, contact, company, primary)
    touched.push(company)
  }
  if (companyId === '') return touched
  if (findRecord(org, 'companies', companyId)?.archived !== null) {
    const type = org.schema.types.get('companies')
    throw type === undefined ? new Error('no companies') : notThere(type, companyId)
  }
  const company = { type: 'companies', id: companyId }
  return [...touched, company, ...associate(org, contact, company, primary)]
}
