import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { KitError } from '../../src/kit/index.ts'
import { findingsOf, newFolder, packs, people, policyOf, scan } from './scan.ts'

const page = readFileSync(new URL('../../docs/rules/writing-a-rule.md', import.meta.url), 'utf8')

function fileOf(name: string): string {
  const block = new RegExp(`^\`\`\`ts ${name.replaceAll('.', '\\.')}\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1]
  if (block === undefined) throw new Error(`the page has no file ${name}`)
  return block
}

const policyText = /^```yaml\n(.*?)^```/ms.exec(page)?.[1] ?? ''

const rows = [
  { id: '1', firstName: 'Ana', lastName: 'Ruiz', email: null, phone: null, mobile: null, country: null },
  {
    id: '2',
    firstName: 'Bob',
    lastName: 'Hill',
    email: 'bob@hill.example',
    phone: null,
    mobile: null,
    country: null,
  },
  {
    id: '3',
    firstName: 'Robert',
    lastName: 'Hill',
    email: 'bob@hill.example',
    phone: null,
    mobile: '6',
    country: 'ES',
  },
].map((row) => ({ ...row, externalId: null }))

describe('docs/rules/writing-a-rule.md', () => {
  it("has cases that pass under Node's own test runner", async () => {
    const folder = newFolder()
    const kit = new URL('../../src/kit/', import.meta.url)
    for (const name of ['house-rules.ts', 'house-rules.test.ts']) {
      const text = fileOf(name)
        .replaceAll("'crm-steward/kit'", `'${new URL('index.ts', kit).href}'`)
        .replaceAll("'crm-steward/kit/testing'", `'${new URL('testing.ts', kit).href}'`)
        .replaceAll("'crm-steward/match-testing'", `'${new URL('../match/testing.ts', kit).href}'`)
        .replaceAll("'zod'", `'${import.meta.resolve('zod')}'`)
      writeFileSync(join(folder, name), text)
    }
    const run = promisify(execFile)(
      process.execPath,
      ['--test', '--test-reporter=tap', 'house-rules.test.ts'],
      {
        cwd: folder,
        env: { PATH: process.env.PATH },
      },
    )
    const { stdout } = await run
    expect(stdout).toContain('# pass 8')
    expect(stdout).toContain('# fail 0')
  })

  it('leads from a file to findings of all three shapes', async () => {
    const cwd = newFolder()
    writeFileSync(join(cwd, 'house-rules.ts'), fileOf('house-rules.ts'))
    const refusal = await policyOf(policyText, [packs.steward], cwd).catch((error: unknown) => error)
    if (!(refusal instanceof KitError)) throw new Error('expected a refusal', { cause: refusal })
    expect(refusal.message).toBe('./house-rules.ts is not pinned: its "integrity" is missing.')
    const pin = refusal.actions.at(-1)?.trim()
    expect(pin).toMatch(/^integrity: sha256-[0-9a-f]{64}$/)
    const policy = await policyOf(`${policyText}    ${pin}\n`, [packs.steward], cwd)
    expect(policy.rules.get('house/country-unknown')?.options).toEqual({ atMost: 0.1 })
    const outcome = await scan({ home: newFolder(), policy, connections: [people({ Contact: rows })] })
    expect(outcome.orgs[0]?.errors).toEqual([])
    const messages = (await findingsOf(outcome)).map(({ rule, message }) => `${rule} ${message}`)
    expect(messages.filter((text) => text.startsWith('house/'))).toEqual([
      expect.stringMatching(/^house\/members 2 records are one member \(contact, (> )?\d+(\.\d)? %\)\.$/),
      'house/country-unknown 2 of 3 people have no country.',
      'house/unreachable This contact has neither address nor number.',
    ])
  })

  it('has a rule for this repository that compiles and passes its cases', async () => {
    const folder = newFolder()
    const root = fileURLToPath(new URL('../..', import.meta.url))
    for (const name of ['src', 'node_modules']) symlinkSync(join(root, name), join(folder, name))
    const family = ['address-as-name.ts', 'index.ts'].map((name) => `plugins/hygiene/${name}`)
    for (const name of [...family, 'test/plugins/hygiene/address-as-name.test.ts']) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), fileOf(name))
    }
    const options = { noEmit: true, rewriteRelativeImportExtensions: false, rootDir: '/' }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: options,
        include: ['plugins', 'test'],
      }),
    )
    const bin = (name: string) => join(root, 'node_modules/.bin', name)
    const run = (name: string, ...args: readonly string[]) =>
      promisify(execFile)(bin(name), args, {
        cwd: folder,
        env: { PATH: process.env.PATH, NO_COLOR: '1' },
      }).catch((error) => error)
    expect((await run('tsc', '-p', '.')).stdout).toBe('')
    expect((await run('vitest', 'run', '--root', folder)).stdout).toMatch(/Tests {2}3 passed \(3\)/)
  })
})
