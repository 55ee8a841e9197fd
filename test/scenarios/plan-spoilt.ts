import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type EmulatedOrg, startHubspotAccount, startSalesforceOrg } from '../../emulators/index.ts'
import { valuesNameOf } from '../../src/plan/files/names.ts'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import { sealPlan, valuesText } from '../../src/plan/files/seal.ts'
import type { ValuesFile } from '../../src/plan/files/values-file.ts'
import { createJournal, type JournalWrite, RunLock } from '../../src/plan/journal/index.ts'
import { asOf, bySurvivor, type Trial } from './plan-trial.ts'
import { policyFor } from './steward.ts'

/** Of the org that the plan is made of. */
export const population = { people: 100, seed: 5 }

const everything = ['Read', 'Create', 'Edit', 'Delete', 'ViewAllRecords']
const members = ['Account', 'Contact', 'Lead']
const others = [
  ...['Campaign', 'Task', 'Event', 'Individual', 'Topic', 'Asset', 'Case', 'Contract', 'Order'],
  ...['Opportunity', 'Membership__c'],
]

/** A copy of a plan in a folder of its own, to be spoilt in one way. */
export class Spoilt implements AsyncDisposable {
  readonly trial: Trial
  readonly name: string
  /** An org with which the plan has nothing to do. */
  readonly other: EmulatedOrg
  readonly #stack = new AsyncDisposableStack()
  /** The list of plans and journals as it was: all cases are copies of one plan, and would know of each other. */
  readonly #listed: Buffer

  constructor(trial: Trial, name: string, other: EmulatedOrg) {
    this.trial = trial
    this.other = other
    this.name = name
    this.#listed = readFileSync(this.#list)
    mkdirSync(this.path('.'))
    for (const file of ['plan.json', 'plan.values.json'])
      copyFileSync(join(trial.place.folder, file), this.path(file))
  }

