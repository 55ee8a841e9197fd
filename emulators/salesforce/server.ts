import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FaultAction } from '../faults.ts'
import { deliver, faultBefore, type Incoming, type Outgoing, receive, TooLarge } from '../wire.ts'
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

export interface RunningServer {
  readonly url: string
  readonly close: () => Promise<void>
  readonly stopped: Promise<void>
}

/** Listens on the loopback address only. `door` is asked for once the address is known. */
export async function startServer(
  port: number,
  open: (url: string) => { door: Door; purpose: (method: string, path: string) => string },
): Promise<RunningServer> {
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
  const { door, purpose } = open(url)
  serve = createDispatch(door, purpose, aborts.signal)
  return { url, close, stopped: new Promise((resolve) => server.once('close', () => resolve())) }
}

interface Asked {
  readonly incoming: Incoming
  readonly soap: SoapRequest | undefined
  readonly rest: RestAddress | undefined
  readonly operation: string | null
}

function createDispatch(
  door: Door,
  purpose: (method: string, path: string) => string,
  stopped: AbortSignal,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const auth = createAuth(door)
  const control = createControl(door)
  return async (request, response) => {
    const signal = AbortSignal.any([stopped, goneSignal(response)])
    const incoming = await receive(request, largestBody).catch((error: unknown) => {
      if (error instanceof TooLarge) return undefined
      throw error
    })
    if (incoming === undefined || (request.url ?? '').length > longestAddress) {
      const answer = incoming === undefined ? tooLarge() : html(414, '<h1>Bad Message 414</h1>')
      return deliver(response, { method: 'GET', headers: {} }, answer, [], signal)
    }
    if (incoming.path.startsWith('/__emulator__')) {
      return deliver(response, incoming, await control(incoming), [], signal)
    }
    const asked = readAddress(incoming)
    door.meter.count(purposeOf(asked, purpose))
    const actions = door.faults.take({
      method: incoming.method,
      path: incoming.path,
      operation: asked.operation,
      text: () =>
        `${incoming.path}?${[...incoming.query.values()].join('&')}\n${incoming.raw.toString('utf8')}`,
    })
    if (!(await faultBefore(actions, response, signal))) return
    const outgoing = answerOfFault(door, asked, actions) ?? (await answer(door, asked, auth))
    await deliver(response, incoming, outgoing, actions, signal)
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

/** Aborts when the client is gone before its answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
