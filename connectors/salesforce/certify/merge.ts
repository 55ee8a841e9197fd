import { aSecond, type Chapter, type LookedAt, NotTested, verdict } from '../../../src/kit/certify.ts'
import { type Bench, mergeInto, remember, there } from './bench.ts'

const soap = 'SOAP API Developer Guide, merge()'
const help = 'Help, Considerations for Merging Duplicate Contacts'
const nobody = 'not documented'
const stamps = 'CreatedDate, LastModifiedDate, SystemModstamp'

export const mergeContacts: Chapter<Bench> = {
  doing: 'merging two of them into the third',
  act: async (bench) => {
    for (const name of ['a', 'b'])
      bench.before.set(`made ${name}`, (await bench.row('Contact', bench.id(name), 'CreatedDate')) ?? {})
    for (const name of ['a', 'b', 'c']) await remember(bench, name, 'Contact', `Title, Phone, ${stamps}`)
    if (await wasMade(bench, 'task'))
      await remember(bench, 'task', 'Task', 'SystemModstamp, LastModifiedDate')
    await bench.trial.pause(aSecond)
    await mergeInto(bench, 'Contact', bench.id('a'), [bench.id('b'), bench.id('c')])
  },
  statements: [
    {
      id: 'merge/three-records',
      says: 'One request merges two duplicates into a third record',
      source: soap,
      look: async (bench) => {
        const fates = await bench.writer.fates('Contact', [bench.id('b'), bench.id('c')])
        const gone = [...fates.values()].filter((fate) => fate.is === 'merged').length
        return verdict(gone === 2, `${gone} of 2 merged`)
      },
    },
    survivorKeeps('merge/own-values', 'The survivor keeps its own values', 'Title', soap),
    survivorKeeps(
      'merge/blanks-stay',
      'What is blank in the survivor stays blank, whatever the others had',
      'Phone',
      nobody,
    ),
    {
      id: 'merge/loser-hidden',
      says: 'Queries do not show merged-away records, unless they ask for deleted ones too',
      source: 'REST API Developer Guide, QueryAll',
      look: async (bench) => {
        const plain = await bench.row('Contact', bench.id('b'), 'Id')
        const all = await bench.row('Contact', bench.id('b'), 'IsDeleted', true)
        const saw = `query ${plain === null ? 'hides' : 'shows'} it, queryAll ${all === null ? 'hides' : 'shows'} it`
        return verdict(plain === null && all?.IsDeleted === true, saw)
      },
    },
    {
      id: 'merge/master-record-id',
      says: 'MasterRecordId of a merged-away record names the survivor',
      source: 'Object Reference, Contact',
      look: async (bench) => {
        const row = there(await bench.row('Contact', bench.id('b'), 'MasterRecordId', true), 'the duplicate')
        return verdict(row.MasterRecordId === bench.id('a'), row.MasterRecordId === null ? 'blank' : 'an id')
      },
    },
    {
      id: 'merge/loser-closed',
      says: 'A merged-away record cannot be written to',
      source: nobody,
      look: async (bench) => {
        const [outcome] = await bench.writer.update('Contact', [
          { id: bench.id('b'), values: { Title: 'new' } },
        ])
        const saw = outcome?.result === 'refused' ? outcome.code : (outcome?.result ?? 'nothing')
        return verdict(outcome?.result === 'refused', saw)
      },
    },
    movesTo('tasks', 'task', 'Task', 'WhoId'),
    movesTo('cases', 'case', 'Case', 'ContactId'),
    movesTo('contact-roles', 'role', 'OpportunityContactRole', 'ContactId'),
    movesTo('campaign-members', 'member c', 'CampaignMember', 'ContactId'),
    {
      id: 'merge/role-not-primary',
      says: 'A contact role that moves is not the primary one any more',
      source: help,
      look: async (bench) => {
        const row = there(
          await bench.row('OpportunityContactRole', bench.id('role'), 'IsPrimary'),
          'the role',
        )
        return verdict(row.IsPrimary === false, `IsPrimary is ${row.IsPrimary}`)
      },
    },
    {
      id: 'merge/one-campaign-member',
      says: 'Of two members of one campaign the survivor’s stays and the other one goes',
      source: help,
      look: async (bench) => {
        const own = await bench.row('CampaignMember', bench.id('member a'), 'Id')
        const other = await bench.row('CampaignMember', bench.id('member b'), 'Id')
        const saw = `the survivor’s ${own === null ? 'went' : 'stayed'}, the other one ${other === null ? 'went' : 'stayed'}`
        return verdict(own !== null && other === null, saw)
      },
    },
    {
      id: 'merge/drops-manual-shares',
      says: 'Manual sharing of a merged-away record is lost',
      source: 'Help, Considerations for Merging Duplicate Accounts',
      look: async (bench) => {
        bench.id('share')
        const user = String(bench.before.get('user')?.Id)
        const found = await bench.rows(
          `SELECT Id FROM ContactShare WHERE ContactId = '${bench.id('a')}' AND UserOrGroupId = '${user}' AND RowCause = 'Manual'`,
        )
        return verdict(found.length === 0, `${found.length} on the survivor`)
      },
    },
    {
      id: 'merge/oldest-created-date',
      says: 'CreatedDate of the survivor becomes that of the oldest of them',
      source: help,
      look: async (bench) => {
        const [a, b] = ['a', 'b'].map((name) => String(bench.before.get(name)?.CreatedDate))
        if (a === b) throw new NotTested('all were made within one second')
        const now = there(await bench.row('Contact', bench.id('a'), 'CreatedDate'), 'the survivor')
        return verdict(
          now.CreatedDate === b,
          now.CreatedDate === b ? 'that of the oldest' : now.CreatedDate === a ? 'its own' : 'another one',
        )
      },
    },
    stamped(
      'merge/stamps-survivor',
      'The survivor shows the merge as its last change',
      'a',
      'Contact',
      'LastModifiedDate',
      true,
    ),
    stamped(
      'merge/stamps-children',
      'SystemModstamp of a row that moved is new',
      'task',
      'Task',
      'SystemModstamp',
      true,
    ),
    stamped(
      'merge/children-not-modified',
      'LastModifiedDate of a row that moved is as it was',
      'task',
      'Task',
      'LastModifiedDate',
      false,
    ),
    {
      id: 'merge/duplicate-rules',
      says: 'Active duplicate rules do not stop a merge that says to save in spite of them',
      source: nobody,
      look: async (bench) => {
        const active = await bench.rows(
          "SELECT Id FROM DuplicateRule WHERE IsActive = true AND SobjectType = 'Contact'",
        )
        if (active.length === 0) throw new NotTested('no duplicate rule on Contact is active')
        return verdict(true, `merged, with ${active.length} active rules`)
      },
    },
  ],
}

