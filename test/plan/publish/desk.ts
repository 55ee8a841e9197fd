import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultTuning, salesforceConnector } from '../../../connectors/salesforce/index.ts'
import { packs } from '../../../plugins/index.ts'
import type { ConnectionIdentity } from '../../../src/kit/index.ts'
import type { Candidate } from '../../../src/plan/group/group.ts'
import { type CollectOutcome, collectVerdicts } from '../../../src/plan/publish/collect.ts'
import { type PublishOffer, type PublishOutcome, publishGroups } from '../../../src/plan/publish/publish.ts'
import { type WithdrawOutcome, withdrawGroups } from '../../../src/plan/publish/withdraw.ts'
import { readRemembered } from '../../../src/policy/decisions.ts'
import { type LoadedPolicy, loadPolicy } from '../../../src/policy/index.ts'
import { ann, openReviewed } from '../../connectors/salesforce/publish/open-reviews.ts'
import { candidate, member } from '../decide/candidate.ts'

export { ann }

type Reviewed = Awaited<ReturnType<typeof openReviewed>>

/** An emulated org with contacts, a policy, a home, and the commands about published groups. */
export class Desk implements AsyncDisposable {
  readonly open: Reviewed
  readonly folder = mkdtempSync(join(tmpdir(), 'publish-'))
  readonly offers: PublishOffer[] = []
  clock = Date.parse('2026-02-01T09:00:00Z')
  policy: LoadedPolicy
  #identity: ConnectionIdentity

  private constructor(open: Reviewed, policy: LoadedPolicy, identity: ConnectionIdentity) {
    this.open = open
    this.policy = policy
    this.#identity = identity
  }

  static async open(contacts: number, writeBack = ''): Promise<Desk> {
    const open = await openReviewed(contacts)
    const { identity } = await open.connect()
    const desk = new Desk(open, await policyOf(open.tempDir, writeBack), identity)
    return desk
  }

  get home(): string {
    return join(this.folder, 'home')
  }

  get decisionsPath(): string {
    return join(this.folder, 'steward.decisions.csv')
  }

  /** The lines of the decisions file: two ids, verdict, who, when. */
  get decisions(): readonly string[] {
    try {
      const [, ...lines] = readFileSync(this.decisionsPath, 'utf8').trimEnd().split('\n')
      return lines.map((line) => {
        const [, , a = '', , b = '', verdict = '', who = '', when = ''] = line.split(',')
        return [this.#name(a), this.#name(b), verdict, who, when].join(' ')
      })
    } catch {
      return []
    }
  }

  remember(lines: readonly string[]): void {
    const header = 'connection,object_a,id_a,object_b,id_b,verdict,who,when\n'
    writeFileSync(this.decisionsPath, `${header}${lines.join('\n')}\n`)
  }

  /** `p0`, `p1` … for contacts. */
  #name(id: string): string {
    const at = this.open.ids.indexOf(id)
    return at < 0 ? id : `p${at}`
  }

  id(at: number): string {
    return this.open.ids[at] ?? ''
  }

  /** A group of the contacts with these numbers. */
  group(name: string, at: readonly number[], more: Partial<Candidate> = {}): Candidate {
    const members = at.map((one) => member(this.id(one)))
    const pairs = members.slice(1).map((_, b) => ({ a: 0, b: b + 1, score: 0.9, comparisons: [] }))
    return candidate(name, members, { pairs, score: 0.9, ...more })
  }

  async publish(
    candidates: readonly Candidate[],
    more: { readonly limit?: number; readonly least?: number; readonly confirmOrg?: string | null } = {},
  ): Promise<PublishOutcome> {
    return await publishGroups({
      ...this.#surroundings(),
      read: {
        run: { id: 1, asOf: '2026-02-01T00:00:00.000Z' } as never,
        identity: this.#identity,
        syncedAt: '2026-02-01T00:00:00.000Z',
        candidates,
        leftOut: [],
        waived: 0,
        notRun: [],
      },
      remembered: readRemembered(this.decisionsPath, 'decisions'),
      least: more.least ?? 0,
      limit: more.limit ?? null,
      confirmOrg: more.confirmOrg === undefined ? this.#identity.host : more.confirmOrg,
      consent: async (offer) => {
        this.offers.push(offer)
      },
      progress: () => {},
    })
  }

  async collect(): Promise<CollectOutcome> {
    return await collectVerdicts({
      ...this.#surroundings(),
      remembered: readRemembered(this.decisionsPath, 'decisions'),
      decisionsFile: { path: this.decisionsPath, label: 'steward.decisions.csv' },
    })
  }

  async withdraw(): Promise<WithdrawOutcome> {
    const confirmOrg = this.#identity.host
    return await withdrawGroups({ ...this.#surroundings(), confirmOrg, consent: async () => {} })
  }

  async fault(path: string, action: object, more: object = {}): Promise<void> {
    await this.open.control('/faults', { match: { path }, action, times: 1, ...more })
  }

  /** As the user who reviews. */
  async mutate(body: object): Promise<void> {
    await this.open.control('/mutate', { as: ann, ...body })
  }

  async count(object = 'DuplicateRecordSet'): Promise<number> {
    const soql = encodeURIComponent(`SELECT COUNT() FROM ${object}`)
    const answer = await this.open.request('GET', `/query?q=${soql}`)
    return ((await answer.json()) as { totalSize: number }).totalSize
  }

  /** Of the set of a group, by the record on disk. */
  reviewFile(): string {
    return join(this.home, 'reviews', `${this.#identity.orgId}.ndjson`)
  }

  #surroundings() {
    const { runtime, org } = this.open
    const connector = salesforceConnector({ ...defaultTuning, runtime })
    const settings = connector.settings.parse({ instanceUrl: org.url, tokenEnv: 'TOKEN' })
    return {
      home: this.home,
      policy: this.policy,
      target: { name: 'acme', connector, settings } as never,
      env: { TOKEN: org.accessToken },
      now: () => new Date(this.clock),
      signal: new AbortController().signal,
      log: () => {},
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true })
    await this.open[Symbol.asyncDispose]()
  }
}

async function policyOf(folder: string, writeBack: string): Promise<LoadedPolicy> {
  const path = join(folder, 'steward.yml')
  writeFileSync(path, `version: 1\n${writeBack}`)
  return await loadPolicy({ path, cwd: folder, connectors: [], packs })
}
