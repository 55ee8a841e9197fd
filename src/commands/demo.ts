import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { StewardCommand } from '../cli/base.ts'
import { demoConnections, type StartedOrg, startDemoOrgs } from '../cli/demo-orgs.ts'
import { keepHeapTight } from '../cli/memory.ts'
import { writeOutputFile, writeStdout } from '../cli/output.ts'
import { envelope, reportInput } from '../cli/render.ts'
import { showScan } from '../cli/scan-progress.ts'
import { exitOfScan } from '../cli/verdict.ts'
import { figure } from '../text/words.ts'

export default class Demo extends StewardCommand {
  static override summary = 'Scan two emulated orgs and write a report; needs no login and no network.'
  static override description =
    `Starts an emulated Salesforce org and an emulated HubSpot account, fills both with the same invented people and
companies, each with mistakes of its own, scans them with every rule through their APIs from one policy file, prints
what was found and writes the HTML report. The emulated people are nobody's, so nothing is masked.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --people 20000 --serve',
  ]
  static override flags = {
    people: Flags.integer({
      summary: 'People in each org.',
      default: 5000,
      min: 10,
      max: 1_000_000,
    }),
    seed: Flags.integer({ summary: 'Seed of the population.', default: 1, min: 0 }),
    report: Flags.string({
      summary: 'Where to write the HTML report.',
      default: 'steward-report.html',
      helpValue: 'FILE',
    }),
    serve: Flags.boolean({ summary: 'Keep the orgs up afterwards and say how to use them.', default: false }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Demo)
    keepHeapTight()
    const home = join(this.homeOf(flags), 'demo')
    await rm(home, { recursive: true, force: true })
    await mkdir(home, { recursive: true, mode: 0o700 })
    await using stack = new AsyncDisposableStack()
    const size = ['--people', String(flags.people), '--seed', String(flags.seed)]
    const orgs = await startDemoOrgs(stack, size, this.signal)
    if (!this.jsonEnabled()) this.log(`${introduction(orgs)}\nNothing leaves this machine.\n`)
    await this.#scan(orgs, home, flags.report)
    if (!flags.serve) return
    if (!this.jsonEnabled()) this.log(howToUse(orgs, join(home, 'steward.yml')))
    await Promise.race(orgs.map(({ ended }) => ended))
  }

  async #scan(orgs: readonly StartedOrg[], home: string, reportFile: string): Promise<void> {
    const [{ connectors }, { packs }, { initPolicy, loadPolicy }, { runScan }, { formats }] =
      await Promise.all([
        import('../../connectors/index.ts'),
        import('../../plugins/index.ts'),
        import('../policy/index.ts'),
        import('../scan/index.ts'),
        import('../report/index.ts'),
      ])
    initPolicy({ cwd: home, connections: demoConnections(orgs) })
    const policy = await loadPolicy({ connectors, packs, cwd: home })
    const tokens = Object.fromEntries(
      orgs.map(({ tokenEnv, announced }) => [tokenEnv, announced.accessToken]),
    )
    const outcome = await runScan({
      home,
      policy,
      connections: [...policy.connections.values()],
      selectors: [],
      sync: true,
      full: false,
      asOf: orgs[0]?.announced.asOf ?? null,
      env: { ...process.env, no_proxy: '127.0.0.1', ...tokens },
      now: () => new Date(),
      version: this.config.version,
      signal: this.signal,
      progress: (step) => showScan(this.progress, step),
      log: (line) => this.progress.log(line),
    })
    this.progress.end()
    this.endWith(await exitOfScan(outcome, 'never', false))
    const options = { format: 'table', file: undefined, unmask: true, limit: undefined } as const
    const input = reportInput(outcome, policy, options)
    const report = await writeOutputFile(reportFile, formats.html({ ...input, colour: false }))
    const shown = { ...input, report, home }
    await writeStdout(
      this.jsonEnabled() ? envelope(formats.json(shown), this.warnings) : formats.table(shown),
    )
  }
}

function introduction(orgs: readonly StartedOrg[]): string {
  const lines = orgs.map(({ label, announced: { counts } }) => {
    return `  ${label} (${figure(counts.people)} people, ${figure(counts.companies)} companies)`
  })
  return ['Emulated orgs are up:', ...lines].join('\n')
}

function howToUse(orgs: readonly StartedOrg[], policy: string): string {
  const tokens = orgs.map(({ tokenEnv, announced }) => `  export ${tokenEnv}='${announced.accessToken}'`)
  const [first] = orgs
  return `
The orgs stay up until you press Ctrl-C. In another terminal:

${tokens.join('\n')}
  export STEWARD_POLICY=${policy}
  steward connection test
  steward scan --as-of ${first?.announced.asOf}
  steward plan review duplicates/people -o acme-hs --export groups.csv
  steward plan create duplicates/people -o acme-hs --decisions groups.csv
  steward plan apply plan.json
  steward plan undo plan.json --all

The same with -o acme-sf, where merged records come back under their own ids.
`
}
