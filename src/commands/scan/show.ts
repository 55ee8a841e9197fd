import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag, unmaskFlag } from '../../cli/flags.ts'
import { writeStdout } from '../../cli/output.ts'
import { envelope, reportInput } from '../../cli/render.ts'
import { runNumber } from '../../cli/run-number.ts'

export default class ScanShow extends StewardCommand {
  static override summary = 'Show the findings of one rule, or one of them with all its reasons.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates/people',
    '<%= config.bin %> <%= command.id %> duplicates/people --group 7',
  ]
  static override args = { rule: Args.string({ description: 'Id of the rule.', required: true }) }
  static override flags = {
    run: Flags.string({
      summary: 'Number of the run; default: the last one.',
      default: 'last',
      helpValue: 'N',
    }),
    group: Flags.string({
      char: 'g',
      aliases: ['finding'],
      summary: 'Number in the list, or id of the group or finding; --finding is the same.',
      helpValue: 'N',
    }),
    limit: Flags.integer({ summary: 'How many to list.', min: 1 }),
    policy: policyFlag,
    unmask: unmaskFlag,
  }

  override async run(): Promise<void> {
    const { args, flags } = await this.parse(ScanShow)
    const [{ connectors }, { packs }, { openWorkspace }, { openRun }, { formats, show }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
      import('../../scan/runs.ts'),
      import('../../report/index.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const outcome = openRun(this.homeOf(flags), runNumber(flags.run))
    const json = this.jsonEnabled()
    const input = reportInput(outcome, policy, {
      format: json ? 'json' : 'table',
      file: undefined,
      unmask: flags.unmask,
      limit: flags.limit,
    })
    if (json) {
      const only = { ...outcome, findings: () => outcome.findings({ rules: [args.rule] }) }
      return writeStdout(envelope(formats.json({ ...input, outcome: only }), this.warnings))
    }
    const group =
      flags.group === undefined || !/^\d{1,7}$/.test(flags.group) ? flags.group : Number(flags.group)
    await writeStdout(show({ ...input, rule: args.rule, ...(group === undefined ? {} : { group }) }))
  }
}
