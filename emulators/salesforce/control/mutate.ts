import { ControlError } from '../../control.ts'
import { findUser } from '../access/users.ts'
import type { Door } from '../door.ts'
import type { Session } from '../org.ts'

/** The most that one collection request takes. */
const chunk = 200

interface Change {
  readonly object: string
  readonly ids: readonly string[]
  readonly set: Readonly<Record<string, unknown>>
  readonly remove: boolean
}

export interface Mutated {
  readonly changed: readonly string[]
  readonly failed: readonly { readonly id: string; readonly errors: unknown }[]
}

/**
 * Changes or deletes records as another user would, through the API's own door but uncounted: the named `ids`,
 * or `count` of them in the order of their ids after `offset`. `{n}` in a text becomes the record's number.
 */
export async function mutate(door: Door, body: Readonly<Record<string, unknown>>): Promise<Mutated> {
  const change = readChange(door, body)
  const user = findUser(door.org, String(body.as))
  if (user === undefined) throw new ControlError(`"as" names no user: ${String(body.as)}`)
  const session = door.sessions.open(user.id, user.username, 'control')
  const changed: string[] = []
  const failed: { id: string; errors: unknown }[] = []
  for (let at = 0; at < change.ids.length; at += chunk) {
    const ids = change.ids.slice(at, at + chunk)
    const results = await send(door, session, change, ids, at)
    for (const [index, id] of ids.entries()) {
      const result = results[index]
      if (result?.success === true) changed.push(id)
      else failed.push({ id, errors: result?.errors })
    }
  }
  door.sessions.close(session.token)
  return { changed, failed }
}

function readChange(door: Door, body: Readonly<Record<string, unknown>>): Change {
  const object = door.org.schema.object(String(body.object))
  if (object === undefined) throw new ControlError(`no such object: ${String(body.object)}`)
  const remove = body.delete === true
  const set = (body.set ?? {}) as Record<string, unknown>
  if (!remove && Object.keys(set).length === 0)
    throw new ControlError('give "set" (field to value) or "delete": true')
  if (Array.isArray(body.ids)) return { object: object.name, ids: body.ids.map(String), set, remove }
  const live = object.fields.some((field) => field.name === 'IsDeleted') ? 'WHERE "IsDeleted" = 0' : ''
  const ids = door.org.db
    .prepare(`SELECT "Id" AS id FROM "${object.name}" ${live} ORDER BY "Id" LIMIT ? OFFSET ?`)
    .all(Number(body.count ?? 1), Number(body.offset ?? 0))
    .map((row) => String(row.id))
  return { object: object.name, ids, set, remove }
}

async function send(
  door: Door,
  session: Session,
  change: Change,
  ids: readonly string[],
  from: number,
): Promise<readonly { readonly success?: boolean; readonly errors?: unknown }[]> {
  const records = ids.map((id, index) => ({
    attributes: { type: change.object },
    id,
    ...filled(change.set, from + index + 1),
  }))
  const response = await door.call(door.org, {
    method: change.remove ? 'DELETE' : 'PATCH',
    path: '/composite/sobjects',
    version: '66.0',
    query: new URLSearchParams(change.remove ? { ids: ids.join(','), allOrNone: 'false' } : {}),
    headers: {},
    body: change.remove ? undefined : { allOrNone: false, records },
    session,
  })
  return response.body as readonly { readonly success?: boolean }[]
}

function filled(set: Readonly<Record<string, unknown>>, number: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(set).map(([field, value]) => [
      field,
      typeof value === 'string' ? value.replaceAll('{n}', String(number)) : value,
    ]),
  )
}
