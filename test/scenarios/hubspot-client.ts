interface Account {
  readonly url: string
  readonly accessToken: string
  readonly controlUrl: string
}

export interface ObjectRow {
  readonly id: string
  readonly properties: Readonly<Record<string, string | null>>
}

interface Page {
  readonly results: readonly ObjectRow[]
  readonly paging?: { readonly next?: { readonly after: string } }
}

interface Tie {
  readonly toObjectId: number
  readonly associationTypes: readonly { readonly category: string; readonly typeId: number }[]
}

const objects = ['contacts', 'companies', 'deals', 'tickets', 'notes', 'tasks', 'calls', 'emails', 'meetings']

/** A client that knows nothing of Steward: HTTP and the CRM API as its documentation has it. */
export class HubspotClient {
  readonly #account: Account

  constructor(account: Account) {
    this.#account = account
  }

  async get<T>(path: string): Promise<T> {
    return await this.#send('GET', path)
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    return await this.#send('POST', path, body)
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return await this.#send('PATCH', path, body)
  }

  /** All records of an object, or those in the recycle bin. */
  async all(object: string, properties: readonly string[], archived = false): Promise<readonly ObjectRow[]> {
    const rows: ObjectRow[] = []
    let after: string | undefined
    do {
      const query = new URLSearchParams({ limit: '100', archived: String(archived) })
      if (properties.length > 0) query.set('properties', properties.join(','))
      if (after !== undefined) query.set('after', after)
      const page: Page = await this.get(`/crm/v3/objects/${object}?${query}`)
      rows.push(...page.results)
      after = page.paging?.next?.after
    } while (after !== undefined)
    return rows
  }

  /** What a record is tied to, as `companies 5 HUBSPOT_DEFINED:279`, sorted. */
  async ties(object: string, id: string): Promise<readonly string[]> {
    const found: string[] = []
    for (const to of objects) {
      const { results }: { results: readonly Tie[] } = await this.get(
        `/crm/v4/objects/${object}/${id}/associations/${to}?limit=500`,
      )
      for (const { toObjectId, associationTypes } of results)
        for (const { category, typeId } of associationTypes)
          found.push(`${to} ${toObjectId} ${category}:${typeId}`)
    }
    return found.sort()
  }

  async #send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, accessToken } = this.#account
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (response.status === 429) {
      await this.#rest()
      return await this.#send(method, path, body)
    }
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  /** It shares the limits of Steward's token and does not wait for them. */
  async #rest(): Promise<void> {
    const init = { method: 'POST', body: JSON.stringify({ rest: true }) }
    const response = await fetch(`${this.#account.controlUrl}/limits`, init)
    if (!response.ok) throw new Error(await response.text())
  }
}
