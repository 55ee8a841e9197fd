import { atomically, statement } from '../../statement.ts'
import { afterwards } from '../automation/fire.ts'
import type { Org, Session } from '../org.ts'
import type { ObjectSchema } from '../schema/types.ts'
import { readRow } from '../store/aftermath.ts'
import { refuse } from '../store/fault.ts'
import { fullId, objectOfId } from '../store/id.ts'
import { checkUnique, type Stored } from '../store/input.ts'
import { undeleteRecord } from '../store/restore.ts'
import { creator } from '../store/write.ts'

/** Out of the bin, no longer merged into anything; children that moved meanwhile stay where they are. */
export function restoreRecord(org: Org, session: Session, given: string): string {
  const object = objectOfId(org, given)
  if (object !== undefined && !object.undeletable)
    throw refuse('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'Entity type is not undeletable')
  if (object !== undefined) refuseTwin(org, object, given)
  return atomically(org.db, () => {
    const id = undeleteRecord(org, session, given)
    if (object === undefined) return id
    refuseTaken(org, object, id)
    release(org, object, id)
    const row = readRow(org, object, id) ?? {}
    afterwards({ org, object, event: 'restore', row, create: creator(org, session) })
    return id
  })
}

function refuseTwin(org: Org, object: ObjectSchema, given: string): void {
  const id = fullId(given)
  if (object.name !== 'Contact' || id === null) return
  if (readRow(org, object, id)?.IsPersonAccount === 1)
    throw refuse('INVALID_PERSON_ACCOUNT_OPERATION', 'a person account is undeleted through its account')
}

/** A value that must be unique may have been given to another record, such as the one it was merged into. */
function refuseTaken(org: Org, object: ObjectSchema, id: string): void {
  const row = readRow(org, object, id) ?? {}
  const stored: Stored = new Map(Object.entries(row))
  checkUnique(org, object, stored, id)
}

function release(org: Org, object: ObjectSchema, id: string): void {
  if (!object.fields.some(({ name }) => name === 'MasterRecordId')) return
  statement(org.db, `UPDATE "${object.name}" SET "MasterRecordId" = NULL WHERE "Id" = ?`).run(id)
  if (object.name === 'Account' && org.schema.personAccounts)
    statement(
      org.db,
      `UPDATE "Contact" SET "MasterRecordId" = NULL WHERE "AccountId" = ? AND "IsPersonAccount" = 1`,
    ).run(id)
}
