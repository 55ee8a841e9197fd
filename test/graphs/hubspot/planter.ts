import type { Chance } from '../chance.ts'
import type { Kind, PlainClient, Property } from './client.ts'

type Row = Readonly<Record<string, string>>

export interface Planter {
  readonly plant: (object: string, given?: Row) => Promise<string>
  readonly tie: (from: string, id: string, to: string, other: string) => Promise<void>
  readonly join: (list: string, ids: readonly string[]) => Promise<void>
  readonly planted: ReadonlyMap<string, readonly string[]>
  /** Addresses of contacts. */
  readonly emails: () => readonly string[]
  readonly value: (object: string, property: Property) => string
}

/** How many of the properties that need no value get one. */
const filled = 0.15

const leftAlone =
  /^(hs_|email$|domain$|lifecyclestage$|dealstage$|pipeline$|createdate$|closedate$|hubspot_owner|associatedcompanyid|closed_date|website$|phone$|amount)/

export function planterFor(client: PlainClient, chance: Chance): Planter {
  const planted = new Map<string, string[]>()
  const emails: string[] = []
  const kinds = new Map<string, Promise<readonly Kind[]>>()
  let number = 0

  function value(_: string, { name, type, options }: Property): string {
    number++
    const shown = options.filter(({ hidden }) => hidden !== true).map((option) => option.value)
    if (shown.length > 0) return chance.pick(shown)
    switch (type) {
      case 'bool':
        return chance.is(0.5) ? 'true' : 'false'
      case 'number':
        return String(chance.int(5000))
      case 'date':
        return `202${chance.int(6)}-0${1 + chance.int(9)}-1${chance.int(10)}`
      case 'datetime':
        return `202${chance.int(6)}-0${1 + chance.int(9)}-1${chance.int(10)}T08:00:00.000Z`
      default:
        return name.includes('email')
          ? `v${number}@example.com`
          : `${chance.pick(['Zoë', 'a, b', "O'x"])} v${number}`
    }
  }

  const needed: Readonly<Record<string, () => Row>> = {
    contacts: () => ({
      email: `p${++number}@example.com`,
      lifecyclestage: chance.pick(['lead', 'customer']),
    }),
    companies: () => ({ name: `Company ${++number}`, domain: `c${number}.example` }),
    deals: () => ({ dealname: `Deal ${++number}`, dealstage: 'appointmentscheduled', pipeline: 'default' }),
    tickets: () => ({ subject: `Ticket ${++number}`, hs_pipeline_stage: '1', hs_pipeline: '0' }),
    notes: () => ({ hs_timestamp: '2026-01-02T03:04:05Z', hs_note_body: `Note ${++number}` }),
    tasks: () => ({ hs_timestamp: '2026-01-02T03:04:05Z', hs_task_subject: `Task ${++number}` }),
  }

  async function plant(object: string, given: Row = {}): Promise<string> {
    const values: Record<string, string> = {}
    for (const property of await client.properties(object)) {
      const open = property.modificationMetadata?.readOnlyValue !== true && property.calculated !== true
      if (open && !leftAlone.test(property.name) && chance.is(filled))
        values[property.name] = value(object, property)
    }
    const properties = { ...values, ...needed[object]?.(), ...given }
    const { status, json, text } = await client.send('POST', `/crm/v3/objects/${object}`, { properties })
    if (status !== 201) throw new Error(`${object}: ${text}`)
    const ids = planted.get(object) ?? []
    planted.set(object, ids)
    ids.push(json.id)
    if (object === 'contacts') emails.push(String(json.properties.email))
    return json.id
  }

  function kindsOf(from: string, to: string): Promise<readonly Kind[]> {
    const key = `${from} ${to}`
    const found = kinds.get(key) ?? client.kinds(from, to)
    kinds.set(key, found)
    return found
  }

  async function tie(from: string, id: string, to: string, other: string): Promise<void> {
    const known = await kindsOf(from, to)
    const some = chance.some(known, 0.5)
    const types = (some.length > 0 ? some : known.slice(0, 1)).map(({ category, typeId }) => ({
      associationCategory: category,
      associationTypeId: typeId,
    }))
    if (types.length === 0 || id === other) return
    await client.send('PUT', `/crm/v4/objects/${from}/${id}/associations/${to}/${other}`, types)
  }

  async function join(list: string, ids: readonly string[]): Promise<void> {
    const { status, text } = await client.send('PUT', `/crm/v3/lists/${list}/memberships/add`, ids)
    if (status !== 200) throw new Error(text)
  }

  return { plant, tie, join, planted, value, emails: () => emails }
}
