import { type Body, type Command, ControlError, createControlDoor, sharedCommands } from '../../control.ts'
import type { Incoming, Outgoing } from '../../wire.ts'
import { addUser, type UserSpec } from '../access/add-user.ts'
import { findUser, findUserById } from '../access/users.ts'
import { clearPlanted, listAutomations } from '../automation/table.ts'
import type { Door } from '../door.ts'
import { ApiError } from '../org.ts'
import { plantAutomation } from './automation.ts'
import { mergeInSet, switchManagement } from './duplicates.ts'
import { mutate } from './mutate.ts'
import { listUsers, loginAs } from './users.ts'

const commands: Readonly<Record<string, Command<Door>>> = {
  ...sharedCommands,
  'GET /automation': (door) => ({ automation: listAutomations(door.org) }),
  'POST /automation': (door, body) => plantAutomation(door, body),
  'DELETE /automation': (door) => ({ removed: clearPlanted(door.org) }),
  'GET /meter': (door) => ({ ...door.meter.read(), apiRequests: door.limits.used('DailyApiRequests') }),
  'POST /limits': (door, body) => setLimits(door, body),
  'GET /users': (door) => ({ users: listUsers(door) }),
  'POST /users': (door, body) =>
    loginAs(door, body.create === undefined ? userIdOf(door, body) : created(door, body)),
  'POST /locks': (door, body) => ({ locked: lockRows(door, body) }),
  'DELETE /locks': (door) => ({ freed: door.locks.free() }),
  'POST /sessions/expire': (door, body) => ({
    expired: door.sessions.expire(hasUser(body) ? userIdOf(door, body) : undefined),
  }),
  'POST /apps': (door, body) => configureApp(door, body),
  'POST /duplicates': (door, body) => switchManagement(door, body),
  'POST /duplicates/merge': (door, body) => mergeInSet(door, body),
  'POST /mutate': (door, body) => mutate(door, body),
}

export function createControl(door: Door): (incoming: Incoming) => Promise<Outgoing> {
  return createControlDoor(door, commands, (error) => error instanceof ApiError)
}

function setLimits(door: Door, body: Body): { allowed: number; used: number } {
  const { allowed, used } = body
  if (typeof allowed === 'number') door.limits.allow('DailyApiRequests', allowed)
  if (typeof used === 'number') door.limits.pretendUsed('DailyApiRequests', used)
  return {
    allowed: door.limits.allowed('DailyApiRequests'),
    used: door.limits.used('DailyApiRequests'),
  }
}

function lockRows(door: Door, { ids, times }: Body): number {
  if (!Array.isArray(ids)) throw new ControlError('"ids" is missing')
  if (times !== undefined && !Number.isInteger(times))
    throw new ControlError('"times" must be a whole number')
  return door.locks.lock(ids.map(String), times === undefined ? null : (times as number))
}

function hasUser(body: Body): boolean {
  return body.username !== undefined || body.userId !== undefined
}

function userIdOf(door: Door, body: Body): string {
  const { username, userId } = body
  const user =
    typeof username === 'string' ? findUser(door.org, username) : findUserById(door.org, String(userId))
  if (user === undefined) throw new ControlError(`no such user: ${String(username ?? userId)}`)
  return user.id
}

function created(door: Door, body: Body): string {
  try {
    return addUser(door.org, body.create as UserSpec)
  } catch (error) {
    throw new ControlError((error as Error).message)
  }
}

function configureApp(door: Door, body: Body): { clientId: string } {
  const { clientId, publicKey, rotateRefreshTokens } = body
  if (typeof clientId !== 'string') throw new ControlError('"clientId" is missing')
  if (typeof publicKey === 'string') {
    try {
      door.apps.register(clientId, publicKey)
    } catch (error) {
      throw new ControlError(`"publicKey" is no PEM: ${(error as Error).message}`)
    }
  }
  if (typeof rotateRefreshTokens === 'boolean' && !door.apps.rotate(clientId, rotateRefreshTokens))
    throw new ControlError(`no such app: ${clientId}`)
  return { clientId }
}
