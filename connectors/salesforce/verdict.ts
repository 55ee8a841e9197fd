import type { Verdict } from '../transport/exchange.ts'
import { NetworkError } from '../transport/http.ts'
import { isUnsent } from '../transport/network.ts'
import { isConcurrency } from './errors.ts'
import { RemoteError } from './remote-error.ts'

/**
 * Faults by which SOAP answers to what it read, before it begins with the first item (partner WSDL,
 * `ExceptionCode`). Each merge of a call is a transaction of its own: after any other fault some may be done.
 */
const faultsOfReading: ReadonlySet<string> = new Set([
  'Client',
  'EXCEEDED_ID_LIMIT',
  'INVALID_FIELD',
  'INVALID_ID_FIELD',
  'INVALID_TYPE',
  'INVALID_TYPE_FOR_OPERATION',
  'MALFORMED_ID',
  'UNSUPPORTED_API_VERSION',
])

/** When in doubt, `unknown`: that costs a look at the records, the contrary could cost a second merge. */
export function verdict(error: unknown): Verdict {
  if (error instanceof NetworkError) return isUnsent(error) ? 'stop' : 'unknown'
  if (!(error instanceof RemoteError)) return 'unknown'
  const { status, errorCode } = error
  if (isConcurrency(error)) return 'busy'
  if (errorCode === 'REQUEST_LIMIT_EXCEEDED' || /^API_(CURRENTLY_)?DISABLED/.test(errorCode)) return 'stop'
  // By whomever: a proxy, maintenance, a login page. What stands behind may have been at work.
  if (errorCode === 'REDIRECT' || errorCode === 'HTML') return 'unknown'
  if (errorCode === 'INVALID_SESSION_ID' || status === 401) return 'stop'
  if (faultsOfReading.has(errorCode)) return 'refused'
  if (status === 429) return 'busy'
  // 503 is no better than 502: who says it is often what stands before the server that was at work.
  return status >= 400 && status < 500 && ![408, 420].includes(status) ? 'refused' : 'unknown'
}
