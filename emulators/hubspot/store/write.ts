import { atomically, statement } from '../../statement.ts'
import { forgetMemberships } from '../lists/tables.ts'
import { ApiError, type Org } from '../org.ts'
import { forgetAssociations, hideAssociations, showAssociations } from './archived-association.ts'
import type { End } from './association.ts'
import { recompute } from './computed.ts'
import { assign, derive } from './derive.ts'
import { addEmails, dropEmails } from './email.ts'
import { recordHistory } from './history.ts'
import { recordTable } from './open.ts'
import { withOptOuts } from './opt-out.ts'
import { findRecord, type Source, type StoredRecord, type Values } from './record.ts'
import { stageValues } from './stage.ts'
import { addUniqueValues, dropUniqueValues } from './unique.ts'

export interface NewRecord {
  /** Default: the type's next one. */
  readonly id?: string
  /** Empty ones are left out. Creation and modification dates, and the id, are not given here. */
  readonly properties: Readonly<Record<string, string | null>>
  readonly createdAt?: Date
  /** Default: the creation date. */
  readonly updatedAt?: Date
  readonly source?: Source
}

const integration: Source = { type: 'INTEGRATION' }

/** The next id of a type: one counter for new and for merged records. */
export function nextId(org: Org, type: string): string {
  const row = statement(
    org.db,
    'UPDATE object_type SET next_id = next_id + 1 WHERE name = ? RETURNING next_id - 1 AS id',
  ).get(type)
  if (row === undefined) throw new Error(`the account has no object type ${type}`)
  return String(row.id)
}

/**
 * Adds a record and says its id. Nothing is validated here; addresses that are taken throw CONFLICT.
 * `quick`, for seeding in a transaction of the caller: no computed property; call `settle` at the end.
 */
export function insertRecord(
  org: Org,
  type: string,
  record: NewRecord,
  { quick = false }: { readonly quick?: boolean } = {},
): string {
  const id = record.id ?? nextId(org, type)
  if (record.id !== undefined) reserveId(org, type, id)
  const created = (record.createdAt ?? org.clock.now()).getTime()
  const updated = record.updatedAt?.getTime() ?? created
  const given = filled(record.properties)
  stamp(org, type, given, {}, created)
  const properties = type === 'contacts' && !quick ? withOptOuts(org, given) : given
  const write = () => {
    statement(org.db, `INSERT INTO ${recordTable(type)} VALUES (?, ?, ?, NULL, ?, ?)`).run(
      Number(id),
      created,
      updated,
      JSON.stringify(record.source ?? integration),
      JSON.stringify(properties),
    )
    if (type === 'contacts') addEmails(org, id, properties)
    addUniqueValues(org, type, id, properties)
  }
  if (quick) write()
  else atomically(org.db, write)
  return id
}

/** The counter goes on behind an id that was given. */
function reserveId(org: Org, type: string, id: string): void {
  statement(org.db, 'UPDATE object_type SET next_id = ? WHERE name = ? AND next_id <= ?').run(
    Number(id) + 1,
    type,
    Number(id),
  )
}

/** `null` and the empty text clear. Unchanged values leave no history, yet the modification time moves. */
export function updateRecord(
  org: Org,
  type: string,
  id: string,
  changes: Readonly<Record<string, string | null>>,
  source: Source = integration,
): StoredRecord {
  return atomically(org.db, () => {
    const before = needRecord(org, type, id)
    const changed: Record<string, string> = { ...before.properties }
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') delete changed[name]
      else changed[name] = value
    }
    const updated = tick(org, before)
    stamp(org, type, changed, before.properties, updated)
    const moved = type === 'contacts' && changed.email !== before.properties.email
    const properties = moved ? withOptOuts(org, changed) : changed
    recordHistory(org, type, before, properties, updated, source)
    statement(org.db, `UPDATE ${recordTable(type)} SET updated = ?, properties = ? WHERE id = ?`).run(
      updated,
      JSON.stringify(properties),
      Number(id),
    )
    if (before.archived === null) reindex(org, type, id, before.properties, properties)
    return { ...before, updated, properties }
  })
}

