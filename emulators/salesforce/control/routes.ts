import { FaultError } from '../../faults.ts'
import type { Incoming, Outgoing } from '../../wire.ts'
import { addUser, type UserSpec } from '../access/add-user.ts'
import { findUser, findUserById } from '../access/users.ts'
import { json } from '../answer.ts'
import { clearPlanted, listAutomations } from '../automation/table.ts'
import type { Door } from '../door.ts'
import { ApiError } from '../org.ts'
import { plantAutomation } from './automation.ts'
import { ControlError } from './error.ts'
import { mutate } from './mutate.ts'
import { listUsers, loginAs } from './users.ts'

type Body = Readonly<Record<string, unknown>>
type Command = (door: Door, body: Body, incoming: Incoming) => unknown

const commands: Readonly<Record<string, Command>> = {
  'GET /faults': (door) => ({ faults: door.faults.list() }),
  'POST /faults': (door, body) => {
    const list = Array.isArray(body.faults) ? body.faults : [body]
    return { added: list.map((rule) => door.faults.add(rule)) }
  },
  'DELETE /faults': (door, _body, incoming) => {
    const id = incoming.query.get('id')
    if (id !== null) return { removed: door.faults.remove(id) ? 1 : 0 }
    const removed = door.faults.list().length
    door.faults.clear()
    return { removed }
  },
  'GET /automation': (door) => ({ automation: listAutomations(door.org) }),
  'POST /automation': (door, body) => plantAutomation(door, body),
  'DELETE /automation': (door) => ({ removed: clearPlanted(door.org) }),
  'GET /clock': (door) => ({ now: door.clock.now().toISOString() }),
  'POST /clock': (door, body) => moveClock(door, body),
  'GET /meter': (door) => ({ ...door.meter.read(), apiRequests: door.limits.used('DailyApiRequests') }),
  'DELETE /meter': (door) => {
    door.meter.reset()
    return { total: 0, byPurpose: {} }
  },
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
  'POST /mutate': (door, body) => mutate(door, body),
  'POST /stop': (door) => {
    setImmediate(door.stop)
    return { stopping: true }
  },
}

/** `/__emulator__/…`: what tests and demonstrations turn; neither counted nor touched by faults. */
export function createControl(door: Door): (incoming: Incoming) => Promise<Outgoing> {
  return async (incoming) => {
    const name = `${incoming.method} ${incoming.path.replace(/^\/__emulator__/, '').replace(/\/$/, '')}`
    const command = commands[name]
    if (command === undefined)
      return json(404, { error: `no such command: ${name}`, known: Object.keys(commands) })
    try {
      return json(200, await command(door, bodyOf(incoming), incoming))
    } catch (error) {
      if (error instanceof ControlError || error instanceof FaultError || error instanceof ApiError)
        return json(400, { error: error.message })
      throw error
    }
  }
}

function bodyOf(incoming: Incoming): Body {
  if (incoming.raw.length === 0) return {}
  try {
    const body: unknown = JSON.parse(incoming.raw.toString('utf8'))
    if (body !== null && typeof body === 'object')
      return Array.isArray(body) ? { faults: body } : (body as Body)
  } catch (error) {
    throw new ControlError(`the body is not JSON: ${(error as Error).message}`)
  }
  throw new ControlError('the body must be an object')
}

function moveClock(door: Door, body: Body): { now: string } {
  if (typeof body.set === 'string') {
    const date = new Date(body.set)
    if (Number.isNaN(date.getTime())) throw new ControlError(`"set" is no date: ${body.set}`)
    door.clock.set(date)
  } else if (typeof body.advance === 'number') door.clock.advance(body.advance)
  else throw new ControlError('give "set" (a date) or "advance" (milliseconds)')
  return { now: door.clock.now().toISOString() }
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
