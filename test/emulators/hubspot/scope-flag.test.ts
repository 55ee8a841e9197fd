import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { startHubspotAccount } from '../../../emulators/index.ts'

const steward = fileURLToPath(new URL('../../../bin/dev.js', import.meta.url))

describe('a scope that cannot be given', () => {
  it.each([
    ['crm.objects.contact.read', 'Did you mean "crm.objects.contacts.read"?'],
    ['communication_preferences.statuses.batch.read', '--tier enterprise'],
  ])('%s ends the command with advice', (scope, advice) => {
    const args = [steward, 'emulate', 'hubspot', '--people', '10', '--scope', scope]
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 })
    expect(status).toBe(2)
    expect(stderr).toContain(advice)
  })

  it('leaves no server behind', async () => {
    const free = await startHubspotAccount()
    const port = Number(new URL(free.url).port)
    await free.close()
    await expect(startHubspotAccount({ port, scopes: ['nope'] })).rejects.toThrow('no such scope: nope')
    await using again = await startHubspotAccount({ port })
    expect(new URL(again.url).port).toBe(String(port))
  })
})
