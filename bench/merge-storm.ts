/**
 * A thousand merges of HubSpot contacts in bad weather: storms of 429, answers lost after the merge was carried out,
 * calls that never end. Each pair must be merged once and none lost. Time is virtual for client and account alike, so
 * that waiting for limits costs none; the account counts calls by itself, and those that its own limits refused.
 *
 * node bench/merge-storm.ts [groups] [seed] [storm|slow|fair]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { hubspotConnector } from '../connectors/hubspot/index.ts'
import { type EmulatedAccount, startHubspotAccount } from '../emulators/index.ts'
import { packs } from '../plugins/index.ts'
import { carryOut } from '../src/plan/carry-out.ts'
import { createPlan } from '../src/plan/create.ts'
import { decide, fromScore, readCandidates } from '../src/plan/decide/index.ts'
import { readPlan } from '../src/plan/files/index.ts'
import { type LoadedPolicy, loadPolicy, type NamedConnection } from '../src/policy/index.ts'
import { runScan } from '../src/scan/index.ts'

const asOf = '2026-11-01T00:00:00.000Z'
const tokenEnv = 'STORM_TOKEN'

/**
 * Of a hundred merges the answers of five are lost after the merge, and one is never answered; of a hundred calls
 * three in a row are refused, as when others use up the limits of three windows of ten seconds.
 */
const storm = [
  { match: { path: '*/merge' }, action: { kind: 'preset', preset: 'bad-gateway-after-commit' }, every: 20 },
  { match: { path: '*/merge' }, action: { kind: 'hang', when: 'after' }, every: 100, after: 7 },
  ...[0, 1, 2].map((after) => ({
    match: {},
    action: { kind: 'preset', preset: 'burst-limit' },
    every: 100,
    after,
  })),
]

/** Every merge takes its time, as it does in a real account. */
const slow = [
  { match: { path: '*/merge' }, action: { kind: 'delay', milliseconds: 400, when: 'before' }, every: 1 },
]
const weathers = { storm, slow, fair: [] } as const

export interface Storm {
  readonly groups: number
  readonly seed: number
  readonly people: number
  readonly weather: keyof typeof weathers
}

export interface StormFigures {
  readonly groups: number
  readonly merges: number
  readonly before: number
  readonly after: number
  /** Pairs whose old ids do not all lead to one new record. */
  readonly astray: readonly string[]
  readonly runs: number
  readonly exit: number
  readonly skipped: readonly string[]
  readonly calls: number
  readonly subscriptionReads: number
  readonly callsPerMerge: number
  readonly byPurpose: Readonly<Record<string, number>>
  readonly overLimit: number
  readonly lostAnswers: number
  readonly virtualSeconds: number
  readonly applySeconds: number
}

