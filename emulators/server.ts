import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { deliver, type Incoming, type Outgoing, receive, TooLarge } from './wire.ts'

export interface RunningServer {
  readonly url: string
  readonly close: () => Promise<void>
  readonly stopped: Promise<void>
}

/** What a server lets in, and who answers. */
export interface Front {
  readonly largestBody: number
  readonly longestAddress: number
  readonly tooLarge: () => Outgoing
  readonly tooLong: Outgoing
  /** Uncounted and never hit by faults. */
  readonly control: (incoming: Incoming) => Promise<Outgoing>
  /** `signal` aborts when the server stops or the client is gone before its answer. */
  readonly serve: (incoming: Incoming, response: ServerResponse, signal: AbortSignal) => Promise<void>
}

/** Listens on the loopback address only. `open` is asked once the address is known. */
export async function startServer(port: number, open: (url: string) => Front): Promise<RunningServer> {
  const aborts = new AbortController()
  let answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> = async () => undefined
  const server = createServer({ maxHeaderSize: 65_536, keepAliveTimeout: 60_000 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
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
  const front = open(url)
  answer = (request, response) => letIn(front, request, response, aborts.signal)
  return { url, close, stopped: new Promise((resolve) => server.once('close', () => resolve())) }
}

async function letIn(
  front: Front,
  request: IncomingMessage,
  response: ServerResponse,
  stopped: AbortSignal,
): Promise<void> {
  const signal = AbortSignal.any([stopped, goneSignal(response)])
  const incoming = await receive(request, front.largestBody).catch((error: unknown) => {
    if (error instanceof TooLarge) return undefined
    throw error
  })
  if (incoming === undefined || (request.url ?? '').length > front.longestAddress) {
    const refused = incoming === undefined ? front.tooLarge() : front.tooLong
    return deliver(response, { method: 'GET', headers: {} }, refused, [], signal)
  }
  if (incoming.path.startsWith('/__emulator__'))
    return deliver(response, incoming, await front.control(incoming), [], signal)
  return front.serve(incoming, response, signal)
}

/** Aborts when the client is gone before its answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  return gone.signal
}