function reindex(org: Org, type: string, id: string, before: Values, after: Values): void {
  if (type === 'contacts' && addresses(before) !== addresses(after)) {
    dropEmails(org, id)
    addEmails(org, id, after)
  }
  dropUniqueValues(org, type, id, before)
  addUniqueValues(org, type, id, after)
}

function addresses(properties: Values): string {
  return `${properties.email ?? ''};${properties.hs_additional_emails ?? ''}`
}

/** Into the recycle bin; its addresses are free again. `false`: there was no living record. */
export function archiveRecord(org: Org, type: string, id: string): boolean {
  return atomically(org.db, () => {
    const record = findRecord(org, type, id)
    if (record === undefined || record.archived !== null) return false
    const now = org.clock.now().getTime()
    statement(org.db, `UPDATE ${recordTable(type)} SET archived = ?, updated = ? WHERE id = ?`).run(
      now,
      now,
      Number(id),
    )
    if (type === 'contacts') dropEmails(org, id)
    dropUniqueValues(org, type, id, record.properties)
    recompute(org, hideAssociations(org, { type, id }))
    return true
  })
}

/** What a user does in the recycle bin: refused when an address sits on a living contact meanwhile. */
export function restoreRecord(org: Org, type: string, id: string): void {
  atomically(org.db, () => {
    const record = needRecord(org, type, id)
    if (record.archived === null) return
    if (type === 'contacts') addEmails(org, id, record.properties)
    addUniqueValues(org, type, id, record.properties)
    statement(org.db, `UPDATE ${recordTable(type)} SET archived = NULL, updated = ? WHERE id = ?`).run(
      tick(org, record),
      Number(id),
    )
    recompute(org, [{ type, id }, ...showAssociations(org, { type, id })])
  })
}

/** Gone for good, history included. */
export function eraseRecord(org: Org, type: string, id: string): void {
  atomically(org.db, () => {
    forgetMemberships(org, org.schema.types.get(type)?.typeId ?? '', id)
    recompute(org, takeAway(org, type, id))
  })
}

/** As `eraseRecord`, but what follows for the records that it was associated with is left to the caller. */
export function takeAway(org: Org, type: string, id: string): End[] {
  const record = findRecord(org, type, id)
  if (record === undefined) return []
  if (type === 'contacts') dropEmails(org, id)
  dropUniqueValues(org, type, id, record.properties)
  const neighbours = hideAssociations(org, { type, id })
  forgetAssociations(org, { type, id })
  statement(org.db, `DELETE FROM ${recordTable(type)} WHERE id = ?`).run(Number(id))
  statement(org.db, 'DELETE FROM history WHERE type = ? AND id = ?').run(type, Number(id))
  return neighbours
}

export function needRecord(org: Org, type: string, id: string): StoredRecord {
  const record = findRecord(org, type, id)
  if (record === undefined) throw new ApiError(404, 'OBJECT_NOT_FOUND', 'resource not found')
  return record
}

/** Never back, also when the clock was set back. */
function tick(org: Org, record: StoredRecord): number {
  return Math.max(org.clock.now().getTime(), record.updated)
}

/** Adds derived values, and the dates on which a lifecycle stage was reached first or an owner was given. */
function stamp(org: Org, type: string, values: Record<string, string>, before: Values, at: number): void {
  derive(type, values)
  assign(values, stageValues(org, type, values))
  const { lifecyclestage, hubspot_owner_id, hubspot_owner_assigneddate } = values
  if (type === 'contacts' && lifecyclestage !== undefined && lifecyclestage !== before.lifecyclestage)
    values[`hs_lifecyclestage_${lifecyclestage}_date`] ??= new Date(at).toISOString()
  if (hubspot_owner_id === before.hubspot_owner_id) return
  if (hubspot_owner_id === undefined) delete values.hubspot_owner_assigneddate
  else if (hubspot_owner_assigneddate === before.hubspot_owner_assigneddate)
    values.hubspot_owner_assigneddate = new Date(at).toISOString()
}

function filled(properties: Readonly<Record<string, string | null>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name in properties) {
    const value = properties[name]
    if (value !== undefined && value !== null && value !== '') kept[name] = value
  }
  return kept
}