/** Scans, plans so many groups, and merges them while the faults are on. */
export async function mergeStorm({ groups, seed, people, weather }: Storm): Promise<StormFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-storm-'))
  const time = virtualTime()
  const account = await startHubspotAccount({ people, seed, asOf: new Date(asOf), ticks: time.now })
  try {
    const settings = `crm: hubspot, baseUrl: "${account.url}", tokenEnv: ${tokenEnv}`
    const limits = `limits: { actionsPerPlan: ${groups} }\nsurvivorship: { person: { owners: survivor } }`
    writeFileSync(
      join(folder, 'steward.yml'),
      `version: 1\nconnections:\n  storm: { ${settings} }\n${limits}\n`,
    )
    const runtime = { sleep: time.sleep, random: () => 0.5, monotonic: time.now }
    const connectors = [hubspotConnector({ runtime, concurrency: 4, callMs: 4000 })]
    const policy = await loadPolicy({ connectors, packs, cwd: folder })
    const target = policy.connections.get('storm') as NamedConnection
    const place: Place = { folder, policy, target, account, time }
    await plan(place, groups)
    const before = await total(account)
    await control(account, 'DELETE /meter')
    await control(account, 'POST /faults', { faults: weathers[weather] })
    const from = time.now()
    const { runs, exit, skipped } = await apply(place)
    const applySeconds = Math.round((time.now() - from) / 1000)
    await control(account, 'DELETE /faults')
    const meter = await control<Meter>(account, 'GET /meter')
    return { ...(await judge(place, before, meter)), applySeconds, runs, exit, skipped }
  } finally {
    await account.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Place {
  readonly folder: string
  readonly policy: LoadedPolicy
  readonly target: NamedConnection
  readonly account: EmulatedAccount
  readonly time: ReturnType<typeof virtualTime>
}

interface Meter {
  readonly total: number
  readonly byPurpose: Readonly<Record<string, number>>
  readonly overLimit: number
}

/** Goes on by itself only as far as real time does, and by every wait. */
function virtualTime() {
  let skipped = 0
  const now = () => performance.now() + skipped
  const sleep = async (ms: number) => {
    const until = now() + ms
    await setImmediate() // others who wait at the same time wait no longer than they would
    skipped += Math.max(0, until - now())
  }
  return { now, sleep, date: () => new Date(Date.parse(asOf) + now()) }
}

function surroundings({ account, time, folder }: Place) {
  return {
    home: join(folder, 'home'),
    env: { [tokenEnv]: account.accessToken },
    now: time.date,
    signal: new AbortController().signal,
    log: () => {},
  }
}

async function plan(place: Place, groups: number): Promise<void> {
  const { policy, target, folder } = place
  const around = surroundings(place)
  const selectors = ['duplicates/people']
  const scanned = await runScan({
    ...around,
    policy,
    connections: [target],
    selectors,
    sync: true,
    full: false,
    asOf,
    version: '0',
  })
  const failed = scanned.orgs.flatMap(({ errors }) => errors)
  if (failed.length > 0) throw new Error(`the scan failed: ${JSON.stringify(failed)}`)
  const read = await readCandidates({ ...around, run: 'last', connection: 'storm', selectors, policy })
  const candidates = read.candidates.toSorted((a, b) => b.score - a.score).slice(0, groups)
  const least = candidates.at(-1)?.score ?? 0
  const some = { ...read, candidates }
  const { parts } = fromScore(candidates, policy, least)
  const word = { who: 'bench', review: null, score: { least, confirmed: parts.length } }
  await createPlan({
    ...surroundings(place), // a scan takes the secrets out of the environment that it is given
    policy,
    target,
    read: some,
    selectors,
    decide: (columns) => decide(some, policy, [], word, columns),
    decisionsFile: { path: join(folder, 'steward.decisions.csv'), label: 'steward.decisions.csv' },
    who: 'bench',
    path: join(folder, 'plan.json'),
    key: '5'.repeat(64),
    tool: '0',
    progress: () => {},
  })
}

async function apply(place: Place): Promise<Pick<StormFigures, 'runs' | 'exit' | 'skipped'>> {
  const { folder, policy, target, time } = place
  for (let runs = 1; ; runs++) {
    const { plan, values } = readPlan(join(folder, 'plan.json'))
    const outcome = await carryOut({
      ...surroundings(place),
      plan,
      values,
      policy,
      target,
      journal: { dir: join(folder, 'plan.journal'), named: true },
      resume: runs > 1,
      unattended: false,
      beyondBin: false,
      confirmOrg: plan.connection.host,
      confirmPlan: plan.id,
      tool: '0',
      pause: (ms) => time.sleep(ms),
      consent: async () => '--confirm-plan',
      progress: () => {},
    })
    if (outcome.ended === 'finished' || runs === 10) {
      if (outcome.error !== null) console.error(outcome.error)
      return {
        runs,
        exit: outcome.exit,
        skipped: outcome.skipped.map(({ code, cause }) => `${code} ${cause}`),
      }
    }
  }
}

async function judge(
  { account, folder, time }: Place,
  before: number,
  { total: calls, byPurpose, overLimit }: Meter,
): Promise<Omit<StormFigures, 'runs' | 'exit' | 'skipped' | 'applySeconds'>> {
  const { actions } = readPlan(join(folder, 'plan.json')).plan
  const planned = actions.flatMap((action) => (action.kind === 'merge' ? [action] : []))
  const merges = planned.reduce((sum, { losers }) => sum + losers.length, 0)
  const astray: string[] = []
  for (const { id, survivor, losers } of planned) {
    const found = await Promise.all([survivor, ...losers].map((member) => resolved(account, member)))
    if (new Set(found).size !== 1 || [survivor, ...losers].includes(found[0] ?? '')) astray.push(id)
  }
  const reads = Object.entries(byPurpose).filter(([purpose]) => /communication-preferences/.test(purpose))
  const subscriptionReads = reads.reduce((sum, [, count]) => sum + count, 0)
  const journal = readFileSync(join(folder, 'plan.journal', 'journal.ndjson'), 'utf8')
  return {
    groups: actions.length,
    merges,
    before,
    after: await total(account),
    astray,
    calls,
    subscriptionReads,
    callsPerMerge: Number(((calls - subscriptionReads) / merges).toFixed(3)),
    byPurpose,
    overLimit,
    lostAnswers: journal.split('"result":"unknown"').length - 1,
    virtualSeconds: Math.round(time.now() / 1000),
  }
}

async function resolved(account: EmulatedAccount, id: string): Promise<string> {
  return (await rest<{ id: string }>(account, `/crm/v3/objects/contacts/${id}`)).id
}

async function total(account: EmulatedAccount): Promise<number> {
  const body = { limit: 1, properties: [] }
  await control(account, 'POST /limits', { rest: true })
  return (await rest<{ total: number }>(account, '/crm/v3/objects/contacts/search', body)).total
}

async function rest<T>(account: EmulatedAccount, path: string, body?: unknown): Promise<T> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const headers = { authorization: `Bearer ${account.accessToken}`, 'content-type': 'application/json' }
  for (;;) {
    const response = await fetch(`${account.url}${path}`, { ...init, headers })
    if (response.ok) return (await response.json()) as T
    if (response.status !== 429) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    await control(account, 'POST /limits', { rest: true })
  }
}

async function control<T>(account: EmulatedAccount, command: string, body?: unknown): Promise<T> {
  const [method = '', path = ''] = command.split(' ')
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(`${account.controlUrl}${path}`, init)
  if (!response.ok) throw new Error(`${command}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

if (import.meta.main) {
  const groups = Number(process.argv[2] ?? 1_000)
  const seed = Number(process.argv[3] ?? 11)
  const asked = process.argv[4]
  const weather = asked === 'fair' || asked === 'slow' ? asked : 'storm'
  const figures = await mergeStorm({ groups, seed, people: groups * 15, weather })
  const { byPurpose, ...rest } = figures
  console.table(Object.entries(byPurpose).map(([purpose, count]) => ({ purpose, count })))
  console.log(JSON.stringify({ bench: 'merge-storm', weather, seed, ...rest }))
}
