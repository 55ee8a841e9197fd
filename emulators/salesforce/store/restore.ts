import { atomically, statement } from '../../statement.ts'
import type { Org, Session } from '../org.ts'
import { relateAgain } from './aftermath.ts'
import { crossReference, noAccess, refuse } from './fault.ts'
import { fullId } from './id.ts'
import { now } from './moment.ts'
import { rowState } from './reference.ts'

interface Binned {
  readonly id: string
  readonly object: string
}

interface Link extends Binned {
  readonly field: string
  readonly value: string
}

function bringBack(org: Org, { id, object }: Binned, at: string): void {
  const described = org.schema.objects.get(object)
  const stamps = ['LastModifiedDate', 'SystemModstamp'].filter((name) =>
    described?.fields.some((field) => field.name === name),
  )
  const sets = ['"IsDeleted" = 0', ...stamps.map((name) => `"${name}" = ?`)]
  statement(org.db, `UPDATE "${object}" SET ${sets.join(', ')} WHERE "Id" = ?`).run(
    ...stamps.map(() => at),
    id,
  )
}

/** Out of the bin with everything that went in with it; lookups that were emptied and are still empty point back. */
export function undeleteRecord(org: Org, session: Session, given: unknown): string {
  const id = fullId(given)
  const object = id === null ? undefined : org.schema.byPrefix(id.slice(0, 3))
  if (id === null || !object) throw refuse('MALFORMED_ID', `malformed id ${given}`)
  if (!object.undeletable) throw refuse('UNDELETE_FAILED', `Entity type is not undeletable: ${object.name}`)
  if (!session.access.deletes(object.name)) throw noAccess()
  return atomically(org.db, () => {
    const state = rowState(org, object, id)
    if (state === undefined) throw crossReference()
    const row = statement(org.db, 'SELECT root FROM bin WHERE id = ?').get(id) as { root: string } | undefined
    if (state === 'living' || !row) throw refuse('UNDELETE_FAILED', 'Entity is not in the recycle bin')
    const at = now(org.clock)
    const mates =
      row.root === id
        ? statement(org.db, 'SELECT id, object FROM bin WHERE root = ?').all(id)
        : [{ id, object: object.name }]
    for (const mate of mates as unknown as Binned[]) {
      bringBack(org, mate, at)
      statement(org.db, 'DELETE FROM bin WHERE id = ?').run(mate.id)
    }
    relink(org, id)
    for (const mate of mates as unknown as Binned[])
      if (mate.object === 'Contact') relateAgain(org, mate.id, at)
    return id
  })
}

function relink(org: Org, root: string): void {
  const links = statement(org.db, 'SELECT object, id, field, value FROM bin_link WHERE root = ?').all(
    root,
  ) as unknown as Link[]
  for (const { object, id, field, value } of links)
    statement(org.db, `UPDATE "${object}" SET "${field}" = ? WHERE "Id" = ? AND "${field}" IS NULL`).run(
      value,
      id,
    )
  statement(org.db, 'DELETE FROM bin_link WHERE root = ?').run(root)
}

/** For good: what is in the bin is no longer even seen by queryAll. */
export function emptyBin(org: Org, given: unknown): string {
  const id = fullId(given)
  const object = id === null ? undefined : org.schema.byPrefix(id.slice(0, 3))
  if (id === null || !object) throw refuse('MALFORMED_ID', `malformed id ${given}`)
  if (rowState(org, object, id) !== 'deleted')
    throw refuse('INVALID_ID_FIELD', 'Entity is not in the recycle bin')
  return atomically(org.db, () => {
    const mates = statement(org.db, 'SELECT id, object FROM bin WHERE root = ? OR id = ?').all(
      id,
      id,
    ) as unknown as Binned[]
    for (const mate of [{ id, object: object.name }, ...mates]) {
      statement(org.db, `DELETE FROM "${mate.object}" WHERE "Id" = ?`).run(mate.id)
      statement(org.db, 'DELETE FROM bin WHERE id = ?').run(mate.id)
    }
    statement(org.db, 'DELETE FROM bin_link WHERE root = ?').run(id)
    return id
  })
}
