import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { columns } from '../../cli/table.ts'

interface ListedRule {
  readonly id: string
  readonly severity: string
  readonly on: boolean
  readonly summary: string
  readonly tags: readonly string[]
}

export default class RuleList extends StewardCommand {
  static override summary = 'List the rules, and whether the policy has them on.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> duplicates',
  ]
  static override args = { family: Args.string({ description: 'Only rules of this family.' }) }
  static override flags = { policy: policyFlag }

  override async run(): Promise<readonly ListedRule[]> {
    const { args, flags } = await this.parse(RuleList)
    const [{ connectors }, { packs }, { openWorkspace }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const rules = [...policy.registry.rules.values()]
      .filter(({ id }) => args.family === undefined || id.startsWith(`${args.family}/`))
      .map(({ id, severity, summary, tags }) => {
        const setup = policy.rules.get(id)
        return { id, severity: setup?.severity ?? severity, on: setup !== undefined, summary, tags }
      })
    const rows = rules.map(({ id, severity, on, summary }) => [on ? 'on' : 'off', severity, id, summary])
    this.log(rules.length === 0 ? `There are no rules of ${args.family}.` : columns(rows))
    this.log('\nNext     steward rule explain RULE')
    return rules
  }
}
