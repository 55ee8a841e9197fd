import { startHubspotAccount } from '../../../../emulators/hubspot/index.ts'
import type { HubspotOptions } from '../../../../emulators/hubspot/options.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'

export interface Found {
  readonly status: number
  readonly headers: Headers
  readonly message?: string
  readonly total?: number
  readonly results: readonly { readonly id: string; readonly properties: Record<string, string | null> }[]
  readonly paging?: { readonly next: { readonly after: string } }
}

export interface OpenSearch extends AsyncDisposable {
  readonly org: Org
  readonly search: (object: string, body: object | string) => Promise<Found>
  /** Ids of what a filter finds, in order. */
  readonly ids: (object: string, ...filters: readonly object[]) => Promise<readonly string[]>
}

/** An account with its own records, and no more; the second window rolls by hand. */
export async function openSearch(
  records: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>,
  options: HubspotOptions & { readonly second?: () => number } = {},
): Promise<OpenSearch> {
  let filled: Org | undefined
  let ticks = 0
  const account = await startHubspotAccount({
    ticks: options.second ?? (() => (ticks += 1000)),
    ...options,
    fill: (org) => {
      filled = org
      for (const [type, rows] of Object.entries(records))
        for (const { id, at, ...properties } of rows)
          insertRecord(org, type, {
            ...(id === undefined ? {} : { id }),
            ...(at === undefined ? {} : { createdAt: new Date(at) }),
            properties,
          })
    },
  })
  if (filled === undefined) throw new Error('the account was not filled')
  const search: OpenSearch['search'] = async (object, body) => {
    const response = await fetch(`${account.url}/crm/v3/objects/${object}/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    const answer = (await response.json()) as Partial<Found>
    return { results: [], ...answer, status: response.status, headers: response.headers }
  }
  return {
    org: filled,
    search,
    ids: async (object, ...filters) => {
      const found = await search(object, { filterGroups: [{ filters }], limit: 200 })
      if (found.status !== 200) throw new Error(`${found.status} ${found.message}`)
      return found.results.map(({ id }) => id)
    },
    [Symbol.asyncDispose]: () => account.close(),
  }
}
