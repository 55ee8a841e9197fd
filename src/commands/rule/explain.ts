import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'
import { columns } from '../../cli/table.ts'
import { exitCodes, KitError } from '../../kit/index.ts'
import type { RegisteredRule } from '../../policy/index.ts'

export default class RuleExplain extends StewardCommand {
  static override summary = 'Say what a rule finds, why it matters, how to fix it, and every option.'
  static override examples = ['<%= config.bin %> <%= command.id %> duplicates/people']
  static override args = { rule: Args.string({ description: 'Id of the rule.', required: true }) }
  static override flags = { policy: policyFlag }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RuleExplain)
    const [{ connectors }, { packs }, { openWorkspace }, { didYouMean }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
      import('../../policy/index.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    const rule = policy.registry.rules.get(args.rule)
    if (rule === undefined) {
      const guess = didYouMean(args.rule, policy.registry.rules.keys())
      throw new KitError('UNKNOWN_RULE', `There is no rule ${args.rule}.`, {
        exit: exitCodes.usage,
        actions: [...(guess === undefined ? [] : [guess]), 'All rules:  steward rule list'],
      })
    }
    const setup = policy.rules.get(rule.id)
    this.log(explain(rule, setup?.severity ?? null, setup?.options ?? {}))
    return {
      ...rule,
      on: setup !== undefined,
      severity: setup?.severity ?? rule.severity,
      set: setup?.options ?? null,
    }
  }
}

interface OptionSchema {
  readonly description?: string
  readonly default?: unknown
  readonly type?: string
}

function explain(
  rule: RegisteredRule,
  severity: string | null,
  set: Readonly<Record<string, unknown>>,
): string {
  const options = Object.entries((rule.options.properties ?? {}) as Record<string, OptionSchema>)
  const rows = options.map(([name, option]) => [
    `  ${name}`,
    `${JSON.stringify(set[name] ?? option.default ?? null)}`,
    option.description ?? option.type ?? '',
  ])
  return [
    `${rule.id}  ${severity === null ? `off (${rule.severity})` : severity}`,
    '',
    rule.summary,
    '',
    `Why      ${rule.why}`,
    `Fix      ${rule.remedy}`,
    `Tags     ${rule.tags.join(', ') || 'none'}`,
    ...(rule.controls.length > 0 ? [`Controls ${rule.controls.join(', ')}`] : []),
    '',
    options.length === 0 ? 'It has no options.' : 'Options, as set in rules: of the policy',
    ...(options.length === 0 ? [] : [columns(rows)]),
  ].join('\n')
}
