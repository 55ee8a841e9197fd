import { KitError } from '../../src/kit/error.ts'
import type { NetworkError } from './http.ts'
import type { Judgement } from './retry.ts'

/** `reached`: the host has answered before, so a wrong address is out of the question. */
export function judgeNetwork(error: NetworkError, reached: boolean): Judgement {
  if (error.code === 'TOO_LARGE') return { kind: 'final' }
  if (!isUnsent(error)) return { kind: 'unknown' }
  return { kind: reached ? 'refused' : 'final' }
}

/** Only connecting and looking up a name end so, and the check of a certificate comes before the request. */
const beforeSending: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** Surely nothing was sent. A host can become unreachable in the middle of a request, too. */
export function isUnsent({ code, cause }: NetworkError): boolean {
  if (beforeSending.has(code)) return true
  if (!['ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT'].includes(code)) return false
  for (let error = cause; error instanceof Error; error = error.cause) {
    const tried = error instanceof AggregateError ? error.errors : [error]
    if (tried.length > 0 && tried.every((one: { syscall?: unknown }) => one.syscall === 'connect'))
      return true
  }
  return false
}

export interface ErrorPlace {
  readonly host: string
  /** What was being done, e.g. `reading Contact`. */
  readonly doing: string
  /** How to get a new session, for people. */
  readonly renewal: readonly string[]
}

export function explainNetwork(error: NetworkError, { host, doing }: ErrorPlace): KitError {
  const why = networkReason(error)
  const actions = [
    `Check that ${host} can be reached from this machine, and HTTPS_PROXY and NO_PROXY if there is a proxy.`,
    'Then run the command again.',
  ]
  return new KitError('CANNOT_CONNECT', `${host}: ${why} while ${doing}.`, { actions, cause: error })
}

export function networkReason({ code }: NetworkError): string {
  return networkReasons[code] ?? `the connection broke (${code})`
}

const networkReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'no such host',
  EAI_AGAIN: 'the name could not be looked up',
  UND_ERR_CONNECT_TIMEOUT: 'nobody answered',
  TRUNCATED: 'the answer was cut off',
  TOO_LARGE: 'the answer is larger than any that an org gives, and was given up',
  DEADLINE: 'no complete answer in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped half-way',
  UND_ERR_SOCKET: 'the connection was closed half-way',
  ECONNRESET: 'the connection was closed half-way',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not trusted (NODE_EXTRA_CA_CERTS adds one)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted (NODE_EXTRA_CA_CERTS adds one)',
}
