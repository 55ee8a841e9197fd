import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packs } from '../../plugins/index.ts'
import type { Connection, Connector } from '../../src/kit/index.ts'
import { type CarryOutRequest, carryOut } from '../../src/plan/carry-out.ts'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import type { ValuesFile } from '../../src/plan/files/values-file.ts'
import type { JournalEntry } from '../../src/plan/journal/entry.ts'
import { type TakeBackRequest, takeBack } from '../../src/plan/take-back.ts'
import { type LoadedPolicy, loadPolicy } from '../../src/policy/index.ts'
import { type Dump, dumpOf, type Names } from './dump.ts'
import { type FaultRuntime, faultRuntime } from './runtime.ts'
import { type Tapped, tapRequests } from './tap.ts'

export interface Emulated extends AsyncDisposable {
  readonly url: string
  readonly controlUrl: string
  readonly accessToken: string
  readonly clientId: string
  readonly clientSecret: string
  readonly refreshToken: string
}

/** What differs between the CRMs. */
export interface Crm {
  readonly name: 'salesforce' | 'hubspot'
  readonly policy: string
  readonly presets: readonly string[]
  readonly start: (options: {
    readonly dbPath: string
    readonly copyOf?: string
    readonly ticks: () => number
  }) => Promise<Emulated>
  readonly connector: (runtime: FaultRuntime) => Connector
  readonly settings: (url: string) => object
  readonly seed: (
    emulated: Emulated,
    connect: () => Promise<Connection>,
  ) => Promise<{ plan: PlanFile; values: ValuesFile }>
}

/** An org and a plan for it, at one moment: before the plan was applied, or after. */
export interface Scene {
  readonly crm: Crm
  readonly database: string
  readonly plan: PlanFile
  readonly values: ValuesFile
  /** Present once the plan was applied. */
  readonly journal: string | null
}

export const asOf = new Date('2026-01-31T09:00:00Z')

/** An emulated org of a scene, and a machine from which the plan is applied or taken back. */
export class Site implements AsyncDisposable {
  readonly scene: Scene
  readonly runtime: FaultRuntime
  readonly emulated: Emulated
  readonly folder: string
  readonly policy: LoadedPolicy
  readonly connector: Connector
  /** The connection of the command under way. */
  connection: Connection | null = null
  /** Entries of the journal that the scene began with. */
  entriesBefore = 0
  /** Calls that connecting took, by purpose. */
  connecting: Readonly<Record<string, number>> = {}

  private constructor(
    parts: Pick<Site, 'scene' | 'runtime' | 'emulated' | 'folder' | 'policy' | 'connector'>,
  ) {
    this.scene = parts.scene
    this.runtime = parts.runtime
    this.emulated = parts.emulated
    this.folder = parts.folder
    this.policy = parts.policy
    this.connector = parts.connector
  }

  static async open(scene: Scene): Promise<Site> {
    const folder = mkdtempSync(join(tmpdir(), 'fault-'))
    const { crm, journal } = scene
    const runtime = faultRuntime()
    const emulated = await crm.start({
      dbPath: join(folder, 'org.sqlite'),
      copyOf: scene.database,
      ticks: runtime.monotonic,
    })
    if (journal !== null) cpSync(journal, join(folder, 'journal'), { recursive: true })
    mkdirSync(join(folder, 'desk'))
    const connector = crm.connector(runtime)
    writeFileSync(join(folder, 'desk', 'steward.yml'), crm.policy)
    const policy = await loadPolicy({ cwd: join(folder, 'desk'), packs, connectors: [connector] })
    const site = new Site({ scene, runtime, emulated, folder, policy, connector })
    site.entriesBefore = site.entries().length
    return site
  }

  get journal(): string {
    return join(this.folder, 'journal')
  }

  entries(): readonly JournalEntry[] {
    const path = join(this.journal, 'journal.ndjson')
    if (!existsSync(path)) return []
    return readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  values(): string {
    const path = join(this.journal, 'values.ndjson')
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  dump(names?: Names): Dump {
    return dumpOf(join(this.folder, 'org.sqlite'), names)
  }

  tap(told: (request: Tapped) => void): Disposable {
    return tapRequests(this.emulated.url, told)
  }

  async control(method: string, path: string, body?: object): Promise<Readonly<Record<string, unknown>>> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(`${this.emulated.controlUrl}${path}`, { method, ...sent })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return (await answer.json()) as Readonly<Record<string, unknown>>
  }

  apply(resume: boolean): ReturnType<typeof carryOut> {
    const { plan } = this.scene
    return carryOut({
      ...this.#common(),
      journal: { dir: this.journal, named: true },
      resume,
      unattended: false,
      beyondBin: true,
      confirmPlan: plan.id,
      consent: async () => '--confirm-plan',
    })
  }

  undo(): ReturnType<typeof takeBack> {
    const { values } = this.scene
    return takeBack({
      ...this.#common(),
      dir: this.journal,
      valuesNow: () => values,
      recreate: true,
      groups: null,
      consent: async () => '--confirm-plan',
    } satisfies TakeBackRequest)
  }

  #common() {
    const { scene, runtime, emulated, connector } = this
    const { plan, values, crm } = scene
    const { clientId, clientSecret, refreshToken, url } = emulated
    const watched: Connector = {
      ...connector,
      connect: async (settings, context) => {
        this.connection = null
        const connection = await connector.connect(settings, context)
        this.connecting = connection.calls().byPurpose
        this.connection = connection
        return connection
      },
    }
    return {
      home: join(this.folder, 'home'),
      plan,
      values,
      policy: this.policy,
      target: { name: 'acme', connector: watched, settings: connector.settings.parse(crm.settings(url)) },
      confirmOrg: crm.name === 'salesforce' ? new URL(url).host : plan.connection.host,
      tool: '0.1.0',
      env: { CLIENT: clientId, SECRET: clientSecret, REFRESH: refreshToken },
      now: () => new Date(asOf.getTime() + runtime.monotonic()),
      pause: async (milliseconds: number) => runtime.pass(milliseconds),
      signal: new AbortController().signal,
      progress: () => undefined,
      log: () => undefined,
    } satisfies Partial<CarryOutRequest>
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulated[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
