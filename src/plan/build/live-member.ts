import {
  type Entity,
  type FieldDefinition,
  type FieldSource,
  fieldDictionary,
  type NativeRecord,
  type ObjectMapping,
  type Value,
} from '../../kit/index.ts'
import type { Member } from '../group/group.ts'

/** A member as it is now: its record, and its canonical values with those that the record itself tells. */
export interface LiveMember extends Member {
  readonly native: NativeRecord
  /** Canonical fields on which the decision rests and that are no longer as the scan saw them. */
  readonly changed: readonly string[]
}

/** What a person looks at to tell whether two records are one. */
const identifying: ReadonlySet<string> = new Set(
  'name firstName middleName lastName suffix email otherEmails phone mobile homePhone companyId birthdate externalId street city postalCode website domain taxId accountNumber number personId'.split(
    ' ',
  ),
)

/** `relied`: fields, besides those that tell who it is, on which the decision rests. */
export function liveMember(
  member: Member,
  native: NativeRecord,
  entity: Entity,
  mapping: ObjectMapping | undefined,
  relied: readonly string[] = [],
): LiveMember {
  const values: Record<string, Value | undefined> = { ...member.values }
  const changed: string[] = []
  for (const [field, source] of Object.entries(mapping?.fields ?? {})) {
    const now = isStamp(entity, field) ? undefined : canonicalOf(source, native.values)
    if (now === undefined) continue
    const before = member.values[field]
    const matters = identifying.has(field) || relied.includes(field)
    if (matters && before !== undefined && text(before) !== text(now)) changed.push(field)
    values[field] = now
  }
  forgetLookedUp(values, member, mapping)
  const twins = (mapping?.counterparts ?? []).map(({ column }) => native.values[column])
  const synced = twins.some((id) => text(id) !== '')
  return { ...member, values, synced, native, changed: changed.sort() }
}

/** What a scan knows of another record, e.g. whether the owner is active, says nothing about a new owner. */
function forgetLookedUp(
  values: Record<string, Value | undefined>,
  member: Member,
  mapping: ObjectMapping | undefined,
): void {
  const sources = Object.entries(mapping?.fields ?? {})
  for (const [field, source] of sources) {
    if (typeof source === 'string' || !('via' in source)) continue
    const pointer = sources.find(([, other]) => other === source.via)?.[0]
    if (pointer !== undefined && text(values[pointer]) !== text(member.values[pointer])) {
      values[field] = undefined
    }
  }
}

/** Undefined when the record alone does not tell. */
export function canonicalOf(source: FieldSource, values: NativeRecord['values']): Value | undefined {
  if (typeof source === 'string') return filled(values[source])
  if ('first' in source) return firstOf(source.first, values)
  if ('join' in source) {
    const parts = source.join.map((column) => filled(values[column]))
    if (parts.includes(undefined)) return undefined
    return filled(parts.filter((part) => part !== null).join(source.with))
  }
  if ('present' in source) {
    const value = filled(values[source.present])
    return value === undefined ? undefined : value !== null
  }
  if ('equals' in source) {
    const value = values[source.column]
    return value === undefined ? undefined : value === source.equals
  }
  return 'constant' in source ? source.constant : undefined
}

function firstOf(columns: readonly string[], values: NativeRecord['values']): Value | undefined {
  for (const column of columns) {
    const value = filled(values[column])
    if (value !== null) return value
  }
  return null
}

function filled(value: Value | undefined): Value | undefined {
  return typeof value === 'string' && value.trim() === '' ? null : value
}

/** Snapshots and answers write moments of time in different ways. */
function isStamp(entity: Entity, field: string): boolean {
  const dictionary = fieldDictionary[entity] as Readonly<Record<string, FieldDefinition>>
  return dictionary[field]?.type === 'datetime'
}

function text(value: Value | undefined): string {
  return value === null || value === undefined ? '' : String(value).trim().replace(/\r\n?/g, '\n')
}
