import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultAction } from '../faults.ts'
import { deliver, faultBefore, type Incoming, type Outgoing, receive, TooLarge } from '../wire.ts'
import { readAddress } from './address.ts'
import { asAnswer, html, json } from './answer.ts'
import { answerApi, purposeOf } from './api-endpoint.ts'
import type { Door, SideDoor } from './door.ts'
import { ApiError } from './org.ts'

const largestBody = 20 * 1024 * 1024
const longestAddress = 16_300

export interface RunningServer {
  readonly url: string
  readonly close: () => Promise<void>
  readonly stopped: Promise<void>
}

export interface Opened {
  readonly door: Door
  /** Uncounted and never hit by faults. */
  readonly control: SideDoor
  /** Asked before the API: token endpoints and the like. */
  readonly side: SideDoor
  /** What a fault named by its preset answers. */
  readonly presetAnswer: (action: FaultAction, incoming: Incoming) => Outgoing | undefined
  /** What the client hears of a call that was carried out, where a fault says so. */
  readonly answerAfterCommit: (actions: readonly FaultAction[], outgoing: Outgoing) => Outgoing
}

/** Listens on the loopback address only. `open` is asked once the address is known. */
export async function startServer(port: number, open: (url: string) => Opened): Promise<RunningServer> {
  const aborts = new AbortController()
  let serve: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => undefined
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 60_000 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(error instanceof Error ? error.message : String(error))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let closing: Promise<void> | undefined
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      aborts.abort()
      server.close(() => resolve())
      server.closeAllConnections()
    })
    return closing
  }
  serve = createDispatch(open(url), aborts.signal)
  return { url, close, stopped: new Promise((resolve) => server.once('close', () => resolve())) }
}

function createDispatch(
  { door, control, side, presetAnswer, answerAfterCommit }: Opened,
  stopped: AbortSignal,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const signal = AbortSignal.any([stopped, goneSignal(response)])
    const incoming = await receive(request, largestBody).catch((error: unknown) => {
      if (error instanceof TooLarge) return undefined
      throw error
    })
    if (incoming === undefined || (request.url ?? '').length > longestAddress) {
      const answer = incoming === undefined ? tooLarge() : html(414, '<h1>414 URI Too Long</h1>')
      return deliver(response, { method: 'GET', headers: {} }, answer, [], signal)
    }
    if (incoming.path.startsWith('/__emulator__')) {
      const answered = await control(incoming)
      return deliver(response, incoming, answered ?? json(404, { message: 'no such door' }), [], signal)
    }
    door.meter.count(purposeOf(door, incoming))
    const actions = door.faults.take({
      method: incoming.method,
      path: incoming.path,
      operation: null,
      text: () =>
        `${incoming.path}?${[...incoming.query.values()].join('&')}\n${incoming.raw.toString('utf8')}`,
    })
    if (!(await faultBefore(actions, response, signal))) return
    let outgoing = faulty(actions, incoming, presetAnswer)
    outgoing ??= (await side(incoming)) ?? (await answerApi(door, readAddress(incoming.path), incoming))
    await deliver(response, incoming, answerAfterCommit(actions, outgoing), actions, signal)
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

/** Aborts when the client is gone before its answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
