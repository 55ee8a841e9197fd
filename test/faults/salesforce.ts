import { defaultTuning, salesforceConnector } from '../../connectors/salesforce/index.ts'
import { presetNames } from '../../emulators/salesforce/control/presets.ts'
import { startSalesforceOrg } from '../../emulators/salesforce/index.ts'
import type { Connection } from '../../src/kit/index.ts'
import { group } from '../plan/hazards/hazard-org.ts'
import { planOf } from './plan-of.ts'
import type { Crm, Emulated } from './site.ts'

const policy = `version: 1
survivorship:
  person: { owners: survivor }
  deal: { owners: survivor, linkAndClose: { Opportunity: { link: Duplicate_Of__c, set: { StageName: Closed Lost } } } }
apply: { stages: [1], refusedShare: 1 }
`

export const salesforceCrm: Crm = {
  name: 'salesforce',
  policy,
  presets: presetNames,
  start: ({ ticks: _, ...options }) => startSalesforceOrg({ people: 0, ...options }),
  connector: (runtime) => salesforceConnector({ ...defaultTuning, runtime, concurrency: 1 }),
  settings: (url) => ({ loginUrl: url, clientIdEnv: 'CLIENT', clientSecretEnv: 'SECRET' }),
  seed,
}

/** People with what usually hangs on them, cases that Apex merges, and deals that are linked and closed. */
async function seed(emulated: Emulated, connect: () => Promise<Connection>): ReturnType<Crm['seed']> {
  const { accessToken } = emulated
  async function add(object: string, ...rows: readonly object[]): Promise<string[]> {
    const records = rows.map((row) => ({ attributes: { type: object }, ...row }))
    const answer = await fetch(`${emulated.url}/services/data/v66.0/composite/sobjects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ allOrNone: true, records }),
    })
    const results = (await answer.json()) as { readonly id?: string; readonly errors?: unknown }[]
    return results.map(({ id, errors }) => {
      if (id === undefined) throw new Error(JSON.stringify(errors))
      return id
    })
  }
  const [acme = ''] = await add('Account', { Name: 'Acme' })
  const ada = { FirstName: 'Ada', LastName: 'Lovelace', AccountId: acme }
  const people = await add(
    'Contact',
    { ...ada, Email: 'ada@acme.example' },
    { ...ada, Title: 'CEO' },
    { ...ada, Phone: '+49 30 5550199' },
    { ...ada, Department: 'Research' },
  )
  const [a = '', b = '', c = '', d = ''] = people
  const [spring = ''] = await add('Campaign', { Name: 'Spring' })
  await add('CampaignMember', { CampaignId: spring, ContactId: a }, { CampaignId: spring, ContactId: b })
  await add('Task', { Subject: 'Call', WhoId: b }, { Subject: 'Mail', WhoId: d })
  const deal = { StageName: 'Prospecting', CloseDate: '2026-03-01', AccountId: acme }
  const deals = await add(
    'Opportunity',
    { ...deal, Name: 'Big' },
    { ...deal, Name: 'Big' },
    { ...deal, Name: 'Small' },
  )
  await add('OpportunityContactRole', { OpportunityId: deals[2], ContactId: c, Role: 'Decision Maker' })
  const cases = await add(
    'Case',
    { Subject: 'Printer' },
    { Subject: 'Printer' },
    { Subject: 'Scanner', ContactId: c },
  )
  await add('CaseComment', { ParentId: cases[1], CommentBody: 'again' })
  return await planOf(await connect(), policy, [
    group('Contact', people),
    group('Case', cases.slice(0, 2)),
    group('Opportunity', deals.slice(0, 2)),
  ])
}
