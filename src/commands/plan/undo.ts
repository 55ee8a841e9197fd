import { Args, Flags } from '@oclif/core'
import { confirm } from '../../cli/confirm.ts'
import { confirmOrgFlag, confirmPlanFlag, journalFlag, policyFlag } from '../../cli/flags.ts'
import { PlanRunCommand } from '../../cli/plan-run.ts'
import { exitCodes, KitError } from '../../kit/index.ts'

export default class PlanUndo extends PlanRunCommand {
  static override summary = 'Take groups of an applied plan back.'
  static override description =
    `Says first what comes back exactly, nearly, or not at all, and why. Values that somebody changed since the merge are
kept. Records come out of the recycle bin under their own ids, and what hung on them is hung back.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> plan.json --group 5f2c81aa',
    '<%= config.bin %> <%= command.id %> plan.json --all --confirm-plan 5f2c81aa',
  ]
  static override args = { plan: Args.string({ description: 'The plan file.', default: 'plan.json' }) }
  static override flags = {
    policy: policyFlag,
    journal: journalFlag,
    group: Flags.string({
      char: 'g',
      summary: 'Group to take back, by its id; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
      exclusive: ['all'],
    }),
    all: Flags.boolean({ summary: 'All groups that were applied.', default: false }),
    'confirm-plan': confirmPlanFlag,
    'confirm-org': confirmOrgFlag,
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PlanUndo)
    if (flags.group === undefined && !flags.all) throw nothingNamed()
    const [
      { connectors },
      { packs },
      { openPlanning },
      { readPlanToUndo, journalFolderOf },
      { takeBack },
      shown,
    ] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/planning.ts'),
      import('../../plan/files/index.ts'),
      import('../../plan/take-back.ts'),
      import('../../report/plan/index.ts'),
    ])
    const { plan, values } = readPlanToUndo(args.plan)
    const confirmed = flags['confirm-plan']
    if (confirmed !== undefined && confirmed !== plan.id) throw otherPlan(confirmed, plan.id)
    const { policy, target } = await openPlanning({ connectors, packs }, plan.connection.name, flags.policy)
    const outcome = await takeBack({
      home: this.homeOf(flags),
      plan,
      values,
      valuesNow: () => readPlanToUndo(args.plan).values,
      policy,
      target,
      dir: flags.journal ?? journalFolderOf(args.plan),
      groups: flags.group ?? null,
      confirmOrg: flags['confirm-org'] ?? null,
      ...this.surroundings(),
      consent: async (foreseen, told) => {
        this.progress.end()
        if (!this.jsonEnabled()) process.stderr.write(`${shown.foreseen(foreseen, told)}\n`)
        await confirm('Take this back?', `--confirm-plan ${plan.id}`, confirmed !== undefined)
        return confirmed === undefined ? 'terminal' : '--confirm-plan'
      },
    })
    return this.conclude(plan.id, outcome, () => shown.undone(outcome))
  }
}

function nothingNamed(): KitError {
  return new KitError('USAGE', 'Which groups are to be taken back?', {
    exit: exitCodes.usage,
    actions: ['Name one:  --group ID', 'Or all that were applied:  --all'],
  })
}

function otherPlan(given: string, id: string): KitError {
  return new KitError('OTHER_PLAN', `--confirm-plan names ${given}; this plan is ${id}.`, {
    exit: exitCodes.refused,
    actions: ['Look at the plan, then give its own id:  steward plan show'],
  })
}
