import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { oneTargetFlag, policyFlag, unmaskFlag } from '../../cli/flags.ts'

export default class MatchExplain extends StewardCommand {
  static override summary = 'Say why two records are one, or why they are not.'
  static override description =
    `Works on what was read last, offline, with the model that a scan of it uses: levels, weights, rarity of shared values,
vetoes, decisions, the keys that brought the two together or why none did, and what the grouping made of them.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> 003000000000001AAA 003000000000002AAA -o acme',
    '<%= config.bin %> <%= command.id %> row-17 row-204 -o ./people.csv --rule duplicates/guests',
  ]
  static override args = {
    a: Args.string({ description: 'Id of a record, or Object/id.', required: true }),
    b: Args.string({ description: 'Id of the other record, or Object/id.', required: true }),
  }
  static override flags = {
    'target-org': oneTargetFlag,
    rule: Flags.string({ summary: 'Rule to ask, where several compare these records.', helpValue: 'RULE' }),
    policy: policyFlag,
    unmask: unmaskFlag,
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(MatchExplain)
    const [{ connectors }, { packs }, { openPlanning }, { explainRecords }, { pairText, shownPair }] =
      await Promise.all([
        import('../../../connectors/index.ts'),
        import('../../../plugins/index.ts'),
        import('../../cli/planning.ts'),
        import('../../scan/explain-pair.ts'),
        import('../../report/match/pair.ts'),
      ])
    const { policy, target } = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const pair = await explainRecords({
      home: this.homeOf(flags),
      policy,
      connection: target.name,
      ids: [args.a, args.b],
      rule: flags.rule ?? null,
      signal: this.signal,
      log: (line) => this.progress.log(line),
      progress: (done, total, what) => this.progress.update(what, done, total, '', 'parts'),
    })
    this.progress.end()
    const attended = process.stdout.isTTY === true && !this.jsonEnabled()
    const mask = policy.policy.privacy.mask && !flags.unmask && !attended
    if (!this.jsonEnabled()) this.log(pairText({ pair, mask }).trimEnd())
    return shownPair({ pair, mask })
  }
}
