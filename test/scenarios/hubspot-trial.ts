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

  /** Every contact with its modification time, and how many lie in the recycle bin: equal when nothing was written. */
  async stamps(): Promise<readonly string[]> {
    const rows = await this.client.all('contacts', ['lastmodifieddate'])
    const binned = await this.client.all('contacts', [], true)
    return [
      ...rows.map(({ id, properties }) => `${id} ${properties.lastmodifieddate}`),
      `${binned.length} binned`,
    ]
  }
}

export async function openHubspotTrial(options: AccountOptions, more = ''): Promise<HubspotTrial> {
  return new HubspotTrial(await startHubspotAccount({ asOf: new Date(asOf), ...options }), more)
}
