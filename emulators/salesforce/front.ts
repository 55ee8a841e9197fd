import type { FaultAction } from '../faults.ts'
import type { Front } from '../server.ts'
import { deliver, faultBefore, type Incoming, type Outgoing } from '../wire.ts'
import { html, restError } from './answer.ts'
import { createAuth } from './auth/routes.ts'
import { faultAnswer } from './control/presets.ts'
import { createControl } from './control/routes.ts'
import type { Door } from './door.ts'
import { answerRest, answerVersions, type RestAddress, readRest } from './rest-endpoint.ts'
import { answerSoap, readSoap, type SoapRequest } from './soap/endpoint.ts'
import { SoapFault } from './soap/envelope.ts'

/** The vendor takes 150 MB of Base64 as one upload of a bulk job; nothing else comes near. */
const largestBody = 150 * 1024 * 1024
const longestAddress = 16_384

interface Asked {
  readonly incoming: Incoming
  readonly soap: SoapRequest | undefined
  readonly rest: RestAddress | undefined
  readonly operation: string | null
}

/** Everything between the wire and the org. */
export function createFront(door: Door, purpose: (method: string, path: string) => string): Front {
  const auth = createAuth(door)
  const serve: Front['serve'] = async (incoming, response, signal) => {
    const asked = readAddress(incoming)
    door.meter.count(purposeOf(asked, purpose))
    const actions = door.faults.take({
      method: incoming.method,
      path: incoming.path,
      operation: asked.operation,
      text: () =>
        `${incoming.path}?${[...incoming.query.values()].join('&')}\n${incoming.raw.toString('utf8')}`,
    })
    if (!(await faultBefore(actions, response, signal, door.faults))) return
    const outgoing = answerOfFault(door, asked, actions) ?? (await answer(door, asked, auth))
    await deliver(response, incoming, outgoing, actions, signal)
  }
  return {
    largestBody,
    longestAddress,
    tooLarge,
    tooLong: html(414, '<h1>Bad Message 414</h1>'),
    control: createControl(door),
    serve,
  }
}

function readAddress(incoming: Incoming): Asked {
  const soap = readSoap(incoming)
  const message = soap?.message
  const operation = message === undefined || message instanceof SoapFault ? null : message.operation
  return { incoming, soap, operation, rest: readRest(incoming) }
}

function purposeOf(asked: Asked, purpose: (method: string, path: string) => string): string {
  if (asked.soap !== undefined) return `SOAP ${asked.operation ?? 'unreadable'}`
  const { method, path } = asked.incoming
  if (asked.rest === undefined) return `${method} ${path.replace(/^\/id\/.*/, '/id')}`
  return `${method} ${purpose(method, asked.rest.path)}`
}

function answerOfFault(door: Door, asked: Asked, actions: readonly FaultAction[]): Outgoing | undefined {
  for (const action of actions) {
    const answered = faultAnswer(door, action, asked.soap, asked.incoming)
    if (answered !== undefined) return answered
  }
  return undefined
}

async function answer(
  door: Door,
  asked: Asked,
  auth: (incoming: Incoming) => Outgoing | undefined,
): Promise<Outgoing> {
  if (asked.soap !== undefined) return answerSoap(door, asked.soap)
  if (asked.rest !== undefined) return answerRest(door, asked.rest, asked.incoming)
  const other = answerVersions(asked.incoming) ?? auth(asked.incoming)
  return other ?? restError(404, 'NOT_FOUND', 'The requested resource does not exist')
}

function tooLarge(): Outgoing {
  return restError(413, 'REQUEST_ENTITY_TOO_LARGE', 'The request entity is too large')
}
