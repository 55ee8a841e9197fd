import type { SQLInputValue } from 'node:sqlite'
import { atomically, statement } from '../../statement.ts'
import { afterSave, beforeSave, type Create, type Saving, validate } from '../automation/fire.ts'
import { fullAccess, type Org, type Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { follow, readRow } from './aftermath.ts'
import { fillIn, numberRow } from './effect.ts'
import { crossReference, deleted, missing, noAccess, refuse } from './fault.ts'
import { fullId, newId } from './id.ts'
import { checkPair, checkRequired, checkUnique, readInput, type Stored, type Values } from './input.ts'
import { now } from './moment.ts'
import { findBy } from './reference.ts'
import { createTwin } from './twin.ts'

export function writableObject(org: Org, session: Session, name: string): ObjectSchema {
  const object = org.schema.object(name)
  if (!object || !session.access.sees(object.name))
    throw refuse('NOT_FOUND', 'The requested resource does not exist', [], 404)
  return object
}

function stamp(object: ObjectSchema, stored: Stored, userId: string, at: string, create: boolean): void {
  const put = (name: string, value: SQLInputValue) => {
    if (object.fields.some((field) => field.name === name && field.generated === null))
      stored.set(name, value)
  }
  if (create) {
    put('CreatedDate', at)
    put('CreatedById', userId)
    put('IsDeleted', 0)
  }
  put('LastModifiedDate', at)
  put('LastModifiedById', userId)
  put('SystemModstamp', at)
}

function insert(org: Org, object: ObjectSchema, stored: Stored): void {
  const names = [...stored.keys()]
  const columns = names.map((name) => `"${name}"`).join(', ')
  statement(
    org.db,
    `INSERT INTO "${object.name}" (${columns}) VALUES (${names.map(() => '?').join(', ')})`,
  ).run(...stored.values())
}

/** A person account is an account with a last name and a record type made for persons. */
function becomesPerson(org: Org, object: ObjectSchema, stored: Stored): boolean {
  if (object.name !== 'Account' || !org.schema.personAccounts) return false
  const type = stored.get('RecordTypeId')
  const row =
    typeof type === 'string'
      ? statement(org.db, `SELECT "IsPersonType" AS p FROM "RecordType" WHERE "Id" = ?`).get(type)
      : undefined
  const person = row ? row.p === 1 : typeof stored.get('LastName') === 'string'
  if (person) {
    if (typeof stored.get('LastName') !== 'string') throw missing(['LastName'])
    if (stored.has('Name'))
      throw refuse(
        'INVALID_FIELD_FOR_INSERT_UPDATE',
        'Account Name: bad field names on insert/update call: Name',
        ['Name'],
      )
    stored.set('Name', 'person')
  }
  return person
}

function defaultOwner(object: ObjectSchema, stored: Stored, userId: string): void {
  if (
    object.fields.some(({ name, createable }) => name === 'OwnerId' && createable) &&
    !stored.get('OwnerId')
  )
    stored.set('OwnerId', userId)
}

/** Opportunity, `ContactId` (Object Reference): used on creation alone, it becomes the primary contact role. */
function firstContact(object: ObjectSchema, stored: Stored): string | null {
  if (object.name !== 'Opportunity') return null
  const contact = stored.get('ContactId')
  stored.delete('ContactId')
  return typeof contact === 'string' ? contact : null
}

function checkOneOf(object: ObjectSchema, stored: Stored): void {
  if (object.name === 'CampaignMember' && !stored.get('ContactId') && !stored.get('LeadId'))
    throw missing(['LeadId'])
}

/** Automation writes with all rights, in the name of the user who set it off. */
export function creator(org: Org, session: Session): Create {
  return (object, values) => createRecord(org, { ...session, access: fullAccess }, object, values)
}

export function createRecord(org: Org, session: Session, name: string, values: Values): string {
  const object = writableObject(org, session, name)
  if (!object.createable)
    throw refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${object.label}`)
  if (!session.access.creates(object.name))
    throw noAccess(`insufficient access rights on entity: ${object.name}`)
  if (Object.entries(values).some(([key, value]) => key.toLowerCase() === 'id' && value !== null))
    throw refuse('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id'])
  const at = now(org.clock)
  return atomically(org.db, () => {
    const stored = readInput(org, session, object, values, true)
    const person = becomesPerson(org, object, stored)
    const contact = firstContact(object, stored)
    defaultOwner(object, stored, session.userId)
    const saving: Saving = { org, object, event: 'create', before: undefined, stored }
    beforeSave(saving)
    checkRequired(object, stored, true)
    checkOneOf(object, stored)
    validate(saving)
    checkUnique(org, object, stored, null)
    checkPair(org, object, stored)
    numberRow(org, object, stored)
    fillIn(org, object, stored, undefined, at)
    stamp(object, stored, session.userId, at, true)
    const id = newId(org, object.name)
    stored.set('Id', id)
    insert(org, object, stored)
    if (person) createTwin(org, id)
    follow(org, object, id, undefined, at)
    if (contact !== null)
      creator(org, session)('OpportunityContactRole', {
        OpportunityId: id,
        ContactId: contact,
        IsPrimary: true,
      })
    afterSave({
      org,
      object,
      event: 'create',
      row: readRow(org, object, id) ?? {},
      create: creator(org, session),
    })
    return id
  })
}

/** The row that a change is meant for: there, alive and of this object. */
export function livingRow(org: Org, object: ObjectSchema, given: unknown) {
  const id = fullId(given)
  if (id === null || (object.keyPrefix !== null && !id.startsWith(object.keyPrefix)))
    throw refuse('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${given}`, ['Id'])
  const row = readRow(org, object, id)
  if (!row) throw crossReference(404)
  if (row.IsDeleted === 1) throw deleted(404)
  return { id, row }
}

