import { startHubspotAccount } from '../../../emulators/hubspot/index.ts'
import type { HubspotOptions } from '../../../emulators/hubspot/options.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { insertRecord, type NewRecord } from '../../../emulators/hubspot/store/write.ts'

// biome-ignore lint/suspicious/noExplicitAny: bodies are what the tests look at
export type Json = any

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Json
}

export interface Account extends AsyncDisposable {
  readonly org: Org
  readonly url: string
  readonly token: string
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>
  readonly control: (path: string, body: unknown) => Promise<Answer>
}

/** Lists of records by type; with an id, or with the type's next one. */
export type Records = Readonly<Record<string, readonly (NewRecord | Readonly<Record<string, string>>)[]>>

export async function openAccount(records: Records = {}, options: HubspotOptions = {}): Promise<Account> {
  let opened: Org | undefined
  const account = await startHubspotAccount({
    burst: 100_000,
    ...options,
    fill: (org) => {
      opened = org
      for (const [type, rows] of Object.entries(records))
        for (const row of rows) insertRecord(org, type, asRecord(row))
      options.fill?.(org)
    },
  })
  if (opened === undefined) throw new Error('the account was not filled')
  const ask = async (method: string, address: string, body: unknown): Promise<Answer> => {
    const answer = await fetch(address, {
      method,
      headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const json = /json/.test(answer.headers.get('content-type') ?? '') && text !== ''
    return { status: answer.status, headers: answer.headers, body: json ? JSON.parse(text) : text }
  }
  return {
    org: opened,
    url: account.url,
    token: account.accessToken,
    call: (method, path, body) => ask(method, `${account.url}${path}`, body),
    control: (path, body) => ask('POST', `${account.controlUrl}${path}`, body),
    [Symbol.asyncDispose]: () => account.close(),
  }
}

function asRecord(row: NewRecord | Readonly<Record<string, string>>): NewRecord {
  if (typeof row.properties === 'object') return row as NewRecord
  const { id, ...properties } = row as Readonly<Record<string, string>>
  return { ...(id === undefined ? {} : { id }), properties }
}

/** The `errors` that a message about values carries as JSON. */
export function problemsOf(answer: Answer): { readonly name: string; readonly error: string }[] {
  const text = String(answer.body.message)
  return JSON.parse(text.slice(text.indexOf('['))) as { readonly name: string; readonly error: string }[]
}
