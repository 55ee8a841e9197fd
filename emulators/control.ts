import type { MovableClock } from './clock.ts'
import { FaultError, type Faults } from './faults.ts'
import type { Meter } from './meter.ts'
import type { Incoming, Outgoing } from './wire.ts'

/** A request to the control door that makes no sense: 400 with the sentence. */
export class ControlError extends Error {}

export type Body = Readonly<Record<string, unknown>>
export type Command<Door> = (door: Door, body: Body, incoming: Incoming) => unknown

/** What every emulator has behind its door. */
interface Turnable {
  readonly clock: MovableClock
  readonly faults: Faults
  readonly meter: Meter
  readonly stop: () => void
}

/** Commands that are the same whichever CRM is emulated. */
export const sharedCommands: Readonly<Record<string, Command<Turnable>>> = {
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
  'GET /clock': (door) => ({ now: door.clock.now().toISOString() }),
  'POST /clock': (door, body) => moveClock(door.clock, body),
  'DELETE /meter': (door) => {
    door.meter.reset()
    return { total: 0, byPurpose: {} }
  },
  'POST /stop': (door) => {
    setImmediate(door.stop)
    return { stopping: true }
  },
}

/** `/__emulator__/…`: what tests and demonstrations turn; neither counted nor touched by faults. */
export function createControlDoor<Door>(
  door: Door,
  commands: Readonly<Record<string, Command<Door>>>,
  isRefusal: (error: unknown) => boolean,
): (incoming: Incoming) => Promise<Outgoing> {
  return async (incoming) => {
    const name = `${incoming.method} ${incoming.path.replace(/^\/__emulator__/, '').replace(/\/$/, '')}`
    const command = commands[name]
    if (command === undefined)
      return told(404, { error: `no such command: ${name}`, known: Object.keys(commands) })
    try {
      return told(200, await command(door, bodyOf(incoming), incoming))
    } catch (error) {
      if (error instanceof ControlError || error instanceof FaultError || isRefusal(error))
        return told(400, { error: (error as Error).message })
      throw error
    }
  }
}

function told(status: number, body: unknown): Outgoing {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
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

function moveClock(clock: MovableClock, body: Body): { now: string } {
  if (typeof body.set === 'string') {
    const date = new Date(body.set)
    if (Number.isNaN(date.getTime())) throw new ControlError(`"set" is no date: ${body.set}`)
    clock.set(date)
  } else if (typeof body.advance === 'number') clock.advance(body.advance)
  else throw new ControlError('give "set" (a date) or "advance" (milliseconds)')
  return { now: clock.now().toISOString() }
}
