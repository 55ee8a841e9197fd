import type { EmulatedOrgProcess } from './emulated-org.ts'
import { startEmulatedOrg } from './emulated-org.ts'

/** An org of the demonstration, and how the policy names it. */
interface DemoOrg {
  readonly name: string
  readonly crm: string
  readonly label: string
  /** Environment variable of its token. */
  readonly tokenEnv: string
  /** Setting of the connector that takes the address. */
  readonly address: string
}

const demoOrgs: readonly DemoOrg[] = [
  {
    name: 'acme-sf',
    crm: 'salesforce',
    label: 'Acme on Salesforce',
    tokenEnv: 'ACME_SF_TOKEN',
    address: 'instanceUrl',
  },
  {
    name: 'acme-hs',
    crm: 'hubspot',
    label: 'Acme on HubSpot',
    tokenEnv: 'ACME_HS_TOKEN',
    address: 'baseUrl',
  },
]

export interface StartedOrg extends DemoOrg, Pick<EmulatedOrgProcess, 'announced' | 'ended'> {}

/** Both orgs, side by side; those that came up are stopped again when one does not. */
export async function startDemoOrgs(
  stack: AsyncDisposableStack,
  args: readonly string[],
  signal: AbortSignal,
): Promise<readonly StartedOrg[]> {
  const started = await Promise.allSettled(
    demoOrgs.map(async (org) => {
      const { announced, ended } = stack.use(await startEmulatedOrg(org.crm, args, signal))
      return { ...org, announced, ended }
    }),
  )
  return started.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

/** `connections` of the policy. */
export function demoConnections(
  orgs: readonly StartedOrg[],
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(
    orgs.map(({ name, crm, address, tokenEnv, announced }) => [
      name,
      { crm, [address]: announced.url, tokenEnv },
    ]),
  )
}
