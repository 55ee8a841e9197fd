import { ApiError, type Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { contactOfEmail } from '../store/email.ts'
import { canonicalId, findRecord, isInBin, type StoredRecord } from '../store/record.ts'
import { ownerOfValue, uniqueProperties } from '../store/unique.ts'
import { notThere } from './problem.ts'

/** Throws the 400 for a property that does not tell records apart. */
export function checkIdProperty(org: Org, type: ObjectType, idProperty: string | undefined): void {
  if (idProperty === undefined || idProperty === 'hs_object_id') return
  if (type.name === 'contacts' && idProperty === 'email') return
  if (uniqueProperties(org, type.name).includes(idProperty)) return
  throw new ApiError(
    400,
    'VALIDATION_ERROR',
    `Property ${idProperty} is not a unique identifier of ${type.name}`,
  )
}

/** Follows merges; an additional address finds its contact too. In the bin or not. */
export function lookUp(
  org: Org,
  type: ObjectType,
  id: string,
  idProperty: string | undefined,
): StoredRecord | undefined {
  if (idProperty === undefined || idProperty === 'hs_object_id')
    return findRecord(org, type.name, canonicalId(org, type.name, id))
  const found =
    type.name === 'contacts' && idProperty === 'email'
      ? contactOfEmail(org, id)
      : ownerOfValue(org, type.name, idProperty, id)
  return found === undefined ? undefined : findRecord(org, type.name, found)
}

/** Whether a read shows the record: living ones, or those in the recycle bin, never both. */
export function isShown(
  org: Org,
  record: StoredRecord | undefined,
  archived: boolean,
): record is StoredRecord {
  if (record === undefined) return false
  return archived ? isInBin(org, record) : record.archived === null
}

/** The living record, or 404. */
export function needLiving(
  org: Org,
  type: ObjectType,
  id: string,
  idProperty?: string | undefined,
): StoredRecord {
  checkIdProperty(org, type, idProperty)
  const record = lookUp(org, type, id, idProperty)
  if (record === undefined || record.archived !== null) throw notThere(type, id)
  return record
}
