import { notThere } from '../objects/problem.ts'
import { ApiError, type Org } from '../org.ts'
import { validation } from '../page.ts'
import type { ObjectType } from '../schema/types.ts'
import { canonicalId, findRecord, type StoredRecord } from '../store/record.ts'

/** Ids that one record may have swallowed. */
export const mostMerged = 250

export interface Pair {
  readonly primary: StoredRecord
  readonly secondary: StoredRecord
}

/** Everything that HubSpot asks before it merges. */
export function needMergeable(org: Org, type: ObjectType, primaryId: string, secondaryId: string): Pair {
  if (!type.mergeable) throw validation(`Objects of type ${type.singular.toUpperCase()} cannot be merged`)
  if (type.name === 'companies' && org.behaviour.salesforceSync)
    throw validation(
      'Companies cannot be merged while the Salesforce integration is active',
      'SALESFORCE_SYNC_ENABLED',
    )
  if (primaryId === secondaryId)
    throw validation(`Cannot merge an object with itself: ${primaryId}`, 'SAME_OBJECT')
  const primary = needRecord(org, type, primaryId)
  const secondary = needRecord(org, type, secondaryId)
  const merged = mergedIds(primary).length + mergedIds(secondary).length + 2
  if (merged > mostMerged)
    throw validation(
      `Unable to merge ${secondaryId} into ${primaryId}: the merged ${type.singular} would exceed the limit of ${mostMerged} merged records`,
      'MERGE_LIMIT_EXCEEDED',
    )
  return { primary, secondary }
}

export function mergedIds(record: StoredRecord): string[] {
  return (record.properties.hs_merged_object_ids ?? '').split(';').filter((id) => id !== '')
}

function needRecord(org: Org, type: ObjectType, id: string): StoredRecord {
  const canonical = canonicalId(org, type.name, id)
  if (canonical !== id)
    throw new ApiError(
      400,
      'VALIDATION_ERROR',
      `Unable to merge: ${type.singular} ${id} has a forward reference to ${canonical}`,
      { context: { id: [id], canonicalId: [canonical] } },
    )
  const record = findRecord(org, type.name, id)
  if (record === undefined || record.archived !== null) throw notThere(type, id)
  return record
}
