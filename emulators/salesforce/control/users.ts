import { createHash } from 'node:crypto'
import { findUserById } from '../access/users.ts'
import type { Door } from '../door.ts'
import { ApiError } from '../org.ts'

export interface Login {
  readonly userId: string
  readonly username: string
  readonly accessToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

/** A fresh session of that user, with an app whose client credentials run as this user. */
export function loginAs(door: Door, userId: string): Login {
  const user = findUserById(door.org, userId)
  if (user === undefined || !user.active) throw new ApiError(400, 'INVALID_LOGIN', `no active user ${userId}`)
  const clientId = `3MVG9${fingerprint(`${door.org.id}:${user.id}:id`).slice(0, 75)}`
  const clientSecret = fingerprint(`${door.org.id}:${user.id}:secret`).slice(0, 64).toUpperCase()
  if (door.apps.find(clientId) === undefined)
    door.apps.add({ clientId, clientSecret, runAs: user.id, rotatesRefreshTokens: false })
  return {
    userId: user.id,
    username: user.username,
    accessToken: door.sessions.open(user.id, user.username, clientId).token,
    clientId,
    clientSecret,
    refreshToken: door.sessions.grantRefresh(user.id, clientId),
  }
}

/** The first users only: an org of a million people has hundreds. */
const most = 200

export function listUsers(door: Door): readonly { userId: string; username: string; profile: string }[] {
  const rows = door.org.db
    .prepare(
      `SELECT u."Id" AS id, u."Username" AS username, p."Name" AS profile FROM "User" u
       LEFT JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."IsActive" = 1 ORDER BY u."Id" LIMIT ${most}`,
    )
    .all()
  return rows.map((row) => ({
    userId: String(row.id),
    username: String(row.username),
    profile: String(row.profile),
  }))
}

function fingerprint(text: string): string {
  return createHash('sha512').update(text).digest('hex')
}
