import { ControlError } from '../../control.ts'
import type { Door } from '../door.ts'
import { ApiError, type Session } from '../org.ts'
import { findUserByEmail } from '../people/users.ts'
import { findType } from '../store/define.ts'
import { recordTable } from '../store/open.ts'

interface Change {
  readonly object: string
  readonly ids: readonly string[]
  readonly set: Readonly<Record<string, unknown>>
  readonly remove: boolean
}

export interface Mutated {
  readonly changed: readonly string[]
  readonly failed: readonly { readonly id: string; readonly error: string }[]
}

/**
 * Changes or deletes records as another user would, through the API's own routes but uncounted: the named `ids`,
 * or `count` of them in the order of their ids after `offset`. `{n}` in a text becomes the record's number.
 */
export async function mutate(door: Door, body: Readonly<Record<string, unknown>>): Promise<Mutated> {
  const change = readChange(door, body)
  const user = findUserByEmail(door.org, String(body.as))
  if (user === undefined) throw new ControlError(`"as" names no user: ${String(body.as)}`)
  const session: Session = { token: '', appId: '0', kind: 'private-app', userId: user.id, scopes: 'all' }
  const changed: string[] = []
  const failed: { id: string; error: string }[] = []
  for (const [place, id] of change.ids.entries()) {
    try {
      await send(door, session, change, id, place + 1)
      changed.push(id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      failed.push({ id, error: error.message })
    }
  }
  return { changed, failed }
}

function readChange(door: Door, body: Readonly<Record<string, unknown>>): Change {
  const type = findType(door.org, String(body.object))
  if (type === undefined) throw new ControlError(`no such object: ${String(body.object)}`)
  const remove = body.delete === true
  const set = (body.set ?? {}) as Record<string, unknown>
  if (!remove && Object.keys(set).length === 0)
    throw new ControlError('give "set" (property to value) or "delete": true')
  if (Array.isArray(body.ids)) return { object: type.name, ids: body.ids.map(String), set, remove }
  const ids = door.org.db
    .prepare(`SELECT id FROM ${recordTable(type.name)} WHERE archived IS NULL ORDER BY id LIMIT ? OFFSET ?`)
    .all(Number(body.count ?? 1), Number(body.offset ?? 0))
    .map((row) => String(row.id))
  return { object: type.name, ids, set, remove }
}

async function send(door: Door, session: Session, change: Change, id: string, number: number): Promise<void> {
  const properties = Object.fromEntries(
    Object.entries(change.set).map(([name, value]) => [
      name,
      String(value).replaceAll('{n}', String(number)),
    ]),
  )
  await door.router.call(door.org, {
    method: change.remove ? 'DELETE' : 'PATCH',
    path: `/crm/objects/${change.object}/${id}`,
    version: 'v3',
    query: new URLSearchParams(),
    headers: {},
    body: change.remove ? undefined : { properties },
    session,
  })
}
