import { readFile } from 'node:fs/promises'
import { Flags } from '@oclif/core'
import type { EmulatedOrg } from '../../../emulators/index.ts'
import { StewardCommand } from '../../cli/base.ts'
import { parseDate } from '../../cli/date.ts'
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
  ]
  static override enableJsonFlag = false
  static override flags = {
    port: Flags.integer({
      summary: 'Port on 127.0.0.1; 0 takes any free one.',
      default: 0,
      min: 0,
      max: 65_535,
    }),
    seed: Flags.integer({ summary: 'Seed of the population.', default: 1, min: 0 }),
    people: Flags.integer({
      summary: 'Contacts, leads and person accounts, duplicates included.',
      default: 5000,
      min: 10,
      max: 5_000_000,
    }),
    'as-of': Flags.string({
      summary: 'The date on which the emulated org stands.',
      default: '2026-11-01',
      helpValue: 'DATE',
    }),
    variant: Flags.option({
      summary: 'standard has person accounts, business none, nonprofit household accounts.',
      options: ['standard', 'business', 'nonprofit'] as const,
      default: 'standard' as const,
    })(),
    hostile: Flags.boolean({
      summary: 'Many records with formulas, markup and control characters.',
      default: false,
    }),
    clock: Flags.option({
      summary: 'Whether time passes in the org.',
      options: ['frozen', 'real'] as const,
      default: 'frozen' as const,
    })(),
    'truth-file': Flags.string({
      summary: 'Where to write which records are duplicates; without it nowhere.',
      helpValue: 'FILE',
    }),
    faults: Flags.string({
      summary: 'JSON file with fault rules that hold from the start.',
      helpValue: 'FILE',
    }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(EmulateSalesforce)
    const asOf = parseDate(flags['as-of'], '--as-of')
    const faults = flags.faults === undefined ? [] : await readFaults(flags.faults)
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
    })
    process.stdout.write(`${JSON.stringify(announcement(org, asOf))}\n`)
    await Promise.race([org.stopped, aborted(this.signal)])
  }
}

/** Everything a client needs to log in; `truthFile` is null when none was asked for. */
function announcement(org: EmulatedOrg, asOf: string): Readonly<Record<string, unknown>> {
  return {
    url: org.url,
    orgId: org.orgId,
    username: org.username,
    accessToken: org.accessToken,
    clientId: org.clientId,
    clientSecret: org.clientSecret,
    refreshToken: org.refreshToken,
    truthFile: org.truthFile,
    controlUrl: org.controlUrl,
    asOf,
    counts: org.counts,
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

async function readFaults(path: string): Promise<readonly unknown[]> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'))
    return Array.isArray(parsed) ? parsed : [parsed]
  } catch (error) {
    throw new KitError('UNREADABLE_FILE', `${path}: ${(error as Error).message}`, {
      exit: exitCodes.usage,
      actions: ['The file must hold a JSON list of fault rules'],
      cause: error,
    })
  }
}
