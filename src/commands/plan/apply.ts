import { Args, Flags } from '@oclif/core'
import { confirm } from '../../cli/confirm.ts'
import { confirmOrgFlag, confirmPlanFlag, journalFlag, policyFlag } from '../../cli/flags.ts'
import { isAttended } from '../../cli/interactive.ts'
import { PlanRunCommand } from '../../cli/plan-run.ts'
import type { PlanFile } from '../../plan/plan-file.ts'

export default class PlanApply extends PlanRunCommand {
  static override summary = 'Carry out a plan; what every write would destroy is on disk before it.'
  static override description =
    `First a canary of ten groups of each object, compared column by column, then a hundred, then the rest. Ctrl-C finishes the request
under way; --resume goes on, also after a crash, and merges nothing twice.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> plan.json',
    '<%= config.bin %> <%= command.id %> plan.json --resume',
    '<%= config.bin %> <%= command.id %> plan.json --unattended --journal /srv/journals/2026-11-22',
  ]
  static override args = { plan: Args.string({ description: 'The plan file.', default: 'plan.json' }) }
  static override flags = {
    policy: policyFlag,
    journal: journalFlag,
    resume: Flags.boolean({ summary: 'Go on with what an earlier run has left.', default: false }),
    'confirm-plan': confirmPlanFlag,
    'confirm-org': confirmOrgFlag,
    'beyond-bin': Flags.boolean({
      summary: 'Merge also what the recycle bin cannot hold: it will not all come back.',
      default: false,
    }),
    unattended: Flags.boolean({
      summary: 'Nobody watches: only what the policy declares sufficient, and --journal is needed.',
      default: false,
      exclusive: ['confirm-plan'],
    }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PlanApply)
    const [{ connectors }, { packs }, { openPlanning }, { readPlan, journalFolderOf }, { carryOut }] =
      await Promise.all([
        import('../../../connectors/index.ts'),
        import('../../../plugins/index.ts'),
        import('../../cli/planning.ts'),
        import('../../plan/files/index.ts'),
        import('../../plan/carry-out.ts'),
      ])
    const { plan, values } = readPlan(args.plan)
    const { policy, target } = await openPlanning({ connectors, packs }, plan.connection.name, flags.policy)
    const unattended = flags.unattended || (!isAttended() && flags['confirm-plan'] === undefined)
    const outcome = await carryOut({
      home: this.homeOf(flags),
      plan,
      values,
      policy,
      target,
      journal: { dir: flags.journal ?? journalFolderOf(args.plan), named: flags.journal !== undefined },
      resume: flags.resume,
      unattended,
      beyondBin: flags['beyond-bin'],
      confirmOrg: flags['confirm-org'] ?? null,
      confirmPlan: flags['confirm-plan'] ?? null,
      ...this.surroundings(),
      consent: () => this.#consent(plan, unattended, flags['confirm-plan'] !== undefined),
    })
    const { applied } = await import('../../report/plan/index.ts')
    const journalNamed = flags.journal !== undefined
    return this.conclude(plan.id, outcome, () => applied({ plan, path: args.plan, outcome, journalNamed }))
  }

  async #consent(plan: PlanFile, unattended: boolean, confirmed: boolean): Promise<string> {
    if (unattended) return 'unattended'
    if (confirmed) return '--confirm-plan'
    const { applyQuestion } = await import('../../report/plan/index.ts')
    await confirm(applyQuestion(plan), `--confirm-plan ${plan.id}`, false)
    return 'terminal'
  }
}
