import { resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { oneTargetFlag, policyFlag, runFlag, selectorArg } from '../../cli/flags.ts'
import { writeOutputFile } from '../../cli/output.ts'
import { runNumber } from '../../cli/run-number.ts'
import { counted } from '../../text/words.ts'

export default class PlanReview extends StewardCommand {
  static override summary = 'Write duplicate groups to a CSV file, to be decided in a spreadsheet.'
  static override description =
    `One row per record, with score, evidence, proposed survivor and the values that differ. Fill in the last three
columns: decision (keep, drop, not the same), survivor (x) and take (fields whose value on this row shall stay). The file
holds personal values in the clear and is readable by you alone. No org is read.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --export groups.csv',
    '<%= config.bin %> plan create duplicates/people -o acme --decisions groups.csv',
  ]
  static override strict = false
  static override args = { selector: selectorArg }
  static override flags = {
    'target-org': oneTargetFlag,
    policy: policyFlag,
    run: runFlag,
    export: Flags.string({ summary: 'The CSV file to write.', required: true, helpValue: 'FILE' }),
    'min-score': Flags.string({ summary: 'Only groups of at least this score, 0 to 1.', helpValue: 'SCORE' }),
  }

  override async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(PlanReview)
    const [{ connectors }, { packs }] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
    ])
    const [
      { openPlanning },
      { readCandidates, writeReview, orderForReview },
      { proposeFor },
      { survivorshipOf },
    ] = await Promise.all([
      import('../../cli/planning.ts'),
      import('../../plan/decide/index.ts'),
      import('../../plan/survivorship/index.ts'),
      import('../../plan/build/target.ts'),
    ])
    const { score } = await import('../../cli/score.ts')
    const { policy, target, remembered } = await openPlanning(
      { connectors, packs },
      flags['target-org'],
      flags.policy,
    )
    const read = await readCandidates({
      home: this.homeOf(flags),
      run: runNumber(flags.run),
      connection: target.name,
      selectors: argv as string[],
      policy,
      signal: this.signal,
    })
    const least = score(flags['min-score'], '--min-score') ?? 0
    const groups = orderForReview(read.candidates).filter((candidate) => candidate.score >= least)
    const proposals = groups.map((candidate) => {
      const { words } = proposeFor(candidate, survivorshipOf(policy, candidate.entity), [])
      return { survivor: null, chosen: '', words }
    })
    const path = await writeOutputFile(
      flags.export,
      writeReview(groups, proposals, { run: read.run.id, remembered }),
    )
    const records = groups.reduce((sum, { members }) => sum + members.length, 0)
    this.notice(`${path} holds personal values in the clear; delete it when the plan is made.`)
    this.log(
      `${counted(groups.length, 'group')}, ${counted(records, 'record')} of scan ${read.run.id}: ${path}`,
    )
    const out = read.candidates.length - groups.length
    if (out + read.waived + read.leftOut.length > 0) {
      this.log(
        `Not in it: ${out} below the score, ${read.waived} waived, ${read.leftOut.length} whose records are gone.`,
      )
    }
    const selector = (argv as string[]).join(' ')
    this.log(
      `Next   fill in decision, survivor and take, save as CSV, then\n       steward plan create ${selector} -o ${target.name} --decisions ${flags.export}`,
    )
    return {
      file: resolve(path),
      groups: groups.length,
      records,
      waived: read.waived,
      gone: read.leftOut.length,
    }
  }
}
