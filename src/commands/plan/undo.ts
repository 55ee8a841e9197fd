import { extname } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { confirm } from '../../cli/confirm.ts'
import {
  confirmOrgFlag,
  confirmPlanFlag,
  goneHostFlag,
  journalFlag,
  policyFlag,
  rehearseFlag,
  sandboxFlag,
} from '../../cli/flags.ts'
import { refuseMissingFolder, writeOutputFile } from '../../cli/output.ts'
import { PlanRunCommand } from '../../cli/plan-run.ts'
import { undoChoice } from '../../cli/undo-choice.ts'
import { exitCodes, KitError } from '../../kit/index.ts'
import type { ToldGroup } from '../../plan/undo/taken-back.ts'
import type { Told } from '../../plan/undo/told.ts'
import type { ReportFormat } from '../../report/plan/undo-report.ts'

type Input = Parameters<typeof import('../../report/plan/index.ts')['foreseen']>[0]

export default class PlanUndo extends PlanRunCommand {
  static override summary = 'Take groups of an applied plan back.'
  static override description =
    `Says first what comes back exactly, nearly, or not at all, and why; until when records can come back; and what of the
org's own runs along. Values that somebody changed since the merge are kept and named. Afterwards it says the same of
what was done; --report lists every item.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> plan.json --group 5f2c81aa --dry-run',
    '<%= config.bin %> <%= command.id %> plan.json --all --report undo.md --confirm-plan 5f2c81aa',
    '<%= config.bin %> <%= command.id %> plan.json --run 2',
  ]
  static override args = { plan: Args.string({ description: 'The plan file.', default: 'plan.json' }) }
  static override flags = {
    policy: policyFlag,
    journal: journalFlag,
    group: Flags.string({
      char: 'g',
      summary: 'Group to take back, by its id; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'ID',
    }),
    all: Flags.boolean({ summary: 'All groups that were applied.', default: false }),
    run: Flags.integer({
      summary:
        'Groups that this run of the journal was the first to send writes for; journal show numbers runs.',
      min: 1,
      helpValue: 'N',
    }),
    from: Flags.string({ summary: 'First group of a range, in the order of the plan.', helpValue: 'ID' }),
    to: Flags.string({ summary: 'Last group of the range.', helpValue: 'ID' }),
    since: Flags.string({
      summary: 'Groups of which nothing was written before this day or time (UTC).',
      helpValue: 'TIME',
    }),
    recreate: Flags.boolean({
      summary: 'Make removed duplicates anew that nobody restored by hand: new ids, with stated losses.',
      default: false,
    }),
    'only-journal': Flags.boolean({
      summary: 'No other copy of the journal went on: what looks undone in these groups was done by hand.',
      dependsOn: ['group'],
    }),
    'dry-run': Flags.boolean({ summary: 'Only say what would be done.', default: false }),
    report: Flags.string({
      summary: 'List every item in a file: .md, .csv or .json; ids and columns, no values.',
      helpValue: 'FILE',
    }),
    'confirm-plan': confirmPlanFlag,
    'confirm-org': confirmOrgFlag,
    'gone-host': goneHostFlag,
    rehearse: rehearseFlag,
    'target-org': sandboxFlag,
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PlanUndo)
    const groups = undoChoice(flags)
    const format = flags.report === undefined ? null : formatOf(flags.report)
    if (flags.report !== undefined) await refuseMissingFolder(flags.report, '--report')
    const [{ connectors }, { packs }, { readPlanToUndo, journalFolderOf }, undo, texts, { toldItems }] =
      await Promise.all([
        import('../../../connectors/index.ts'),
        import('../../../plugins/index.ts'),
        import('../../plan/files/index.ts'),
        import('../../plan/take-back.ts'),
        import('../../report/plan/index.ts'),
        import('../../plan/undo/taken-back.ts'),
      ])
    const { plan: made, values } = readPlanToUndo(args.plan)
    const confirmed = flags['confirm-plan']
    if (confirmed !== undefined && confirmed !== made.id) throw otherPlan(confirmed, made.id)
    const opened = await this.openRun({ connectors, packs }, made, args.plan, flags)
    const { plan, policy, target, rehearsal } = opened
    const dir = flags.journal ?? rehearsal?.dir ?? journalFolderOf(args.plan)
    const request = {
      ...{ home: this.homeOf(flags), plan, values, policy, target, dir, groups },
      recreate: flags.recreate,
      onlyJournal: flags['only-journal'] === true,
      confirmOrg: rehearsal === null ? (flags['confirm-org'] ?? null) : null,
      goneHost: flags['gone-host'] ?? null,
      ...this.surroundings(),
    }
    const report = flags.report ?? null
    const inJson = (of: readonly ToldGroup[]) =>
      of.map((group) => ({ ...group, items: toldItems(group.items) }))
    const inputOf = (of: readonly ToldGroup[], told: Told): Input => {
      const journal = flags.journal ?? null
      const sandbox = rehearsal === null ? {} : { sandbox: flags['target-org'] ?? '' }
      return { plan, path: args.plan, journal, ...sandbox, groups: of, told, report, now: new Date() }
    }
    const list = (input: Input, done: boolean) => this.#list(input, format, done)
    if (flags['dry-run']) {
      const foretold = await undo.foretellUndo(request)
      const input = inputOf(foretold.groups, foretold.told)
      this.progress.end()
      await list(input, false)
      this.endWith(foretold.exit)
      if (!this.jsonEnabled()) this.log(`${texts.foreseen(input)}\nNothing was written.`)
      return { plan: plan.id, dryRun: true, ...foretold.told, groups: inJson(foretold.groups) }
    }
    const outcome = await undo.takeBack({
      ...request,
      valuesNow: () => readPlanToUndo(args.plan).values,
      consent: async (foreseen, told) => {
        this.progress.end()
        const input = inputOf(foreseen, told)
        await list(input, false)
        if (!this.jsonEnabled()) process.stderr.write(`${texts.foreseen(input)}\n`)
        await confirm('Take this back?', `--confirm-plan ${plan.id}`, confirmed !== undefined)
        return confirmed === undefined ? 'terminal' : '--confirm-plan'
      },
    })
    const input = inputOf(outcome.groups, outcome)
    await list(input, true)
    if (rehearsal !== null) {
      const { recordRehearsal } = await import('../../plan/rehearse/index.ts')
      await recordRehearsal({ ...this.papersOf(rehearsal, made), dir, calls: { undo: outcome.calls } })
    }
    const told = { ...outcome, groups: inJson(outcome.groups) }
    return this.conclude(plan.id, told, () => texts.undone({ ...input, outcome }))
  }

  /** The same file before and after: what would be, then what was. */
  async #list(input: Input, format: ReportFormat | null, done: boolean): Promise<void> {
    const { report, now } = input
    if (report === null || format === null) return
    const { undoReport } = await import('../../report/plan/undo-report.ts')
    await writeOutputFile(report, undoReport({ ...input, done, at: now }, format), '--report')
  }
}

function formatOf(file: string): ReportFormat {
  const formats: Readonly<Record<string, ReportFormat>> = { '.md': 'md', '.csv': 'csv', '.json': 'json' }
  const found = formats[extname(file).toLowerCase()]
  if (found !== undefined) return found
  throw new KitError('USAGE', `The ending of ${file} does not say how to write the report.`, {
    exit: exitCodes.usage,
    actions: ['Name a file that ends in .md, .csv or .json:  --report undo.md'],
  })
}

function otherPlan(given: string, id: string): KitError {
  return new KitError('NOT_CONFIRMED', `--confirm-plan names ${given}; this plan is ${id}.`, {
    exit: exitCodes.refused,
    actions: ['Look at the plan, then give its own id:  steward plan show'],
  })
}
