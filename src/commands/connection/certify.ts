import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { Flags } from '@oclif/core'
import type { CertifiedOrg } from '../../certify/index.ts'
import { StewardCommand } from '../../cli/base.ts'
import { confirm } from '../../cli/confirm.ts'
import { oneTargetFlag, policyFlag } from '../../cli/flags.ts'
import { planView } from '../../cli/plan-view.ts'
import { printable } from '../../text/neutral.ts'

export default class ConnectionCertify extends StewardCommand {
  static override summary =
    'Try out in a sandbox what the documentation leaves open about merging and undoing.'
  static override description =
    `Makes a handful of test records and what hangs on them, merges, brings back, hangs back, and takes all of it away again,
also after an error and on Ctrl-C. What exactly will be made is said before anything is. Prints which statements about the platform this org confirms. Refuses production.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o acme-dev',
    '<%= config.bin %> <%= command.id %> -o acme-dev --confirm-org acme--dev.sandbox.my.salesforce.com --json',
    '<%= config.bin %> <%= command.id %> -o acme-dev --clean-up',
  ]
  static override flags = {
    policy: policyFlag,
    'target-org': oneTargetFlag,
    'confirm-org': Flags.string({
      summary: 'Say yes without a terminal, by the host of the sandbox.',
      helpValue: 'HOST',
    }),
    'clean-up': Flags.boolean({
      summary: 'Only take away what an earlier run that was killed has left.',
      default: false,
    }),
  }

  override async run(): Promise<unknown> {
    const { flags } = await this.parse(ConnectionCertify)
    const [
      { connectors },
      { packs },
      { openPlanning },
      { certifyOrg },
      { certifiedText, creationText, deletingText },
    ] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/planning.ts'),
      import('../../certify/index.ts'),
      import('../../report/certify.ts'),
    ])
    const { policy, target } = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const certified = await certifyOrg({
      home: this.homeOf(flags),
      policy,
      target,
      ...this.surroundings(),
      tool: this.config.version,
      mark: `Steward certify ${randomBytes(4).toString('hex')}`,
      confirmOrg: flags['confirm-org'] ?? null,
      cleanUpOnly: flags['clean-up'],
      pause: async (milliseconds) => {
        await setTimeout(milliseconds)
      },
      deleting: (counts, mark) => this.progress.log(printable(deletingText(counts, mark))),
      consent: async (identity, makes) => {
        this.progress.end()
        if (!this.jsonEnabled())
          process.stderr.write(`${printable(creationText(identity, makes, planView().width))}\n`)
        await confirm('Go ahead?', `--confirm-org ${identity.host}`, false)
      },
    })
    this.progress.end()
    this.endWith(certified.exit)
    this.log(printable(certifiedText(target.name, certified, planView().width)))
    return answer(target.name, certified)
  }
}

function answer(connection: string, { identity, certification, leftovers, removed, calls }: CertifiedOrg) {
  return { connection, identity, statements: certification?.statements ?? null, leftovers, removed, calls }
}
