/**
 * A large emulated org, scanned by the built command over its API: seconds, API calls as the org meters them, and
 * the peak memory of the command; then 100 records change, and a second scan may read only these. Of a CRM that is
 * read in pages, the calls are set against the pages that there are at least.
 *
 * node bench/large-org.ts [people] [seed] [crm]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { performance } from 'node:perf_hooks'
import { createInterface } from 'node:readline'

const people = Number(process.argv[2] ?? 200_000)
const seed = Number(process.argv[3] ?? 11)
const crms = {
  salesforce: {
    address: 'instanceUrl',
    change: { object: 'Contact', set: { Title: 'Changed {n}' } },
    paged: [],
  },
  hubspot: {
    address: 'baseUrl',
    change: { object: 'contacts', set: { jobtitle: 'Changed {n}' } },
    paged: ['contacts', 'companies', 'deals', 'tickets'],
  },
} as const
const crm = crms[(process.argv[4] ?? 'salesforce') as keyof typeof crms]
const crmName = process.argv[4] ?? 'salesforce'
const folder = mkdtempSync(join(tmpdir(), 'steward-bench-'))
const bin = resolve('bin/run.js')

interface Org {
  readonly url: string
  readonly accessToken: string
  readonly controlUrl: string
  readonly username: string
  readonly asOf: string
  readonly counts: Readonly<Record<string, number>>
}

async function startOrg(): Promise<{ org: Org; stop: () => void; seconds: number }> {
  const start = performance.now()
  const args = [
    'emulate',
    crmName,
    '--people',
    String(people),
    '--seed',
    String(seed),
    '--truth-file',
    join(folder, 'truth'),
  ]
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: child.stdout })) {
    return { org: JSON.parse(line), stop: () => child.kill(), seconds: (performance.now() - start) / 1000 }
  }
  throw new Error('the org did not start')
}

interface Scan {
  readonly seconds: number
  readonly peakMB: number
  readonly exit: number | null
  readonly read: Readonly<Record<string, number>>
  readonly findings: number
  readonly errors: unknown
}

/** Writes its peak resident memory (kB, from getrusage) when it exits. */
const memoryHook = `data:text/javascript,${encodeURIComponent(
  `import { writeFileSync } from 'node:fs'; process.on('exit', () => writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)))`,
)}`

async function scan(org: Org, ...args: readonly string[]): Promise<Scan> {
  const start = performance.now()
  const peak = join(folder, 'peak')
  const child = spawn(
    process.execPath,
    [
      '--import',
      memoryHook,
      bin,
      'scan',
      'duplicates',
      '-o',
      'bench',
      '--as-of',
      org.asOf,
      '--json',
      ...args,
    ],
    {
      cwd: folder,
      env: {
        ...process.env,
        STEWARD_HOME: join(folder, 'home'),
        BENCH_TOKEN: org.accessToken,
        PEAK_FILE: peak,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  const out = join(folder, 'scan.json')
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(chunk)
  const exit = child.exitCode ?? (await new Promise<number | null>((done) => child.once('exit', done)))
  writeFileSync(out, Buffer.concat(chunks))
  const { result } = JSON.parse(readFileSync(out, 'utf8'))
  const [first] = result.orgs
  return {
    seconds: (performance.now() - start) / 1000,
    peakMB: Number(readFileSync(peak, 'utf8')) / 1024,
    exit,
    read: first.records.readByObject,
    findings: first.findings.total,
    errors: first.errors,
  }
}

async function control(
  org: Org,
  path: string,
  body?: unknown,
): Promise<{ total: number; byPurpose: Record<string, number> }> {
  const response = await fetch(`${org.controlUrl}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as { total: number; byPurpose: Record<string, number> }
}

try {
  const { org, stop, seconds } = await startOrg()
  try {
    writeFileSync(
      join(folder, 'steward.yml'),
      `version: 1\nconnections:\n  bench: { crm: ${crmName}, ${crm.address}: "${org.url}", tokenEnv: BENCH_TOKEN }\n`,
    )
    const before = await control(org, '/meter')
    const first = await scan(org)
    const full = await control(org, '/meter')
    await control(org, '/clock', { advance: 3_600_000 })
    await control(org, '/mutate', {
      ...crm.change,
      count: 100,
      offset: 500,
      as: org.username,
    })
    const second = await scan(org)
    const again = await control(org, '/meter')
    const figures = {
      bench: 'large-org',
      crm: crmName,
      seed,
      counts: org.counts,
      seedingSeconds: Math.round(seconds),
      full: {
        ...first,
        calls: full.total - before.total,
        leastPages: crm.paged.length === 0 ? null : leastPages(first.read, crm.paged),
        byPurpose: full.byPurpose,
      },
      incremental: { ...second, calls: again.total - full.total },
    }
    console.table([
      {
        scan: 'full',
        seconds: first.seconds.toFixed(1),
        peakMB: Math.round(first.peakMB),
        calls: figures.full.calls,
        'least pages': figures.full.leastPages,
        read: sum(first.read),
        findings: first.findings,
      },
      {
        scan: 'after 100 changes',
        seconds: second.seconds.toFixed(1),
        peakMB: Math.round(second.peakMB),
        calls: figures.incremental.calls,
        'least pages': null,
        read: sum(second.read),
        findings: second.findings,
      },
    ])
    console.log(JSON.stringify(figures))
  } finally {
    stop()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function sum(read: Readonly<Record<string, number>>): number {
  return Object.values(read ?? {}).reduce((total, count) => total + count, 0)
}

const rowsOfPage = 100

/** Of the objects that are read page by page; names and ties beside them have ways of their own. */
function leastPages(read: Readonly<Record<string, number>>, paged: readonly string[]): number {
  return paged.reduce((total, object) => total + Math.ceil((read[object] ?? 0) / rowsOfPage), 0)
}
