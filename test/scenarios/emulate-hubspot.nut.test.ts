import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { root } from '../repo/source.ts'

describe('emulate hubspot', () => {
  it('prints one line that lets a client in, and serves until it is stopped', async () => {
    const scopes = ['--scope', 'crm.objects.contacts.read', '--scope', 'crm.lists.read']
    const options = ['--people', '40', '--tier', 'enterprise', '--account-type', 'sandbox', '--burst', '2']
    const args = [join(root, 'bin/run.js'), 'emulate', 'hubspot', ...options, ...scopes]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const { url, accessToken, controlUrl, counts, truthFile } = JSON.parse(line)
    expect([counts.people, truthFile]).toEqual([40, null])
    const ask = (path: string) =>
      fetch(url + path, { headers: { authorization: `Bearer ${accessToken as string}` } })
    expect(await (await ask('/account-info/v3/details')).json()).toMatchObject({ accountType: 'SANDBOX' })
    expect((await ask('/crm/v3/owners/')).status).toBe(403)
    expect((await ask('/crm/v3/objects/contacts')).status).toBe(429)
    await fetch(`${controlUrl as string}/stop`, { method: 'POST' })
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
  })
})
