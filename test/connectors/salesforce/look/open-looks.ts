import { createApi } from '../../../../connectors/salesforce/api.ts'
import { createDescriptions } from '../../../../connectors/salesforce/describe.ts'
import { defaultTuning } from '../../../../connectors/salesforce/index.ts'
import { createLooks, type Looks } from '../../../../connectors/salesforce/look/index.ts'
import { lookedUpObjects, mappedObjects } from '../../../../connectors/salesforce/mapping.ts'
import { readOrganization } from '../../../../connectors/salesforce/organization.ts'
import { createSession } from '../../../../connectors/salesforce/session.ts'
import { Http } from '../../../../connectors/transport/http.ts'
import { createLimiter } from '../../../../connectors/transport/limiter.ts'
import { createMeter } from '../../../../connectors/transport/meter.ts'
import { createRedactor } from '../../../../connectors/transport/redact.ts'
import type { OpenOrg } from '../open-org.ts'

export interface OpenLooks {
  readonly looks: Looks
  readonly calls: () => Readonly<Record<string, number>>
  readonly close: () => Promise<void>
}

/** The looks as the connector puts them together, over HTTP, as the administrator or with another token. */
export async function openLooks(
  world: OpenOrg,
  accessToken: string = world.org.accessToken,
): Promise<OpenLooks> {
  const { runtime } = world
  const meter = createMeter(0.8, 'acme')
  const redactor = createRedactor()
  const signal = new AbortController().signal
  const limiter = createLimiter({ concurrency: defaultTuning.concurrency, runtime })
  const http = new Http({ env: {}, limiter, meter, signal, monotonic: runtime.monotonic })
  const credentials = { instanceUrl: world.org.url, accessToken }
  const session = createSession({ credentials, renewal: [] }, () => undefined)
  const now = () => new Date('2026-02-01T09:00:00Z')
  const { callMs } = defaultTuning
  const api = createApi({
    session,
    http,
    meter,
    redactor,
    runtime,
    signal,
    callMs,
    now,
    log: () => undefined,
    version: '66.0',
  })
  const organization = await readOrganization(api)
  const standard = [...mappedObjects, ...lookedUpObjects]
  const descriptions = createDescriptions(api, new Set(standard))
  await descriptions.load(standard, 'describe')
  return {
    looks: createLooks({ api, organization, descriptions }),
    calls: () => meter.read().byPurpose,
    close: () => http[Symbol.asyncDispose](),
  }
}
