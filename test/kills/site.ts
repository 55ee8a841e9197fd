import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type EmulatedOrg, startHubspotAccount, startSalesforceOrg } from '../../emulators/index.ts'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import type { JournalEntry } from '../../src/plan/journal/entry.ts'
import { policyFor, type Ran, Workplace } from '../scenarios/steward.ts'
import { dumpOf } from './dump.ts'
import type { Kind } from './kinds.ts'
import type { Noted, Orders } from './orders.ts'
import { cutPower, readNotes } from './power-cut.ts'

export const asOf = '2026-11-01T00:00:00.000Z'
const preload = new URL('./preload.ts', import.meta.url).href

type Org = Pick<EmulatedOrg, 'url' | 'accessToken' | 'controlUrl' | 'close'>

/** What lies beside the policy and goes along to another machine. */
const carried = ['plan.json', 'plan.values.json', 'plan.journal']

interface Opening {
  readonly kind: Kind
  /** Where the org's database goes. */
  readonly database: string
  /** That which it starts as a copy of. */
  readonly copyOf?: string
  /** A folder with a plan, perhaps with its journal. */
  readonly from?: string
}

/** An emulated org, and the machine from which it is written to. */
export class Site implements AsyncDisposable {
  readonly kind: Kind
  readonly database: string
  readonly #org: Org
  readonly #machines: Workplace[] = []

  private constructor(kind: Kind, org: Org, database: string) {
    this.kind = kind
    this.#org = org
    this.database = database
  }

  static async open({ kind, database, copyOf, from }: Opening): Promise<Site> {
    const seeded = { people: kind.people, seed: kind.seed }
    const options = { asOf: new Date(asOf), dbPath: database, ...(copyOf ? { copyOf } : seeded) }
    const org =
      kind.crm === 'salesforce'
        ? await startSalesforceOrg(options)
        : await startHubspotAccount({ ...options, burst: 100_000 })
    const site = new Site(kind, org, database)
    site.move(from)
    return site
  }

  get place(): Workplace {
    return this.#machines.at(-1) as Workplace
  }

  get plan(): PlanFile {
    return JSON.parse(this.place.read('plan.json'))
  }

  get undoAll(): readonly string[] {
    return ['--all', ...(this.kind.undo ?? [])]
  }

  get journal(): string {
    return join(this.place.folder, 'plan.journal')
  }

  /** Goes on from another machine: with another home, and with what is to be carried over of a folder. */
  move(from: string | undefined = this.#machines.at(-1)?.folder): void {
    const place = new Workplace({ ACME_TOKEN: this.#org.accessToken })
    place.write('steward.yml', policyFor(this.#org.url, this.kind.policy, this.kind.crm))
    this.#machines.push(place)
    if (from === undefined) return
    for (const name of carried) {
      const path = join(from, name)
      if (existsSync(path)) cpSync(path, join(place.folder, name), { recursive: true })
    }
  }

  /** The other machine whose lock came along with the journal. */
  get lockedElsewhere(): string | null {
    const path = join(this.journal, 'lock')
    const { host } = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { host: this.#host }
    return host === this.#host ? null : host
  }

  get #host(): string {
    return `machine-${this.#machines.length}`
  }

  dump(): readonly string[] {
    return dumpOf(this.database)
  }

  entries(): readonly JournalEntry[] {
    const text = readFileSync(join(this.journal, 'journal.ndjson'), 'utf8')
    return text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
  }

  remove(name: string): void {
    rmSync(join(this.place.folder, name))
  }

  async scan(selectors: readonly string[]): Promise<void> {
    await this.#must(['scan', ...selectors, '--as-of', asOf])
  }

  /** Plans what a kind merges, into a folder, from what was scanned. */
  async planInto(folder: string, { selector, least, policy, crm }: Kind): Promise<void> {
    this.place.write('steward.yml', policyFor(this.#org.url, policy, crm))
    const file = join(folder, 'plan.json')
    const create = ['plan', 'create', selector, '--min-score', least, '--output-file', file]
    const asked = await this.place.run(create)
    const number = /--confirm-groups (\d+)/.exec(asked.stderr)?.[1] ?? 'none'
    await this.#must([...create, '--confirm-groups', number])
    const { actions }: PlanFile = JSON.parse(readFileSync(file, 'utf8'))
    if (actions.length < 2) throw new Error(`${selector}: too small a plan`)
  }

  /** As a person would type it, with waits a hundred times shorter. */
  run(args: readonly string[], orders: Orders = {}): Promise<Ran> {
    const all = { hurry: 100, host: this.#host, ...orders }
    const env = { NODE_OPTIONS: `--import=${preload}`, KILLS_ORDERS: JSON.stringify(all) }
    return this.place.run(args, { env, started: (end) => void this.#ends.add(end) })
  }
  readonly #ends = new Set<(signal: NodeJS.Signals) => void>()

  confirmed(what: 'apply' | 'undo', args: readonly string[], orders: Orders = {}): Promise<Ran> {
    const host = this.kind.crm === 'salesforce' ? new URL(this.#org.url).host : this.plan.connection.host
    const named = ['--confirm-plan', this.plan.id, '--confirm-org', host]
    return this.run(['plan', what, 'plan.json', ...named, ...args], orders)
  }

  /** Runs until a request meets the fault, then kills the process. */
  async killedAt(fault: object, run: () => Promise<Ran>): Promise<Ran> {
    await this.control('DELETE', '/faults')
    await this.control('POST', '/faults', fault)
    this.#ends.clear()
    let over = false
    const ran = run().finally(() => {
      over = true
    })
    while (!over && !(await this.#fired())) await setTimeout(10)
    for (const end of this.#ends) end('SIGKILL')
    const ended = await ran
    await this.control('DELETE', '/faults')
    return ended
  }

  async control<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${this.#org.controlUrl}${path}`, init)
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Answer
  }

  /** Sizes of the files of this machine, to which a power cut may take them back. */
  sizes(): ReadonlyMap<string, number> {
    const entries = readdirSync(this.place.folder, { recursive: true, withFileTypes: true })
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    return new Map(paths.map((path) => [path, statSync(path).size]))
  }

  notes(): { readonly path: string; readonly read: () => readonly Noted[] } {
    const path = join(this.place.folder, `notes-${this.#noted++}.ndjson`)
    return { path, read: () => readNotes(path) }
  }
  #noted = 0

  cutPower(notes: readonly Noted[], before: ReadonlyMap<string, number>): void {
    cutPower(notes, before)
  }

  async #fired(): Promise<boolean> {
    const { faults } = await this.control<{ faults: readonly { fired: number }[] }>('GET', '/faults')
    return faults.some(({ fired }) => fired > 0)
  }

  async #must(args: readonly string[]): Promise<void> {
    const ran = await this.place.run(args)
    if (ran.exit !== 0) throw new Error(`steward ${args.join(' ')}: ${ran.exit}\n${ran.stderr}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#org.close()
    for (const place of this.#machines) place[Symbol.dispose]()
  }
}
