import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultTuning, salesforceConnector } from '../../../connectors/salesforce/index.ts'
import { packs } from '../../../plugins/index.ts'
import { carryOut } from '../../../src/plan/carry-out.ts'
import { createPlan } from '../../../src/plan/create.ts'
import { decide, type PersonsWord, readCandidates } from '../../../src/plan/decide/index.ts'
import { readPlan } from '../../../src/plan/files/index.ts'
import { type LoadedPolicy, loadPolicy, type NamedConnection } from '../../../src/policy/index.ts'
import { scan } from '../../scan/scan.ts'
import { type HazardOrg, type Planned, told } from './hazard-org.ts'

const now = () => new Date('2026-02-01T09:00:00Z')
const nobody: PersonsWord = { who: 'ada', review: null, score: null }

/** A folder from which the org is scanned, and plans are made and applied, as the commands do it. */
export interface Desk {
  readonly scan: (selector: string) => Promise<void>
  /** With the policy of the desk, or another one. */
  readonly plan: (selector: string, policyText?: string) => Promise<Planned>
  readonly apply: (planned: Planned) => ReturnType<typeof carryOut>
}

export async function openDesk({ world }: HazardOrg, text: string): Promise<Desk> {
  const home = join(world.tempDir, 'home')
  const env = () => ({ TOKEN: world.org.accessToken })
  const connector = salesforceConnector({ ...defaultTuning, runtime: world.runtime })
  const settings = connector.settings.parse({ instanceUrl: world.org.url, tokenEnv: 'TOKEN' })
  const target: NamedConnection = { name: 'acme', connector, settings }
  const { signal } = new AbortController()
  let plans = 0

  async function policyOf(policyText: string): Promise<LoadedPolicy> {
    const cwd = join(world.tempDir, 'desk')
    mkdirSync(cwd, { recursive: true })
    writeFileSync(join(cwd, 'steward.yml'), policyText)
    return await loadPolicy({ cwd, packs, connectors: [connector] })
  }

  const policy = await policyOf(text)
  const path = (name: string) => join(world.tempDir, name)
  const log = () => undefined

  return {
    scan: async (selector) => {
      const outcome = await scan({
        home,
        policy,
        connections: [target],
        selectors: [selector],
        env: env(),
        now,
      })
      const failed = outcome.orgs.flatMap(({ errors }) => errors)
      if (failed.length > 0) throw new Error(JSON.stringify(failed))
    },
    plan: async (selector, policyText = text) => {
      const loaded = await policyOf(policyText)
      const selectors = [selector]
      const read = await readCandidates({ home, run: 'last', connection: 'acme', selectors, policy: loaded })
      const file = path(`plan${++plans}.json`)
      await createPlan({
        home,
        policy: loaded,
        target,
        read,
        selectors,
        decide: (columns) => decide(read, loaded, [], nobody, columns),
        decisionsFile: { path: path('decisions.csv'), label: 'decisions.csv' },
        who: nobody.who,
        path: file,
        key: '0f'.repeat(32),
        tool: '0.1.0',
        env: env(),
        now,
        signal,
        progress: log,
        log,
      })
      const { plan, values } = await readPlan(file)
      return await told(plan, values)
    },
    apply: ({ plan, values }) =>
      carryOut({
        home,
        plan,
        values,
        policy,
        target,
        journal: { dir: path(`journal-${plan.id}`), named: true },
        resume: false,
        unattended: false,
        confirmOrg: plan.connection.production ? plan.connection.host : null,
        confirmPlan: plan.id,
        tool: '0.1.0',
        env: env(),
        now,
        pause: async () => undefined,
        signal,
        consent: async () => '--confirm-plan',
        beyondBin: false,
        progress: log,
        log,
      }),
  }
}