async function wasMade(bench: Bench, name: string): Promise<boolean> {
  try {
    return bench.id(name) !== ''
  } catch {
    return false
  }
}

function survivorKeeps(id: string, says: string, column: string, source: string): LookedAt<Bench> {
  return {
    id,
    says,
    source,
    look: async (bench) => {
      const now = there(await bench.row('Contact', bench.id('a'), column), 'the survivor')
      const was = bench.before.get('a')?.[column] ?? null
      const theirs = ['b', 'c'].some((name) => bench.before.get(name)?.[column] === now[column])
      const saw =
        now[column] === was ? `${column} as before` : `${column} ${theirs ? 'of another one' : 'new'}`
      return verdict(now[column] === was, saw)
    },
  }
}

function movesTo(what: string, name: string, object: string, column: string): LookedAt<Bench> {
  return {
    id: `merge/moves-${what}`,
    says: `${object}.${column} points to the survivor afterwards`,
    source: soap,
    look: async (bench) => {
      const row = await bench.row(object, bench.id(name), column)
      const at = row?.[column] === bench.id('a') ? 'at the survivor' : 'elsewhere'
      return verdict(row?.[column] === bench.id('a'), row === null ? 'gone' : at)
    },
  }
}

export function stamped(
  id: string,
  says: string,
  name: string,
  object: string,
  column: string,
  moves: boolean,
): LookedAt<Bench> {
  return {
    id,
    says,
    source: nobody,
    look: async (bench) => {
      const was = bench.before.get(name)?.[column]
      if (was === undefined) throw new NotTested(`${name} was not looked at before`)
      const [a, b] = ['made a', 'made b'].map((one) => bench.before.get(one)?.CreatedDate)
      if (a === b) throw new NotTested('no second has passed in this org since the first record was made')
      const now = there(await bench.row(object, bench.id(name), column), name)
      return verdict((now[column] !== was) === moves, now[column] === was ? 'as before' : 'new')
    },
  }
}
