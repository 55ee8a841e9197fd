import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag, unmaskFlag } from '../../cli/flags.ts'
import { writeStdout } from '../../cli/output.ts'
import { envelope, reportInput } from '../../cli/render.ts'
import { runNumber } from '../../cli/run-number.ts'
import { exitCodes, KitError } from '../../kit/index.ts'

export default class ScanDiff extends StewardCommand {
  static override summary = 'Show what appeared and what is gone between two runs.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> 3 7',
  ]
  static override args = {
    before: Args.string({ description: 'Number of the earlier run; default: the one before the last.' }),
    after: Args.string({ description: 'Number of the later run; default: the last one.', default: 'last' }),
  }
  static override flags = {
    limit: Flags.integer({ summary: 'How many findings to list.', min: 1 }),
    policy: policyFlag,
    unmask: unmaskFlag,
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ScanDiff)
    const [{ connectors }, { packs }, { openWorkspace }, { openRun, runIds }, { diffJson, diffTable }] =
      await Promise.all([
        import('../../../connectors/index.ts'),
        import('../../../plugins/index.ts'),
        import('../../cli/workspace.ts'),
        import('../../scan/runs.ts'),
        import('../../report/index.ts'),
      ])
    const home = this.homeOf(flags)
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const after = runNumber(args.after)
    const earlier = args.before === undefined ? runBefore(after, runIds(home)) : runNumber(args.before)
    const [before, outcome] = [openRun(home, earlier), openRun(home, after)]
    const json = this.jsonEnabled()
    const input = reportInput(outcome, policy, {
      format: json ? 'json' : 'table',
      file: undefined,
      unmask: flags.unmask,
      limit: flags.limit,
    })
    await writeStdout(
      json ? envelope(diffJson({ ...input, before }), this.warnings) : diffTable({ ...input, before }),
    )
  }
}

function runBefore(after: number | 'last', ascending: readonly number[]): number {
  const last = after === 'last' ? ascending.at(-1) : after
  const before = ascending.findLast((id) => last !== undefined && id < last)
  if (before !== undefined) return before
  throw new KitError('NO_EARLIER_RUN', 'There is no earlier run to compare with.', {
    exit: exitCodes.usage,
    actions: ['Scan again:  steward scan -o NAME', 'See the runs:  steward scan list'],
  })
}
