import { aSecond, type Chapter, NotTested, verdict } from '../../../src/kit/certify.ts'
import type { Bench } from './bench.ts'

const closeDate = '2030-12-31'

/** Three contacts, of which the survivor is the youngest, and what usually hangs on people. */
export const makeContacts: Chapter<Bench> = {
  doing: 'making three test contacts and what hangs on them',
  act: async (bench) => {
    const { make, tryMake, id, trial } = bench
    const { mark } = trial
    const account = await make('home', 'Account', { Name: `${mark} home` })
    await make('b', 'Contact', contact(mark, 'B', { AccountId: account, Phone: '+1 202 555 0142' }))
    await make('c', 'Contact', contact(mark, 'C', { AccountId: account }))
    await trial.pause(aSecond)
    await make('a', 'Contact', contact(mark, 'A', { AccountId: account }))
    await tryMake('task', 'Task', () => ({ Subject: `${mark} call`, WhoId: id('b') }))
    await tryMake('case', 'Case', () => ({ Subject: `${mark} case`, ContactId: id('c') }))
    await tryMake('campaign', 'Campaign', () => ({ Name: `${mark} campaign` }))
    await tryMake('other campaign', 'Campaign', () => ({ Name: `${mark} other campaign` }))
    for (const name of ['a', 'b'])
      await tryMake(`member ${name}`, 'CampaignMember', () => ({
        CampaignId: id('campaign'),
        ContactId: id(name),
      }))
    await tryMake('member c', 'CampaignMember', () => ({
      CampaignId: id('other campaign'),
      ContactId: id('c'),
    }))
    await makeDeal(bench)
    await share(bench)
  },
  statements: [
    {
      id: 'create/same-account',
      says: 'Contacts of one account can be made that differ in little, for the request says to save in spite of duplicate rules',
      source: 'REST API Developer Guide, Duplicate Rule Header',
      look: async (bench) => {
        const active = await bench.rows(
          "SELECT Id FROM DuplicateRule WHERE IsActive = true AND SobjectType = 'Contact'",
        )
        if (active.length === 0) throw new NotTested('no duplicate rule on Contact is active')
        const made = await bench.rows(
          `SELECT Id FROM Contact WHERE Id IN ('${bench.id('a')}', '${bench.id('b')}', '${bench.id('c')}')`,
        )
        return verdict(made.length === 3, `${made.length} of 3 made, ${active.length} active rules`)
      },
    },
  ],
}

function contact(mark: string, letter: string, more: Readonly<Record<string, string>>) {
  return { LastName: `${mark} ${letter}`, Title: `of ${letter}`, ...more }
}

async function makeDeal({ tryMake, id, rows, trial }: Bench): Promise<void> {
  const stages = await rows('SELECT ApiName FROM OpportunityStage WHERE IsClosed = false LIMIT 1')
  const stage = String(stages[0]?.ApiName ?? 'Prospecting')
  await tryMake('deal', 'Opportunity', () => ({
    Name: `${trial.mark} deal`,
    StageName: stage,
    CloseDate: closeDate,
    AccountId: id('home'),
  }))
  await tryMake('role', 'OpportunityContactRole', () => ({
    OpportunityId: id('deal'),
    ContactId: id('b'),
    Role: 'Decision Maker',
    IsPrimary: true,
  }))
}

/** With somebody else: a record is not shared with its owner. */
async function share({ tryMake, id, rows, before }: Bench): Promise<void> {
  const owners = await rows(`SELECT OwnerId FROM Contact WHERE Id = '${id('b')}'`)
  const owner = String(owners[0]?.OwnerId ?? '')
  const users = await rows(
    `SELECT Id FROM User WHERE IsActive = true AND UserType = 'Standard' AND Id != '${owner}' LIMIT 1`,
  )
  before.set('user', users[0] ?? {})
  await tryMake('share', 'ContactShare', () => {
    const user = users[0]?.Id
    if (typeof user !== 'string') throw new NotTested('there is no other active user to share with')
    return { ContactId: id('b'), UserOrGroupId: user, ContactAccessLevel: 'Edit' }
  })
}
