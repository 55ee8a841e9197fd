import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSalesforceOrg } from '../../../../emulators/index.ts'
import { ask, control } from '../../client.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'start-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function total(org: { url: string; accessToken: string }, soql: string): Promise<number> {
  return (await ask(org, 'GET', `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`)).json.totalSize
}

describe('a seeded org', () => {
  it('goes on from its file, and can be copied, the truth never being served', async () => {
    const dbPath = join(folder, 'org.sqlite')
    const truthFile = join(folder, 'truth.jsonl')
    const first = await startSalesforceOrg({ seed: 12, people: 200, dbPath, truthFile })
    const leads = await total(first, 'SELECT COUNT() FROM Lead')
    expect([first.counts?.people, leads]).toEqual([200, first.counts?.leads])
    const served = await control(first, 'GET', '/truth')
    expect([served.status, served.text.includes(truthFile)]).toEqual([404, false])
    const soql = 'SELECT Id FROM Lead LIMIT 1'
    await control(first, 'POST', '/mutate', { object: 'Lead', count: 1, delete: true, as: first.username })
    expect(await total(first, soql)).toBe(1)
    await first.close()
    expect([statSync(dbPath).mode & 0o777, statSync(truthFile).mode & 0o777]).toEqual([0o600, 0o600])

    await using again = await startSalesforceOrg({ dbPath })
    await using copy = await startSalesforceOrg({ copyOf: dbPath })
    for (const org of [again, copy]) {
      expect([org.orgId, org.counts]).toEqual([first.orgId, first.counts])
      expect(await total(org, 'SELECT COUNT() FROM Lead')).toBe(leads - 1)
    }
    await control(copy, 'POST', '/mutate', { object: 'Lead', count: 5, delete: true, as: copy.username })
    expect(await total(again, 'SELECT COUNT() FROM Lead')).toBe(leads - 1)
  })

  it('refuses a file of another variant, a copy of nothing, a port in use and an unknown user', async () => {
    const dbPath = join(folder, 'business.sqlite')
    const first = await startSalesforceOrg({ variant: 'business', dbPath })
    await expect(startSalesforceOrg({ dbPath })).rejects.toThrow('variant business')
    await expect(startSalesforceOrg({ copyOf: join(folder, 'none') })).rejects.toThrow('ENOENT')
    await expect(startSalesforceOrg({ port: Number(new URL(first.url).port) })).rejects.toThrow('EADDRINUSE')
    await expect(startSalesforceOrg({ username: 'nobody@x.example' })).rejects.toThrow('nobody@x.example')
    await first.close()
  })
})
