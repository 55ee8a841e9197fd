import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tuning } from '../../../connectors/salesforce/connect.ts'
import { defaultTuning, salesforceConnector } from '../../../connectors/salesforce/index.ts'
import {
  type EmulatedOrg,
  type SalesforceOrgOptions,
  startSalesforceOrg,
} from '../../../emulators/salesforce/index.ts'
import type { ConnectContext, Connection, ReadPart, ReadQuery } from '../../../src/kit/connector.ts'
import { type StillRuntime, stillRuntime } from '../transport/still-runtime.ts'

export interface OpenOrg extends AsyncDisposable {
  readonly org: EmulatedOrg
  readonly tempDir: string
  readonly logged: string[]
  readonly runtime: StillRuntime
  /** With the org's access token unless other settings are given. */
  readonly connect: (options?: ConnectOptions) => Promise<Connection>
  /** Creates records as the administrator and returns their ids. */
  readonly create: (object: string, records: readonly object[]) => Promise<string[]>
  readonly control: (path: string, body?: object, method?: string) => Promise<Record<string, unknown>>
  readonly request: (method: string, path: string, body?: object) => Promise<Response>
}

export interface ConnectOptions {
  readonly settings?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly tuning?: Partial<Tuning>
  readonly context?: Partial<ConnectContext>
}

/** An emulated org, and what a test needs to connect to it; nothing waits. */
export async function openOrg(options: SalesforceOrgOptions = {}): Promise<OpenOrg> {
  const org = await startSalesforceOrg({ people: 0, ...options })
  const tempDir = mkdtempSync(join(tmpdir(), 'steward-test-'))
  const logged: string[] = []
  const open: Connection[] = []
  const runtime = stillRuntime()

  async function connect({ settings, env, tuning, context }: ConnectOptions = {}): Promise<Connection> {
    const connector = salesforceConnector({ ...defaultTuning, runtime, ...tuning })
    const value = connector.settings.parse(settings ?? { instanceUrl: org.url, tokenEnv: 'TOKEN' })
    const connection = await connector.connect(value, {
      name: 'acme',
      env: { TOKEN: org.accessToken, ...env },
      signal: new AbortController().signal,
      tempDir,
      now: () => new Date('2026-02-01T09:00:00Z'),
      log: (line) => logged.push(line),
      budget: 0.8,
      ...context,
    })
    open.push(connection)
    return connection
  }

  async function request(method: string, path: string, body?: object): Promise<Response> {
    return await fetch(`${org.url}/services/data/v66.0${path}`, {
      method,
      headers: { authorization: `Bearer ${org.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async function control(path: string, body?: object, method = 'POST'): Promise<Record<string, unknown>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${org.controlUrl}${path}`, { method, ...sent })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }

  async function create(object: string, records: readonly object[]): Promise<string[]> {
    const ids: string[] = []
    for (let at = 0; at < records.length; at += 200) {
      const chunk = records.slice(at, at + 200).map((record) => ({ attributes: { type: object }, ...record }))
      const response = await request('POST', '/composite/sobjects', { allOrNone: true, records: chunk })
      const results = (await response.json()) as { id?: string; errors?: unknown }[]
      for (const { id, errors } of results) {
        if (id === undefined) throw new Error(JSON.stringify(errors))
        ids.push(id)
      }
    }
    return ids
  }

  return {
    org,
    tempDir,
    logged,
    runtime,
    connect,
    create,
    control,
    request,
    [Symbol.asyncDispose]: async () => {
      for (const connection of open) await connection[Symbol.asyncDispose]()
      await org.close()
      rmSync(tempDir, { recursive: true, force: true })
    },
  }
}

export async function readAll(connection: Connection, query: ReadQuery): Promise<ReadPart[]> {
  const parts: ReadPart[] = []
  for await (const part of connection.read(query)) parts.push(part)
  return parts
}

export type Complete = Extract<ReadPart, { type: 'complete' }>

export function completeOf(parts: readonly ReadPart[]): Complete {
  const last = parts.at(-1)
  if (last?.type !== 'complete') throw new Error('the last part is not `complete`')
  return last
}

export function deletedOf(parts: readonly ReadPart[]): { id: string; into: string | null }[] {
  return parts.flatMap((part) => (part.type === 'deleted' ? [...part.records] : []))
}
