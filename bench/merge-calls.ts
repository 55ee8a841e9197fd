/**
 * What a thousand merges cost: an emulated org is scanned, planned and merged by the built command. Calls are those
 * that the org meters, the age of what was kept before each merge is the journal's.
 *
 * node bench/merge-calls.ts [people] [groups] [seed]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'

const people = Number(process.argv[2] ?? 15_000)
const groups = Number(process.argv[3] ?? 1_000)
const seed = Number(process.argv[4] ?? 11)
const asOf = '2026-11-01T00:00:00.000Z'
const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'))
const bin = resolve('bin/run.js')

interface Org {
  readonly url: string
  readonly accessToken: string
  readonly controlUrl: string
}

interface Ran {
  readonly exit: number | null
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

interface Entry {
  readonly type: string
  readonly at: string
  readonly action?: string
  readonly verb?: string
  readonly items?: readonly { readonly action: string; readonly losers?: readonly string[] }[]
  readonly children?: Readonly<Record<string, number>>
}

async function startOrg(): Promise<{ org: Org; stop: () => void }> {
  const args = ['emulate', 'salesforce', '--people', String(people), '--seed', String(seed), '--as-of', asOf]
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    return { org: JSON.parse(line), stop: () => child.kill() }
  }
  throw new Error('the org did not start')
}

async function steward(org: Org, ...args: readonly string[]): Promise<Ran> {
  const start = performance.now()
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: folder,
    env: { ...process.env, STEWARD_HOME: join(folder, 'home'), BENCH_TOKEN: org.accessToken },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const exit = await new Promise<number | null>((done) => child.once('close', done))
  return { exit, stdout, stderr, seconds: (performance.now() - start) / 1000 }
}

function expectDone(ran: Ran, what: string): Ran {
  if (ran.exit === 0 || ran.exit === 68) return ran
  throw new Error(`${what} ended with ${ran.exit}:\n${ran.stderr.slice(-2000)}`)
}

async function meter(org: Org, method = 'GET'): Promise<Record<string, number>> {
  const response = await fetch(`${org.controlUrl}/meter`, { method })
  return ((await response.json()) as { byPurpose: Record<string, number> }).byPurpose
}

/** The lowest score whose groups make a plan of at most so many actions; the policy's limit is that number. */
async function plan(org: Org): Promise<{ made: Ran; least: string }> {
  const create = ['plan', 'create', 'duplicates/people', '-o', 'bench', '--min-score']
  let best: { made: Ran; least: string } | undefined
  for (const least of ['0.999', '0.99', '0.97', '0.95', '0.9', '0.8']) {
    const asked = await steward(org, ...create, least)
    const number = /--confirm-groups (\d+)/.exec(asked.stderr)?.[1] ?? ''
    const made = expectDone(await steward(org, ...create, least, '--confirm-groups', number), 'plan create')
    best = { made, least }
    if (readPlan().actions.length >= groups) break
  }
  if (best === undefined) throw new Error('no plan')
  return best
}

function readPlan(): { readonly id: string; readonly actions: readonly { losers?: readonly string[] }[] } {
  return JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'))
}

function readJournal(): readonly Entry[] {
  const text = readFileSync(join(folder, 'plan.journal', 'journal.ndjson'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** Seconds between the pre-image of a group and the intent of its last merge. */
function oldestPreImage(entries: readonly Entry[]): number {
  const taken = new Map<string, number>()
  let oldest = 0
  for (const { type, at, action = '', verb, items = [] } of entries) {
    if (type === 'pre-image') taken.set(action, Date.parse(at))
    if (type !== 'intent' || verb !== 'merge') continue
    for (const item of items) {
      oldest = Math.max(oldest, Date.parse(at) - (taken.get(item.action) ?? Number.NEGATIVE_INFINITY))
    }
  }
  return oldest / 1000
}

try {
  const { org, stop } = await startOrg()
  try {
    writeFileSync(
      join(folder, 'steward.yml'),
      [
        'version: 1',
        `connections: { bench: { crm: salesforce, instanceUrl: "${org.url}", tokenEnv: BENCH_TOKEN } }`,
        'survivorship: { person: { owners: survivor } }',
        'limits: { actionsPerPlan: 100000 }',
        '',
      ].join('\n'),
    )
    const scan = expectDone(await steward(org, 'scan', 'duplicates/people', '--as-of', asOf), 'scan')
    await meter(org, 'DELETE')
    const { made, least } = await plan(org)
    const planning = await meter(org)
    const { id, actions } = readPlan()
    await meter(org, 'DELETE')
    const host = new URL(org.url).host
    const apply = ['plan', 'apply', 'plan.json', '--confirm-plan', id, '--confirm-org', host]
    const applied = expectDone(await steward(org, ...apply), 'plan apply')
    const calls = await meter(org)
    const entries = readJournal()
    const of = (type: string) => entries.filter((entry) => entry.type === type)
    const merges = of('intent').flatMap(({ verb, items = [] }) => (verb === 'merge' ? items : []))
    const total = Object.values(calls).reduce((sum, count) => sum + count, 0)
    const figures = {
      bench: 'merge-calls',
      seed,
      people,
      least,
      groups: actions.length,
      merges: merges.length,
      recordsMerged: merges.reduce((sum, { losers = [] }) => sum + losers.length, 0),
      childrenKept: of('pre-image').reduce(
        (sum, { children = {} }) => sum + Object.values(children).reduce((all, count) => all + count, 0),
        0,
      ),
      exit: applied.exit,
      calls: total,
      callsPerMerge: Number((total / merges.length).toFixed(3)),
      byPurpose: calls,
      planning,
      oldestPreImageSeconds: oldestPreImage(entries),
      preImages: of('pre-image').length,
      verified: of('verified').length,
      skipped: of('skip').length,
      seconds: { scan: scan.seconds, plan: made.seconds, apply: applied.seconds },
    }
    console.table(Object.entries(calls).map(([purpose, count]) => ({ purpose, count })))
    console.table([
      {
        groups: figures.groups,
        merges: figures.merges,
        calls: total,
        'calls per merge': figures.callsPerMerge,
        'oldest pre-image, s': figures.oldestPreImageSeconds,
        'apply, s': Number(applied.seconds.toFixed(1)),
      },
    ])
    console.log(JSON.stringify(figures))
  } finally {
    stop()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
