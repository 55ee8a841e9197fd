/**
 * What comes back when merges are undone: the demo's population on both CRMs is scanned, every group from a score of
 * 99 % on is merged and taken back, and the database before is compared with the one after. What undo called exact must
 * be as it was.
 *
 * node bench/undo-fidelity.ts [people] [seed] [salesforce|hubspot]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hubspotConnector } from '../connectors/hubspot/index.ts'
import { defaultTuning, salesforceConnector } from '../connectors/salesforce/index.ts'
import { startHubspotAccount, startSalesforceOrg } from '../emulators/index.ts'
import { packs } from '../plugins/index.ts'
import type { Connector } from '../src/kit/index.ts'
import { carryOut } from '../src/plan/carry-out.ts'
import { createPlan } from '../src/plan/create.ts'
import { decide, fromScore, readCandidates } from '../src/plan/decide/index.ts'
import { readPlan } from '../src/plan/files/index.ts'
import { readJournal, stateOf } from '../src/plan/journal/index.ts'
import { takeBack } from '../src/plan/take-back.ts'
import type { GroupUndo } from '../src/plan/undo/index.ts'
import { type LoadedPolicy, loadPolicy, type NamedConnection } from '../src/policy/index.ts'
import {
  countsByKind,
  fidelities,
  fidelityWords,
  type Kind,
  kindOf,
  nameOf,
} from '../src/report/plan/undo-counts.ts'
import { runScan } from '../src/scan/index.ts'
import { figure, percent } from '../src/text/words.ts'
import { type Dump, dumpOf, type Journalled, notAsBefore } from './undo-truth.ts'

const asOf = '2026-11-01T00:00:00.000Z'
const tokenEnv = 'FIDELITY_TOKEN'
const least = 0.99

interface Org {
  readonly url: string
  readonly accessToken: string
  readonly close: () => Promise<void>
}

interface Scenario {
  readonly name: string
  readonly crm: 'salesforce' | 'hubspot'
  /** Lines of the policy. */
  readonly survivorship: string
  /** Duplicates that no API restores are made anew. */
  readonly recreate: boolean
}

const owners = 'person: { owners: survivor }'
const scenarios: readonly Scenario[] = [
  { name: 'Salesforce', crm: 'salesforce', survivorship: owners, recreate: false },
  { name: 'HubSpot, by its own merge', crm: 'hubspot', survivorship: owners, recreate: false },
  {
    name: 'HubSpot, companies taken over (`preserving`), with --recreate',
    crm: 'hubspot',
    survivorship: 'company: { by: preserving }',
    recreate: true,
  },
]

interface Place {
  readonly folder: string
  readonly org: Org
  readonly db: string
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
}

interface Figures {
  readonly groups: number
  readonly merged: number
  readonly undo: readonly GroupUndo[]
  /** Items that undo called exact, and that are not as they were. */
  readonly wrong: readonly string[]
  /** Of the same items, those that were not as before while the merges stood: what the comparison can see. */
  readonly control: number
  readonly exits: readonly number[]
}

