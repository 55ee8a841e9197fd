import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmulatedOrg, startSalesforceOrg } from '../../emulators/index.ts'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import { ForeignClient } from './foreign-client.ts'
import { asOf, bySurvivor, PlanTrial } from './plan-place.ts'
import { policyFor } from './steward.ts'

export { asOf, bySurvivor } from './plan-place.ts'

/** What asks the org for nothing but answers. Everything else that the meter counts is a write. */
const reading =
  /^(GET (?!.*executeAnonymous)|POST \/composite$|POST \/composite\/sobjects\/:object$|HEAD |POST \/services\/oauth2)/

/** A Salesforce org in which plans are tried. */
export class Trial extends PlanTrial<EmulatedOrg> {
  readonly client: ForeignClient
  readonly #more: string

  constructor(org: EmulatedOrg, more: string) {
    super(org, policyFor(org.url, more))
    this.#more = more
    this.client = new ForeignClient(org)
  }

  override get host(): string {
    return new URL(this.org.url).host
  }

  /** Requests since the meter began that may have changed something. */
  async writes(): Promise<readonly string[]> {
    return Object.keys(await this.calls()).filter((purpose) => !reading.test(purpose))
  }

  /** The same org before anything was written, with the same plan. */
  async twin(database: string): Promise<Trial> {
    const twin = await openTrial({ copyOf: database }, this.#more)
    for (const name of ['plan.json', 'plan.values.json'])
      copyFileSync(join(this.place.folder, name), join(twin.place.folder, name))
    return twin
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
