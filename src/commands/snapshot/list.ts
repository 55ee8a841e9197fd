import { StewardCommand } from '../../cli/base.ts'
import { bytes, columns } from '../../cli/table.ts'
import type { SnapshotSummary } from '../../snapshot/index.ts'

export default class SnapshotList extends StewardCommand {
  static override summary = 'List the local copies of what was read.'
  static override examples = ['<%= config.bin %> <%= command.id %>']

  override async run(): Promise<readonly SnapshotSummary[]> {
    const { flags } = await this.parse(SnapshotList)
    const { listSnapshots } = await import('../../snapshot/index.ts')
    const home = this.homeOf(flags)
    const snapshots = await listSnapshots(home)
    if (snapshots.length === 0)
      this.log(`No snapshots under ${home}.\nMake one:  steward scan duplicates -o NAME`)
    else this.log(columns([['CONNECTION', 'ORG', 'READ', 'RECORDS', 'SIZE'], ...snapshots.map(row)]))
    return snapshots
  }
}

function row({
  connection,
  identity,
  syncedAt,
  held,
  bytes: size,
  problem,
}: SnapshotSummary): readonly string[] {
  if (problem !== null) return [connection, problem]
  const records = Object.values(held).reduce((sum, count) => sum + count, 0)
  return [connection, identity?.host ?? '', syncedAt ?? 'never', String(records), bytes(size)]
}
