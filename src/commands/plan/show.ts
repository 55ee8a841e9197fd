import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { outputFileFlag, policyFlag, unmaskFlag } from '../../cli/flags.ts'
import { writeOutputFile, writeStdout } from '../../cli/output.ts'
import { isKitError } from '../../kit/index.ts'

export default class PlanShow extends StewardCommand {
  static override summary = 'Show what a plan will do, or one of its groups.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> plan.json',
    '<%= config.bin %> <%= command.id %> plan.json --group 5f2c81aa',
    '<%= config.bin %> <%= command.id %> plan.json --format html --output-file plan.html',
  ]
  static override args = { plan: Args.string({ description: 'The plan file.', default: 'plan.json' }) }
  static override flags = {
    policy: policyFlag,
    group: Flags.string({ char: 'g', summary: 'One group in full, by its id.', helpValue: 'ID' }),
    format: Flags.option({ summary: 'Text for people, or a page.', options: ['text', 'html'] as const })({
      default: 'text',
    }),
    'output-file': outputFileFlag,
    limit: Flags.integer({
      summary: 'Groups to list, and as many of every other list.',
      min: 1,
      exclusive: ['all'],
    }),
    all: Flags.boolean({ summary: 'Every list in full.', default: false }),
    unmask: unmaskFlag,
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PlanShow)
    const [{ readPlan, readPlanFile }, { planHtml, showGroup, showPlan }, { planView }] = await Promise.all([
      import('../../plan/files/index.ts'),
      import('../../report/plan/index.ts'),
      import('../../cli/plan-view.ts'),
    ])
    const most = flags.all ? Number.POSITIVE_INFINITY : flags.limit
    const limit = most === undefined ? {} : { limit: most }
    if (flags.group !== undefined) {
      const { plan, values } = readPlan(args.plan)
      const mask = !flags.unmask && process.stdout.isTTY !== true
      const text = showGroup({ plan, values, group: flags.group, path: args.plan, mask, ...planView() })
      if (!this.jsonEnabled()) await writeStdout(text)
      else for await (const _ of text); // refuses a group that is not there
      const one = ({ id, group }: { readonly id?: string; readonly group: string }) =>
        id === flags.group || group.startsWith(flags.group ?? '')
      return { actions: plan.actions.filter(one), leftOut: plan.leftOut.filter(one) }
    }
    const plan = readPlanFile(args.plan)
    const { production, crm } = plan.connection
    const demanded = production ? await this.#demanded(crm, flags.policy) : {}
    const input = { plan, path: args.plan, ...demanded, ...limit, ...planView() }
    const chunks = flags.format === 'html' ? planHtml(input) : showPlan(input)
    if (flags['output-file'] !== undefined) {
      const path = await writeOutputFile(flags['output-file'], chunks)
      if (!this.jsonEnabled()) process.stderr.write(`Written: ${path}\n`)
    } else if (!this.jsonEnabled()) await writeStdout(chunks)
    return plan
  }

  /** A plan can be shown where no policy is. */
  async #demanded(crm: string, policyFlag: string | undefined) {
    const [{ connectors }, { packs }, { openWorkspace }, { whyNoRehearsal }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
      import('../../plan/rehearse/index.ts'),
    ])
    try {
      const { policy } = await openWorkspace({ connectors, packs }, policyFlag)
      const unrehearsable = whyNoRehearsal(connectors.find(({ id }) => id === crm))
      return { rehearsal: policy.policy.apply.rehearsal ?? null, unrehearsable }
    } catch (error) {
      if (policyFlag !== undefined || !isKitError(error)) throw error
      return {}
    }
  }
}
