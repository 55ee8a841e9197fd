import { type Body, ControlError } from '../../control.ts'
import { switchDuplicates } from '../access/duplicate-management.ts'
import { findUser } from '../access/users.ts'
import type { Door } from '../door.ts'
import { mergeRecords, mergeSettings } from '../merge/index.ts'
import { objectOfId } from '../store/index.ts'

/** Help, "Merge Duplicate Records": the action compares up to three. */
const mostAtOnce = 3

export function switchManagement(door: Door, { on }: Body): { on: boolean } {
  if (typeof on !== 'boolean') throw new ControlError('"on" must be true or false')
  switchDuplicates(door.org, on)
  return { on }
}

/** What a user does with "Compare and Merge" on a set: `master` stays, `losers` (default: all others) go. */
export function mergeInSet(door: Door, body: Body): { master: string; merged: readonly string[] } {
  const { org } = door
  const user = findUser(org, String(body.as))
  if (user === undefined) throw new ControlError(`"as" names no user: ${String(body.as)}`)
  const listed = org.db
    .prepare(
      'SELECT "RecordId" AS id FROM "DuplicateRecordItem" WHERE "DuplicateRecordSetId" = ? AND "IsDeleted" = 0',
    )
    .all(String(body.set))
    .map(({ id }) => String(id))
  const master = String(body.master)
  const losers = Array.isArray(body.losers) ? body.losers.map(String) : listed.filter((id) => id !== master)
  const chosen = [master, ...losers]
  const object = objectOfId(org, master)
  if (object === undefined || chosen.some((id) => !listed.includes(id)))
    throw new ControlError('the set does not hold all of these records')
  if (chosen.length < 2 || chosen.length > mostAtOnce)
    throw new ControlError(`${chosen.length} records cannot be merged at once`)
  const session = door.sessions.open(user.id, user.username, 'control')
  const request = { object, masterId: master, loserIds: losers, values: {}, portalUserId: undefined }
  const { mergedIds } = mergeRecords(org, session, request, mergeSettings({}))
  door.sessions.close(session.token)
  return { master, merged: mergedIds }
}