const DRAFT = '5'

/** Of a mail that is no draft only `IsExternallyVisible` and custom fields change (Object Reference, EmailMessage). */
function checkFrozen(
  object: ObjectSchema,
  row: Readonly<Record<string, SQLInputValue>>,
  values: Values,
): void {
  if (object.name === 'Lead' && row.IsConverted === 1)
    throw refuse('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead')
  if (object.name !== 'EmailMessage' || row.Status === DRAFT) return
  const open = /^(Id|attributes|IsExternallyVisible|\w+__c)$/i
  if (!Object.keys(values).every((name) => open.test(name)))
    throw noAccess('only drafts of email messages can be changed')
}

export function updateRecord(
  org: Org,
  session: Session,
  name: string,
  given: string,
  values: Values,
): string {
  const object = writableObject(org, session, name)
  if (!object.updateable)
    throw refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be updated: ${object.label}`)
  const at = now(org.clock)
  return atomically(org.db, () => {
    const { id, row } = livingRow(org, object, given)
    if (!session.access.edits(object.name)) throw noAccess()
    checkFrozen(object, row, values)
    const stored = readInput(org, session, object, values, false)
    const saving: Saving = { org, object, event: 'update', before: row, stored }
    beforeSave(saving)
    checkRequired(object, stored, false)
    validate(saving)
    checkUnique(org, object, stored, id)
    fillIn(org, object, stored, row, at)
    stamp(object, stored, session.userId, at, false)
    setColumns(org, object, id, stored)
    follow(org, object, id, row, at)
    afterSave({
      org,
      object,
      event: 'update',
      row: readRow(org, object, id) ?? {},
      create: creator(org, session),
    })
    return id
  })
}

export function setColumns(org: Org, object: ObjectSchema, id: string, stored: Stored): void {
  if (stored.size === 0) return
  const sets = [...stored.keys()].map((name) => `"${name}" = ?`).join(', ')
  statement(org.db, `UPDATE "${object.name}" SET ${sets} WHERE "Id" = ?`).run(...stored.values(), id)
}

interface Upserted {
  readonly id: string
  readonly created: boolean
}

/** By `Id` or by an external id field; several matches are refused with all of them named. */
export function upsertRecord(
  org: Org,
  session: Session,
  name: string,
  keyName: string,
  key: string,
  values: Values,
): Upserted {
  const object = writableObject(org, session, name)
  const field = org.schema.field(object, keyName)
  if (
    !field ||
    !(field.externalId || field.idLookup || field.type === 'id') ||
    !session.access.reads(object.name, field.name)
  )
    throw refuse(
      'NOT_FOUND',
      `Provided external ID field does not exist or is not accessible: ${keyName}`,
      [],
      404,
    )
  const rest = Object.fromEntries(
    Object.entries(values).filter(([each]) => each.toLowerCase() !== field.name.toLowerCase()),
  )
  if (field.type === 'id') {
    if (key === '') return { id: createRecord(org, session, object.name, rest), created: true }
    return { id: updateRecord(org, session, object.name, key, rest), created: false }
  }
  if (key === '') throw refuse('MISSING_ARGUMENT', `${field.name} not specified`)
  const found = findBy(org, object, field, key)
  if (found.length > 1) throw new AmbiguousKey(object.name, found)
  const [only] = found
  if (only !== undefined) return { id: updateRecord(org, session, object.name, only, rest), created: false }
  return { id: createRecord(org, session, object.name, { ...rest, [field.name]: key }), created: true }
}

/** REST answers 300 with the addresses of the candidates; collections a DUPLICATE_EXTERNAL_ID error. */
export class AmbiguousKey extends Error {
  readonly object: string
  readonly ids: readonly string[]

  constructor(object: string, ids: readonly string[]) {
    super(`the external id matches ${ids.length} records`)
    this.object = object
    this.ids = ids
  }
}
