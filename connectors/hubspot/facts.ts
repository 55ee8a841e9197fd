import type { FactRead } from '../../src/kit/connector.ts'
import type { FactKind } from '../../src/kit/fact.ts'
import type { Account } from './account.ts'

export interface FactsContext {
  readonly account: Account
  readonly now: () => Date
}

/** What HubSpot's API cannot tell at all, and what of it this version does not ask for. */
const reasons: Readonly<Record<Exclude<FactKind, 'setting'>, string>> = {
  event: 'This version of Steward does not read the login and security history of HubSpot yet.',
  assignment: 'This version of Steward does not read the users and roles of HubSpot yet.',
  container: 'This version of Steward does not read the roles of HubSpot yet.',
  inclusion: 'HubSpot does not tell what is in a role.',
  privilege: 'HubSpot does not tell which permissions a role gives.',
  automation: 'HubSpot does not tell by its CRM API which workflows react to changes of records.',
}

export async function readFacts<K extends FactKind>(
  kind: K,
  { account, now }: FactsContext,
): Promise<FactRead<K>> {
  if (kind !== 'setting')
    return {
      complete: false,
      gap: { what: `${kind} facts`, why: reasons[kind as Exclude<FactKind, 'setting'>] },
    }
  const observedAt = now().toISOString()
  const facts = Object.entries(account.facts).map(([name, value]) => ({
    kind: 'setting' as const,
    name,
    value,
    observedAt,
  }))
  return { complete: true, facts: facts.sort((a, b) => (a.name < b.name ? -1 : 1)) } as unknown as FactRead<K>
}
