import { startHubspotAccount } from '../../../../emulators/hubspot/index.ts'
import type { Org } from '../../../../emulators/hubspot/org.ts'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: bodies are what the test looks at
  readonly body: any
}

export interface Account extends AsyncDisposable {
  readonly org: Org
  readonly call: (method: string, path: string, body?: unknown) => Promise<Answer>
}

/** Contacts 1 to 5, companies 11 to 14, a deal 21. */
export async function openAccount(scopes?: readonly string[]): Promise<Account> {
  let opened: Org | undefined
  const account = await startHubspotAccount({
    burst: 100_000,
    ...(scopes === undefined ? {} : { scopes }),
    fill: (org) => {
      opened = org
      for (const id of ['1', '2', '3', '4', '5'])
        insertRecord(org, 'contacts', { id, properties: { email: `p${id}@example.com` } })
      for (const id of ['11', '12', '13', '14'])
        insertRecord(org, 'companies', { id, properties: { name: `Company ${id}` } })
      insertRecord(org, 'deals', { id: '21', properties: { dealname: 'Deal' } })
    },
  })
  if (opened === undefined) throw new Error('the account was not filled')
  return {
    org: opened,
    call: async (method, path, body) => {
      const answer = await fetch(`${account.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
    },
    [Symbol.asyncDispose]: () => account.close(),
  }
}

export const kind = (associationTypeId: number, associationCategory = 'HUBSPOT_DEFINED') => ({
  associationCategory,
  associationTypeId,
})
