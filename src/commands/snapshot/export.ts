import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { columns } from '../../cli/table.ts'
import type { ExportedFile } from '../../snapshot/index.ts'

export default class SnapshotExport extends StewardCommand {
  static override summary = 'Write a snapshot as Parquet or CSV files, one per object.'
  static override description = 'Values are written in the clear, readable by you alone.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> acme --output-dir acme-export --format csv',
  ]
  static override args = {
    connection: Args.string({ description: 'Name of the connection.', required: true }),
  }
  static override flags = {
    'output-dir': Flags.string({
      char: 'd',
      summary: 'Folder to write into; made when missing.',
      required: true,
      helpValue: 'DIR',
    }),
    format: Flags.option({
      summary: 'Format of the files.',
      options: ['parquet', 'csv'] as const,
      default: 'parquet' as const,
    })(),
  }

  override async run(): Promise<readonly ExportedFile[]> {
    const { args, flags } = await this.parse(SnapshotExport)
    const { exportSnapshot } = await import('../../snapshot/index.ts')
    const files = await exportSnapshot({
      home: this.homeOf(flags),
      name: args.connection,
      folder: flags['output-dir'],
      format: flags.format,
    })
    this.notice('The files hold personal values in the clear.')
    this.log(columns(files.map(({ object, rows, path }) => [object, String(rows), path])))
    return files
  }
}
