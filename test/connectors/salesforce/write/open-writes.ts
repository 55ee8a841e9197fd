import { createApi } from '../../../../connectors/salesforce/api.ts'
import { createDescriptions } from '../../../../connectors/salesforce/describe.ts'
import { allowance } from '../../../../connectors/salesforce/errors.ts'
import { defaultTuning } from '../../../../connectors/salesforce/index.ts'
import { createWrites, type Writes } from '../../../../connectors/salesforce/write/writes.ts'
import { Http } from '../../../../connectors/transport/http.ts'
import { createLimiter } from '../../../../connectors/transport/limiter.ts'
import { createMeter, type Meter } from '../../../../connectors/transport/meter.ts'
import { createRedactor } from '../../../../connectors/transport/redact.ts'
import { type Credentials, createSession } from '../../../../connectors/transport/session.ts'
import type { RecordKey } from '../../../../src/kit/record.ts'
import type { MergeStep } from '../../../../src/kit/writer.ts'
import type { OpenOrg } from '../open-org.ts'

export interface WritesOptions {
  readonly accessToken?: string
  readonly instanceUrl?: string
  readonly renew?: () => Promise<Credentials>
  readonly callMs?: number
  readonly budget?: number
  readonly concurrency?: number
  readonly version?: string
}

export interface OpenWrites extends AsyncDisposable {
  readonly writes: Writes
  readonly meter: Meter
  readonly abort: AbortController
}

/** The writes as the connector puts them together, over HTTP; nothing is asked before they are. */
export function openWrites(world: OpenOrg, options: WritesOptions = {}): OpenWrites {
  const { org, runtime } = world
  const { concurrency = 5, callMs = defaultTuning.callMs, version = '66.0', renew } = options
  const meter = createMeter(options.budget ?? 0.8, 'acme', allowance)
  const redactor = createRedactor()
  const abort = new AbortController()
  const { signal } = abort
  const limiter = createLimiter({ concurrency, runtime })
  const http = new Http({ env: {}, limiter, meter, signal, monotonic: runtime.monotonic })
  const credentials = {
    instanceUrl: options.instanceUrl ?? org.url,
    accessToken: options.accessToken ?? org.accessToken,
  }
  redactor.learn(credentials.accessToken)
  const grant = { credentials, renewal: ['Log in again.'], ...(renew === undefined ? {} : { renew }) }
  const session = createSession(grant, ({ accessToken }) => redactor.learn(accessToken))
  const now = () => new Date('2026-02-01T09:00:00Z')
  const log = (line: string) => world.logged.push(line)
  const api = createApi({ session, http, meter, redactor, runtime, signal, callMs, now, log, version })
  const descriptions = createDescriptions(api, new Set())
  return {
    writes: createWrites({ api, meter, descriptions }),
    meter,
    abort,
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  }
}

export function key(object: string, id: string): RecordKey {
  return { connection: 'acme', object, id }
}

export function step(
  object: string,
  [survivor = '', ...losers]: readonly string[],
  values: MergeStep['values'] = {},
): MergeStep {
  return { survivor: key(object, survivor), losers: losers.map((id) => key(object, id)), values }
}
