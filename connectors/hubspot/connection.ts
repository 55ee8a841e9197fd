import type { Connection, Gap, ReadPart } from '../../src/kit/connector.ts'
import { cleanedCertifier } from '../transport/cleaned-certifier.ts'
import type { Http } from '../transport/http.ts'
import type { Meter } from '../transport/meter.ts'
import type { Account } from './account.ts'
import type { Api } from './api.ts'
import { createCertifier } from './certify/index.ts'
import type { Descriptions } from './describe.ts'
import { readFacts } from './facts.ts'
import { buildMappings } from './mapping.ts'
import { gapsOf, preflight } from './preflight.ts'
import { read } from './read.ts'
import type { IdList } from './read-context.ts'
import { createWriter } from './writer.ts'

/** What a connection is made of; a writer gets the same. */
export interface Parts {
  readonly api: Api
  readonly http: Http
  readonly meter: Meter
  readonly account: Account
  readonly descriptions: Descriptions
  readonly tempDir: string
  readonly log: (line: string) => void
  readonly now: () => Date
}

export function openConnection(parts: Parts): Connection {
  const { api, http, meter, account, descriptions } = parts
  const { mappings, hidden } = buildMappings({
    fieldsOf: descriptions.fields,
    uiUrl: account.uiUrl,
    portalId: account.identity.orgId,
  })
  const writer = createWriter(parts)
  const sensitive = new Map<string, readonly Gap[]>()
  const lists = new Map<string, IdList>()
  const context = { ...parts, countsDay: account.app === 'private', hidden, sensitive }
  return {
    identity: account.identity,
    mappings,
    describe: (objects) => descriptions.full(objects),
    preflight: (needs) => preflight(needs, context),
    read: (query) =>
      untilAborted(read(query, { ...parts, lists, gapsOf: (need) => gapsOf(need, context) }), api.signal),
    writer,
    certifier: cleanedCertifier(createCertifier(api, writer), api.clean),
    reviews: { why: 'HubSpot has no API for its tool "Manage duplicates".' },
    facts: (kind) => readFacts(kind, parts),
    calls: () => meter.read(),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  }
}

/** What was read before the abort is not passed off as the whole. */
async function* untilAborted(parts: AsyncIterable<ReadPart>, signal: AbortSignal): AsyncGenerator<ReadPart> {
  for await (const part of parts) {
    signal.throwIfAborted()
    yield part
  }
}
