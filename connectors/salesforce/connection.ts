import { rm } from 'node:fs/promises'
import type { Connection, Gap, ReadPart } from '../../src/kit/connector.ts'
import { cleanedCertifier } from '../transport/cleaned-certifier.ts'
import type { Http } from '../transport/http.ts'
import type { Meter } from '../transport/meter.ts'
import type { Api } from './api.ts'
import { createCertifier } from './certify/index.ts'
import type { Descriptions } from './describe.ts'
import { readFacts } from './facts.ts'
import { buildMappings } from './mapping.ts'
import type { Organization } from './organization.ts'
import { gapsOf, preflight } from './preflight.ts'
import { createReviews } from './publish/index.ts'
import { read } from './read.ts'
import type { ReadLimits } from './read-limits.ts'
import { createWriter } from './writer.ts'

export interface Parts {
  readonly api: Api
  readonly http: Http
  readonly meter: Meter
  readonly organization: Organization
  readonly descriptions: Descriptions
  readonly limits: ReadLimits
  readonly tempDir: string
  readonly log: (line: string) => void
  readonly now: () => Date
}

export function openConnection(parts: Parts): Connection {
  const { api, http, meter, organization, descriptions } = parts
  const { mappings, hidden } = buildMappings({
    fieldsOf: descriptions.fields,
    instanceUrl: api.instanceUrl(),
    householdRecordTypes: organization.householdRecordTypes,
  })
  const counts = new Map<string, number>()
  const sharing = new Map<string, Gap>()
  const gaps = { descriptions, hidden, sharing }
  const writer = createWriter(parts)
  return {
    identity: organization.identity,
    mappings,
    describe: (objects) => descriptions.full(objects),
    preflight: (needs) => preflight(needs, { ...parts, hidden, counts, sharing }),
    read: (query) =>
      untilAborted(read(query, { ...parts, counts, gapsOf: (need) => gapsOf(need, gaps) }), api.signal),
    writer,
    certifier: cleanedCertifier(createCertifier(api, writer), api.clean),
    reviews: createReviews(parts),
    facts: (kind) => readFacts(kind, parts),
    calls: () => meter.read(),
    [Symbol.asyncDispose]: () => http[Symbol.asyncDispose](),
  }
}

/** What was read before the abort is not passed off as the whole. */
async function* untilAborted(parts: AsyncIterable<ReadPart>, signal: AbortSignal): AsyncGenerator<ReadPart> {
  for await (const part of parts) {
    if (signal.aborted && part.type === 'csv') await rm(part.path, { force: true })
    signal.throwIfAborted()
    yield part
  }
}
