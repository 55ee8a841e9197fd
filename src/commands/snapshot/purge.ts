import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { confirm } from '../../cli/confirm.ts'
import { bytes, columns } from '../../cli/table.ts'
import { exitCodes, KitError } from '../../kit/index.ts'
import type { PurgedSnapshot } from '../../snapshot/purge.ts'

export default class SnapshotPurge extends StewardCommand {
  static override summary = 'Delete the local copy of one connection, or of all.'
  static override description =
    'Nothing changes in the CRM; the next scan reads everything anew. Past runs stay.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme',
    '<%= config.bin %> <%= command.id %> --all --yes',
  ]
  static override args = { connection: Args.string({ description: 'Name of the connection.' }) }
  static override flags = {
    all: Flags.boolean({ summary: 'Every snapshot.', default: false }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.', default: false }),
  }

  override async run(): Promise<{ readonly purged: readonly PurgedSnapshot[] }> {
    const { args, flags } = await this.parse(SnapshotPurge)
    const name = args.connection
    if ((name === undefined) !== flags.all) {
      throw new KitError('USAGE', 'Name one connection, or say --all.', {
        exit: exitCodes.usage,
        actions: ['List them:  steward snapshot list'],
      })
    }
    const { purgeSnapshot } = await import('../../snapshot/index.ts')
    const home = this.homeOf(flags)
    const what = name === undefined ? `every snapshot under ${home}` : `the snapshot of ${name}`
    await confirm(`Delete ${what}?`, '--yes', flags.yes)
    const purged = await purgeSnapshot(name === undefined ? { home } : { home, name })
    const rows = purged.map((one) => [one.connection, `${bytes(one.bytes)} deleted`])
    this.log(rows.length === 0 ? 'There was none.' : columns(rows))
    return { purged }
  }
}
