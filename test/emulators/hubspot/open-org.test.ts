import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startHubspotAccount } from '../../../emulators/hubspot/index.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'account-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function idsOf(account: { readonly url: string; readonly accessToken: string }): Promise<string[]> {
  const answer = await fetch(`${account.url}/crm/v3/objects/contacts`, {
    headers: { authorization: `Bearer ${account.accessToken}` },
  })
  const { results } = (await answer.json()) as { readonly results: readonly { readonly id: string }[] }
  return results.map(({ id }) => id)
}

it('goes on with the account that a database holds, or with a copy of it', async () => {
  const dbPath = join(folder, 'account.sqlite')
  const copy = join(folder, 'copy.sqlite')
  {
    await using first = await startHubspotAccount({
      dbPath,
      seed: 5,
      fill: (org) => insertRecord(org, 'contacts', { properties: { email: 'a@example.com' } }),
    })
    expect([first.orgId, await idsOf(first)]).toEqual(['24000005', ['951']])
  }
  expect(statSync(dbPath).mode & 0o777).toBe(0o600)
  {
    await using copied = await startHubspotAccount({ copyOf: dbPath, dbPath: copy })
    const merged = await fetch(`${copied.url}/crm/v3/objects/contacts/951`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${copied.accessToken}` },
    })
    expect([merged.status, await idsOf(copied)]).toEqual([204, []])
  }
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  await using again = await startHubspotAccount({ dbPath })
  expect([again.orgId, await idsOf(again)]).toEqual(['24000005', ['951']])
})

it('has nothing to copy in a database of something else', async () => {
  const empty = join(folder, 'empty.sqlite')
  {
    const { DatabaseSync } = await import('node:sqlite')
    const db = new DatabaseSync(empty)
    db.exec('CREATE TABLE t (a)')
    db.close()
  }
  await expect(startHubspotAccount({ copyOf: empty })).rejects.toThrow('no emulated account')
})
