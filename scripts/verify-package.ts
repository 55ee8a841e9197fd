/**
 * Packs the package, installs the tarball in an empty folder as a user would, and runs it there with this Node;
 * with an older Node, if the PATH has one, it must print one line and exit 1.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'steward-package-'))
const run = join(folder, 'node_modules', 'crm-steward', 'bin', 'run.js')

function fail(message: string): never {
  console.error(`verify-package: ${message}`)
  process.exit(1)
}

function steward(node: string, ...args: readonly string[]) {
  return spawnSync(node, [run, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, STEWARD_HOME: join(folder, 'home'), NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** The first `node` of the PATH that is too old, ours in node_modules/.bin left aside. */
function olderNode(): string | undefined {
  const candidates = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.includes('node_modules'))
  return candidates
    .map((part) => join(part, 'node'))
    .find(
      (path) =>
        existsSync(path) &&
        Number(execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' })) < 24,
    )
}

try {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      encoding: 'utf8',
    }),
  )
  console.log(`packed ${packed.filename}: ${packed.entryCount} files, ${Math.round(packed.size / 1024)} kB`)
  execFileSync(
    'npm',
    ['install', '--prefix', folder, '--no-save', '--omit=dev', join(folder, packed.filename)],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )

  const version = steward(process.execPath, '--version')
  const own = JSON.parse(readFileSync('package.json', 'utf8')).version
  if (version.status !== 0 || !version.stdout.includes(`crm-steward/${own}`))
    fail(`--version: ${version.stdout}${version.stderr}`)
  console.log(version.stdout.trim())

  const demo = steward(process.execPath, 'demo', '--people', '500', '--json')
  if (demo.status !== 0) fail(`demo: ${demo.stdout.slice(0, 2000)}${demo.stderr}`)
  const { result } = JSON.parse(demo.stdout)
  const findings = result.orgs.reduce(
    (sum: number, org: { findings: { total: number } }) => sum + org.findings.total,
    0,
  )
  if (findings === 0 || !existsSync(result.report)) fail('the demo found nothing or wrote no report')
  console.log(`demo: ${findings} findings, report ${readFileSync(result.report).length} bytes`)

  const old = olderNode()
  if (old === undefined) {
    console.log('no older Node in the PATH: its one line was not tried')
  } else {
    const refused = steward(old, '--version')
    if (refused.status !== 1 || refused.stderr.trim().split('\n').length !== 1)
      fail(`older Node: ${refused.stdout}${refused.stderr}`)
    console.log(`older Node says: ${refused.stderr.trim()}`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
