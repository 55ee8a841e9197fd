import { StewardCommand } from '../../cli/base.ts'
import { policyFlag } from '../../cli/flags.ts'

interface CheckedPolicy {
  readonly path: string | null
  readonly hash: string
  readonly rules: readonly string[]
  readonly connections: readonly string[]
}

export default class PolicyCheck extends StewardCommand {
  static override summary = 'Check the policy file without reading any org.'
  static override description =
    'Prints every mistake with its line and column and exits with 2, or says what the policy holds.'
  static override examples = ['<%= config.bin %> <%= command.id %>']
  static override flags = { policy: policyFlag }

  override async run(): Promise<CheckedPolicy> {
    const { flags } = await this.parse(PolicyCheck)
    const [{ connectors }, { packs }, { openWorkspace }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/workspace.ts'),
    ])
    const { policy } = await openWorkspace({ connectors, packs }, flags.policy)
    for (const warning of policy.warnings) this.notice(warning)
    const rules = [...policy.rules.keys()]
    const connections = [...policy.connections.keys()]
    const where =
      policy.path ?? 'No policy file here: the defaults hold. Write one:  steward policy init\n        '
    this.log(`${policy.path === null ? '' : 'right   '}${where}`)
    this.log(`rules   ${rules.length} on of ${policy.registry.rules.size}`)
    for (const [name, matcher] of Object.entries(policy.policy.matchers)) {
      const of = matcher.object?.join(' and ') ?? `${matcher.entity} (${matcher.kinds?.join(', ')})`
      const keys =
        matcher.blockOn === undefined ? 'keys chosen from the data' : `${matcher.blockOn.length} keys`
      this.log(
        `matcher duplicates/${name}: ${of}, ${Object.keys(matcher.compare).length} comparisons, ${keys}`,
      )
    }
    this.log(`orgs    ${connections.join(', ') || 'none named'}`)
    this.log(`hash    ${policy.hash}`)
    return { path: policy.path, hash: policy.hash, rules, connections }
  }
}
