import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { oneTargetFlag, outputFileFlag, policyFlag, unmaskFlag } from '../../cli/flags.ts'
import { keepHeapTight } from '../../cli/memory.ts'
import { writeOutputFile, writeStdout } from '../../cli/output.ts'
import { showScan } from '../../cli/scan-progress.ts'

export default class Eval extends StewardCommand {
  static override summary = 'Measure how well a rule finds what is known to be one.'
  static override description =
    `Truth is a column (the same value is the same entity), or pairs that somebody labelled: those of the policy's labels
file, or a CSV file of two ids and yes or no. Prints precision, recall and F1 of pairs and groups with intervals, what each
threshold, key and comparison is worth, and the worst errors with their reasons. Nothing in the org is changed.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> -o people.csv --truth-column cluster',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --pairs labelled.csv --format csv',
  ]
  static override args = {
    rule: Args.string({ description: 'Rule or matcher; may be left out when one alone finds records.' }),
  }
  static override flags = {
    'target-org': oneTargetFlag,
    policy: policyFlag,
    'truth-column': Flags.string({
      summary: 'Column in which records of one entity have the same value; empty is unknown.',
      helpValue: 'NAME',
      exclusive: ['pairs'],
    }),
    pairs: Flags.string({ summary: 'CSV file with two ids and yes or no per row.', helpValue: 'FILE' }),
    sync: Flags.boolean({
      summary: 'Read from the org; --no-sync works on what was read last.',
      default: true,
      allowNo: true,
    }),
    ablation: Flags.boolean({
      summary: 'Match once more without each comparison; --no-ablation saves that time.',
      default: true,
      allowNo: true,
    }),
    seed: Flags.integer({ summary: 'Seed of the bootstrap and of draws.', default: 1, min: 0 }),
    errors: Flags.integer({
      summary: 'Wrong pairs listed of each sort.',
      default: 10,
      min: 0,
      helpValue: 'N',
    }),
    format: Flags.option({ summary: 'Format of the answer.', options: ['table', 'json', 'csv'] as const })(),
    'output-file': outputFileFlag,
    unmask: unmaskFlag,
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Eval)
    keepHeapTight()
    const [{ connectors }, { packs }, { openPlanning }, { runEvaluation }, text, rows] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/planning.ts'),
      import('../../eval/run.ts'),
      import('../../eval/report/text.ts'),
      import('../../eval/report/rows.ts'),
    ])
    const { policy, target } = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const column = flags['truth-column']
    const evaluation = await runEvaluation({
      home: this.homeOf(flags),
      policy,
      target,
      rule: args.rule ?? null,
      truth:
        column !== undefined
          ? { by: 'column', column }
          : flags.pairs !== undefined
            ? { by: 'pairs', file: flags.pairs }
            : { by: 'labels' },
      sync: flags.sync,
      seed: flags.seed,
      shown: flags.errors,
      ablation: flags.ablation,
      ...this.surroundings(),
      progress: (step) => showScan(this.progress, step),
    })
    this.progress.end()
    const file = flags['output-file']
    const shown = process.stdout.isTTY === true && file === undefined && flags.format === undefined
    const mask = policy.policy.privacy.mask && !flags.unmask && !(shown && !this.jsonEnabled())
    const answer = rows.evaluationJson(evaluation, mask)
    const written = {
      table: () => text.evaluationText(evaluation, { mask }),
      json: () => `${JSON.stringify(answer, null, 2)}\n`,
      csv: () => rows.evaluationCsv(evaluation),
    }[flags.format ?? 'table']
    if (file !== undefined) this.notice(`Written: ${await writeOutputFile(file, [written()])}`)
    else if (!this.jsonEnabled()) await writeStdout([written()])
    return answer
  }
}
