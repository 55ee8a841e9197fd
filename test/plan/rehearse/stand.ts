import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultTuning, salesforceConnector } from '../../../connectors/salesforce/index.ts'
import {
  type EmulatedOrg,
  type SalesforceOrgOptions,
  startSalesforceOrg,
} from '../../../emulators/salesforce/index.ts'
import { packs } from '../../../plugins/index.ts'
import { type CarryOutRequest, carryOut } from '../../../src/plan/carry-out.ts'
import type { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { sealPlan } from '../../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../../src/plan/files/values-file.ts'
import {
  addCalls,
  certificateOf,
  openRehearsal,
  type RehearsalCertificate,
  recordRehearsal,
} from '../../../src/plan/rehearse/index.ts'
import { takeBack } from '../../../src/plan/take-back.ts'
import { loadPolicy, type NamedConnection } from '../../../src/policy/index.ts'
import { group, type HazardOrg, openHazardOrg } from '../hazards/hazard-org.ts'

export const day = new Date('2026-02-01T09:00:00Z')

/** A production org with a plan of three groups, and sandboxes of it. */
export class Stand implements AsyncDisposable {
  readonly folder: string
  readonly org: HazardOrg
  readonly plan: PlanFile
  readonly values: ValuesFile
  /** Survivor first, group by group. */
  readonly members: readonly (readonly string[])[]
  readonly #stack: AsyncDisposableStack

  constructor(
    parts: Pick<Stand, 'folder' | 'org' | 'plan' | 'values' | 'members'>,
    stack: AsyncDisposableStack,
  ) {
    this.folder = parts.folder
    this.org = parts.org
    this.plan = parts.plan
    this.values = parts.values
    this.members = parts.members
    this.#stack = stack
  }

  get planPath(): string {
    return join(this.folder, 'plan.json')
  }

  get certificatePath(): string {
    return certificateOf(this.planPath)
  }

  /** A copy of the org as it is now. */
  async sandbox(options: SalesforceOrgOptions = {}): Promise<EmulatedOrg> {
    const source = join(this.folder, 'org.sqlite')
    return this.#stack.use(await startSalesforceOrg({ sandboxOf: source, ...options }))
  }

  target(org: Pick<EmulatedOrg, 'url'>, name = 'full'): NamedConnection {
    const connector = salesforceConnector({ ...defaultTuning, runtime: this.org.world.runtime })
    return {
      name,
      connector,
      settings: connector.settings.parse({ instanceUrl: org.url, tokenEnv: 'TOKEN' }),
    }
  }

  async policy(more = '') {
    const cwd = join(this.folder, 'desk')
    mkdirSync(cwd, { recursive: true })
    const text = `version: 1\nsurvivorship:\n  person: { owners: survivor }\n${more}`
    writeFileSync(join(cwd, 'steward.yml'), text)
    const { connector } = this.target(this.org.world.org)
    return await loadPolicy({ cwd, packs, connectors: [connector] })
  }

  #surroundings(token: string) {
    return {
      home: join(this.folder, 'home'),
      tool: '0.1.0',
      env: { TOKEN: token },
      now: () => day,
      pause: async () => undefined,
      signal: new AbortController().signal,
      progress: () => undefined,
      log: () => undefined,
    }
  }

  /** As `plan apply` does in production. */
  async apply(more: string, changed: Partial<CarryOutRequest> = {}) {
    const { org } = this.org.world
    return await carryOut({
      ...this.#surroundings(org.accessToken),
      ...this.#consented,
      plan: this.plan,
      values: this.values,
      policy: await this.policy(more),
      target: this.target(org, 'acme'),
      journal: { dir: join(this.folder, 'plan.journal'), named: true },
      certificate: this.certificatePath,
      confirmOrg: new URL(org.url).host,
      ...changed,
    })
  }

  async open(org: EmulatedOrg, plan = this.plan) {
    return await openRehearsal({
      ...this.#surroundings(org.accessToken),
      plan,
      planPath: this.planPath,
      policy: await this.policy(),
      target: this.target(org),
    })
  }

  /** As `plan apply --rehearse` does. */
  async rehearse(org: EmulatedOrg, changed: Partial<CarryOutRequest> = {}) {
    const rehearsal = await this.open(org)
    const { plan, policy, target, dir } = rehearsal
    const outcome = await carryOut({
      ...this.#surroundings(org.accessToken),
      ...this.#consented,
      ...{ plan, policy, target, values: this.values, journal: { dir, named: false } },
      ...changed,
    })
    const certificate = await recordRehearsal({
      ...rehearsal,
      path: rehearsal.certificate,
      madeFor: this.plan.connection.orgId,
      tool: '0.1.0',
      calls: { apply: addCalls(rehearsal.calls, outcome.calls) },
    })
    return { rehearsal, outcome, certificate }
  }

  /** As `plan undo --all --rehearse` does. */
  async undo(org: EmulatedOrg): Promise<RehearsalCertificate> {
    const rehearsal = await this.open(org)
    const { plan, policy, target, dir } = rehearsal
    const { calls } = await takeBack({
      ...this.#surroundings(org.accessToken),
      ...{ plan, policy, target, dir, values: this.values, valuesNow: () => this.values },
      groups: null,
      confirmOrg: null,
      consent: async () => '--confirm-plan',
    })
    return await recordRehearsal({
      ...rehearsal,
      path: rehearsal.certificate,
      madeFor: this.plan.connection.orgId,
      tool: '0.1.0',
      calls: { undo: calls },
    })
  }

  get #consented() {
    return {
      resume: false,
      unattended: false,
      beyondBin: false,
      confirmOrg: null,
      confirmPlan: this.plan.id,
      consent: async () => '--confirm-plan',
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}

export async function openStand(): Promise<Stand> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'steward-rehearse-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const org = stack.use(await openHazardOrg({ dbPath: join(folder, 'org.sqlite') }))
  const people = ['Ada', 'Bob', 'Cyd'].map((name) => [
    { FirstName: name, LastName: 'Twin', Title: 'CEO' },
    { FirstName: name, LastName: 'Twin', Phone: '+49 30 5550199' },
  ])
  const members = await Promise.all(people.map((rows) => org.twins('Contact', ...rows)))
  for (const [, loser = ''] of members) await org.add('Task', { Subject: 'Call', WhoId: loser })
  const policy = { survivorship: { person: { owners: 'survivor' } } }
  const { plan: draft, values } = await org.plan(
    members.map((ids) => group('Contact', ids)),
    { policy },
  )
  const plan = sealPlan({ ...draft, policy: 'a'.repeat(64) }, values, 'plan.values.json')
  return new Stand({ folder, org, plan, values, members }, stack.move())
}
