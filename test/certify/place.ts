import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hubspotConnector, defaultTuning as hubspotTuning } from '../../connectors/hubspot/index.ts'
import { defaultTuning, salesforceConnector } from '../../connectors/salesforce/index.ts'
import {
  type EmulatedAccount,
  type HubspotOptions,
  startHubspotAccount,
} from '../../emulators/hubspot/index.ts'
import {
  type EmulatedOrg,
  type SalesforceOrgOptions,
  startSalesforceOrg,
} from '../../emulators/salesforce/index.ts'
import { packs } from '../../plugins/index.ts'
import { type CertifiedOrg, certifyOrg } from '../../src/certify/index.ts'
import type { Connector } from '../../src/kit/connector.ts'
import { loadPolicy } from '../../src/policy/index.ts'
import { stillRuntime } from '../connectors/transport/still-runtime.ts'

export type Changes = Partial<Parameters<typeof certifyOrg>[0]>

interface TestOrg extends AsyncDisposable {
  readonly url: string
  readonly accessToken: string
  readonly controlUrl: string
}

/** An org to be certified, and a home of its own; a pause moves the org's clock. */
export class Place<Org extends TestOrg> implements AsyncDisposable {
  readonly org: Org
  readonly home = mkdtempSync(join(tmpdir(), 'steward-certify-'))
  readonly #connector: Connector
  readonly #settings: Readonly<Record<string, unknown>>

  constructor(org: Org, connector: Connector, settings: Readonly<Record<string, unknown>>) {
    this.org = org
    this.#connector = connector
    this.#settings = settings
  }

  async certify(changes: Changes = {}): Promise<CertifiedOrg> {
    const cwd = join(this.home, 'desk')
    mkdirSync(cwd, { recursive: true })
    const connector = this.#connector
    return await certifyOrg({
      home: this.home,
      policy: await loadPolicy({ cwd, packs, connectors: [connector] }),
      target: { name: 'sandbox', connector, settings: connector.settings.parse(this.#settings) },
      env: { TOKEN: this.org.accessToken },
      now: () => new Date('2026-02-01T09:00:00Z'),
      signal: new AbortController().signal,
      log: () => undefined,
      tool: '0.1.0',
      mark: 'Steward certify 0a1b2c3d',
      confirmOrg: null,
      cleanUpOnly: false,
      pause: async (milliseconds) => {
        await this.control('POST /clock', { advance: milliseconds })
      },
      deleting: () => undefined,
      consent: async () => undefined,
      ...changes,
    })
  }

  async control(command: string, body?: unknown): Promise<void> {
    const [method = '', path = ''] = command.split(' ')
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${this.org.controlUrl}${path}`, init)
    if (!response.ok) throw new Error(`${command}: ${response.status} ${await response.text()}`)
  }

  /** Notes about records that are still in an org. */
  notes(): readonly string[] {
    return readdirSync(join(this.home, 'certify')).filter((name) => name.endsWith('.ndjson'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.org[Symbol.asyncDispose]()
    rmSync(this.home, { recursive: true, force: true })
  }
}

/** By id; those that nothing was told about included. */
export function told({ certification }: CertifiedOrg): Readonly<Record<string, string>> {
  return Object.fromEntries((certification?.statements ?? []).map(({ id, is }) => [id, is]))
}

export const asSandbox: NonNullable<SalesforceOrgOptions['fill']> = ({ db }) => {
  db.exec('UPDATE "Organization" SET "IsSandbox" = 1')
}

export async function openTestAccount(options: HubspotOptions = {}): Promise<Place<EmulatedAccount>> {
  const org = await startHubspotAccount({ accountType: 'developer-test', ...options })
  const connector = hubspotConnector({ ...hubspotTuning, runtime: stillRuntime() })
  return new Place(org, connector, { baseUrl: org.url, tokenEnv: 'TOKEN' })
}

export async function openSandbox(options: SalesforceOrgOptions = {}): Promise<Place<EmulatedOrg>> {
  const org = await startSalesforceOrg({ fill: asSandbox, ...options })
  const connector = salesforceConnector({ ...defaultTuning, runtime: stillRuntime() })
  return new Place(org, connector, { instanceUrl: org.url, tokenEnv: 'TOKEN' })
}
