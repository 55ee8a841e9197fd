import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hubspotConnector, defaultTuning as hubspotTuning } from '../../connectors/hubspot/index.ts'
import { defaultTuning, salesforceConnector } from '../../connectors/salesforce/index.ts'
import { startHubspotAccount } from '../../emulators/hubspot/index.ts'
import { startSalesforceOrg } from '../../emulators/salesforce/index.ts'
import { stillRuntime } from '../connectors/transport/still-runtime.ts'
import { asSandbox, Place } from './place.ts'

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Stands before an org, and answers some requests itself with what came with them. */
async function echoing(target: string, answer: (request: IncomingMessage) => Answer | null) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const own = answer(request)
    if (own !== null) {
      response.writeHead(own.status, { 'content-type': 'application/json' }).end(JSON.stringify(own.body))
      return
    }
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers
    const more = Object.entries(request.headers).filter(([name]) => name.startsWith('sforce-'))
    const passed = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: {
        ...(Object.fromEntries(more) as Record<string, string>),
        authorization,
        'content-type': type,
      },
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const head = { 'content-type': passed.headers.get('content-type') ?? 'application/json' }
    response.writeHead(passed.status, head).end(Buffer.from(await passed.arrayBuffer()))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const tokenOf = ({ headers }: IncomingMessage) => (headers.authorization ?? '').replace(/^\w+ /, '')

function refusesLists(request: IncomingMessage): Answer | null {
  if (request.method !== 'PUT' && request.method !== 'DELETE') return null
  return { status: 400, body: { status: 'error', category: tokenOf(request), message: tokenOf(request) } }
}

function refusesDeletion(request: IncomingMessage): Answer | null {
  if (request.method !== 'DELETE') return null
  const ids = new URL(request.url ?? '', 'http://org').searchParams.get('ids')?.split(',') ?? []
  const errors = [{ statusCode: tokenOf(request), message: tokenOf(request), fields: [] }]
  return { status: 200, body: ids.map(() => ({ success: false, errors })) }
}

it.each([
  [
    'HubSpot',
    async () => {
      const org = await startHubspotAccount({ accountType: 'developer-test' })
      const connector = hubspotConnector({ ...hubspotTuning, runtime: stillRuntime() })
      return { org, connector, setting: 'baseUrl', answer: refusesLists }
    },
  ],
  [
    'Salesforce',
    async () => {
      const org = await startSalesforceOrg({ fill: asSandbox })
      const connector = salesforceConnector({ ...defaultTuning, runtime: stillRuntime() })
      return { org, connector, setting: 'instanceUrl', answer: refusesDeletion }
    },
  ],
] as const)('a token that %s echoes is neither told nor kept', async (_, start) => {
  const { org, connector, setting, answer } = await start()
  await using proxy = await echoing(org.url, answer)
  await using place = new Place(org, connector, { [setting]: proxy.url, tokenEnv: 'TOKEN' })
  const certified = await place.certify()
  expect(certified.exit).toBe(68)
  const folder = join(place.home, 'certify')
  const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  expect(JSON.stringify([certified, kept])).not.toContain(org.accessToken)
})
