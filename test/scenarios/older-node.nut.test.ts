import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { root } from '../repo/source.ts'

const older = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((part) => !part.includes('node_modules'))
  .map((part) => join(part, 'node'))
  .find((path) => existsSync(path))

describe.skipIf(older === undefined)('started by the Node of the PATH', () => {
  it('ends the emulated org with the process that was started', async () => {
    const args = [join(root, 'bin/run.js'), 'emulate', 'salesforce', '--people', '20']
    const child = spawn(older ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const { url } = JSON.parse(line) as { url: string }
    expect((await fetch(`${url}/services/data`)).status).toBe(200)
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(130)
    await expect(fetch(`${url}/services/data`)).rejects.toThrow()
  })
})
