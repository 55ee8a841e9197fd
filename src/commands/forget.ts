import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../cli/base.ts'
import { confirm } from '../cli/confirm.ts'
import { columns } from '../cli/table.ts'

export default class Forget extends StewardCommand {
  static override summary = 'Remove a person from every snapshot and every kept run on this machine.'
  static override description =
    `Takes a record id or an e-mail address. The CRM itself is not changed: erase the person there as well.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> 003000000000123AAA',
    '<%= config.bin %> <%= command.id %> ana@acme.es --yes',
  ]
  static override args = {
    person: Args.string({ description: 'Record id or e-mail address.', required: true }),
  }
  static override flags = { yes: Flags.boolean({ char: 'y', summary: 'Do not ask.', default: false }) }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Forget)
    const [{ forgetInSnapshots }, { forgetInRuns }] = await Promise.all([
      import('../snapshot/index.ts'),
      import('../scan/forget.ts'),
    ])
    const home = this.homeOf(flags)
    await confirm(`Remove this person from all snapshots and runs under ${home}?`, '--yes', flags.yes)
    const snapshots = await forgetInSnapshots({ home, who: args.person })
    const runs = await forgetInRuns(home, args.person)
    const rows = snapshots.flatMap(({ connection, removed, redacted }) => [
      ...Object.entries(removed).map(([object, count]) => [connection, object, `${count} removed`]),
      ...Object.entries(redacted).map(([object, count]) => [
        connection,
        object,
        `${count} kept, the address blacked out`,
      ]),
    ])
    this.log(rows.length === 0 ? 'No snapshot holds this person.' : columns(rows))
    this.log(`Findings changed in past runs: ${runs.findings}`)
    return { snapshots, runs }
  }
}
