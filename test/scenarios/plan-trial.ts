import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import { type EmulatedOrg, startSalesforceOrg } from '../../emulators/index.ts'
import type { JournalEntry } from '../../src/plan/journal-entry.ts'
import type { PlanFile } from '../../src/plan/plan-file.ts'
import { ForeignClient } from './foreign-client.ts'
import { policyFor, type Ran, type RunOptions, Workplace } from './steward.ts'

export const asOf = '2026-11-01T00:00:00.000Z'
export const bySurvivor = 'survivorship:\n  person: { owners: survivor }\n'

/** What asks the org for nothing but answers. Everything else that the meter counts is a write. */
const reading =
  /^(GET (?!.*executeAnonymous)|POST \/composite$|POST \/composite\/sobjects\/:object$|HEAD |POST \/services\/oauth2)/

/** An org with a workplace, and the commands of a plan as a person would give them. */
export class Trial implements AsyncDisposable {
  readonly org: EmulatedOrg
  readonly place: Workplace
  readonly client: ForeignClient
  readonly #more: string

  constructor(org: EmulatedOrg, more: string) {
    this.org = org
    this.#more = more
    this.place = new Workplace({ ACME_TOKEN: org.accessToken })
    this.place.write('steward.yml', policyFor(org.url, more))
    this.client = new ForeignClient(org)
  }

  get host(): string {
    return new URL(this.org.url).host
  }

  get plan(): PlanFile {
    return JSON.parse(this.place.read('plan.json'))
  }

  /** Scans, and plans every group from a score on. */
  async planned(selector: string, least = '0.99'): Promise<PlanFile> {
    expect(await this.place.run(['scan', selector, '--as-of', asOf])).toMatchObject({ exit: 0 })
    const create = ['plan', 'create', selector, '--min-score', least]
    const asked = await this.place.run(create)
    const number = /--confirm-groups (\d+)/.exec(asked.stderr)?.[1]
    const made = await this.place.run([...create, '--confirm-groups', number ?? 'none'])
    expect(made, made.stderr).toMatchObject({ exit: 0 })
    return this.plan
  }

  apply(args: readonly string[] = [], options: RunOptions = {}): Promise<Ran> {
    return this.#confirmed('apply', args, options)
  }

  undo(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.#confirmed('undo', args, options)
  }

  #confirmed(what: string, args: readonly string[], options: RunOptions): Promise<Ran> {
    const confirmed = ['--confirm-plan', this.plan.id, '--confirm-org', this.host]
    return this.place.run(['plan', what, 'plan.json', ...confirmed, ...args], options)
  }

  journal(folder = 'plan.journal'): readonly JournalEntry[] {
    const lines = this.place.read(`${folder}/journal.ndjson`).trimEnd().split('\n')
    return lines.map((line) => JSON.parse(line))
  }

  /** Ids of merged-away records in the order in which they were sent, request by request. */
  sentLosers(): readonly string[] {
    return this.journal().flatMap((entry) =>
      entry.type === 'intent' && entry.verb === 'merge'
        ? entry.items.flatMap(({ losers = [] }) => losers)
        : [],
    )
  }

  async control<T = unknown>(command: string, body?: unknown): Promise<T> {
    const [method = '', path = ''] = command.split(' ')
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
    const response = await fetch(`${this.org.controlUrl}${path}`, init)
    if (!response.ok) throw new Error(`${command}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  async calls(): Promise<Readonly<Record<string, number>>> {
    return (await this.control<{ byPurpose: Record<string, number> }>('GET /meter')).byPurpose
  }

  /** Requests since the meter began that may have changed something. */
  async writes(): Promise<readonly string[]> {
    return Object.keys(await this.calls()).filter((purpose) => !reading.test(purpose))
  }

  /** Runs until a request meets the fault, sends the process a signal, and lets all requests through again. */
  async signalled(
    signal: NodeJS.Signals,
    fault: object,
    run: (options: RunOptions) => Promise<Ran>,
  ): Promise<Ran> {
    await this.control('POST /faults', fault)
    const ends: ((signal: NodeJS.Signals) => void)[] = []
    let over = false
    const ran = run({ started: (end) => void ends.push(end) }).finally(() => {
      over = true
    })
    while (!over && !(await this.#fired())) await setTimeout(10)
    for (const end of ends) end(signal)
    if (signal === 'SIGKILL') await ran
    await this.control('DELETE /faults')
    return await ran
  }

  async #fired(): Promise<boolean> {
    const { faults } = await this.control<{ faults: readonly { fired: number }[] }>('GET /faults')
    return faults.some(({ fired }) => fired > 0)
  }

  /** The same org before anything was written, with the same plan. */
  async twin(database: string): Promise<Trial> {
    const twin = await openTrial({ copyOf: database }, this.#more)
    for (const name of ['plan.json', 'plan.values.json'])
      copyFileSync(join(this.place.folder, name), join(twin.place.folder, name))
    return twin
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.place[Symbol.dispose]()
    await this.org.close()
  }
}

type OrgOptions = NonNullable<Parameters<typeof startSalesforceOrg>[0]>

export async function openTrial(options: OrgOptions, more = bySurvivor): Promise<Trial> {
  return new Trial(await startSalesforceOrg({ asOf: new Date(asOf), ...options }), more)
}

/** A seeded org of which twins can be made, all with the plan that was made of the first. */
export class TwinMaker implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'steward-twins-'))
  readonly #options: OrgOptions
  readonly #more: string
  #first: Trial | undefined

  constructor(options: OrgOptions, more = bySurvivor) {
    this.#options = options
    this.#more = more
  }

  get #database(): string {
    return join(this.#folder, 'org.sqlite')
  }

  async plan(selector: string, least?: string): Promise<PlanFile> {
    await (
      await startSalesforceOrg({ asOf: new Date(asOf), ...this.#options, dbPath: this.#database })
    ).close()
    this.#first = await openTrial({ copyOf: this.#database }, this.#more)
    return this.#first.planned(selector, least)
  }

  async twin(): Promise<Trial> {
    if (this.#first === undefined) throw new Error('plan first')
    return this.#first.twin(this.#database)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#first?.[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
