import { Args, Flags } from '@oclif/core'
import { StewardCommand } from '../cli/base.ts'
import { confirm } from '../cli/confirm.ts'
import { columns } from '../cli/table.ts'
import { KitError } from '../kit/index.ts'
import type { ForgottenInPlans } from '../plan/journal/forget.ts'
import { counted } from '../text/words.ts'

export default class Forget extends StewardCommand {
  static override summary = 'Remove a person from every snapshot, kept run, journal and plan on this machine.'
  static override description =
    `Takes a record id or an e-mail address. The CRM itself is not changed: erase the person there as well. Merges of this person can no longer be undone afterwards, and plans that hold the person are no longer applied.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> 003000000000123AAA',
    '<%= config.bin %> <%= command.id %> ana@acme.es --yes',
  ]
  static override args = {
    person: Args.string({ description: 'Record id or e-mail address.', required: true }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.', default: false }),
    'gone-host': Flags.string({
      summary: 'Take over the locks of this machine: its run was killed, or it is gone for good.',
      helpValue: 'HOST',
    }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Forget)
    const [{ connectors }, { forgetPerson }] = await Promise.all([
      import('../../connectors/index.ts'),
      import('../plan/forget-person.ts'),
    ])
    const home = this.homeOf(flags)
    await confirm(
      `Remove this person from all snapshots, runs, journals and plans under ${home}? Their merges can then not be undone.`,
      '--yes',
      flags.yes,
    )
    const { snapshots, runs, plans } = await forgetPerson({
      home,
      who: args.person,
      connectors,
      goneHost: flags['gone-host'] ?? null,
      now: () => new Date(),
    })
    const rows = snapshots.flatMap(({ connection, removed, redacted }) => [
      ...Object.entries(removed).map(([object, count]) => [connection, object, `${count} removed`]),
      ...Object.entries(redacted).map(([object, count]) => [
        connection,
        object,
        `${count} kept, the address blacked out`,
      ]),
    ])
    this.log(rows.length === 0 ? 'No snapshot holds this person.' : columns(rows))
    this.log(`Findings changed in past runs: ${runs.findings}`)
    for (const line of aboutPlans(plans)) this.log(line)
    this.log(notFound)
    if (plans.failed.length > 0) throw stillThere(plans)
    return { snapshots, runs, plans }
  }
}

const notFound =
  'Files that were written elsewhere are not known and were not looked into: sheets of plan review, reports, exports of snapshots, findings as CSV, backups. Delete the person there, too.'

function aboutPlans({ journals, plans, searched, missing }: ForgottenInPlans): readonly string[] {
  const few = missing.slice(0, 10)
  return [
    `Journals and plans looked into: ${searched}`,
    ...journals.map(
      ({ path, groups, entries, suppressed }) =>
        `${path}: ${counted(groups, 'group')} can no longer be undone (values of ${counted(entries, 'entry', 'entries')} removed)` +
        (suppressed > 0 ? `, ${counted(suppressed, 'line')} taken off its suppression list` : ''),
    ),
    ...plans.map(
      ({ path, groups }) =>
        `${path}: values of ${counted(groups, 'group')} removed; the plan is no longer applied or resumed, make a new one`,
    ),
    ...few.map(
      (path) => `${path}: not there any more; if it was moved or copied, it still holds what it held`,
    ),
    ...(missing.length > few.length ? [`${missing.length - few.length} more are not there any more`] : []),
  ]
}

function stillThere({ failed }: ForgottenInPlans): KitError {
  return new KitError(
    'NOT_FORGOTTEN',
    `The person may still be in ${counted(failed.length, 'place')}; all others are done.`,
    {
      actions: [
        ...failed.slice(0, 10).map(({ path, code, message }) => `${path}: ${message} (${code})`),
        ...(failed.length > 10 ? [`and ${failed.length - 10} more`] : []),
        'Then run steward forget again, or delete a journal whose merges need not be undone',
      ],
    },
  )
}
