import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { parseDate } from '../../cli/date.ts'
import { orgFlags, readFaults, serveOrg } from '../../cli/serve-org.ts'
import { exitCodes, KitError } from '../../kit/index.ts'

export default class EmulateSalesforce extends StewardCommand {
  static override summary = 'Start an emulated Salesforce org on this machine.'
  static override description =
    `Prints one JSON line with everything a client needs to log in, then serves until it is stopped.
The org is filled from a seed: the same seed, size and date give the same records. Which records are duplicates
is written to the truth file and never served.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --people 5000 --seed 11',
    '<%= config.bin %> <%= command.id %> --variant nonprofit --port 8080',
    '<%= config.bin %> <%= command.id %> --copy-of org.sqlite --copy-share 0.5',
  ]
  static override enableJsonFlag = false
  static override flags = {
    ...orgFlags,
    people: Flags.integer({
      summary: 'Contacts, leads and person accounts, duplicates included.',
      default: 5000,
      min: 10,
      max: 5_000_000,
    }),
    database: Flags.string({
      summary: 'File for the records, or with those of an earlier time; without it they end with the org.',
      helpValue: 'FILE',
    }),
    'copy-of': Flags.string({
      summary: 'A sandbox of the org in this file: another org id, the same record ids.',
      helpValue: 'FILE',
    }),
    'copy-share': Flags.string({
      summary: 'Share of people and companies that a partial copy has, 0 to 1; the seed says which.',
      helpValue: 'SHARE',
      dependsOn: ['copy-of'],
    }),
    variant: Flags.option({
      summary: 'standard has person accounts, business none, nonprofit household accounts.',
      options: ['standard', 'business', 'nonprofit'] as const,
      default: 'standard' as const,
    })(),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(EmulateSalesforce)
    const asOf = parseDate(flags['as-of'], '--as-of')
    const faults = await readFaults(flags.faults)
    const { startSalesforceOrg } = await import('../../../emulators/index.ts')
    await using org = await startSalesforceOrg({
      port: flags.port,
      seed: flags.seed,
      people: flags.people,
      asOf: new Date(asOf),
      variant: flags.variant,
      hostile: flags.hostile,
      clock: flags.clock,
      faults,
      ...(flags['truth-file'] === undefined ? {} : { truthFile: flags['truth-file'] }),
      ...(flags.database === undefined ? {} : { dbPath: flags.database }),
      ...(flags['copy-of'] === undefined ? {} : { sandboxOf: flags['copy-of'] }),
      ...(flags['copy-share'] === undefined ? {} : { copyShare: shareOf(flags['copy-share']) }),
    })
    await serveOrg(org, asOf, this.signal)
  }
}

function shareOf(text: string): number {
  const share = Number(text)
  if (share > 0 && share <= 1) return share
  throw new KitError('USAGE', `--copy-share ${text} is no share.`, {
    exit: exitCodes.usage,
    actions: ['Give a number from 0 to 1, e.g. 0.5'],
  })
}
