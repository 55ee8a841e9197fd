import { createApi } from '../../../connectors/hubspot/api.ts'
import { createDescriptions, type Descriptions } from '../../../connectors/hubspot/describe.ts'
import { allowance } from '../../../connectors/hubspot/errors.ts'
import { createLimits } from '../../../connectors/hubspot/limits.ts'
import { createWriter } from '../../../connectors/hubspot/writer.ts'
import { Http } from '../../../connectors/transport/http.ts'
import { createMeter, type Meter } from '../../../connectors/transport/meter.ts'
import { createRedactor } from '../../../connectors/transport/redact.ts'
import type { Runtime } from '../../../connectors/transport/runtime.ts'
import { createSession } from '../../../connectors/transport/session.ts'
import {
  type EmulatedAccount,
  type HubspotOptions,
  startHubspotAccount,
} from '../../../emulators/hubspot/index.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import type { RecordKey } from '../../../src/kit/record.ts'
import type { MergeStep, Writer } from '../../../src/kit/writer.ts'

export interface OpenWriter extends AsyncDisposable {
  readonly account: EmulatedAccount
  readonly org: Org
  readonly writer: Writer
  readonly descriptions: Descriptions
  readonly meter: Meter
  readonly abort: AbortController
  readonly logged: readonly string[]
  /** Adds a rule to the faults of the account. */
  readonly fault: (rule: object) => Promise<void>
}

export interface WriterOptions extends HubspotOptions {
  readonly callMs?: number
  readonly accessToken?: string
  readonly budget?: number
}

/** The writer as the connector puts it together, over HTTP, with a clock that nobody waits for. */
export async function openWriter(options: WriterOptions = {}): Promise<OpenWriter> {
  const { callMs = 20_000, budget = 0.8, ...others } = options
  let org: Org | undefined
  const account = await startHubspotAccount({
    burst: 1_000_000,
    daily: 10_000_000,
    ...others,
    fill: (filled) => {
      org = filled
      options.fill?.(filled)
    },
  })
  if (org === undefined) throw new Error('the account was not filled')
  const runtime = timeless()
  const meter = createMeter(budget, 'acme', allowance)
  const redactor = createRedactor()
  const abort = new AbortController()
  const { signal } = abort
  const limits = createLimits(runtime, 8)
  const http = new Http({ env: {}, limiter: limits.burst, meter, signal, monotonic: runtime.monotonic })
  const accessToken = options.accessToken ?? account.accessToken
  redactor.learn(accessToken)
  const credentials = { instanceUrl: account.url, accessToken }
  const session = createSession({ credentials, renewal: ['Get a new token.'] }, () => {})
  const logged: string[] = []
  const now = (): Date => new Date('2026-02-01T09:00:00Z')
  const log = (line: string): void => void logged.push(line)
  const api = createApi({ session, http, limits, meter, redactor, runtime, signal, callMs, now, log })
  const descriptions = createDescriptions(api)
  return {
    account,
    org,
    writer: createWriter({ api, descriptions }),
    descriptions,
    meter,
    abort,
    logged,
    fault: async (rule) => {
      const answer = await fetch(`${account.controlUrl}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(rule),
      })
      if (!answer.ok) throw new Error(`the fault was refused: ${answer.status} ${await answer.text()}`)
    },
    [Symbol.asyncDispose]: async () => {
      await http[Symbol.asyncDispose]()
      await account.close()
    },
  }
}

/** Time passes when somebody sleeps, and only then. */
function timeless(): Runtime {
  let elapsed = 0
  return {
    sleep: async (ms, signal) => {
      signal.throwIfAborted()
      elapsed += ms
    },
    random: () => 0.5,
    monotonic: () => elapsed,
  }
}

export function key(object: string, id: string): RecordKey {
  return { connection: 'acme', object, id }
}

export function step(object: string, survivor: string, loser: string): MergeStep {
  return { survivor: key(object, survivor), losers: [key(object, loser)], values: {} }
}
