import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { writeStdout } from '../../cli/output.ts'

export default class ScanList extends StewardCommand {
  static override summary = 'List past runs, newest first.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { limit: Flags.integer({ summary: 'How many to list.', min: 1, default: 20 }) }

  override async run(): Promise<unknown> {
    const { flags } = await this.parse(ScanList)
    const [{ listRuns }, { runsTable }] = await Promise.all([
      import('../../scan/runs.ts'),
      import('../../report/index.ts'),
    ])
    const all = listRuns(this.homeOf(flags))
    for (const { problem } of all) if (problem !== null) this.notice(problem)
    const runs = all.flatMap(({ run, orgs }) => (run === null ? [] : [{ run, orgs }]))
    if (this.jsonEnabled()) return runs
    await writeStdout(runsTable(runs, { width: process.stdout.columns ?? 80, limit: flags.limit }))
    return runs
  }
}
