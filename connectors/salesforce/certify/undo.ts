import { type Chapter, done, type LookedAt, verdict } from '../../../src/kit/certify.ts'
import type { Value } from '../../../src/kit/record.ts'
import { type Bench, mergeInto, remember, there } from './bench.ts'
import { stamped } from './merge.ts'

const soap = 'SOAP API Developer Guide, undelete()'
const nobody = 'not documented'

export const undelete: Chapter<Bench> = {
  doing: 'bringing one back',
  act: async (bench) => {
    await remember(bench, 'a', 'Contact', 'LastModifiedDate')
    done('undeleting Contact', (await bench.writer.restore('Contact', [bench.id('b')]))[0])
  },
  statements: [
    {
      id: 'undelete/own-id',
      says: 'A merged-away record comes back under its own id',
      source: soap,
      look: async (bench) => {
        const row = await bench.row('Contact', bench.id('b'), 'Id')
        return verdict(row !== null, row === null ? 'not to be seen' : 'there')
      },
    },
    {
      id: 'undelete/values',
      says: 'It has the values that it had before the merge',
      source: nobody,
      look: async (bench) => {
        const now = there(await bench.row('Contact', bench.id('b'), 'Title, Phone'), 'the record')
        const was = bench.before.get('b')
        const other = ['Title', 'Phone'].filter((column) => now[column] !== was?.[column])
        return verdict(other.length === 0, other.length === 0 ? 'as before' : `other: ${other.join(', ')}`)
      },
    },
    {
      id: 'undelete/children-stay',
      says: 'What moved with the merge does not move back',
      source: soap,
      look: async (bench) => {
        const row = there(await bench.row('Task', bench.id('task'), 'WhoId'), 'the task')
        return verdict(row.WhoId === bench.id('a'), row.WhoId === bench.id('b') ? 'moved back' : 'stayed')
      },
    },
    {
      id: 'undelete/dropped-stays-dropped',
      says: 'A campaign member that the merge dropped does not come back with its contact',
      source: nobody,
      look: async (bench) => {
        const row = await bench.row('CampaignMember', bench.id('member b'), 'Id')
        return verdict(row === null, row === null ? 'gone' : 'back')
      },
    },
    {
      id: 'undelete/master-record-id',
      says: 'MasterRecordId is blank again',
      source: nobody,
      look: async (bench) => {
        const row = there(await bench.row('Contact', bench.id('b'), 'MasterRecordId'), 'the record')
        return verdict(row.MasterRecordId === null, row.MasterRecordId === null ? 'blank' : 'still an id')
      },
    },
    {
      id: 'undelete/others-stay-merged',
      says: 'A record that was merged by the same request stays where it is',
      source: nobody,
      look: async (bench) => {
        const row = await bench.row('Contact', bench.id('c'), 'Id')
        return verdict(row === null, row === null ? 'still merged' : 'back as well')
      },
    },
    stamped(
      'undelete/survivor-untouched',
      'The survivor is not changed by it',
      'a',
      'Contact',
      'LastModifiedDate',
      false,
    ),
  ],
}

export const relink: Chapter<Bench> = {
  doing: 'hanging back what moved',
  act: async () => undefined,
  statements: [
    relinks('task', 'Task', 'WhoId', 'A task can be hung back by an update'),
    relinks('role', 'OpportunityContactRole', 'ContactId', 'A contact role can be hung back by an update'),
    {
      id: 'relink/campaign-member-fixed',
      says: 'The contact of a campaign member cannot be changed',
      source: 'Object Reference, CampaignMember',
      look: async (bench) => {
        const outcome = await write(bench, 'CampaignMember', 'member c', { ContactId: bench.id('b') })
        return verdict(outcome?.result === 'refused', sawOf(outcome))
      },
    },
    {
      id: 'relink/campaign-member-anew',
      says: 'A campaign member that was dropped can be made anew',
      source: nobody,
      look: async (bench) => {
        const values = { CampaignId: bench.id('campaign'), ContactId: bench.id('b') }
        await bench.make('member b anew', 'CampaignMember', values)
        return verdict(true, 'made, with another id')
      },
    },
  ],
}

export const mergeAgain: Chapter<Bench> = {
  doing: 'merging it once more',
  act: (bench) => mergeInto(bench, 'Contact', bench.id('a'), [bench.id('b')]),
  statements: [
    {
      id: 'again/after-undelete',
      says: 'A record that came back can be merged again',
      source: nobody,
      look: async (bench) => {
        const fate = (await bench.writer.fates('Contact', [bench.id('b')])).get(bench.id('b'))
        return verdict(fate?.is === 'merged', fate?.is ?? 'nothing known')
      },
    },
    {
      id: 'again/restorable',
      says: 'It can come back once more',
      source: nobody,
      look: async (bench) => {
        const fate = (await bench.writer.fates('Contact', [bench.id('b')])).get(bench.id('b'))
        const can = fate?.is === 'merged' && fate.restorable
        return verdict(can, can ? 'in the recycle bin' : 'not in the recycle bin')
      },
    },
  ],
}

function relinks(name: string, object: string, column: string, says: string): LookedAt<Bench> {
  return {
    id: `relink/${name}`,
    says,
    source: 'recorded descriptions of the object',
    look: async (bench) => {
      const outcome = await write(bench, object, name, { [column]: bench.id('b') })
      const row = await bench.row(object, bench.id(name), column)
      return verdict(outcome?.result === 'done' && row?.[column] === bench.id('b'), sawOf(outcome))
    },
  }
}

type Outcome = Awaited<ReturnType<Bench['writer']['update']>>[number] | undefined

async function write(
  { writer, id }: Bench,
  object: string,
  name: string,
  values: Readonly<Record<string, Value>>,
): Promise<Outcome> {
  return (await writer.update(object, [{ id: id(name), values }]))[0]
}

function sawOf(outcome: Outcome): string {
  return outcome?.result === 'refused' ? outcome.code : (outcome?.result ?? 'no answer')
}
