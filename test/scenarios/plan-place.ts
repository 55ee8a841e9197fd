import { setTimeout } from 'node:timers/promises'
import { expect } from 'vitest'
import type { PlanFile } from '../../src/plan/files/plan-file.ts'
import type { JournalEntry } from '../../src/plan/journal/entry.ts'
import { type Ran, type RunOptions, Workplace } from './steward.ts'

export const asOf = '2026-11-01T00:00:00.000Z'
export const bySurvivor = 'survivorship:\n  person: { owners: survivor }\n'

/** What every emulated org announces. */
export interface TrialOrg {
  readonly url: string
  readonly accessToken: string
  readonly controlUrl: string
  readonly close: () => Promise<void>
}

/** An org with a workplace, and the commands of a plan as a person would give them. */
export class PlanTrial<Org extends TrialOrg> implements AsyncDisposable {
  readonly org: Org
  readonly place: Workplace

  constructor(org: Org, policy: string) {
    this.org = org
    this.place = new Workplace({ ACME_TOKEN: org.accessToken })
    this.place.write('steward.yml', policy)
  }

  /** What `--confirm-org` takes. */
  get host(): string {
    return this.plan.connection.host
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

  async [Symbol.asyncDispose](): Promise<void> {
    this.place[Symbol.dispose]()
    await this.org.close()
  }
}
