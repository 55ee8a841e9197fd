import type { Connection } from 'jsforce/lib/connection.js'
import { type ExchangeOptions, exchange as send, type Ending as Way } from '../transport/exchange.ts'
import { isExpired } from './errors.ts'
import type { CallOptions } from './jsforce-transport.ts'
import type { RemoteError } from './remote-error.ts'
import { verdict } from './verdict.ts'

export interface OneRequest<T> {
  readonly purpose: string
  /** For people: `merging Contact`. */
  readonly doing: string
  readonly send: (client: Connection, options: CallOptions) => Promise<T>
}

export type Ending<T> = Way<T, RemoteError>

type Options = Omit<ExchangeOptions<Connection, CallOptions>, 'isExpired' | 'verdict'>

export async function exchange<T>(request: OneRequest<T>, options: Options): Promise<Ending<T>> {
  return await send(request, { ...options, isExpired, verdict })
}
