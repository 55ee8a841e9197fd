import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectorConformance } from '../../src/kit/testing.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/connectors/writing-a-connector.md'), 'utf8')
const folder = mkdtempSync(join(root, 'node_modules', '.writing-a-connector-')) // inside, so that zod is found
const file = join(folder, 'helpdesk.ts')

/** The page's blocks as one file, with the kit of this tree. */
const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '')
const ofThisTree = (text: string): string =>
  text.replace(
    /'(?:crm-steward\/kit|\.\.\/\.\.\/src\/kit\/index\.ts)'/,
    `'${join(root, 'src/kit/index.ts')}'`,
  )
writeFileSync(file, ofThisTree(blocks.join('\n')))
const { helpdesk } = await import(pathToFileURL(file).href)

/** The same with the class that uses connectors/transport in the place of the simple one. */
const apiFile = join(folder, 'api.ts')
const api = /^```ts connectors\/helpdesk\/api\.ts\n(.*?)^```$/ms.exec(page)?.[1] ?? ''
writeFileSync(apiFile, ofThisTree(api).replaceAll('../transport', join(root, 'connectors/transport')))
const exchanged = blocks.filter((block) => !block.includes('class Api'))
const transportFile = join(folder, 'with-transport.ts')
writeFileSync(transportFile, ofThisTree(`import { Api } from './api.ts'\n${exchanged.join('\n')}`))
const { helpdesk: withTransport } = await import(pathToFileURL(transportFile).href)

const token = 'hunter2-hunter2'
const customers = new Map<string, { readonly changed: number }>()
const deleted = new Map<string, number>()
let clock = 0

function answer(path: string, query: URLSearchParams): unknown {
  const since = query.get('since')
  const later = (moment: number): boolean => since === null || moment > Number(since)
  if (path === '/account') return { id: 'desk-1', user: 'admin' }
  if (path === '/deleted') {
    const items = [...deleted].filter(([, moment]) => later(moment))
    return { items: items.map(([id]) => ({ id: Number(id), mergedInto: null })) }
  }
  const all = [...customers].filter(([, { changed }]) => later(changed))
  const after = Number(query.get('after'))
  const items = all
    .slice(after, after + 2)
    .map(([id]) => ({ id: Number(id), given: 'Ann', family: `Bell ${id}` }))
  return { items, next: after + 2 < all.length ? String(after + 2) : null, now: String(clock) }
}

const server = createServer((request, response: ServerResponse) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(401).end()
  response
    .writeHead(200, { 'content-type': 'application/json' })
    .end(JSON.stringify(answer(url.pathname, url.searchParams)))
})
await once(server.listen(0, '127.0.0.1'), 'listening')
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('docs/connectors/writing-a-connector.md', () => {
  it('compiles as strictly as ours', async () => {
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        noEmit: true,
        rewriteRelativeImportExtensions: false,
        rootDir: '/',
      },
      include: [file, apiFile],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/.bin/tsc')
    const { stdout } = await promisify(execFile)(tsc, ['-p', folder]).catch((error) => error)
    expect(stdout).toBe('')
  })
})

describe.each([
  ['as the page has it', helpdesk],
  ['through connectors/transport', withTransport],
])('the help desk %s', (_, connector) => {
  beforeAll(() => {
    for (const id of ['1', '2', '3']) customers.set(id, { changed: 0 })
    deleted.clear()
    clock = 0
  })

  const checks = connectorConformance({
    connector,
    settings: { url },
    env: { HELPDESK_TOKEN: token },
    records: { Customer: 3 },
    broken: [
      { name: 'no token', env: {}, code: 'MISSING_SECRET' },
      { name: 'a wrong token', env: { HELPDESK_TOKEN: 'hunter3-hunter3' }, code: 'SESSION_EXPIRED' },
    ],
    change: {
      object: 'Customer',
      id: '2',
      act: async () => {
        clock += 1
        customers.set('2', { changed: clock })
      },
    },
    remove: {
      object: 'Customer',
      id: '3',
      act: async () => {
        clock += 1
        customers.delete('3')
        deleted.set('3', clock)
      },
    },
  })
  for (const check of checks) it(check.name, check.run)
})
