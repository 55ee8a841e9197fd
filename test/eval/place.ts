import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { files } from '../../connectors/files/index.ts'
import { packs } from '../../plugins/index.ts'
import type { EvalRequest } from '../../src/eval/run.ts'
import type { SampleRequest } from '../../src/eval/sample.ts'
import type { Finding, MatchGroup } from '../../src/kit/index.ts'
import {
  type LoadedPolicy,
  loadPolicy,
  type NamedConnection,
  resolveConnections,
} from '../../src/policy/index.ts'
import type { OrgOutcome } from '../../src/scan/outcome.ts'
import { runScan } from '../../src/scan/run.ts'
import { strangers } from '../match/strangers.ts'

export interface Person {
  readonly Id: string
  readonly Entity: string
  readonly FirstName: string
  readonly LastName: string
  readonly Email: string
  readonly Phone: string
  readonly Company: string
}

/** Strangers, of whom the first `twice` are there twice; of every tenth copy nothing is left that a key could use. */
export function population(count: number, twice: number): readonly Person[] {
  const people = strangers(count).map((one, at) => ({
    Id: String(one.id),
    Entity: `e${at}`,
    FirstName: String(one.firstName),
    LastName: String(one.lastName),
    Email: String(one.email),
    Phone: String(one.phone),
    Company: String(one.companyName),
  }))
  const copies = people.slice(0, twice).map((one, at) => {
    const id = one.Id.replace('s', 'd')
    if (at % 10 === 9) return { ...one, Id: id, FirstName: '', LastName: `Nobody${at}`, Email: '', Phone: '' }
    if (at % 2 === 0) return { ...one, Id: id, FirstName: one.FirstName.slice(0, 1), Phone: '', Company: '' }
    return { ...one, Id: id, Company: at % 3 === 0 ? '' : one.Company }
  })
  return [...people, ...copies]
}

/** A folder with people as CSV, a policy over them and a `STEWARD_HOME`. */
export class Place implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-eval-'))
  readonly home = join(this.folder, 'home')
  policy!: LoadedPolicy
  target!: NamedConnection

  path(name: string): string {
    return join(this.folder, name)
  }

  write(people: readonly Person[]): void {
    const header = Object.keys(people[0] ?? {}).join(',')
    const lines = people.map((one) =>
      Object.values(one)
        .map((value) => `"${value}"`)
        .join(','),
    )
    writeFileSync(this.path('contacts.csv'), `${header}\n${lines.join('\n')}\n`)
  }

  async open(more = ''): Promise<void> {
    writeFileSync(
      this.path('steward.yml'),
      `version: 1\nconnections:\n  acme: { crm: files, path: ${this.path('contacts.csv')} }\nlabels: steward.labels.csv\n${more}`,
    )
    this.policy = await loadPolicy({ cwd: this.folder, packs, connectors: [files] })
    const [target] = resolveConnections(this.policy.connections, ['acme'], [files])
    if (target === undefined) throw new Error('no connection')
    this.target = target
  }

  get request(): Omit<EvalRequest, 'truth' | 'seed' | 'shown' | 'ablation'> {
    return {
      home: this.home,
      policy: this.policy,
      target: this.target,
      rule: 'duplicates/people',
      sync: true,
      env: {},
      now: () => new Date('2026-11-01T00:00:00Z'),
      signal: new AbortController().signal,
      progress: () => {},
      log: () => {},
    }
  }

  /** A request for a sample whose sheet is put into `file`. */
  sampling(more: Partial<SampleRequest> & Pick<SampleRequest, 'for'>, file = 'sheet.csv'): SampleRequest {
    return {
      ...this.request,
      from: 0.9,
      size: null,
      seed: 1,
      write: async (chunks) => {
        writeFileSync(this.path(file), (await Array.fromAsync(chunks)).join(''))
        return file
      },
      ...more,
    }
  }

  async scan(): Promise<{
    readonly findings: readonly Finding[]
    readonly groups: readonly MatchGroup[]
    readonly org: OrgOutcome
  }> {
    const outcome = await runScan({
      ...this.request,
      connections: [this.target],
      selectors: ['duplicates/people'],
      full: false,
      asOf: null,
      version: '0.0.0',
      progress: () => {},
    })
    const findings = await Array.fromAsync(outcome.findings({ rules: ['duplicates/people'] }))
    const [org] = outcome.orgs
    if (org === undefined) throw new Error('nothing was scanned')
    return { findings, groups: findings.flatMap(({ group }) => group ?? []), org }
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
