import { randomBytes } from 'node:crypto'
import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { confirmGroups } from '../../cli/confirm-groups.ts'
import { oneTargetFlag, policyFlag, runFlag, selectorArg } from '../../cli/flags.ts'
import { isAttended, whoRuns } from '../../cli/interactive.ts'
import { writeStdout } from '../../cli/output.ts'
import { runNumber } from '../../cli/run-number.ts'
import { score } from '../../cli/score.ts'
import type { Connector } from '../../kit/index.ts'
import type { PlanFile } from '../../plan/files/plan-file.ts'
import type { RememberedCounts } from '../../policy/decisions-remember.ts'
import type { Policy } from '../../policy/schema.ts'
import { fellOut } from '../../report/plan/fell-out.ts'
import { counted, figure } from '../../text/words.ts'

export default class PlanCreate extends StewardCommand {
  static override summary = 'Make a plan of decided groups; nothing is written to the org.'
  static override description =
    `Each action says what led it into the plan: identifiers that the policy declares sufficient, a bound from labels (eval
sample), your decisions in a CSV file (plan review), or a score from which you confirm the exact number of groups. The plan
holds ids, hashes and reasons; the values lie beside it in a file for you alone.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --decisions groups.csv',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --min-score 0.99',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --by-labels',
    '<%= config.bin %> <%= command.id %> duplicates/people -o acme --output-file plan.json',
  ]
  static override strict = false
  static override args = { selector: selectorArg }
  static override flags = {
    'target-org': oneTargetFlag,
    policy: policyFlag,
    run: runFlag,
    decisions: Flags.string({
      summary: 'Groups as you decided them in the file of plan review.',
      helpValue: 'FILE',
      exclusive: ['min-score', 'by-labels'],
    }),
    'min-score': Flags.string({
      summary: 'All groups of at least this score, once you confirmed their number.',
      helpValue: 'SCORE',
      exclusive: ['by-labels'],
    }),
    'confirm-groups': Flags.integer({
      summary: 'The exact number of groups of --min-score that can be planned, instead of being asked.',
      min: 0,
      dependsOn: ['min-score'],
      helpValue: 'N',
    }),
    'by-labels': Flags.boolean({
      summary: 'Groups of the band auto, for which a labelled random sample vouches (steward eval).',
      default: false,
    }),
    'output-file': Flags.string({
      char: 'f',
      summary: 'Where the plan goes; its values go beside it.',
      default: 'plan.json',
      helpValue: 'FILE',
    }),
  }

  override async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(PlanCreate)
    const [{ connectors }, { packs }, { openPlanning }, { createPlan }, deciding] = await Promise.all([
      import('../../../connectors/index.ts'),
      import('../../../plugins/index.ts'),
      import('../../cli/planning.ts'),
      import('../../plan/create.ts'),
      import('../../plan/decide/index.ts'),
    ])
    const planning = await openPlanning({ connectors, packs }, flags['target-org'], flags.policy)
    const { policy, target, decisions } = planning
    const read = await deciding.readCandidates({
      home: this.homeOf(flags),
      run: runNumber(flags.run),
      connection: target.name,
      selectors: argv as string[],
      policy,
      signal: this.signal,
    })
    const review =
      flags.decisions === undefined
        ? null
        : { text: deciding.readReviewText(flags.decisions, flags.decisions), label: flags.decisions }
    const bounds = flags['by-labels']
      ? deciding.labelBounds(read, policy, target.name, new Date())
      : undefined
    const least = score(flags['min-score'], '--min-score')
    let confirmed: ReadonlySet<string> | null = null
    const word = {
      who: whoRuns(),
      review,
      score:
        least === undefined
          ? null
          : {
              least,
              confirmed: await this.#confirm(
                read.candidates,
                policy,
                least,
                flags['confirm-groups'],
                (groups) => {
                  confirmed = groups
                },
              ),
            },
    }
    const { plan, remembered } = await createPlan({
      home: this.homeOf(flags),
      policy,
      target,
      read,
      selectors: argv as string[],
      decide: (columns) => deciding.decide(read, policy, planning.remembered, word, columns, bounds),
      decisionsFile: decisions,
      who: word.who,
      path: flags['output-file'],
      key: randomBytes(32).toString('hex'),
      tool: this.config.version,
      env: process.env,
      now: () => new Date(),
      signal: this.signal,
      progress: (done, of) => this.progress.update('looking at groups', done, of, '', 'groups'),
      log: (line) => this.progress.log(line),
    })
    this.progress.end()
    this.#remembered(remembered, decisions.label)
    if (confirmed !== null) for (const text of fellOut(plan, confirmed)) this.notice(text)
    await this.#show(plan, flags['output-file'], policy.policy, target.connector)
    return { file: flags['output-file'], plan }
  }

  #remembered({ added, changed }: RememberedCounts, label: string): void {
    if (changed > 0) {
      const were = changed === 1 ? 'decision was' : 'decisions were'
      this.notice(`${figure(changed)} earlier ${were} changed in ${label}: the later word holds.`)
    }
    if (added + changed === 0) return
    const lines = counted(added + changed, 'line')
    this.notice(
      `${lines} in ${label} remember which records are the same, which are not, and which survivors and values you chose: commit it.`,
    )
  }

  async #confirm(
    ...[candidates, policy, least, given, those]: [
      ...Parameters<typeof import('../../plan/decide/index.ts').fromScore>,
      number | undefined,
      (groups: ReadonlySet<string>) => void,
    ]
  ): Promise<number> {
    const { fromScore, sampleGroups, sampleText } = await import('../../plan/decide/index.ts')
    const from = fromScore(candidates, policy, least)
    const sample = sampleText(sampleGroups(from.parts), { mask: !isAttended(), least, from })
    if (!this.jsonEnabled()) process.stderr.write(sample)
    those(new Set(from.parts.map(({ group }) => group)))
    return await confirmGroups(from.parts.length, given)
  }

  async #show(plan: PlanFile, path: string, { limits, apply }: Policy, connector: Connector): Promise<void> {
    if (this.jsonEnabled()) return
    const { showPlan } = await import('../../report/plan/index.ts')
    const { planView } = await import('../../cli/plan-view.ts')
    const { whyNoRehearsal } = await import('../../plan/rehearse/index.ts')
    const demanded = { rehearsal: apply.rehearsal ?? null, unrehearsable: whyNoRehearsal(connector) }
    await writeStdout(showPlan({ plan, path, validFor: limits.planAge, ...demanded, ...planView() }))
  }
}
