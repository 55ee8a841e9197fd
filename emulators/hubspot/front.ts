import type { FaultAction } from '../faults.ts'
import type { Front } from '../server.ts'
import { deliver, faultBefore, type Incoming, type Outgoing } from '../wire.ts'
import { readAddress } from './address.ts'
import { asAnswer, html, json } from './answer.ts'
import { answerApi, purposeOf } from './api-endpoint.ts'
import type { Door, SideDoor } from './door.ts'
import { ApiError } from './org.ts'

const largestBody = 20 * 1024 * 1024
const longestAddress = 16_300

export interface Opened {
  readonly door: Door
  /** Uncounted and never hit by faults. */
  readonly control: Front['control']
  /** Asked before the API: token endpoints and the like. */
  readonly side: SideDoor
  /** What a fault named by its preset answers. */
  readonly presetAnswer: (action: FaultAction, incoming: Incoming) => Outgoing | undefined
  /** What the client hears of a call that was carried out, where a fault says so. */
  readonly answerAfterCommit: (actions: readonly FaultAction[], outgoing: Outgoing) => Outgoing
}

/** Everything between the wire and the account. */
export function createFront({ door, control, side, presetAnswer, answerAfterCommit }: Opened): Front {
  const serve: Front['serve'] = async (incoming, response, signal) => {
    door.meter.count(purposeOf(door, incoming))
    const actions = door.faults.take({
      method: incoming.method,
      path: incoming.path,
      operation: null,
      text: () =>
        `${incoming.path}?${[...incoming.query.values()].join('&')}\n${incoming.raw.toString('utf8')}`,
    })
    if (!(await faultBefore(actions, response, signal, door.faults))) return
    let outgoing = faulty(actions, incoming, presetAnswer)
    outgoing ??= (await side(incoming)) ?? (await answerApi(door, readAddress(incoming.path), incoming))
    const { headers, ...said } = answerAfterCommit(actions, outgoing)
    const dated = { ...said, headers: { date: door.clock.now().toUTCString(), ...headers } }
    await deliver(response, incoming, dated, actions, signal)
  }
  return {
    largestBody,
    longestAddress,
    tooLarge,
    tooLong: html(414, '<h1>414 URI Too Long</h1>'),
    control,
    serve,
  }
}

function faulty(
  actions: readonly FaultAction[],
  incoming: Incoming,
  presetAnswer: Opened['presetAnswer'],
): Outgoing | undefined {
  for (const action of actions) {
    const answered = presetAnswer(action, incoming)
    if (answered !== undefined) return answered
    if (action.kind !== 'answer') continue
    const { status, headers = {}, body = null } = action.answer
    if (typeof body === 'string') return { status, headers, body }
    return json(status, body, headers)
  }
  return undefined
}

function tooLarge(): Outgoing {
  return asAnswer(new ApiError(413, 'VALIDATION_ERROR', 'Request entity too large'))
}
