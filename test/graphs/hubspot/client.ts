import type { OpenAccount } from '../../connectors/hubspot/open-account.ts'
import { type Answer, ask } from '../../emulators/client.ts'
import type { Dump } from '../differences.ts'

type Row = Readonly<Record<string, unknown>>

export interface Property {
  readonly name: string
  readonly type: string
  readonly options: readonly { readonly value: string; readonly hidden?: boolean }[]
  readonly calculated?: boolean
  readonly hidden?: boolean
  readonly modificationMetadata?: { readonly readOnlyValue?: boolean }
}

export interface Kind {
  readonly category: string
  readonly typeId: number
  readonly label: string | null
}

export const objects = ['contacts', 'companies', 'deals', 'tickets', 'notes', 'tasks'] as const

/** The account as a plain client sees it, over HTTP and without any of our own code. */
export class PlainClient {
  readonly #world: OpenAccount
  readonly #properties = new Map<string, Promise<readonly Property[]>>()

  constructor(world: OpenAccount) {
    this.#world = world
  }

  send(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { 'accept-encoding': 'identity' }
    return ask(this.#world.account, method, path, { headers, ...(body === undefined ? {} : { body }) })
  }

  async get<T>(path: string): Promise<T> {
    const { status, json, text } = await this.send('GET', path)
    if (status !== 200) throw new Error(`${path}: ${text}`)
    return json
  }

  properties(object: string): Promise<readonly Property[]> {
    const found =
      this.#properties.get(object) ??
      this.get<{ results: readonly Property[] }>(`/crm/v3/properties/${object}`).then(
        ({ results }) => results,
      )
    this.#properties.set(object, found)
    return found
  }

  async kinds(from: string, to: string): Promise<readonly Kind[]> {
    const { results } = await this.get<{ results: readonly Kind[] }>(
      `/crm/v4/associations/${from}/${to}/labels`,
    )
    return results
  }

  /**
   * Records by `object id`, associations by `from.to id>id:category:type`, memberships by `object.lists id>list`, and
   * no to mails by `consent address`.
   */
  async dump(): Promise<Dump> {
    const dump = new Map<string, Row>()
    for (const object of objects) {
      const ids: string[] = []
      for (const { id, properties } of await this.#records(object)) {
        ids.push(id)
        dump.set(`${object} ${id}`, properties)
      }
      for (const to of objects) await this.#addTies(dump, object, to, ids)
    }
    await this.#addLists(dump)
    return dump
  }

  async #records(object: string): Promise<readonly { readonly id: string; readonly properties: Row }[]> {
    const listed = await this.get<{ results: readonly { id: string }[]; paging?: unknown }>(
      `/crm/v3/objects/${object}?limit=100`,
    )
    if (listed.paging !== undefined) throw new Error(`more than a page of ${object}`)
    const properties = (await this.properties(object)).map(({ name }) => name)
    const inputs = listed.results.map(({ id }) => ({ id }))
    const { json } = await this.send('POST', `/crm/v3/objects/${object}/batch/read`, { inputs, properties })
    return json.results
  }

  async #addTies(dump: Map<string, Row>, from: string, to: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return
    const inputs = ids.map((id) => ({ id }))
    const { json } = await this.send('POST', `/crm/v4/associations/${from}/${to}/batch/read`, { inputs })
    for (const { from: end, to: others } of json.results ?? [])
      for (const { toObjectId, associationTypes } of others)
        for (const { category, typeId } of associationTypes)
          dump.set(`${from}.${to} ${end.id}>${toObjectId}:${category}:${typeId}`, {})
  }

  async #addLists(dump: Map<string, Row>): Promise<void> {
    const { json } = await this.send('POST', '/crm/v3/lists/search', { count: 100 })
    for (const { listId, objectTypeId } of json.lists) {
      const { results } = await this.get<{ results: readonly { recordId: string }[] }>(
        `/crm/v3/lists/${listId}/memberships`,
      )
      const object = objectTypeId === '0-1' ? 'contacts' : objectTypeId === '0-2' ? 'companies' : 'others'
      for (const { recordId } of results) dump.set(`${object}.lists ${recordId}>${listId}`, {})
    }
  }
}
