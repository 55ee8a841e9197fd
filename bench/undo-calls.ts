/**
 * What it costs to take merges back: an emulated CRM is scanned, so many groups of people are merged and undone. Calls
 * are those that the CRM meters, looks before the question included, beside those that undo said and the plan estimated.
 *
 * node bench/undo-calls.ts [groups] [salesforce|hubspot] [people] [seed]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hubspotConnector } from '../connectors/hubspot/index.ts'
import { defaultTuning, salesforceConnector } from '../connectors/salesforce/index.ts'
import { startHubspotAccount, startSalesforceOrg } from '../emulators/index.ts'
import { packs } from '../plugins/index.ts'
import { carryOut } from '../src/plan/carry-out.ts'
import { createPlan } from '../src/plan/create.ts'
import { decide, fromScore, readCandidates } from '../src/plan/decide/index.ts'
import { readPlan } from '../src/plan/files/index.ts'
import { foretellUndo, takeBack } from '../src/plan/take-back.ts'
import { loadPolicy, type NamedConnection } from '../src/policy/index.ts'
import { runScan } from '../src/scan/index.ts'

const wanted = Number(process.argv[2] ?? 30)
const crm = process.argv[3] === 'salesforce' ? 'salesforce' : 'hubspot'
const people = Number(process.argv[4] ?? 1000 + 20 * wanted)
const seed = Number(process.argv[5] ?? 11)
const asOf = '2026-11-01T00:00:00.000Z'
const tokenEnv = 'UNDO_TOKEN'
const selectors = ['duplicates/people']
const folder = mkdtempSync(join(tmpdir(), 'steward-undo-'))

/** Goes on by every wait for a limit, and by itself only as far as real time does. */
let skipped = 0
const ticks = () => performance.now() + skipped
const sleep = async (ms: number) => {
  skipped += ms
}

const options = { people, seed, asOf: new Date(asOf), dbPath: join(folder, 'org.sqlite'), ticks }
const org = await (crm === 'salesforce' ? startSalesforceOrg : startHubspotAccount)(options)

async function meter(method = 'GET'): Promise<Record<string, number>> {
  const response = await fetch(`${org.controlUrl}/meter`, { method })
  return ((await response.json()) as { byPurpose: Record<string, number> }).byPurpose
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((all, count) => all + count, 0)
}

function surroundings() {
  return {
    home: join(folder, 'home'),
    env: { [tokenEnv]: org.accessToken },
    now: () => new Date(asOf),
    signal: new AbortController().signal,
    log: () => {},
  }
}

async function loaded() {
  const url = crm === 'salesforce' ? 'instanceUrl' : 'baseUrl'
  const text = [
    'version: 1',
    `connections: { bench: { crm: ${crm}, ${url}: "${org.url}", tokenEnv: ${tokenEnv} } }`,
    'survivorship: { person: { owners: survivor, mayChange: [Account.Name] } }',
    'limits: { actionsPerPlan: 100000 }',
  ]
  writeFileSync(join(folder, 'steward.yml'), `${text.join('\n')}\n`)
  const runtime = { sleep, random: () => 0.5, monotonic: ticks }
  const connectors = [
    salesforceConnector(defaultTuning),
    hubspotConnector({ runtime, concurrency: 4, callMs: 4000 }),
  ]
  const policy = await loadPolicy({ connectors, packs, cwd: folder })
  return { policy, target: policy.connections.get('bench') as NamedConnection }
}

type Loaded = Awaited<ReturnType<typeof loaded>>

/** Groups of the highest scores, as many as are wanted. */
async function plan({ policy, target }: Loaded): Promise<void> {
  const scanned = { ...surroundings(), policy, connections: [target], selectors }
  await runScan({ ...scanned, sync: true, full: false, asOf, version: '0' })
  const read = await readCandidates({
    ...surroundings(),
    run: 'last',
    connection: 'bench',
    selectors,
    policy,
  })
  const least = 0.9
  const parts = fromScore(read.candidates, policy, least).parts.length
  const word = { who: 'bench', review: null, score: { least, confirmed: parts } }
  await createPlan({
    ...surroundings(),
    policy,
    target,
    read,
    selectors,
    decide: (columns) => {
      const decided = decide(read, policy, [], word, columns)
      return { ...decided, decided: decided.decided.slice(0, wanted) }
    },
    decisionsFile: { path: join(folder, 'steward.decisions.csv'), label: 'steward.decisions.csv' },
    who: 'bench',
    path: join(folder, 'plan.json'),
    key: '5'.repeat(64),
    tool: '0',
    progress: () => {},
  })
}

try {
  const place = await loaded()
  await plan(place)
  const made = readPlan(join(folder, 'plan.json'))
  const dir = join(folder, 'plan.journal')
  const common = {
    ...place,
    ...made,
    tool: '0',
    pause: async () => {},
    progress: () => {},
    confirmOrg: made.plan.connection.host,
  }
  const outcome = await carryOut({
    ...surroundings(),
    ...common,
    journal: { dir, named: true },
    resume: false,
    unattended: false,
    beyondBin: true,
    confirmPlan: made.plan.id,
    consent: async () => '--confirm-plan',
  })
  if (outcome.error !== null) throw outcome.error
  const asked = { ...surroundings(), ...common, dir, groups: null, recreate: false }
  const { told } = await foretellUndo(asked)
  await meter('DELETE')
  let looks: Record<string, number> = {}
  const undone = await takeBack({
    ...asked,
    env: surroundings().env,
    valuesNow: () => made.values,
    consent: async () => {
      looks = await meter()
      return '--yes'
    },
  })
  if (undone.error !== null) throw undone.error
  const byPurpose = await meter()
  const calls = sum(byPurpose)
  const groups = undone.groups.length
  console.table(
    Object.entries(byPurpose).map(([purpose, count]) => ({
      purpose,
      'to look': looks[purpose] ?? 0,
      'to undo': count - (looks[purpose] ?? 0),
    })),
  )
  const figures = {
    bench: 'undo-calls',
    crm,
    people,
    seed,
    groups,
    calls,
    callsPerGroup: Number((calls / groups).toFixed(2)),
    told: told.calls,
    toldOff: `${(100 * (told.calls / calls - 1)).toFixed(1)} %`,
    looked: told.looked,
    planned: made.plan.radius.undoCalls,
    exit: undone.exit,
  }
  console.log(JSON.stringify({ ...figures, byPurpose }))
} finally {
  await org.close()
  rmSync(folder, { recursive: true, force: true })
}
