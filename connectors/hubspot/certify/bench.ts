import { z } from 'zod'
import { NotTested, reasonOf, type Seen, type TestTrial } from '../../../src/kit/certify.ts'
import { isKitError } from '../../../src/kit/error.ts'
import type { Value } from '../../../src/kit/record.ts'
import type { StepOutcome, Writer } from '../../../src/kit/writer.ts'
import type { Api } from '../api.ts'
import { RemoteRecord, SearchPage } from '../record.ts'

type Values = Readonly<Record<string, Value>>

/** What the chapters work with: test records by names of their own. */
export interface Bench {
  readonly api: Api
  readonly writer: Writer
  readonly trial: TestTrial
  /** When test records were made, as the account tells, by name. */
  readonly created: Map<string, string>
  readonly make: (name: string, object: string, values: Values) => Promise<string>
  /** Makes what this account may not let us make; what needs it is then not tested. */
  readonly attempt: (name: string, make: () => Promise<unknown>) => Promise<void>
  readonly keep: (name: string, object: string, id: string) => Promise<void>
  /** Throws `NotTested` when it was not made. */
  readonly id: (name: string) => string
  /** As a request for one id answers; null when there is no such record. */
  readonly read: (object: string, id: string, properties: readonly string[]) => Promise<RemoteRecord | null>
  readonly find: (object: string, property: string, value: string) => Promise<number>
  /** A request that writes; throws `NotTested` when it was not carried out. */
  readonly send: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => Promise<unknown>
  readonly address: (letter: string) => string
}

export function openBench(api: Api, writer: Writer, trial: TestTrial): Bench {
  const ids = new Map<string, string>()
  const failed = new Map<string, string>()
  const token = trial.mark.split(' ').at(-1)
  const keep: Bench['keep'] = async (name, object, id) => {
    await trial.made({ object, id })
    ids.set(name, id)
  }
  const call = { purpose: 'certify', doing: 'looking at test records' }
  return {
    api,
    writer,
    trial,
    created: new Map(),
    keep,
    make: async (name, object, values) => {
      if (trial.signal.aborted) throw new NotTested('interrupted')
      const [outcome] = await writer.create(object, [values])
      const { id } = done(`making ${object}`, outcome)
      await keep(name, object, id)
      return id
    },
    attempt: async (name, make) => {
      try {
        await make()
      } catch (error) {
        failed.set(name, reasonOf(error))
      }
    },
    id: (name) => {
      const id = ids.get(name)
      const why = failed.get(name)
      if (why !== undefined || id === undefined) throw new NotTested(why ?? `${name} was not made`)
      return id
    },
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
  throw new NotTested(`refused with status ${ending.error.status} ${ending.error.category}`)
}

/** Throws `NotTested` with the code unless it was done. */
export function done<Done extends object>(doing: string, outcome: StepOutcome<Done> | undefined): Done {
  if (outcome?.result === 'done') return outcome
  if (outcome?.result === 'refused') throw new NotTested(`${doing}: ${outcome.code}, ${outcome.message}`)
  throw new NotTested(`${doing}: nobody knows whether it was done`)
}

export function verdict(is: boolean, saw: string): Seen {
  return { is: is ? 'confirmed' : 'contradicted', saw }
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

/** Stamps that are to differ need time between them. */
export const aSecond = 1100