  get #list(): string {
    return join(this.trial.place.home, 'plans.ndjson')
  }

  path(file: string): string {
    return join(this.trial.place.folder, this.name, file)
  }

  get plan(): PlanFile {
    return JSON.parse(readFileSync(this.path('plan.json'), 'utf8'))
  }

  /** Also of a plan that cannot be read any more. */
  get planId(): string {
    const path = this.path('plan.json')
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    return /"id": ?"([0-9a-f]{8})"/.exec(text)?.[1] ?? this.trial.plan.id
  }

  remove(file: string): undefined {
    rmSync(this.path(file))
  }

  /** One text for another, as an editor would. */
  replace(file: string, from: string | RegExp, to: string): undefined {
    const text = readFileSync(this.path(file), 'utf8')
    const changed = text.replace(from, to)
    if (changed === text) throw new Error(`nothing to replace in ${file}`)
    writeFileSync(this.path(file), changed)
  }

  /** Changes the plan and seals it again, as only a program can. */
  reseal(edit: (plan: PlanFile, values: ValuesFile) => void): undefined {
    const { plan } = this
    const values = JSON.parse(readFileSync(this.path('plan.values.json'), 'utf8'))
    edit(plan, values)
    const { id: _id, checksum: _checksum, values: _values, ...draft } = plan
    writeFileSync(this.path('plan.values.json'), valuesText(values))
    writeFileSync(this.path('plan.json'), JSON.stringify(sealPlan(draft, values, valuesNameOf('plan.json'))))
  }

  /** The flag for a policy with these lines more, for this org or another. */
  policy(more: string, url = this.trial.org.url): readonly string[] {
    writeFileSync(this.path('other.yml'), policyFor(url, more))
    return ['--policy', `${this.name}/other.yml`]
  }

  /**
   * The journal of a run that was begun. `held`: by a process that goes on; `merged`: it says that a group was;
   * `undone`: that this was all, and that the group was taken back.
   */
  async begun({
    plan = this.plan.id,
    held = false,
    merged = false,
    undone = false,
  } = {}): Promise<undefined> {
    const { checksum, connection } = this.plan
    const { orgId, host, user } = connection
    const now = () => new Date()
    const options = { home: this.trial.place.home, connection: 'acme', plan, now }
    const journal = await createJournal(this.path('plan.journal'), options)
    const run = { type: 'open', run: 'apply', resumed: false, plan, checksum, orgId, host, user } as const
    await journal.appendAll([{ body: { ...run, tool: '1.0.0', consent: 'terminal', pid: 1 } }])
    if (merged || undone) await journal.appendAll(this.#merge())
    if (undone) await journal.appendAll(this.#takenBack())
    if (held) this.#stack.use(journal)
    else await journal[Symbol.asyncDispose]()
  }

  #merge(): readonly JournalWrite[] {
    const [action] = this.plan.actions
    if (action?.kind !== 'merge') throw new Error('the plan merges nothing')
    const { id, object, survivor: record, losers } = action
    const items = [{ action: id, item: 'm0', object, record, losers, fields: [] }]
    return [
      { body: { type: 'intent', step: 0, verb: 'merge', items, sha256: '0'.repeat(64) } },
      { body: { type: 'outcome', step: 0, outcomes: [{ result: 'done', id: record }] } },
    ]
  }

  #takenBack(): readonly JournalWrite[] {
    const [{ id: action = '', object = '', survivor: id = '' } = {}] = this.plan.actions
    const items = [{ what: 'record', object, id, fidelity: 'exact', why: '' }] as const
    return [
      { body: { type: 'close', reason: 'finished', code: 'FINISHED', done: 1, skipped: 0, left: 0 } },
      { body: { type: 'undone', action, items: [...items] } },
    ]
  }

  /** Flags and environment for an account of HubSpot that the connection leads to, until the case is over. */
  async inHubspot(
    args: readonly string[],
  ): Promise<{ args: readonly string[]; env: Record<string, string> }> {
    const { url, accessToken } = this.#stack.use(await startHubspotAccount())
    writeFileSync(this.path('other.yml'), policyFor(url, '', 'hubspot'))
    return { args: [...args, '--policy', `${this.name}/other.yml`], env: { ACME_TOKEN: accessToken } }
  }

  /** The lock of a machine that may be writing the journal. */
  lockedBy(host: string): void {
    const holder = { pid: 1, host, processStart: '', since: '2026-11-01T00:00:00.000Z', token: 'other' }
    writeFileSync(this.path('plan.journal/lock'), JSON.stringify(holder))
  }

  /** Flags and environment for an org like the first one, in which another copy of the journal applied the plan. */
  async wentOn(args: readonly string[]): Promise<{ args: readonly string[]; env: Record<string, string> }> {
    const org = this.#stack.use(await startSalesforceOrg({ asOf: new Date(asOf), ...population }))
    mkdirSync(this.path('elsewhere'))
    for (const file of ['plan.json', 'plan.values.json'])
      copyFileSync(this.path(file), this.path(`elsewhere/${file}`))
    const there = [...this.policy(bySurvivor, org.url), '--confirm-org', new URL(org.url).host]
    const applying = ['plan', 'apply', `${this.name}/elsewhere/plan.json`, '--confirm-plan', this.plan.id]
    const env = { ACME_TOKEN: org.accessToken }
    const options = { env: { ...env, STEWARD_HOME: this.path('elsewhere/home') } }
    const ran = await this.trial.place.run([...applying, ...there], options)
    if (ran.exit !== 0) throw new Error(ran.stderr)
    return { args: [...args, ...there], env }
  }

  /** Another run on the same org, until the case is over. */
  running(): undefined {
    this.#stack.use(new RunLock(this.trial.place.home, this.trial.org.orgId, new Date()))
  }

  /** Duplicate management is off until the case is over. */
  async withoutSets(): Promise<undefined> {
    await this.trial.control('POST /duplicates', { on: false })
    this.#stack.defer(async () => void (await this.trial.control('POST /duplicates', { on: true })))
  }

  /** Path of the record of published groups; what is made there goes when the case is over. */
  reviewRecord(): string {
    const path = join(this.trial.place.home, 'reviews', `${this.trial.org.orgId}.ndjson`)
    this.#stack.defer(() => rmSync(path, { recursive: true, force: true }))
    return path
  }

  /** Environment with the token of a user who lacks rights (nobody deletes who may not edit) on people and companies, or does not see a field. */
  async login({
    lacks = [] as readonly string[],
    hidden = [] as readonly string[],
  }): Promise<Record<string, string>> {
    const rights = (of: readonly string[], given: readonly string[]) => of.map((name) => [name, given])
    const create = {
      username: `${this.name}@acme.example`,
      permissions: ['ApiEnabled', 'ViewSetup', 'ViewAllData'],
      objects: Object.fromEntries([
        ...rights(
          members,
          everything.filter((right) => !lacks.includes(right)),
        ),
        ...rights(others, everything),
      ]),
      hidden,
    }
    const { accessToken } = await this.trial.control<{ accessToken: string }>('POST /users', { create })
    return { ACME_TOKEN: accessToken }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
    writeFileSync(this.#list, this.#listed)
  }
}
