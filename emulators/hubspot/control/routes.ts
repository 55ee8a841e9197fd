import { type Body, type Command, ControlError, createControlDoor, sharedCommands } from '../../control.ts'
import type { Incoming, Outgoing } from '../../wire.ts'
import { insertAuditEvent, insertLogin, insertSecurityEvent } from '../account/tables.ts'
import type { AuthDesk } from '../auth/routes.ts'
import type { Door } from '../door.ts'
import { ApiError } from '../org.ts'
import { addUser, deactivateUser } from '../people/change.ts'
import type { UserSpec } from '../people/tables.ts'
import { defaultUser, findUserByEmail, findUserById, listUsers } from '../people/users.ts'
import { type LoginSpec, loginAs } from './logins.ts'
import { mutate } from './mutate.ts'
import { restore } from './restore.ts'

/** The door, and who gives tokens. */
export type Keeper = Door & AuthDesk

const commands: Readonly<Record<string, Command<Keeper>>> = {
  ...sharedCommands,
  'GET /meter': (door) => ({
    ...door.meter.read(),
    apiRequests: door.limits.daily().used,
    overLimit: door.limits.refused(),
  }),
  'GET /limits': (door) => showLimits(door),
  'POST /limits': (door, body) => setLimits(door, body),
  'GET /users': (door) => ({
    users: listUsers(door.org, '0', mostUsers).map(({ id, email, superAdmin }) => ({
      userId: id,
      username: email,
      superAdmin,
    })),
  }),
  'POST /users': (door, body) => {
    const userId = body.create === undefined ? userIdOf(door, body) : created(door, body)
    return loginAs(door, userId, loginSpec(body))
  },
  'DELETE /users': (door, body) => ({ deactivated: deactivateUser(door.org, userIdOf(door, body)) }),
  'POST /tokens': (door, body) => loginAs(door, userIdOf(door, body), loginSpec(body)),
  'DELETE /tokens': (door, body) => ({ revoked: door.tokens.revoke(String(body.token)) }),
  'POST /sessions/expire': (door, body) => ({
    expired: door.tokens.expire(hasUser(body) ? userIdOf(door, body) : undefined),
  }),
  'POST /activity': (door, body) => addActivity(door, body),
  'POST /mutate': (door, body) => mutate(door, body),
  'POST /restore': (door, body) => restore(door, body),
}

/** The first users only: a big account has hundreds. */
const mostUsers = 200

export function createControl(door: Keeper): (incoming: Incoming) => Promise<Outgoing> {
  return createControlDoor(door, commands, (error) => error instanceof ApiError)
}

/** `allowed` and `used` are of the day, as for Salesforce; the bursts have names of their own. */
function setLimits(door: Door, body: Body) {
  const changes: Record<string, number> = {}
  for (const name of ['burst', 'oauthBurst', 'search'] as const)
    if (typeof body[name] === 'number') changes[name] = body[name]
  if (typeof body.allowed === 'number') changes.daily = body.allowed
  door.limits.allow(changes)
  if (typeof body.used === 'number') door.limits.pretendUsed(body.used)
  if (body.rest === true) door.limits.rest()
  return showLimits(door)
}

function showLimits(door: Door) {
  const { limit, used, resetsAt } = door.limits.daily()
  const { burst, oauthBurst, search } = door.limits.allowances()
  return { allowed: limit, used, resetsAt: resetsAt.toISOString(), burst, oauthBurst, search }
}

function addActivity(door: Door, body: Body): { added: number } {
  const rows = (name: string) => (Array.isArray(body[name]) ? (body[name] as never[]) : [])
  for (const login of rows('logins')) insertLogin(door.org, login)
  for (const event of rows('security')) insertSecurityEvent(door.org, event)
  for (const event of rows('audit')) insertAuditEvent(door.org, event)
  return { added: rows('logins').length + rows('security').length + rows('audit').length }
}

function hasUser(body: Body): boolean {
  return body.username !== undefined || body.userId !== undefined
}

/** Without a name: whoever set the account up. */
function userIdOf(door: Door, body: Body): string {
  const { username, userId } = body
  const user = !hasUser(body)
    ? defaultUser(door.org)
    : typeof username === 'string'
      ? findUserByEmail(door.org, username)
      : findUserById(door.org, String(userId))
  if (user === undefined) throw new ControlError(`no such user: ${String(username ?? userId)}`)
  return user.id
}

function created(door: Door, body: Body): string {
  const spec = body.create as Partial<UserSpec>
  if (typeof spec.email !== 'string') throw new ControlError('"create.email" is missing')
  if (findUserByEmail(door.org, spec.email) !== undefined)
    throw new ControlError(`there is a user ${spec.email} already`)
  return addUser(door.org, { ...spec, email: spec.email }).userId
}

function loginSpec(body: Body): LoginSpec {
  const { name, kind, scopes, rotateRefreshTokens } = body
  if (kind !== undefined && kind !== 'service-key' && kind !== 'private-app' && kind !== 'oauth')
    throw new ControlError('"kind" must be service-key, private-app or oauth')
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(kind === undefined ? {} : { kind }),
    ...(Array.isArray(scopes) ? { scopes: scopes.map(String) } : {}),
    ...(rotateRefreshTokens === true ? { rotatesRefreshTokens: true } : {}),
  }
}
