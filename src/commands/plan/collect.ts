import { StewardCommand } from '../../cli/base.ts'
import { oneTargetFlag, policyFlag } from '../../cli/flags.ts'

export default class PlanCollect extends StewardCommand {
  static override summary = 'Read what users of the CRM did with published groups, as decisions.'
  static override description =
    `Merged records are the same, and the one that stayed survives; a record taken out of a set is not the same as the
rest; a set that a person threw away had records that are not the same. Verdicts go to the decisions file of the policy.
Where it cannot be told who did it or why there is none, and what contradicts an earlier decision is named and left to
you. The org is only read.`
  static override examples = ['<%= config.bin %> <%= command.id %> -o acme']
  static override flags = { 'target-org': oneTargetFlag, policy: policyFlag }

  override async run(): Promise<unknown> {
    const { flags } = await this.parse(PlanCollect)
    const [{ connectors }, { packs }, { openPlanning }, { collectVerdicts }, { collected }] =
      await Promise.all([
        import('../../../connectors/index.ts'),
        import('../../../plugins/index.ts'),
        import('../../cli/planning.ts'),
        import('../../plan/publish/index.ts'),
        import('../../report/publish/collected.ts'),
      ])
    const planning = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const { policy, target, remembered, decisions } = planning
    const outcome = await collectVerdicts({
      home: this.homeOf(flags),
      policy,
      target,
      remembered,
      decisionsFile: decisions,
      ...this.surroundings(),
    })
    this.progress.end()
    if (!this.jsonEnabled()) this.log(collected({ outcome, decisions: decisions.label }))
    return outcome
  }
}
