import { ApiError, type Org, type Session } from '../org.ts'
import type { ObjectType, PropertyDefinition } from '../schema/types.ts'
import { objectScope } from '../scopes/names.ts'
import { findType } from '../store/define.ts'
import { type Version, versionsOf } from '../store/history.ts'
import { type StoredRecord, valueIn } from '../store/record.ts'

/** What a read asks for. */
export interface Wanted {
  readonly properties: readonly string[]
  readonly history: readonly string[]
}

interface RecordBody {
  readonly id: string
  readonly properties: Record<string, string | null>
  readonly propertiesWithHistory?: Record<string, readonly Version[]>
  readonly createdAt: string
  readonly updatedAt: string
  readonly archived: boolean
  readonly archivedAt?: string
  readonly url: string
}

/** Throws the 400 for a type that the account does not have. */
export function needType(org: Org, text: string): ObjectType {
  const type = findType(org, text)
  if (type === undefined)
    throw new ApiError(400, 'VALIDATION_ERROR', `Unable to infer object type from: ${text}`)
  return type
}

/** Unknown names, and sensitive ones without their scope, are left out in silence; id and dates always come along. */
export function wantedOf(
  org: Org,
  type: ObjectType,
  session: Session,
  properties: readonly string[],
  history: readonly string[] = [],
): Wanted {
  const known = org.schema.properties.get(type.name)
  const asked = properties.length === 0 ? type.shown : properties
  const visible = (name: string) => {
    const property = known?.get(name)
    return property !== undefined && !property.archived && sees(type, property, session)
  }
  return {
    properties: [...new Set([...asked, type.created, type.modified, 'hs_object_id'])].filter(visible),
    history: [...new Set(history)].filter(visible),
  }
}

function sees(type: ObjectType, property: PropertyDefinition, { scopes }: Session): boolean {
  if (property.dataSensitivity === 'non_sensitive' || scopes === 'all') return true
  const area = objectScope(type.name, type.custom, 'read').replace(/\.read$/, '')
  return scopes.has(`${area}.${property.dataSensitivity}.read.v2`)
}

/** One property as the API says it: id and dates stand in columns. */
export function shownValue(type: ObjectType, record: StoredRecord, name: string): string | null {
  if (name === 'hs_object_id') return record.id
  if (name === type.modified || name === 'hs_lastmodifieddate') return new Date(record.updated).toISOString()
  const kept = valueIn(record.properties, name)
  if (kept !== undefined) return kept
  if (name === type.created || name === 'hs_createdate') return new Date(record.created).toISOString()
  return bySource(record, name)
}

function bySource({ source }: StoredRecord, name: string): string | null {
  if (name === 'hs_object_source' || name === 'hs_object_source_label') return source.type
  if (name === 'hs_object_source_id') return source.id ?? null
  if (name === 'hs_object_source_user_id' || name === 'hs_created_by_user_id') return source.userId ?? null
  return null
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
    url: `https://app.hubspot.com/contacts/${org.portalId}/record/${type.typeId}/${record.id}`,
  }
}

const afterWrites = ['hs_object_source', 'hs_object_source_id', 'hs_object_source_label']

/** After a write the answer has every value that there is. */
export function shapeWhole(org: Org, type: ObjectType, record: StoredRecord, session: Session): RecordBody {
  const sources = afterWrites.filter((name) => bySource(record, name) !== null)
  const names = [...Object.keys(record.properties), ...sources].toSorted()
  return shape(org, type, record, wantedOf(org, type, session, names))
}

function historyOf(
  org: Org,
  type: ObjectType,
  record: StoredRecord,
  names: readonly string[],
): Record<string, readonly Version[]> {
  return Object.fromEntries(names.map((name) => [name, versionsOf(org, type.name, record, name)]))
}
