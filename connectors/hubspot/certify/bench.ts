import { z } from 'zod'
import { NotTested, openRecords, type TestRecords, type TestTrial } from '../../../src/kit/certify.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { RemoteRecord, SearchPage } from '../record.ts'

/** What the chapters work with. */
export interface Bench extends TestRecords {
  readonly api: Api
  readonly writer: Writer
  readonly trial: TestTrial
  /** When test records were made, as the account tells, by name. */
  readonly created: Map<string, string>
  /** As a request for one id answers; null when there is no such record. */
  readonly read: (object: string, id: string, properties: readonly string[]) => Promise<RemoteRecord | null>
  readonly find: (object: string, property: string, value: string) => Promise<number>
  /** A request that writes; throws `NotTested` when it was not carried out. */
  readonly send: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<unknown>
  readonly address: (letter: string) => string
}

export function openBench(api: Api, writer: Writer, trial: TestTrial): Bench {
  const token = trial.mark.split(' ').at(-1)
  const call = { purpose: 'certify', doing: 'looking at test records' }
  return {
    ...openRecords(writer, trial),
    api,
    writer,
    trial,
    created: new Map(),
    read: async (object, id, properties) => {
      try {
        const path = `/crm/v3/objects/${object}/${id}?properties=${properties.join(',')}`
        return (await api.json(RemoteRecord, { ...call, path })).data
      } catch (error) {
        if (isKitError(error)) return null
        throw error
      }
    },
    find: async (object, propertyName, value) => {
      const filters = [{ propertyName, operator: 'EQ', value }]
      const body = { filterGroups: [{ filters }], properties: [propertyName], limit: 1 }
      const path = `/crm/v3/objects/${object}/search`
      return (await api.json(SearchPage, { ...call, method: 'POST', path, body })).data.total
    },
    send: (method, path, body) => send(api, method, path, body),
    address: (letter) => `steward-certify-${token}-${letter}@example.com`,
  }
}

export async function send(
  api: Api,
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
): Promise<unknown> {
  const ending = await api.exchange({
    purpose: 'certify',
    doing: 'writing test records',
    send: (sdk) => sdk.request({ method, path, ...(body === undefined ? {} : { body }) }),
  })
  if (ending.ended === 'answered') return ending.data
  if (ending.ended === 'unknown') throw new NotTested('nobody knows whether it was done')
  const { status, category } = ending.error
  // A word of HubSpot's own; anything else could be an echo of what was sent to it.
  const word = /^[A-Z_]{1,80}$/.test(category) ? ` ${category}` : ''
  throw new NotTested(`refused with status ${status}${word}`)
}

/** One that is there, with these properties. Throws `NotTested` when it is not. */
export async function reading(
  bench: Bench,
  name: string,
  ...properties: readonly string[]
): Promise<Readonly<Record<string, string | null>>> {
  const record = await bench.read('contacts', bench.id(name), properties)
  if (record === null) throw new NotTested(`${name} is not to be seen`)
  return record.properties
}

const Associated = z.object({
  results: z.array(
    z.object({
      toObjectId: z.coerce.string(),
      associationTypes: z.array(z.object({ category: z.string(), typeId: z.number() })),
    }),
  ),
})

/** Type numbers of what ties a contact to a record, e.g. 1 for its primary company and 279 for any. */
export async function tiesOf(
  bench: Bench,
  contact: string,
  to: string,
  other: string,
): Promise<readonly number[]> {
  const wanted = bench.id(other)
  const path = `/crm/v4/objects/contacts/${bench.id(contact)}/associations/${to}`
  const call = { path, purpose: 'certify', doing: 'looking at test records' }
  const { results } = (await bench.api.json(Associated, call)).data
  const found = results.filter(({ toObjectId }) => toObjectId === wanted)
  return found.flatMap(({ associationTypes }) => associationTypes.map(({ typeId }) => typeId))
}

export async function merge(bench: Bench, survivor: string, loser: string) {
  const key = (name: string) => ({ connection: 'certify', object: 'contacts', id: bench.id(name) })
  const steps = [{ survivor: key(survivor), losers: [key(loser)], values: {} }]
  return (await bench.writer.merge('contacts', steps))[0]
}
