import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Flags } from '@oclif/core'
import { StewardCommand } from '../cli/base.ts'
import { type EmulatedOrgProcess, startEmulatedOrg } from '../cli/emulated-org.ts'
import { keepHeapTight } from '../cli/memory.ts'
import { writeOutputFile, writeStdout } from '../cli/output.ts'
import { envelope, reportInput } from '../cli/render.ts'
import { showScan } from '../cli/scan-progress.ts'
import { exitOfScan } from '../cli/verdict.ts'
import { KitError } from '../kit/index.ts'
import { figure } from '../text/words.ts'

const token = 'STEWARD_DEMO_TOKEN'
const name = 'acme-sf'

export default class Demo extends StewardCommand {
  static override summary = 'Scan an emulated org and write a report; needs no login and no network.'
  static override description =
    `Starts an emulated Salesforce org, fills it with invented people, scans it with every rule through its API,
prints what was found and writes the HTML report. The emulated people are nobody's, so nothing is masked.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --people 20000 --serve',
  ]
  static override flags = {
    people: Flags.integer({
      summary: 'Contacts, leads and person accounts in the org.',
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
    serve: Flags.boolean({ summary: 'Keep the org up afterwards and say how to use it.', default: false }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(Demo)
    keepHeapTight()
    const home = join(this.homeOf(flags), 'demo')
    await rm(home, { recursive: true, force: true })
    await mkdir(home, { recursive: true, mode: 0o700 })
    const size = [
      '--people',
      String(flags.people),
      '--seed',
      String(flags.seed),
      '--truth-file',
      join(home, 'truth.ndjson'),
    ]
    await using org = await startEmulatedOrg('salesforce', size, this.signal)
    const { announced } = org
    if (!this.jsonEnabled()) {
      const { people, companies } = announced.counts
      this.log(
        `An emulated org is up: Acme on Salesforce (${figure(people)} people, ${figure(companies)} companies).`,
      )
      this.log('Nothing leaves this machine.\n')
    }
    await this.#scan(org, home, flags.report)
    if (flags.serve) await this.#serve(org)
  }

  async #scan({ announced }: EmulatedOrgProcess, home: string, reportFile: string): Promise<void> {
    const [{ connectors }, { packs }, { loadPolicy }, { runScan }, { formats }] = await Promise.all([
      import('../../connectors/index.ts'),
      import('../../plugins/index.ts'),
      import('../policy/index.ts'),
      import('../scan/index.ts'),
      import('../report/index.ts'),
    ])
    const connector = connectors.find(({ id }) => id === 'salesforce')
    if (connector === undefined)
      throw new KitError('NO_CONNECTOR', 'This package has no Salesforce connector.')
    const settings = connector.settings.parse({ instanceUrl: announced.url, tokenEnv: token })
    const policy = await loadPolicy({ connectors, packs, cwd: home })
    const outcome = await runScan({
      home,
      policy,
      connections: [{ name, connector, settings }],
      selectors: [],
      sync: true,
      full: false,
      asOf: announced.asOf,
      env: { ...process.env, no_proxy: '127.0.0.1', [token]: announced.accessToken },
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

  async #serve({ announced, ended }: EmulatedOrgProcess): Promise<void> {
    if (!this.jsonEnabled()) this.log(howToUse(announced.url, announced.accessToken, announced.asOf))
    await ended
  }
}

function howToUse(url: string, accessToken: string, asOf: string): string {
  return `
The org stays up until you press Ctrl-C. In another terminal:

  export ACME_TOKEN='${accessToken}'
  steward policy init
  steward connection add acme --crm salesforce --set instanceUrl=${url} --set tokenEnv=ACME_TOKEN
  steward connection test acme
  steward scan duplicates -o acme --as-of ${asOf}
  steward plan review duplicates/people -o acme --export groups.csv
  steward plan create duplicates/people -o acme --decisions groups.csv
  steward plan apply plan.json --confirm-org ${new URL(url).host}
  steward plan undo plan.json --all --confirm-org ${new URL(url).host}

or with the sf CLI:

  export SF_ACCESS_TOKEN='${accessToken}'
  sf org login access-token --instance-url ${url} --no-prompt --alias acme
  sf data query -o acme --query 'SELECT Id, Name FROM Contact LIMIT 5'
`
}
