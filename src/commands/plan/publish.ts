import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { confirmSets } from '../../cli/confirm-sets.ts'
import { confirmOrgFlag, oneTargetFlag, policyFlag, runFlag, selectorArg } from '../../cli/flags.ts'
import { runNumber } from '../../cli/run-number.ts'
import { score } from '../../cli/score.ts'

export default class PlanPublish extends StewardCommand {
  static override summary = 'Put duplicate groups into the CRM, where its users judge them.'
  static override description =
    `On Salesforce each group becomes a duplicate record set: users open it, compare and merge, take a record out, or
delete the set. What they do is read back by plan collect, as decisions. No record is changed by this command, and no
group is put there twice. What was put there and nobody has touched is taken away again by --withdraw.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --min-score 0.9',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --limit 50 --confirm-sets 50',
    '<%= config.bin %> <%= command.id %> -o acme --withdraw',
  ]
  static override strict = false
  static override args = { selector: selectorArg }
  static override flags = {
    'target-org': oneTargetFlag,
    policy: policyFlag,
    run: runFlag,
    'min-score': Flags.string({ summary: 'Only groups of at least this score, 0 to 1.', helpValue: 'SCORE' }),
    limit: Flags.integer({
      summary: 'Most sets that this run makes; default: writeBack.limit of the policy, 500.',
      min: 1,
      helpValue: 'N',
    }),
    'confirm-sets': Flags.integer({
      summary: 'The exact number of sets, instead of being asked.',
      min: 0,
      helpValue: 'N',
    }),
    'confirm-org': confirmOrgFlag,
    withdraw: Flags.boolean({
      summary: 'Delete the sets that Steward made and nobody has touched.',
      default: false,
      exclusive: ['min-score', 'limit', 'run'],
    }),
  }

  override async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(PlanPublish)
    const [{ connectors }, { packs }, { openPlanning }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/planning.ts'),
    ])
    const planning = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const { policy, target } = planning
    const home = this.homeOf(flags)
    const open = { home, policy, target, ...this.surroundings(), confirmOrg: flags['confirm-org'] ?? null }
    const given = flags['confirm-sets']
    if (flags.withdraw) return await this.#withdraw(open, given)
    const least = score(flags['min-score'], '--min-score') ?? 0
    const [{ readCandidates }, { publishGroups }, { published, publishQuestion }] = await Promise.all([
      import('../../plan/decide/index.ts'),
      import('../../plan/publish/index.ts'),
      import('../../report/publish/published.ts'),
    ])
    const read = await readCandidates({
      home,
      run: runNumber(flags.run),
      connection: target.name,
      selectors: argv as string[],
      policy,
      signal: this.signal,
    })
    const outcome = await publishGroups({
      ...open,
      read,
      remembered: planning.remembered,
      least,
      limit: flags.limit ?? null,
      consent: (offer) => confirmSets(publishQuestion(offer), offer.sets, given),
      progress: (done, of) => this.progress.update('publishing groups', done, of, '', 'groups'),
    })
    this.#unneeded(outcome.nothing, given)
    return this.answer(outcome, () => published(outcome, target.name))
  }

  /** Nothing is written, so there is nothing to confirm, and no number is wrong. */
  #unneeded(nothing: boolean, given: number | undefined): void {
    if (nothing && given !== undefined && given !== 0)
      this.notice(`--confirm-sets ${given} was not needed: there was no set to ask about.`)
  }

  async #withdraw(
    open: Omit<Parameters<typeof import('../../plan/publish/index.ts').withdrawGroups>[0], 'consent'>,
    given: number | undefined,
  ): Promise<unknown> {
    const [{ withdrawGroups }, { withdrawn, withdrawQuestion }] = await Promise.all([
      import('../../plan/publish/index.ts'),
      import('../../report/publish/published.ts'),
    ])
    const outcome = await withdrawGroups({
      ...open,
      consent: (offer) => confirmSets(withdrawQuestion(offer), offer.sets, given),
    })
    this.#unneeded(outcome.nothing, given)
    return this.answer(outcome, () => withdrawn(outcome))
  }
}
