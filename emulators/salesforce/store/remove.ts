import { atomically, statement } from '../../statement.ts'
import { afterwards, beforeDelete } from '../automation/fire.ts'
import type { Org, Session } from '../org.ts'
import type { ChildSchema, ObjectSchema } from '../schema/types.ts'
import { noAccess, refuse } from './fault.ts'
import { now } from './moment.ts'
import { hasBin } from './reference.ts'
import { creator, livingRow, writableObject } from './write.ts'

/** One deletion: what goes with the record, and the lookups that are emptied. */
interface Removal {
  readonly org: Org
  readonly root: string
  readonly at: string
  readonly gone: Map<string, ObjectSchema>
}

/** References that say where something came from outlive what they point to. */
const KEPT: ReadonlySet<string> = new Set([
  'MasterRecordId',
  'ConvertedAccountId',
  'ConvertedContactId',
  'ConvertedOpportunityId',
  'PersonContactId',
])

function children(org: Org, child: ChildSchema, parentId: string): string[] {
  const object = org.schema.objects.get(child.object)
  const alive = object && hasBin(object) ? ' AND "IsDeleted" = 0' : ''
  const field = object?.fields.find(({ name }) => name === child.field)
  if (!field || field.generated !== null || field.derived !== null) return []
  const rows = statement(
    org.db,
    `SELECT "Id" FROM "${child.object}" WHERE "${child.field}" = ?${alive} ORDER BY rowid`,
  ).all(parentId) as { Id: string }[]
  return rows.map(({ Id }) => Id)
}

/** A contract or order that both cascades and restricts stands in the way only once activated. */
function blocks(org: Org, child: ChildSchema, id: string): boolean {
  if (!child.restrictedDelete) return false
  if (!child.cascadeDelete) return true
  const row = statement(org.db, `SELECT "Status" AS status FROM "${child.object}" WHERE "Id" = ?`).get(id)
  return row?.status === 'Activated'
}

function nameOf(org: Org, object: ObjectSchema, id: string): string {
  const field = object.fields.find(({ nameField, derived }) => nameField && derived === null)
  if (!field) return id
  return String(
    statement(org.db, `SELECT "${field.name}" AS n FROM "${object.name}" WHERE "Id" = ?`).get(id)?.n ?? id,
  )
}

function refuseBlocked(
  removal: Removal,
  object: ObjectSchema,
  id: string,
  child: ChildSchema,
  ids: string[],
): void {
  const { org } = removal
  const blocking = ids.filter((each) => !removal.gone.has(each) && blocks(org, child, each))
  if (blocking.length === 0) return
  const other = org.schema.objects.get(child.object)
  const names = other ? blocking.slice(0, 10).map((each) => nameOf(org, other, each)) : blocking
  throw refuse(
    'DELETE_FAILED',
    `Your attempt to delete ${nameOf(org, object, id)} could not be completed because it is associated with the following ${(other?.labelPlural ?? child.object).toLowerCase()}.: ${names.join(', ')}\n`,
  )
}

function unlink(removal: Removal, child: ChildSchema, ids: readonly string[], parentId: string): void {
  const { org, root, at } = removal
  const object = org.schema.objects.get(child.object)
  const field = object?.fields.find(({ name }) => name === child.field)
  if (!object || !field?.nillable || KEPT.has(child.field)) return
  const stamped = object.fields.some(({ name }) => name === 'SystemModstamp')
    ? `, "SystemModstamp" = '${at}'`
    : ''
  for (const id of ids) {
    if (removal.gone.has(id)) continue
    statement(org.db, `UPDATE "${object.name}" SET "${field.name}" = NULL${stamped} WHERE "Id" = ?`).run(id)
    statement(org.db, 'INSERT INTO bin_link (root, object, id, field, value) VALUES (?, ?, ?, ?, ?)').run(
      root,
      object.name,
      id,
      field.name,
      parentId,
    )
  }
}

function discard(removal: Removal, object: ObjectSchema, id: string): void {
  const { org, root, at } = removal
  if (!hasBin(object)) {
    statement(org.db, `DELETE FROM "${object.name}" WHERE "Id" = ?`).run(id)
    return
  }
  const stamps = ['LastModifiedDate', 'SystemModstamp'].filter((name) =>
    object.fields.some((field) => field.name === name),
  )
  const sets = ['"IsDeleted" = 1', ...stamps.map((name) => `"${name}" = ?`)]
  statement(org.db, `UPDATE "${object.name}" SET ${sets.join(', ')} WHERE "Id" = ?`).run(
    ...stamps.map(() => at),
    id,
  )
  statement(org.db, 'INSERT OR REPLACE INTO bin (id, object, root, deleted_at) VALUES (?, ?, ?, ?)').run(
    id,
    object.name,
    root,
    at,
  )
}

/** Nothing is taken before everything that might stand in the way was asked. */
function remove(removal: Removal, object: ObjectSchema, id: string): void {
  removal.gone.set(id, object)
  const known = object.children.map((child) => ({ child, ids: children(removal.org, child, id) }))
  for (const { child, ids } of known) refuseBlocked(removal, object, id, child, ids)
  for (const { child, ids } of known) {
    const other = removal.org.schema.objects.get(child.object)
    if (!child.cascadeDelete) unlink(removal, child, ids, id)
    else if (other) for (const each of ids) if (!removal.gone.has(each)) remove(removal, other, each)
  }
  discard(removal, object, id)
}

/** Into the recycle bin, with everything that belongs to the record. */
export function binRecord(org: Org, object: ObjectSchema, id: string): void {
  remove({ org, root: id, at: now(org.clock), gone: new Map() }, object, id)
}

/** In the bin the record says who put it there; what went with it does not. */
function signBy(org: Org, object: ObjectSchema, id: string, userId: string): void {
  if (!hasBin(object) || !object.fields.some(({ name }) => name === 'LastModifiedById')) return
  statement(org.db, `UPDATE "${object.name}" SET "LastModifiedById" = ? WHERE "Id" = ?`).run(userId, id)
}

export function deleteRecord(org: Org, session: Session, name: string, given: string): string {
  const object = writableObject(org, session, name)
  if (!object.deletable)
    throw refuse('INSUFFICIENT_ACCESS_OR_READONLY', `entity type cannot be deleted: ${object.label}`)
  return atomically(org.db, () => {
    const { id, row } = livingRow(org, object, given)
    if (!session.access.deletes(object.name)) throw noAccess()
    if (object.name === 'AccountContactRelation' && row.IsDirect === 1)
      throw refuse(
        'DELETE_FAILED',
        'You can’t delete the relationship between a contact and its primary account',
      )
    if (object.name === 'Contact' && row.IsPersonAccount === 1)
      throw refuse('INVALID_PERSON_ACCOUNT_OPERATION', 'a person account is deleted through its account')
    beforeDelete(org, object, row)
    binRecord(org, object, id)
    signBy(org, object, id, session.userId)
    afterwards({ org, object, event: 'delete', row, create: creator(org, session) })
    return id
  })
}
