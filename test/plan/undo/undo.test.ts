import { describe, expect, it } from 'vitest'
import { exitCodes, KitError } from '../../../src/kit/index.ts'
import { Policy } from '../../../src/policy/schema.ts'
import type { Group, Stage } from '../apply/org.ts'
import { column, mergeable, object, relationship, scriptedObjects } from '../scripted-objects.ts'
import { fillFive, five, fiveBack } from './five.ts'
import { byItem, mergeByHand, UndoStage } from './undo-stage.ts'

type Crm = Stage['crm']

async function applied(groups: readonly Group[] = [five], fill = fillFive): Promise<UndoStage> {
  const stage = new UndoStage()
  fill(stage)
  expect(await stage.applied(groups)).toMatchObject({ exit: 0, error: null })
  return stage
}

const gone = (id: string) => ({ [`record ${id}`]: 'impossible: no longer in the recycle bin' })
const onlyCopy = 'kept: the record that it came from does not come back'
const keptMoved = 'approximate: a new row with a new id; the survivor keeps the moved one'
const notBack = 'impossible: its record does not come back'

/** What somebody did since, what undo then says besides or instead, and its exit code. */
const since: readonly (readonly [string, (crm: Crm) => void, Readonly<Record<string, string>>, number])[] = [
  ['nothing', () => {}, {}, 0],
  [
    'a value of the survivor',
    (crm) => crm.set('c1', { Title: 'Chair' }),
    { 'Title c1': 'kept: changed since the merge' },
    0,
  ],
  ['a value that the merge left alone', (crm) => crm.set('c1', { LastName: 'Lovelace' }), {}, 0],
  [
    'a loser is no longer in the bin',
    (crm) => crm.purge('c2'),
    {
      ...gone('c2'),
      'Title c1': onlyCopy,
      'Task.WhoId t-c2': notBack,
      'CampaignMember.ContactId m-c2': notBack,
      'Contact.ReportsToId c2': 'kept: deleted since',
    },
    68,
  ],
  [
    'a loser was restored and deleted',
    (crm) => {
      crm.restore('Contact', 'c4')
      crm.delete('c4')
    },
    { ...gone('c4'), 'OpportunityContactRole.ContactId r-c4': notBack },
    68,
  ],
  [
    'a loser was restored and merged elsewhere',
    (crm) => {
      crm.restore('Contact', 'c4')
      mergeByHand({ crm }, 'x', 'c4')
    },
    {
      'record c4': 'kept: merged into another record since',
      'OpportunityContactRole.ContactId r-c4': notBack,
    },
    68,
  ],
  [
    'a row was moved elsewhere',
    (crm) => crm.set('t-c2', { WhoId: 'x' }),
    { 'Task.WhoId t-c2': 'kept: moved elsewhere since' },
    0,
  ],
  ['a row was deleted', (crm) => crm.delete('t-c2'), { 'Task.WhoId t-c2': 'kept: deleted since' }, 0],
  [
    'a row that the CRM would have to create was deleted',
    (crm) => crm.delete('r-c4'),
    { 'OpportunityContactRole.ContactId r-c4': 'kept: deleted since' },
    0,
  ],
  [
    'a row that the CRM would have to create was edited',
    (crm) => crm.set('r-c4', { Role: 'Evaluator' }),
    { 'OpportunityContactRole.ContactId r-c4': keptMoved },
    0,
  ],
  ['the row that a collision had kept was deleted', (crm) => crm.delete('m-c1'), {}, 0],
  [
    'a row that a collision had dropped left the bin',
    (crm) => crm.purge('m-c2'),
    { 'CampaignMember.ContactId m-c2': 'approximate: a new row with a new id' },
    0,
  ],
]

