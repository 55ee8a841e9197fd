import { subscribe, unsubscribe } from 'node:diagnostics_channel'

/** A request as it leaves this process. */
export interface Tapped {
  readonly method: string
  readonly path: string
  readonly body: string
}

interface Created {
  readonly request: {
    readonly origin: unknown
    readonly method: string
    readonly path: string
    readonly body: unknown
  }
}

const channel = 'undici:request:create'

/** Tells of every request to one host, but for those that turn the emulator itself. */
export function tapRequests(url: string, told: (request: Tapped) => void): Disposable {
  const listen = (message: unknown): void => {
    const { origin, method, path, body } = (message as Created).request
    if (String(origin) !== url || path.startsWith('/__emulator__')) return
    told({ method, path, body: typeof body === 'string' ? body : '' })
  }
  subscribe(channel, listen)
  return { [Symbol.dispose]: () => void unsubscribe(channel, listen) }
}
