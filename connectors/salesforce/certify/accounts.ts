import { aSecond, type Chapter, done, verdict } from '../../../src/kit/certify.ts'
import { type Bench, mergeInto, remember, there } from './bench.ts'
import { stamped } from './merge.ts'

const help = 'Help, Considerations for Merging Duplicate Accounts'

export const mergeAccounts: Chapter<Bench> = {
  doing: 'merging two test accounts',
  act: async (bench) => {
    const { make, id, trial } = bench
    const other = await make('other', 'Account', { Name: `${trial.mark} other` })
    await make('d', 'Contact', { LastName: `${trial.mark} D`, AccountId: other })
    await remember(bench, 'd', 'Contact', 'SystemModstamp, LastModifiedDate')
    await remember(bench, 'a', 'Contact', 'SystemModstamp')
    await trial.pause(aSecond)
    await mergeInto(bench, 'Account', id('home'), [other])
  },
  statements: [
    {
      id: 'accounts/moves-contacts',
      says: 'Contacts of a merged-away account move to the survivor',
      source: help,
      look: async (bench) => {
        const row = there(await bench.row('Contact', bench.id('d'), 'AccountId'), 'the contact')
        const moved = row.AccountId === bench.id('home')
        return verdict(moved, moved ? 'moved' : 'elsewhere')
      },
    },
    stamped(
      'accounts/stamps-moved-contacts',
      'LastModifiedDate of contacts that move is new',
      'd',
      'Contact',
      'LastModifiedDate',
      true,
    ),
    stamped(
      'accounts/stamps-other-contacts',
      'SystemModstamp of contacts that the survivor had already is new, too',
      'a',
      'Contact',
      'SystemModstamp',
      true,
    ),
    {
      id: 'accounts/undelete',
      says: 'The account comes back under its own id, and without its contacts',
      source: 'SOAP API Developer Guide, undelete()',
      look: async (bench) => {
        done('undeleting Account', (await bench.writer.restore('Account', [bench.id('other')]))[0])
        const account = await bench.row('Account', bench.id('other'), 'Id')
        const contact = await bench.row('Contact', bench.id('d'), 'AccountId')
        const stayed = contact?.AccountId === bench.id('home')
        const saw = `${account === null ? 'not there' : 'there'}, its contact ${stayed ? 'stayed' : 'went along'}`
        return verdict(account !== null && stayed, saw)
      },
    },
  ],
}
