import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tuning } from '../../../connectors/hubspot/connect.ts'
import { defaultTuning, hubspotConnector } from '../../../connectors/hubspot/index.ts'
import {
  type EmulatedAccount,
  type HubspotOptions,
  startHubspotAccount,
} from '../../../emulators/hubspot/index.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import type { ConnectContext, Connection } from '../../../src/kit/connector.ts'
import { type StillRuntime, stillRuntime } from '../transport/still-runtime.ts'

export interface OpenAccount extends AsyncDisposable {
  readonly account: EmulatedAccount
  readonly org: Org
  readonly tempDir: string
  readonly logged: string[]
  readonly runtime: StillRuntime
  /** With the account's access token unless other settings are given. */
  readonly connect: (options?: ConnectOptions) => Promise<Connection>
  readonly request: (method: string, path: string, body?: object) => Promise<Response>
  readonly control: (path: string, body?: object, method?: string) => Promise<Record<string, unknown>>
}

export interface ConnectOptions {
  readonly settings?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly tuning?: Partial<Tuning>
  readonly context?: Partial<ConnectContext>
}

/** An emulated account, and what a test needs to connect to it; nobody waits, and its windows know that. */
export async function openAccount(options: HubspotOptions = {}): Promise<OpenAccount> {
  const runtime = stillRuntime()
  let org: Org | undefined
  const account = await startHubspotAccount({
    ticks: runtime.monotonic,
    ...options,
    fill: (filled) => {
      org = filled
      options.fill?.(filled)
    },
  })
  if (org === undefined) throw new Error('the account was not filled')
  const tempDir = mkdtempSync(join(tmpdir(), 'steward-test-'))
  const logged: string[] = []
  const open: Connection[] = []

  async function connect({ settings, env, tuning, context }: ConnectOptions = {}): Promise<Connection> {
    const connector = hubspotConnector({ ...defaultTuning, runtime, ...tuning })
    const value = connector.settings.parse(settings ?? { baseUrl: account.url, tokenEnv: 'TOKEN' })
    const connection = await connector.connect(value, {
      name: 'acme',
      env: { TOKEN: account.accessToken, ...env },
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
    return await fetch(`${account.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async function control(path: string, body?: object, method = 'POST'): Promise<Record<string, unknown>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${account.controlUrl}${path}`, { method, headers, ...sent })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as Record<string, unknown>
  }

  return {
    account,
    org,
    tempDir,
    logged,
    runtime,
    connect,
    request,
    control,
    [Symbol.asyncDispose]: async () => {
      for (const connection of open) await connection[Symbol.asyncDispose]()
      await account.close()
      rmSync(tempDir, { recursive: true, force: true })
    },
  }
}
