import { readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import { mergeable, scriptedObjects } from '../scripted-objects.ts'
import { type Group, Stage } from './org.ts'

describe('applying a plan', () => {
  it('merges, moves what hangs on losers, sets the planned values and proves it', async () => {
    using stage = new Stage()
    const { crm, journal } = stage
    crm.add('Contact', 'c1', { LastName: 'Berg' })
    crm.add('Contact', 'c2', { LastName: 'Berg', Title: 'CEO' })
    crm.add('Task', 't1', { WhoId: 'c2', Subject: 'Call' })
    crm.add('CampaignMember', 'm1', { ContactId: 'c1', CampaignId: 'k' })
    crm.add('CampaignMember', 'm2', { ContactId: 'c2', CampaignId: 'k' })
    crm.add('OpportunityContactRole', 'r1', { ContactId: 'c2', IsPrimary: true })
    const outcome = await stage.apply(stage.plan([{ members: ['c1', 'c2'], set: { Title: 'CEO' } }]))
    expect(outcome).toMatchObject({
      ended: 'finished',
      exit: 0,
      done: 1,
      merged: 1,
      differences: [],
      left: 0,
    })
    expect(crm.get('c1').Title).toBe('CEO')
    expect(crm.get('t1').WhoId).toBe('c1')
    expect(crm.fateOf('c2')).toMatchObject({ is: 'merged', into: 'c1' })
    expect(journal.lines.map(({ type }) => type)).toEqual([
      'open',
      'pre-image',
      'intent',
      'outcome',
      'verified',
      'stage',
      'close',
    ])
    expect(journal.of('pre-image')[0]).toMatchObject({
      complete: true,
      children: { 'Task.WhoId': 1, 'CampaignMember.ContactId': 2, 'OpportunityContactRole.ContactId': 1 },
    })
    expect(journal.of('stage')[0]?.excluded).toContain('Contact.Score__c (calculated)')
    expect(readFileSync(outcome.files.idMap, 'utf8')).toContain('Contact,c2,c1,')
    expect(statSync(outcome.files.suppression).mode & 0o777).toBe(0o600)
  })

  it('merges large groups in several steps, with the values in the last', async () => {
    using stage = new Stage()
    for (const id of ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']) stage.crm.add('Contact', id)
    const members: Group['members'] = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']
    const outcome = await stage.apply(stage.plan([{ members, set: { Title: 'CEO' } }]))
    expect(outcome).toMatchObject({ exit: 0, merged: 5 })
    const items = stage.journal.of('intent').flatMap((entry) => entry.items)
    expect(items.map(({ item, losers, fields }) => [item, losers, fields])).toEqual([
      ['m0', ['c2', 'c3'], []],
      ['m1', ['c4', 'c5'], []],
      ['m2', ['c6'], ['Title']],
    ])
  })

  it('sets values in a write of its own where a merge takes none', async () => {
    const { Contact } = scriptedObjects
    if (Contact === undefined) throw new Error('no contacts')
    const abilities = mergeable({ recordsPerMerge: 2, mergesPerRequest: 1, takesValues: false })
    using stage = new Stage({ ...scriptedObjects, Contact: { ...Contact, abilities } })
    for (const id of ['c1', 'c2', 'c3']) stage.crm.add('Contact', id)
    const outcome = await stage.apply(stage.plan([{ members: ['c1', 'c2', 'c3'], set: { Title: 'CEO' } }]))
    expect(outcome).toMatchObject({ exit: 0, merged: 2, differences: [] })
    const sent = stage.journal
      .of('intent')
      .flatMap(({ verb, items }) => items.map(({ item }) => `${verb} ${item}`))
    expect(sent).toEqual(['merge m0', 'merge m1', 'update values'])
    expect(stage.crm.get('c1').Title).toBe('CEO')
  })

  it('tells where merged-away ids are still mentioned', async () => {
    using stage = new Stage()
    for (const id of ['c1', 'c2']) stage.crm.add('Contact', id)
    stage.crm.strays = [{ object: 'Task', id: 't1', field: 'Description', stray: 'c2' }]
    const { strays, files } = await stage.apply(stage.plan([{ members: ['c1', 'c2'] }]))
    expect(strays).toEqual({ found: 1, notSearched: [] })
    expect(readFileSync(files.strays ?? '', 'utf8')).toContain('Task,t1,Description,c2,c1')
  })

  it('links duplicates to the survivor and closes them', async () => {
    using stage = new Stage()
    for (const id of ['o1', 'o2', 'o3']) stage.crm.add('Opportunity', id, { StageName: 'Open' })
    const outcome = await stage.apply(
      stage.plan([
        {
          object: 'Opportunity',
          members: ['o1', 'o2', 'o3'],
          link: 'Duplicate_Of__c',
          set: { StageName: 'Closed' },
        },
      ]),
    )
    expect(outcome).toMatchObject({ exit: 0, linked: 2, merged: 0 })
    expect(stage.crm.get('o3')).toMatchObject({ Duplicate_Of__c: 'o1', StageName: 'Closed' })
    expect(stage.crm.get('o1').StageName).toBe('Open')
    expect(stage.crm.calls('merge')).toHaveLength(0)
  })

  it('knows its own earlier merges when it compares references, and writes where they point now', async () => {
    using stage = new Stage()
    const { crm } = stage
    crm.add('Account', 'a1')
    crm.add('Account', 'a2')
    crm.add('Contact', 'c1', { AccountId: 'a2' })
    crm.add('Contact', 'c2', { AccountId: 'a2' })
    crm.add('Contact', 'c3', { ReportsToId: 'c2' })
    crm.add('Contact', 'c4')
    crm.add('Contact', 'c5')
    crm.add('Contact', 'c6', { AccountId: 'a2' })
    const outcome = await stage.apply(
      stage.plan([
        { object: 'Account', members: ['a1', 'a2'] },
        { members: ['c1', 'c2'] },
        { members: ['c3', 'c4'], set: { Phone: '1' } },
        { members: ['c5', 'c6'], set: { AccountId: 'a2' } },
      ]),
    )
    expect(outcome).toMatchObject({ exit: 0, done: 4, differences: [] })
    expect(crm.get('c5').AccountId).toBe('a1')
    expect(crm.get('c3').ReportsToId).toBe('c1')
    expect(crm.get('c1').AccountId).toBe('a1')
  })

  it.each([
    [
      'a changed value',
      (stage: Stage) => stage.crm.set('c2', { Title: 'CFO' }),
      { code: 'changed', fields: ['Title'], record: 'c2' },
    ],
    ['a deleted member', (stage: Stage) => stage.crm.delete('c2'), { code: 'gone', record: 'c2' }],
    [
      'a group merged by somebody',
      (stage: Stage) => void stage.crm.writer.merge('Contact', [step('c1', 'c2')]),
      { code: 'not-merged-twice' },
    ],
    [
      'a member merged elsewhere',
      (stage: Stage) => void stage.crm.writer.merge('Contact', [step('c9', 'c2')]),
      { code: 'gone' },
    ],
  ])('leaves %s as it is', async (_, change, skip) => {
    using stage = new Stage()
    for (const id of ['c1', 'c2', 'c9']) stage.crm.add('Contact', id)
    const planned = stage.plan([{ members: ['c1', 'c2'] }])
    change(stage)
    const before = stage.crm.calls('merge').length
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 68, done: 0, skipped: [skip] })
    expect(stage.crm.calls('merge')).toHaveLength(before)
    expect(stage.journal.of('skip')).toHaveLength(1)
  })

  it('pays no heed to time stamps and computed columns', async () => {
    using stage = new Stage()
    for (const id of ['c1', 'c2']) stage.crm.add('Contact', id)
    const planned = stage.plan([{ members: ['c1', 'c2'] }])
    stage.crm.set('c2', { SystemModstamp: 'later', LastModifiedDate: 'later', Score__c: 'other' })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1 })
  })

  it('writes suppressed addresses of records merged away only', async () => {
    using stage = new Stage()
    for (const id of ['c1', 'c2', 'c3', 'c4']) stage.crm.add('Contact', id)
    const planned = stage.plan(
      [
        ['c1', 'c2'],
        ['c3', 'c4'],
      ].map((members) => ({
        members: members as [string, string],
        suppressed: [{ address: `${members[1]}@example.org`, field: 'Email', member: members[1] as string }],
      })),
    )
    stage.crm.delete('c4')
    const { files } = await stage.apply(planned)
    const text = readFileSync(files.suppression, 'utf8')
    expect(text).toContain('c2@example.org,Contact,Email,c2,c1')
    expect(text).not.toContain('c4@example.org')
  })

  it("writes a survivor's own replaced address once all of its group is merged", async () => {
    using stage = new Stage()
    stage.policy = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
    const groups = ['c', 'd'].map((name): Group => {
      const members = [0, 1, 2, 3].map((n) => stage.crm.add('Contact', `${name}${n}`)) as [
        string,
        ...string[],
      ]
      return { members, suppressed: [{ address: `${name}@old.example`, field: 'Email', member: `${name}0` }] }
    })
    const refuse = (id: string) =>
      id === 'd0' && stage.crm.calls('merge').length === 2 ? { code: 'MERGE_FAILED', retryable: false } : null
    stage.crm.script = ({ verb }) => (verb === 'merge' ? { refuse } : undefined)
    const { files, partly } = await stage.apply(stage.plan(groups))
    expect(partly).toBe(1)
    const rows = readFileSync(files.suppression, 'utf8').trim().split('\n').slice(1)
    expect(rows).toEqual(['c@old.example,Contact,Email,c0,c0'])
  })

  it('stops outside the window of the policy before anything is sent', async () => {
    using stage = new Stage()
    for (const id of ['c1', 'c2']) stage.crm.add('Contact', id)
    stage.policy = Policy.parse({ version: 1, apply: { window: { from: '20:00', to: '06:00' } } })
    const outcome = await stage.apply(stage.plan([{ members: ['c1', 'c2'] }]))
    expect(outcome).toMatchObject({ ended: 'stopped', exit: 69, left: 1, error: { code: 'OUTSIDE_WINDOW' } })
    expect(stage.crm.calls('merge')).toHaveLength(0)
    stage.clock += 12 * 3_600_000
    expect(await stage.apply(stage.plan([{ members: ['c1', 'c2'] }]))).toMatchObject({ exit: 0 })
  })
})

function step(survivor: string, loser: string) {
  const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })
  return { survivor: key(survivor), losers: [key(loser)], values: {} }
}