describe('undo of a merge', () => {
  it.each(since)('when since then %s', async (_, change, says, exit) => {
    using stage = await applied()
    change(stage.crm)
    const expected = { ...fiveBack, ...says }
    const foreseen = await stage.foresee()
    expect(byItem(foreseen)).toEqual(expected)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(expected)
    expect(outcome).toMatchObject({ ended: 'finished', error: null, exit, left: 0 })
    expect(stage.journal.of('undone')).toMatchObject([{ items: { length: outcome.groups[0]?.items.length } }])
  })

  it('leaves the org as it was, but for rows that have to be made anew', async () => {
    using stage = new UndoStage()
    fillFive(stage)
    const before = stage.crm.state()
    await stage.applied([five])
    await stage.undo()
    const { crm } = stage
    expect(crm.get('new0')).toMatchObject({ ContactId: 'c4', Role: 'Buyer', IsPrimary: true })
    expect(crm.fateOf('r-c4')).toMatchObject({ is: 'deleted', restorable: true })
    crm.restore('OpportunityContactRole', 'r-c4')
    expect(crm.get('r-c4')).toMatchObject({ ContactId: 'c1' })
    crm.set('r-c4', { ContactId: 'c4', IsPrimary: true })
    expect((crm.state() as { id: string }[]).filter(({ id }) => id !== 'new0')).toEqual(before)
  })

  it.each(since)('is not doubled when it is repeated, though %s', async (_, change) => {
    using stage = await applied()
    change(stage.crm)
    await stage.undo()
    const state = stage.crm.state()
    const writes = stage.sent().length
    await stage.undo()
    expect(stage.crm.state()).toEqual(state)
    expect(stage.sent()).toHaveLength(writes)
  })

  it.each<readonly [string, (crm: Crm) => void, Readonly<Record<string, string>>]>([
    [
      'set the merged value again',
      (crm) => crm.set('c1', { Title: 'CEO' }),
      { 'Title c1': 'kept: changed since it was taken back' },
    ],
    ['edited a record that came back', (crm) => crm.set('c2', { LastName: 'Byron' }), {}],
    [
      'deleted a record that came back',
      (crm) => crm.delete('c3'),
      { 'record c3': 'kept: deleted or merged since it was taken back' },
    ],
    [
      'deleted a row that came back',
      (crm) => crm.delete('m-c2'),
      { 'CampaignMember.ContactId m-c2': 'kept: deleted since it was taken back' },
    ],
    [
      'deleted a row that was made anew',
      (crm) => crm.delete('new0'),
      { 'OpportunityContactRole.ContactId r-c4': 'kept: changed since it was taken back' },
    ],
    [
      'moved a row to the survivor again',
      (crm) => crm.set('t-c2', { WhoId: 'c1' }),
      { 'Task.WhoId t-c2': 'kept: moved again since it was taken back' },
    ],
  ])('keeps what somebody did after an earlier undo: %s', async (_, change, says) => {
    using stage = await applied()
    await stage.undo()
    change(stage.crm)
    const state = stage.crm.state()
    expect(byItem(await stage.foresee())).toEqual(says)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(says)
    expect(outcome.exit).toBe(0)
    expect(stage.crm.state()).toEqual(state)
  })

  it.each([
    ['merged', 'survivor-merged', (crm: Crm) => mergeByHand({ crm }, 'x', 'c1')],
    ['deleted', 'survivor-deleted', (crm: Crm) => crm.delete('c1')],
  ] as const)('is refused while its survivor is %s', async (_, code, change) => {
    using stage = await applied()
    change(stage.crm)
    const state = stage.crm.state()
    expect(await stage.foresee()).toMatchObject([{ refused: { code }, items: [] }])
    expect(await stage.undo()).toMatchObject({ exit: 68, groups: [{ refused: { code }, items: [] }] })
    expect(stage.crm.state()).toEqual(state)
  })

  it('gives a unique value back before the record that had it returns', async () => {
    using stage = new UndoStage()
    stage.crm.add('Contact', 'a')
    stage.crm.add('Contact', 'b', { Phone: 'unique' })
    await stage.applied([{ members: ['a', 'b'], set: { Phone: 'unique' } }])
    stage.crm.script = ({ verb }) =>
      verb === 'restore'
        ? {
            refuse: () =>
              stage.crm.get('a').Phone === null ? null : { code: 'DUPLICATE_VALUE', retryable: false },
          }
        : undefined
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(stage.crm.get('b')).toMatchObject({ Phone: 'unique' })
  })

  const unplanned = 'kept: changed by somebody before the merge was verified'
  it.each<readonly [string, readonly string[], string, string]>([
    ['somebody', [], unplanned, 'Gold'],
    ['automation that the policy names', ['Contact.Level__c'], 'exact', ''],
  ])('of what %s wrote between a merge and its verification', async (_, mayChange, says, left) => {
    using stage = new UndoStage()
    stage.crm.add('Contact', 'a', { Title: 'A', Level__c: '' })
    stage.crm.add('Contact', 'b', { Title: 'B' })
    stage.crm.automation = (verb) => {
      if (verb === 'merge') stage.crm.set('a', { Level__c: 'Gold' })
    }
    stage.policy = Policy.parse({ version: 1, survivorship: { person: { mayChange } } })
    stage.mayChange = new Set(mayChange)
    await stage.applied([{ members: ['a', 'b'], set: { Title: 'B' } }])
    const expected = { 'Title a': 'exact', 'Level__c a': says, 'record b': 'exact' }
    expect(byItem(await stage.foresee())).toEqual(expected)
    expect(byItem((await stage.undo()).groups)).toEqual(expected)
    expect(stage.crm.get('a')).toMatchObject({ Title: 'A', Level__c: left })
  })

  it('keeps what somebody wrote into a planned column before the merge was verified', async () => {
    using stage = new UndoStage()
    stage.crm.add('Contact', 'a', { Title: 'A', Phone: '1' })
    stage.crm.add('Contact', 'b', { Title: 'B', Phone: '2' })
    stage.crm.automation = (verb) => {
      if (verb === 'merge') stage.crm.set('a', { Title: 'Chair' })
    }
    await stage.applied([{ members: ['a', 'b'], set: { Title: 'B', Phone: '2' } }])
    const expected = { 'Title a': unplanned, 'Phone a': 'exact', 'record b': 'exact' }
    expect(byItem((await stage.undo()).groups)).toEqual(expected)
    expect(stage.crm.get('a')).toMatchObject({ Title: 'Chair', Phone: '1' })
  })

  it('writes a value again whose record turns out not to come back, and takes it back once that does', async () => {
    using stage = await applied()
    stage.crm.script = ({ verb }) =>
      verb === 'restore'
        ? { refuse: (id) => (id === 'c2' ? { code: 'UNDELETE_FAILED', retryable: false } : null) }
        : undefined
    expect(byItem(await stage.foresee())).toMatchObject({ 'Title c1': 'exact' })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'Title c1': onlyCopy,
      'Phone c1': 'exact',
      'record c2': 'impossible: refused: UNDELETE_FAILED',
    })
    expect(outcome.exit).toBe(68)
    expect(stage.crm.get('c1')).toMatchObject({ Title: 'CEO', Phone: '1' })
    stage.crm.script = () => undefined
    expect(byItem((await stage.undo()).groups)).toMatchObject({ 'Title c1': 'exact', 'record c2': 'exact' })
    expect(stage.crm.get('c1')).toMatchObject({ Title: null, Phone: '1' })
  })

  it('that broke off writes a value again whose record left the bin meanwhile', async () => {
    using stage = await applied()
    stage.crm.script = ({ verb }) => {
      if (verb !== 'restore') return undefined
      throw new KitError('API_BUDGET', 'used up', { exit: exitCodes.stopped })
    }
    expect(await stage.undo()).toMatchObject({ exit: 69 })
    expect(stage.crm.get('c1')).toMatchObject({ Title: null })
    stage.crm.script = () => undefined
    stage.crm.purge('c2')
    expect(byItem((await stage.undo()).groups)).toMatchObject({ 'Title c1': onlyCopy })
    expect(stage.crm.get('c1')).toMatchObject({ Title: 'CEO' })
  })

  it('says which values the CRM does not let be set, and sets the others', async () => {
    const readOnly = object('Contact', [
      column('Title'),
      column('Level__c', { updateable: false, createable: true }),
      column('LastName'),
    ])
    using stage = new UndoStage({
      Contact: { description: readOnly, abilities: mergeable(), relationships: [], slots: {} },
    })
    stage.crm.add('Contact', 'a', { Title: 'A', Level__c: 'Gold' })
    stage.crm.add('Contact', 'b')
    await stage.applied([{ members: ['a', 'b'], set: { Title: 'B', Level__c: 'Silver' } }])
    const says = {
      'Title a': 'exact',
      'Level__c a': 'impossible: the CRM does not let it be set',
      'record b': 'exact',
    }
    expect(byItem(await stage.foresee())).toEqual(says)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(says)
    expect(outcome.exit).toBe(68)
    expect(stage.crm.get('a')).toMatchObject({ Title: 'A', Level__c: 'Silver' })
  })

  it('gives back rows that no merge moves, and says which it cannot', async () => {
    const contact = scriptedObjects.Contact
    if (contact === undefined) throw new Error('no contacts')
    const share = { moves: false, undo: 'create' as const }
    const relationships = [
      relationship('Task', 'WhoId', share),
      relationship('OpportunityContactRole', 'ContactId', { undo: 'lost' }),
    ]
    using stage = new UndoStage({ ...scriptedObjects, Contact: { ...contact, relationships, slots: {} } })
    fillFive(stage)
    await stage.applied([{ members: ['c1', 'c2', 'c4'] }])
    expect(stage.crm.fateOf('t-c2')).toMatchObject({ is: 'deleted' })
    stage.crm.purge('t-c2')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'Task.WhoId t-c2': 'approximate: a new row with a new id',
      'OpportunityContactRole.ContactId r-c4': 'impossible: the CRM neither moves nor creates such rows',
    })
    expect(stage.crm.get('new0')).toMatchObject({ WhoId: 'c2', Subject: 'Call' })
  })

  it('tells of values that came back other than they were, and of writes that did not hold', async () => {
    using stage = await applied()
    stage.crm.automation = (verb, _, id) => {
      if (verb === 'restore' && id === 'c2') stage.crm.set('c2', { Level__c: 'Stamped' })
      if (verb === 'update' && id === 'c1') stage.crm.set('c1', { Title: 'Kept by a flow' })
      if (verb === 'update' && id === 't-c5') stage.crm.set('t-c5', { WhoId: 'c1' })
    }
    const outcome = await stage.undo()
    const not = 'impossible: it was set, and is not as it was'
    expect(byItem(outcome.groups)).toEqual({
      ...fiveBack,
      'Title c1': not,
      'Task.WhoId t-c5': not,
      'Level__c c2': 'approximate: came back with another value',
    })
    expect(outcome.exit).toBe(68)
  })
})

