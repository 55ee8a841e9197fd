import { ApiError, type Org } from '../org.ts'
import type { ObjectType } from '../schema/types.ts'
import { findType } from '../store/define.ts'
import { type Version, versionsOf } from '../store/history.ts'
import type { StoredRecord } from '../store/record.ts'

/** What a read asks for. */
export interface Wanted {
  readonly properties: readonly string[]
  readonly history: readonly string[]
}

export interface RecordBody {
  readonly id: string
  readonly properties: Record<string, string | null>
  readonly propertiesWithHistory?: Record<string, readonly Version[]>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly archivedAt?: string
  readonly associations?: unknown
  readonly url?: string
}

/** Throws the 400 for a type that the account does not have. */
export function needType(org: Org, text: string): ObjectType {
  const type = findType(org, text)
  if (type === undefined)
    throw new ApiError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${text}`)
  return type
}

/** Unknown names are left out in silence; id and dates always come along. */
export function wantedOf(
  org: Org,
  type: ObjectType,
  properties: readonly string[],
  history: readonly string[] = [],
): Wanted {
  const known = org.schema.properties.get(type.name) ?? new Map()
  const asked = properties.length === 0 ? type.shown : properties
  const always = [type.created, type.modified, 'hs_object_id']
  return {
    properties: [...new Set([...asked, ...always])].filter((name) => known.has(name)),
    history: [...new Set(history)].filter((name) => known.has(name)),
  }
}

/** One property as the API says it: three of them stand in columns. */
export function shownValue(type: ObjectType, record: StoredRecord, name: string): string | null {
  if (name === 'hs_object_id') return record.id
  if (name === type.created) return record.properties[name] ?? new Date(record.created).toISOString()
  if (name === 'hs_createdate') return new Date(record.created).toISOString()
  if (name === type.modified || name === 'hs_lastmodifieddate') return new Date(record.updated).toISOString()
  return record.properties[name] ?? null
}

export function shape(org: Org, type: ObjectType, record: StoredRecord, wanted: Wanted): RecordBody {
  const properties: Record<string, string | null> = {}
  for (const name of wanted.properties) properties[name] = shownValue(type, record, name)
  return {
    id: record.id,
    properties,
    ...(wanted.history.length === 0
      ? {}
      : { propertiesWithHistory: historyOf(org, type, record, wanted.history) }),
    createdAt: new Date(record.created).toISOString(),
    updatedAt: new Date(record.updated).toISOString(),
    archived: record.archived !== null,
    ...(record.archived === null ? {} : { archivedAt: new Date(record.archived).toISOString() }),
  }
}

function historyOf(
  org: Org,
  type: ObjectType,
  record: StoredRecord,
  names: readonly string[],
): Record<string, readonly Version[]> {
  return Object.fromEntries(names.map((name) => [name, versionsOf(org, type.name, record, name)]))
}