async function measure(scenario: Scenario, people: number, seed: number): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-fidelity-'))
  const db = join(folder, 'org.sqlite')
  const time = virtualTime()
  const options = { people, seed, asOf: new Date(asOf), dbPath: db, ticks: time.now }
  const org = await (scenario.crm === 'salesforce' ? startSalesforceOrg : startHubspotAccount)(options)
  try {
    const key = scenario.crm === 'salesforce' ? 'instanceUrl' : 'baseUrl'
    const text = [
      'version: 1',
      `connections: { bench: { crm: ${scenario.crm}, ${key}: "${org.url}", tokenEnv: ${tokenEnv} } }`,
      `survivorship: { ${scenario.survivorship} }`,
      'limits: { actionsPerPlan: 100000 }',
    ]
    writeFileSync(join(folder, 'steward.yml'), `${text.join('\n')}\n`)
    const runtime = { sleep: time.sleep, random: () => 0.5, monotonic: time.now }
    const hubspot = hubspotConnector({ runtime, concurrency: 4, callMs: 60_000 })
    const connectors: readonly Connector[] = [salesforceConnector(defaultTuning), hubspot]
    const policy = await loadPolicy({ connectors, packs, cwd: folder })
    const target = policy.connections.get('bench') as NamedConnection
    return await throughItAll({ folder, org, db, policy, target }, scenario)
  } finally {
    await org.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Goes on by every wait for a limit, and by itself only as far as real time does. */
function virtualTime() {
  let skipped = 0
  const now = () => performance.now() + skipped
  const sleep = async (ms: number) => {
    skipped += ms
  }
  return { now, sleep }
}

async function throughItAll(place: Place, { crm, recreate, survivorship }: Scenario): Promise<Figures> {
  await plan(place, survivorship.startsWith('company') ? ['duplicates/companies'] : ['duplicates'])
  const before = dumpOf(place.db, crm)
  const merged = await apply(place)
  const between = dumpOf(place.db, crm)
  const undone = await undo(place, recreate)
  const after = dumpOf(place.db, crm)
  const { plan: made } = readPlan(join(place.folder, 'plan.json'))
  const [wrong, control] = await Promise.all(
    [after, between].map((dump) => judge(place, before, dump, undone.groups)),
  )
  return {
    groups: made.actions.length,
    merged: merged.merged,
    undo: undone.groups,
    wrong: wrong ?? [],
    control: control?.length ?? 0,
    exits: [merged.exit, undone.exit],
  }
}

async function judge(
  { folder }: Place,
  before: Dump,
  after: Dump,
  groups: readonly GroupUndo[],
): Promise<readonly string[]> {
  const { plan: made } = readPlan(join(folder, 'plan.json'))
  await using reader = readJournal(join(folder, 'plan.journal'))
  const state = await stateOf(reader.entries())
  const actions = new Map(made.actions.map((action) => [action.id, action]))
  return groups.flatMap((group) => {
    const action = actions.get(group.action)
    const told: Journalled = state.of(group.action)
    return action === undefined ? [] : notAsBefore(action, group.items, told, before, after)
  })
}

function surroundings({ org, folder }: Place) {
  return {
    home: join(folder, 'home'),
    env: { [tokenEnv]: org.accessToken },
    now: () => new Date(asOf),
    signal: new AbortController().signal,
    log: () => {},
  }
}

async function plan(place: Place, selectors: readonly string[]): Promise<void> {
  const { policy, target, folder } = place
  const common = { ...surroundings(place), policy, connections: [target], selectors }
  await runScan({ ...common, sync: true, full: false, asOf, version: '0' })
  const around = surroundings(place)
  const read = await readCandidates({ ...around, run: 'last', connection: 'bench', selectors, policy })
  const { parts } = fromScore(read.candidates, policy, least)
  const word = { who: 'bench', review: null, score: { least, confirmed: parts.length } }
  await createPlan({
    ...surroundings(place), // a scan takes the secrets out of the environment that it is given
    policy,
    target,
    read,
    selectors,
    decide: (columns) => decide(read, policy, [], word, columns),
    decisionsFile: { path: join(folder, 'steward.decisions.csv'), label: 'steward.decisions.csv' },
    who: 'bench',
    path: join(folder, 'plan.json'),
    key: '5'.repeat(64),
    tool: '0',
    progress: () => {},
  })
}

function onPlan(place: Place) {
  const { plan: made, values } = readPlan(join(place.folder, 'plan.json'))
  const { policy, target } = place
  const running = { tool: '0', pause: async () => {}, progress: () => {} }
  return {
    ...surroundings(place),
    ...running,
    plan: made,
    values,
    policy,
    target,
    confirmOrg: made.connection.host,
  }
}

async function apply(place: Place) {
  const common = onPlan(place)
  const outcome = await carryOut({
    ...common,
    journal: { dir: join(place.folder, 'plan.journal'), named: true },
    resume: false,
    unattended: false,
    beyondBin: true,
    confirmPlan: common.plan.id,
    consent: async () => '--confirm-plan',
  })
  if (outcome.error !== null) throw outcome.error
  return outcome
}

async function undo(place: Place, recreate: boolean) {
  const common = onPlan(place)
  const outcome = await takeBack({
    ...common,
    valuesNow: () => common.values,
    dir: join(place.folder, 'plan.journal'),
    groups: null,
    recreate,
    consent: async () => '--confirm-plan',
  })
  if (outcome.error !== null) throw outcome.error
  return outcome
}

/** Rows of the table in the docs: by kind, then by what is there most of. */
function* rows({ name }: Scenario, { undo: groups }: Figures): Generator<string> {
  const items = groups.flatMap((group) => group.items)
  for (const [kind, counts] of countsByKind(items)) {
    yield row(`**${name}**: ${kind}`, counts)
    const of = Map.groupBy(
      items.filter((item) => kindOf(item) === kind),
      (item) => detail(kind, nameOf(item)),
    )
    for (const [what, some] of [...of].sort(([a, m], [b, n]) => n.length - m.length || (a < b ? -1 : 1)))
      for (const [, figures] of countsByKind(some)) yield row(what, figures)
  }
}

/** Values and links by their object. */
function detail(kind: Kind, name: string): string {
  return kind === 'records' ? name : (name.split('.')[0] ?? name)
}

function row(what: string, counts: Parameters<typeof shareOf>[0]): string {
  return `| ${what} | ${figure(counts.all)} | ${fidelities.map((fidelity) => shareOf(counts, fidelity)).join(' | ')} |`
}

function shareOf(
  counts: ReturnType<typeof countsByKind>[number][1],
  fidelity: (typeof fidelities)[number],
): string {
  return counts[fidelity] === 0
    ? ''
    : `${figure(counts[fidelity])} (${percent(counts[fidelity] / counts.all)})`
}

const people = Number(process.argv[2] ?? 5000)
const seed = Number(process.argv[3] ?? 1)
console.log(`| what | items | ${fidelities.map((fidelity) => fidelityWords[fidelity]).join(' | ')} |`)
console.log('|---|--:|--:|--:|--:|--:|')
for (const scenario of scenarios.filter(({ crm }) => (process.argv[4] ?? crm) === crm)) {
  const figures = await measure(scenario, people, seed)
  for (const line of rows(scenario, figures)) console.log(line)
  const { groups, merged, wrong, control, exits } = figures
  for (const line of wrong.slice(0, 20)) console.error(line)
  const sums = { scenario: scenario.name, people, seed, groups, merged, exits, control, wrong: wrong.length }
  console.error(JSON.stringify({ bench: 'undo-fidelity', ...sums }))
  if (wrong.length > 0) process.exitCode = 1
}