describe('undo of more than one group', () => {
  const groups: readonly Group[] = [
    { object: 'Account', members: ['a1', 'a2'], set: { Phone: '2' } },
    { members: ['p', 'q'], set: { ReportsToId: 'b' } },
    { members: ['a', 'b'] },
  ]
  const fill = ({ crm }: Pick<Stage, 'crm'>): void => {
    crm.add('Account', 'a1')
    crm.add('Account', 'a2', { Phone: '2' })
    crm.add('Contact', 'a', { AccountId: 'a1' })
    crm.add('Contact', 'b', { AccountId: 'a2' })
    crm.add('Contact', 'p')
    crm.add('Contact', 'q', { ReportsToId: 'b', AccountId: 'a2' })
  }

  it('goes backwards, and foresees what later groups give back', async () => {
    using stage = new UndoStage()
    fill(stage)
    const before = stage.crm.state()
    expect(await stage.applied(groups)).toMatchObject({ exit: 0 })
    const foreseen = await stage.foresee()
    const { plan } = stage.must()
    expect(foreseen.map(({ action }) => action)).toEqual(plan.actions.map(({ id }) => id).toReversed())
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(byItem(foreseen))
    expect(outcome.exit).toBe(0)
    expect(stage.crm.state()).toEqual(before)
  })

  it('takes back one and leaves the others: what they merged stays merged', async () => {
    using stage = await applied(groups, fill)
    expect(byItem(await stage.foresee([0]))).toEqual({
      'Phone a1': 'exact',
      'record a2': 'exact',
      'Contact.AccountId b': 'kept: merged, too: it comes back with its own group',
      'Contact.AccountId q': 'kept: merged, too: it comes back with its own group',
    })
    expect(await stage.undo([1])).toMatchObject({ exit: 0 })
    expect(stage.crm.get('p')).toMatchObject({ ReportsToId: null })
    expect(stage.crm.fateOf('b')).toMatchObject({ is: 'merged' })
  })

  it('gives a linked and closed record its values back, unless they were changed since', async () => {
    const link = {
      members: ['o1', 'o2', 'o3'],
      object: 'Opportunity',
      link: 'Duplicate_Of__c',
      set: { StageName: 'Closed' },
    } as const
    using stage = await applied([link], ({ crm }) => {
      for (const id of ['o1', 'o2', 'o3']) crm.add('Opportunity', id, { StageName: 'Open' })
    })
    stage.crm.set('o3', { StageName: 'Won' })
    const says = {
      'Duplicate_Of__c o2': 'exact',
      'StageName o2': 'exact',
      'Duplicate_Of__c o3': 'exact',
      'StageName o3': 'kept: changed since the merge',
    }
    expect(byItem(await stage.foresee())).toEqual(says)
    expect(byItem((await stage.undo()).groups)).toEqual(says)
    expect(stage.crm.get('o2')).toMatchObject({ StageName: 'Open', Duplicate_Of__c: null })
    expect(stage.crm.get('o3')).toMatchObject({ StageName: 'Won', Duplicate_Of__c: null })
  })

  it('takes back what was done of a group that was applied in part only', async () => {
    using stage = new UndoStage()
    fillFive(stage)
    let merges = 0
    stage.crm.script = ({ verb }) =>
      verb === 'merge' && ++merges > 1
        ? { refuse: () => ({ code: 'MERGE_FAILED', retryable: false }) }
        : undefined
    expect(await stage.applied([five])).toMatchObject({ partly: 1, merged: 2 })
    stage.crm.script = () => undefined
    mergeByHand(stage, 'c1', 'c4')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({
      'record c2': 'exact',
      'record c3': 'exact',
      'Contact.ReportsToId c2': 'exact',
      'Task.WhoId t-c2': 'exact',
      'CampaignMember.ContactId m-c2': 'exact',
    })
    expect(stage.crm.fateOf('c4')).toMatchObject({ is: 'merged', into: 'c1' })
  })

  it('leaves forgotten, skipped and unsettled groups alone and takes back the others', async () => {
    using stage = new UndoStage()
    fill(stage)
    for (const id of ['s', 't', 'u', 'v']) stage.crm.add('Contact', id)
    stage.planned = stage.plan([...groups, { members: ['s', 't'] }])
    stage.crm.set('t', { LastName: 'edited since the plan' })
    expect(await stage.apply(stage.planned)).toMatchObject({ exit: 68, done: 3 })
    const [entry] = stage.journal.of('pre-image').filter(({ members }) => members.includes('p'))
    stage.forgotten.add(entry?.seq ?? -1)
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(68)
    expect(outcome.groups.map(({ refused }) => refused?.code ?? null)).toEqual([
      'not-applied',
      null,
      'forgotten',
      null,
    ])
    expect(stage.crm.fateOf('b')).toEqual({ is: 'there' })
    expect(stage.crm.fateOf('q')).toMatchObject({ is: 'merged' })
  })

  it('is foretold for many groups at the cost of one', async () => {
    const many = Array.from({ length: 50 }, (_, n): Group => ({ members: [`a${n}`, `b${n}`] }))
    using stage = await applied(many, ({ crm }) => {
      for (const id of many.flatMap(({ members }) => members)) crm.add('Contact', id)
    })
    const callsFor = async (which: readonly number[]): Promise<number> => {
      const before = stage.crm.metered
      expect(await stage.foresee(which)).toHaveLength(which.length)
      return stage.crm.metered - before
    }
    expect(await callsFor(many.map((_, n) => n))).toBe(await callsFor([0]))
  })

  it('does not look for rows of groups that had none', async () => {
    using stage = await applied([{ members: ['a', 'b'] }], ({ crm }) => {
      for (const id of ['a', 'b']) crm.add('Contact', id)
    })
    stage.crm.log.length = 0
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(stage.crm.log.map(({ verb }) => verb)).toEqual(['fetch', 'fates', 'restore', 'fetch'])
  })

  it('ends with 68 when a record alone stays merged into another one', async () => {
    using stage = await applied([{ members: ['a', 'b'] }], ({ crm }) => {
      for (const id of ['a', 'b', 'x']) crm.add('Contact', id)
    })
    stage.crm.restore('Contact', 'b')
    mergeByHand(stage, 'x', 'b')
    expect(await stage.undo()).toMatchObject({ exit: 68 })
  })
})
