import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { oneTargetFlag, policyFlag } from '../../cli/flags.ts'
import { keepHeapTight } from '../../cli/memory.ts'
import { refuseMissingFolder, writeOutputFile } from '../../cli/output.ts'
import { showScan } from '../../cli/scan-progress.ts'
import { score } from '../../cli/score.ts'
import type { SampleOutcome } from '../../eval/sample.ts'
import { counted, figure } from '../../text/words.ts'

export default class EvalSample extends StewardCommand {
  static override summary = 'Write pairs or groups that are worth labelling to a CSV file.'
  static override description =
    `--for learning proposes pairs that teach most: near the threshold, of every score, with comparisons that disagree, kept
apart by a veto alone. --for bound draws a random sample of the groups from a score on, once the rule is as it shall be: with
enough labels and few errors these groups may be planned by labels. The file holds personal values in the clear and is
readable by you alone. Fill in same_as_a (yes, no or ?), then: steward eval label FILE.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --for learning --export pairs.csv',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --for bound --from 0.999 --export sample.csv',
  ]
  static override args = {
    rule: Args.string({ description: 'Rule or matcher; may be left out when one alone finds records.' }),
  }
  static override flags = {
    'target-org': oneTargetFlag,
    policy: policyFlag,
    for: Flags.option({
      summary: 'What the labels are for; those for one never serve the other.',
      options: ['learning', 'bound'] as const,
      required: true,
    })(),
    export: Flags.string({ summary: 'The CSV file to write.', required: true, helpValue: 'FILE' }),
    from: Flags.string({
      summary: 'Score from which the band of --for bound begins, 0 to 1; default 0.999.',
      helpValue: 'SCORE',
    }),
    size: Flags.integer({
      summary: 'Pairs or groups to draw; default: 60, or what the bound needs without an error.',
      min: 1,
      helpValue: 'N',
    }),
    seed: Flags.integer({ summary: 'Seed of the draw.', default: 1, min: 0 }),
    sync: Flags.boolean({
      summary: 'Read from the org; --no-sync works on what was read last.',
      default: true,
      allowNo: true,
    }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(EvalSample)
    keepHeapTight()
    const from = score(flags.from, '--from') ?? 0.999
    await refuseMissingFolder(flags.export, '--export')
    const [{ connectors }, { packs }, { openPlanning }, { runSample }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/planning.ts'),
      import('../../eval/sample.ts'),
    ])
    const { policy, target } = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const outcome = await runSample({
      home: this.homeOf(flags),
      policy,
      target,
      rule: args.rule ?? null,
      for: flags.for,
      from,
      size: flags.size ?? null,
      seed: flags.seed,
      sync: flags.sync,
      write: (chunks) => writeOutputFile(flags.export, chunks, '--export'),
      ...this.surroundings(),
      progress: (step) => showScan(this.progress, step),
    })
    this.progress.end()
    this.notice(`${outcome.file} holds personal values in the clear; delete it once the labels are taken.`)
    this.#show(outcome, flags.export)
    return outcome
  }

  #show(
    { units, records, sample, band, needed, ledger, rule, for: purpose }: SampleOutcome,
    file: string,
  ): void {
    if (purpose === 'learning') this.log(`${counted(units, 'pair')} of ${rule} to learn from: ${file}`)
    if (sample !== null && band !== null) {
      this.log(
        `Sample ${sample.id}: ${counted(units, 'group')} (${counted(records, 'record')}) drawn from ${figure(band)} with a score of ${sample.from} or more: ${file}`,
      )
      const bounds = needed.map(({ wrong, labels }) => `${figure(labels)} with ${wrong} wrong`).join(', ')
      this.log(`Needed   ${bounds}; a group without a label, or unsure, counts as wrong`)
      this.notice(`${ledger ?? ''} holds what was drawn, without any value: commit it with the labels.`)
    }
    this.log(
      `Next     fill in same_as_a (yes, no or ?), save as CSV, then\n         steward eval label ${file}`,
    )
  }
}
