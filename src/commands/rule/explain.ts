import { Args } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { oneTargetFlag, policyFlag } from '../../cli/flags.ts'
import { columns } from '../../cli/table.ts'
import { exitCodes, KitError } from '../../kit/index.ts'
import type { KeyPlan } from '../../match/index.ts'
import type { RegisteredRule, RuleSetup } from '../../policy/index.ts'
import { keysAsYaml } from '../../scan/key-lines.ts'
import { figure } from '../../text/words.ts'

export default class RuleExplain extends StewardCommand {
  static override summary = 'Say what a rule finds, why it matters, how to fix it, and every option.'
  static override description =
    'With -o also the keys by which a rule brings records together, with the pairs to compare: of what was read last, offline.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates/people',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme',
  ]
  static override args = { rule: Args.string({ description: 'Id of the rule.', required: true }) }
  static override flags = { 'target-org': oneTargetFlag, policy: policyFlag }

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
    const plan = flags['target-org'] === undefined ? null : await this.#plan(rule, setup, flags)
    this.log(explain(rule, setup?.severity ?? null, setup?.options ?? {}))
    this.log(comparisonLines(rule, plan).join('\n'))
    return {
      ...rule,
      ...(plan === null ? {} : { plan }),
      on: setup !== undefined,
      severity: setup?.severity ?? rule.severity,
      set: setup?.options ?? null,
    }
  }

  /** What a scan would compare; the severity does not matter, so that rules that are off can be asked as well. */
  async #plan(
    rule: RegisteredRule,
    setup: RuleSetup | undefined,
    flags: { readonly home?: string | undefined; readonly 'target-org'?: string | undefined },
  ): Promise<KeyPlan> {
    const { planRule } = await import('../../scan/plan-rule.ts')
    return planRule({
      home: this.homeOf(flags),
      connection: flags['target-org'] ?? '',
      setup: setup ?? { rule, severity: rule.severity, options: {} },
      signal: this.signal,
    })
  }
}

function comparisonLines({ declaration }: RegisteredRule, plan: KeyPlan | null): readonly string[] {
  if (declaration.shape !== 'match' && declaration.shape !== 'across') return []
  const { compare, blockOn, never } = declaration
  const compared = Object.entries(compare).map(([name, { type, ...parts }]) => [
    `  ${name}`,
    type,
    Object.values(parts).flat().join(', '),
  ])
  const vetoes = never.map((veto) => `  ${'of' in veto ? `conflicting ${veto.of}` : 'same hierarchy'}`)
  const declared = blockOn.length === 0 ? ['  chosen from the data at each scan'] : blockOn.map(keyLine)
  return [
    '\nCompares',
    columns(compared),
    ...(vetoes.length === 0 ? [] : ['\nNever one', ...vetoes]),
    ...(plan === null ? ['\nKeys that bring records together', ...declared] : planLines(plan)),
  ]
}

function keyLine(key: readonly string[]): string {
  return `  ${key.join(' + ')}`
}

function planLines(plan: KeyPlan): readonly string[] {
  const rows = plan.keys.map(({ key, pairs, fresh }) => [
    keyLine(key),
    `${figure(pairs)} pairs`,
    `about ${figure(fresh)} that no key above has`,
  ])
  const total = plan.keys.reduce((sum, { fresh }) => sum + fresh, 0)
  const title = plan.proposed ? 'Keys, chosen from the data' : 'Keys that bring records together'
  return [
    `\n${title}: about ${figure(total)} pairs of ${figure(plan.records)} records`,
    ...(rows.length === 0 ? ['  none: no column has values that two records share'] : [columns(rows)]),
    ...(plan.keyless === 0 ? [] : [`  ${figure(plan.keyless)} records have a value for none of them`]),
    ...(plan.proposed && rows.length > 0 ? ['\nTo keep them, in the policy', `  ${keysAsYaml(plan)}`] : []),
  ]
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
