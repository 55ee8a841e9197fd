import type { Verdict } from '../transport/exchange.ts'
import { NetworkError } from '../transport/http.ts'
import { isUnsent } from '../transport/network.ts'
import { RemoteError } from './remote-error.ts'

/** When in doubt, `unknown`: that costs a look at the records, the contrary could cost a second merge. */
export function verdict(error: unknown): Verdict {
  if (error instanceof NetworkError) return isUnsent(error) ? 'stop' : 'unknown'
  if (!(error instanceof RemoteError)) return 'unknown'
  const { status, category } = error
  // By whomever: a proxy, maintenance, a login page. What stands behind may have been at work.
  if (category === 'REDIRECT' || category === 'HTML') return status === 414 ? 'refused' : 'unknown'
  if (status === 429) return error.policy === 'DAILY' ? 'stop' : 'busy'
  if (status === 423) return 'busy'
  if (status === 477) return 'stop' // the account is being moved
  if (status === 401 || category === 'MISSING_SCOPES') return 'stop'
  return status >= 400 && status < 500 && status !== 408 ? 'refused' : 'unknown'
}
