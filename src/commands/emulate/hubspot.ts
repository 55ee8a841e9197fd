import { Flags } from '@oclif/core'
import { StewardCommand } from '../../cli/base.ts'
import { parseDate } from '../../cli/date.ts'
import { orgFlags, readFaults, serveOrg } from '../../cli/serve-org.ts'
import { exitCodes, KitError } from '../../kit/index.ts'
import { didYouMean } from '../../policy/index.ts'

export default class EmulateHubspot extends StewardCommand {
  static override summary = 'Start an emulated HubSpot account on this machine.'
  static override description =
    `Prints one JSON line with everything a client needs to log in, then serves until it is stopped.
The account is filled from a seed: the same seed, size and date give the same records, and many of the people whom
an emulated Salesforce org of that seed has. Which records are duplicates is written to the truth file and never served.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> --people 5000 --seed 11',
    '<%= config.bin %> <%= command.id %> --tier enterprise --salesforce-sync --port 8080',
  ]
  static override enableJsonFlag = false
  static override flags = {
    ...orgFlags,
    people: Flags.integer({
      summary: 'Contacts, duplicates included.',
      default: 5000,
      min: 10,
      max: 5_000_000,
    }),
    tier: Flags.option({
      summary: 'Subscription: it sets the rate limits, and only enterprise has an audit log.',
      options: ['free', 'starter', 'professional', 'enterprise'] as const,
      default: 'professional' as const,
    })(),
    variant: Flags.option({
      summary: 'That of the emulated Salesforce org beside, which decides who is in both.',
      options: ['standard', 'business', 'nonprofit'] as const,
      default: 'standard' as const,
    })(),
    'custom-properties': Flags.integer({
      summary: 'Custom properties of contacts beside the usual ones.',
      default: 0,
      min: 0,
      max: 1000,
    }),
    'account-type': Flags.option({
      summary: 'What the account says that it is.',
      options: ['standard', 'sandbox', 'developer-test'] as const,
      default: 'standard' as const,
    })(),
    'salesforce-sync': Flags.boolean({
      summary: 'The Salesforce integration is on: records carry Salesforce ids, companies cannot be merged.',
      default: false,
    }),
    'static-lists': Flags.option({
      summary: 'Whether a merged record keeps the static lists of both, or leaves those of the secondary.',
      options: ['leave', 'combine'] as const,
      default: 'leave' as const,
    })(),
    'search-lag': Flags.integer({
      summary: 'Milliseconds until a change can be found by searching.',
      default: 0,
      min: 0,
    }),
    burst: Flags.integer({ summary: 'Calls in ten seconds of each app, instead of the tier’s.', min: 1 }),
    daily: Flags.integer({ summary: 'Calls a day of the account, instead of the tier’s.', min: 1 }),
    scope: Flags.string({
      summary:
        'Scope of the announced tokens; repeat it. Without it all but those for sensitive values or of Enterprise.',
      multiple: true,
    }),
  }

  override async run(): Promise<void> {
    const { flags } = await this.parse(EmulateHubspot)
    const asOf = parseDate(flags['as-of'], '--as-of')
    const faults = await readFaults(flags.faults)
    const { allScopes, enterpriseScopes, startHubspotAccount } = await import('../../../emulators/index.ts')
    for (const scope of flags.scope ?? [])
      refuseScope(scope, flags.tier, { all: allScopes, enterprise: enterpriseScopes })
    await using account = await startHubspotAccount({
      port: flags.port,
      seed: flags.seed,
      people: flags.people,
      asOf: new Date(asOf),
      variant: flags.variant,
      customProperties: flags['custom-properties'],
      tier: flags.tier,
      accountType: flags['account-type'],
      salesforceSync: flags['salesforce-sync'],
      staticLists: flags['static-lists'],
      searchLagMs: flags['search-lag'],
      hostile: flags.hostile,
      clock: flags.clock,
      faults,
      ...(flags.burst === undefined ? {} : { burst: flags.burst }),
      ...(flags.daily === undefined ? {} : { daily: flags.daily }),
      ...(flags.scope === undefined ? {} : { scopes: flags.scope }),
      ...(flags['truth-file'] === undefined ? {} : { truthFile: flags['truth-file'] }),
    })
    await serveOrg(account, asOf, this.signal)
  }
}

interface Scopes {
  readonly all: readonly string[]
  readonly enterprise: ReadonlySet<string>
}

function refuseScope(scope: string, tier: string, { all, enterprise }: Scopes): void {
  if (!all.includes(scope)) {
    throw new KitError('UNKNOWN_SCOPE', `HubSpot has no scope "${scope}".`, {
      exit: exitCodes.usage,
      actions: [didYouMean(scope, all) ?? 'docs/connectors/hubspot.md names those that Steward asks for'],
    })
  }
  if (!enterprise.has(scope) || tier === 'enterprise') return
  throw new KitError('UNKNOWN_SCOPE', `Only an Enterprise account has the scope ${scope}.`, {
    exit: exitCodes.usage,
    actions: ['Add --tier enterprise, or leave the scope out'],
  })
}
