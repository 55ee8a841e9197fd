import { startHubspotAccount } from '../../emulators/index.ts'
import { HubspotClient } from './hubspot-client.ts'
import { asOf, PlanTrial } from './plan-place.ts'
import { policyFor } from './steward.ts'

type Account = Awaited<ReturnType<typeof startHubspotAccount>>
type AccountOptions = NonNullable<Parameters<typeof startHubspotAccount>[0]>

/** A HubSpot account in which plans are tried. */
export class HubspotTrial extends PlanTrial<Account> {
  readonly client: HubspotClient

  constructor(account: Account, more: string) {
    super(account, policyFor(account.url, more, 'hubspot'))
    this.client = new HubspotClient(account)
  }

  /** Calls that may have changed something, by purpose. */
  async writes(): Promise<readonly string[]> {
    const reading = /^(GET|POST .*(search|read|introspect|access-token-info|token))/
    return Object.keys(await this.calls()).filter((purpose) => !reading.test(purpose))
  }
}

export async function openHubspotTrial(options: AccountOptions, more = ''): Promise<HubspotTrial> {
  return new HubspotTrial(await startHubspotAccount({ asOf: new Date(asOf), ...options }), more)
}
