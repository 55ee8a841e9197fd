import { Args, Flags } from '@oclif/core'
import { confirm } from '../../cli/confirm.ts'
import {
  confirmOrgFlag,
  confirmPlanFlag,
  goneHostFlag,
  journalFlag,
  policyFlag,
  rehearseFlag,
  sandboxFlag,
} from '../../cli/flags.ts'
import { isAttended } from '../../cli/interactive.ts'
import { PlanRunCommand } from '../../cli/plan-run.ts'
import type { PlanFile } from '../../plan/files/plan-file.ts'
import { capitalised } from '../../text/words.ts'

export default class PlanApply extends PlanRunCommand {
  static override summary = 'Carry out a plan; what every write would destroy is on disk before it.'
  static override description =
    `First a canary of ten groups of each object, compared column by column, then a hundred, then the rest. Ctrl-C finishes the request
under way; --resume goes on, also after a crash, and merges nothing twice. --rehearse does all of it in a sandbox that has
the record ids of production, and writes a certificate beside the plan.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> plan.json',
    '<%= config.bin %> <%= command.id %> plan.json --resume',
    '<%= config.bin %> <%= command.id %> plan.json --rehearse -o acme-full',
    '<%= config.bin %> <%= command.id %> plan.json --unattended --journal /srv/journals/2026-11-22',
  ]
  static override args = { plan: Args.string({ description: 'The plan file.', default: 'plan.json' }) }
  static override flags = {
    policy: policyFlag,
    journal: journalFlag,
    resume: Flags.boolean({ summary: 'Go on with what an earlier run has left.', default: false }),
    'confirm-plan': confirmPlanFlag,
    'confirm-org': confirmOrgFlag,
    'gone-host': goneHostFlag,
    'beyond-bin': Flags.boolean({
      summary: 'Merge also what the recycle bin cannot hold: it will not all come back.',
      default: false,
    }),
    unattended: Flags.boolean({
      summary: 'Nobody watches: only what the policy declares sufficient, and --journal is needed.',
      default: false,
      exclusive: ['confirm-plan'],
    }),
    rehearse: rehearseFlag,
    'target-org': sandboxFlag,
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PlanApply)
    const [
      { connectors },
      { packs },
      { readPlan, journalFolderOf },
      { carryOut },
      { addCalls, certificateOf, recordRehearsal },
    ] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../plan/files/index.ts'),
      import('../../plan/carry-out.ts'),
      import('../../plan/rehearse/index.ts'),
    ])
    const { plan, values } = readPlan(args.plan)
    const { rehearsal, ...opened } = await this.openRun({ connectors, packs }, plan, args.plan, flags)
    const unattended = flags.unattended || (!isAttended() && flags['confirm-plan'] === undefined)
    const dir = flags.journal ?? rehearsal?.dir ?? journalFolderOf(args.plan)
    const outcome = await carryOut({
      home: this.homeOf(flags),
      values,
      ...opened,
      journal: {
        dir,
        named: flags.journal !== undefined,
      },
      certificate: certificateOf(args.plan),
      ...(rehearsal === null ? {} : { sandbox: flags['target-org'] ?? '' }),
      resume: flags.resume,
      unattended,
      beyondBin: flags['beyond-bin'],
      confirmOrg: rehearsal === null ? (flags['confirm-org'] ?? null) : null,
      goneHost: flags['gone-host'] ?? null,
      confirmPlan: flags['confirm-plan'] ?? null,
      ...this.surroundings(),
      consent: () =>
        this.#consent(
          opened.plan,
          { ...flags, unattended },
          dir,
          rehearsal === null ? null : { sandbox: flags['target-org'] ?? '', madeFor: plan.connection },
        ),
    })
    const shown = await import('../../report/plan/index.ts')
    const input = { plan: opened.plan, path: args.plan, outcome, journalNamed: flags.journal !== undefined }
    if (rehearsal === null) return this.conclude(plan.id, outcome, () => shown.applied(input))
    const calls = { apply: addCalls(rehearsal.calls, outcome.calls) }
    const certificate = await recordRehearsal({
      ...this.papersOf(rehearsal, plan),
      dir: outcome.journal.dir,
      calls,
    })
    const sandbox = flags['target-org'] ?? ''
    const told = { ...outcome, certificate }
    const { host, production, name } = plan.connection
    const wanted = opened.policy.policy.apply.rehearsal ?? null
    const isWanted = wanted?.connections?.includes(name) ?? true
    const before = { demanded: isWanted ? wanted : null, production: production ? host : null }
    return this.conclude(plan.id, told, () =>
      shown.rehearsed({ ...input, ...before, certificate, paper: rehearsal.certificate, sandbox }),
    )
  }

  async #consent(
    plan: PlanFile,
    flags: {
      readonly unattended: boolean
      readonly resume: boolean
      readonly 'confirm-plan'?: string | undefined
    },
    dir: string,
    rehearsal: { readonly sandbox: string; readonly madeFor: PlanFile['connection'] } | null,
  ): Promise<string> {
    const { applyQuestion, inSyncText } = await import('../../report/plan/index.ts')
    if (flags.unattended || flags['confirm-plan'] !== undefined) {
      const first = inSyncText(plan)
      if (first !== null) this.notice(`${capitalised(first)}.`)
      return flags.unattended ? 'unattended' : '--confirm-plan'
    }
    const done = flags.resume ? await doneIn(dir, plan) : 0
    await confirm(applyQuestion(plan, { done, rehearsal }), `--confirm-plan ${plan.id}`, false)
    return 'terminal'
  }
}

/** Groups that earlier runs saw to the end. */
async function doneIn(dir: string, { actions }: PlanFile): Promise<number> {
  const { readJournal, stateOf } = await import('../../plan/journal/index.ts')
  await using reader = readJournal(dir)
  const state = await stateOf(reader.entries())
  return actions.filter(({ id }) => state.of(id).is === 'verified').length
}
