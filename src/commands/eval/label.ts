import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { whoRuns } from '../../cli/interactive.ts'
import { counted } from '../../text/words.ts'

export default class EvalLabel extends StewardCommand {
  static override summary = 'Take the labels from a file of eval sample; ids only are kept.'
  static override description =
    `Adds what was filled in under same_as_a to the labels file of the policy, which holds ids and no value and can be
committed, and says whether a random sample now grants the band auto. The file itself is left as it is: delete it.`
  static override examples = ['<%= config.bin %> <%= command.id %> sample.csv']
  static override args = {
    file: Args.string({ description: 'The file of eval sample, filled in.', required: true }),
  }
  static override flags = { policy: policyFlag }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(EvalLabel)
    const [{ connectors }, { packs }, { openWorkspace }, { takeLabels }, { autoText }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
      import('../../eval/label.ts'),
      import('../../eval/report/text.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const outcome = takeLabels(policy, args.file, whoRuns(), new Date())
    const { added, same, apart, unsure, blank, file } = outcome
    this.log(`${counted(added, 'label')} added to ${file}: ${same} same, ${apart} apart, ${unsure} unsure`)
    if (blank > 0)
      this.log(`${counted(blank, 'row')} were left blank; of a random sample they count as wrong`)
    for (const { rule, connection, verdict } of outcome.bounds) {
      this.log(`${rule} on ${connection}\n${autoText(verdict)}`)
    }
    this.notice(`${args.file} still holds personal values in the clear: delete it. Commit ${file}.`)
    return outcome
  }
}
