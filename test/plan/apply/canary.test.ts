import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import type { ScriptedCrm } from '../scripted-crm.ts'
import { relationship, scriptedObjects } from '../scripted-objects.ts'
import { type Group, Stage } from './org.ts'

function pairs(stage: Stage, count: number): readonly Group[] {
  return Array.from({ length: count }, (_, n): Group => {
    stage.crm.add('Contact', `c${n}`)
    stage.crm.add('Contact', `d${n}`, { Title: 'CEO' })
    stage.crm.add('Task', `t${n}`, { WhoId: `d${n}`, Subject: 'Call' })
    stage.crm.add('CampaignMember', `m${n}`, { ContactId: `d${n}`, CampaignId: 'k' })
    return { members: [`c${n}`, `d${n}`], set: { Title: 'CEO' } }
  })
}

type Automation = (crm: ScriptedCrm, id: string) => void
const onMerge = (crm: ScriptedCrm, act: Automation) => {
  crm.automation = (verb, _, id) => {
    if (verb === 'merge') act(crm, id)
  }
}
const number = (id: string) => id.slice(1)

const acts: readonly (readonly [string, string, Automation])[] = [
  ['a survivor', 'Contact.Level__c', (crm, id) => crm.set(id, { Level__c: 'Gold' })],
  ['a row that moved', 'Task.Priority', (crm, id) => crm.set(`t${number(id)}`, { Priority: 'High' })],
  ['a junction row', 'CampaignMember.Status', (crm, id) => crm.set(`m${number(id)}`, { Status: 'Sent' })],
  ['new rows', 'Task.WhoId', (crm, id) => crm.add('Task', `new-${id}`, { WhoId: id })],
]

describe('the first groups of a run', () => {
  it.each(acts)('stop it when automation changes %s, and name %s', async (_, column, act) => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 12))
    onMerge(stage.crm, act)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged: 10, left: 2, error: { code: 'UNPLANNED_CHANGE' } })
    expect(outcome.error?.message).toContain(column)
    expect(stage.journal.of('stage')).toHaveLength(0)
    expect(stage.journal.of('verified').every(({ ok }) => !ok)).toBe(true)
  })

  it.each(acts)('go on when the policy lets automation change %s: %s', async (_, column, act) => {
    using stage = new Stage()
    stage.policy = Policy.parse({ version: 1, survivorship: { person: { mayChange: [column] } } })
    const planned = stage.plan(pairs(stage, 12))
    onMerge(stage.crm, act)
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 12, differences: [] })
  })

  it('are compared again by the next run when they did not pass', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 25))
    onMerge(stage.crm, (crm, id) => crm.set(id, { Level__c: 'Gold' }))
    await stage.apply(planned)
    expect(await stage.apply(planned)).toMatchObject({
      exit: 69,
      merged: 20,
      error: { code: 'UNPLANNED_CHANGE' },
    })
    stage.policy = Policy.parse({ version: 1, survivorship: { person: { mayChange: ['Contact.Level__c'] } } })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 25 })
    expect(stage.journal.of('stage').map(({ compared }) => compared)).toEqual(['full'])
  })

  it('are as many as were compared, not as were tried', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 40))
    for (let n = 0; n < 15; n++) stage.crm.set(`d${n}`, { Phone: '1' })
    onMerge(stage.crm, (crm, id) => crm.set(id, { Level__c: 'Gold' }))
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged: 5, error: { code: 'UNPLANNED_CHANGE' } })
  })

  it('of each object stop it', async () => {
    using stage = new Stage()
    const accounts = Array.from({ length: 20 }, (_, n): Group => {
      for (const id of [`a${n}`, `b${n}`]) stage.crm.add('Account', id)
      return { object: 'Account', members: [`a${n}`, `b${n}`] }
    })
    const planned = stage.plan([...accounts, ...pairs(stage, 20)])
    stage.crm.automation = (verb, object, id) => {
      if (verb === 'merge' && object === 'Contact') stage.crm.set(id, { Level__c: 'Gold' })
    }
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged: 30, error: { code: 'UNPLANNED_CHANGE' } })
    expect(stage.journal.of('stage').map(({ groups, compared }) => [groups, compared])).toEqual([
      [10, 'full'],
    ])
  })

  it('allow what a merge itself changes, and rows that it drops as one too many', async () => {
    using stage = new Stage()
    const groups = pairs(stage, 2)
    stage.crm.add('CampaignMember', 'twin', { ContactId: 'c0', CampaignId: 'k' })
    stage.crm.add('OpportunityContactRole', 'role', { ContactId: 'd1', IsPrimary: true })
    expect(await stage.apply(stage.plan(groups))).toMatchObject({ exit: 0, differences: [] })
    expect(stage.crm.fateOf('m0').is).toBe('deleted')
    expect(stage.crm.get('role').IsPrimary).toBe(false)
  })

  it('allow rows to end with the loser where a merge moves none', async () => {
    const { Contact } = scriptedObjects
    if (Contact === undefined) throw new Error('no contacts')
    const relationships = [relationship('Task', 'WhoId', { moves: false, undo: 'create' })]
    using stage = new Stage({ ...scriptedObjects, Contact: { ...Contact, relationships } })
    expect(await stage.apply(stage.plan(pairs(stage, 1)))).toMatchObject({ exit: 0, differences: [] })
    expect(stage.crm.fateOf('t0').is).toBe('deleted')
    expect(stage.journal.of('pre-image')[0]).toMatchObject({ children: { 'Task.WhoId': 1 } })
  })

  it('list the columns that were not compared', async () => {
    using stage = new Stage()
    await stage.apply(stage.plan(pairs(stage, 1)))
    const [entry] = stage.journal.of('stage')
    expect(entry).toMatchObject({ groups: 1, compared: 'full' })
    expect(entry?.excluded).toEqual(
      expect.arrayContaining(['Contact.Score__c (calculated)', 'Task.SystemModstamp (set by the CRM)']),
    )
  })

  it('compare linked duplicates, too', async () => {
    using stage = new Stage()
    for (const id of ['o1', 'o2']) stage.crm.add('Opportunity', id, { Name: 'Deal' })
    stage.crm.automation = (_, __, id) => stage.crm.set(id, { Name: 'Renamed' })
    const group: Group = { object: 'Opportunity', members: ['o1', 'o2'], link: 'Duplicate_Of__c' }
    const outcome = await stage.apply(stage.plan([group]))
    expect(outcome).toMatchObject({ exit: 69, error: { code: 'UNPLANNED_CHANGE' } })
    expect(outcome.error?.message).toContain('Opportunity.Name')
  })

  it('take what closes a duplicate for planned, also where it hung on the survivor before', async () => {
    using stage = new Stage()
    stage.crm.add('Opportunity', 'o1', { Name: 'Deal', StageName: 'Open' })
    stage.crm.add('Opportunity', 'o2', { Name: 'Deal', StageName: 'Open', Duplicate_Of__c: 'o1' })
    const set = { StageName: 'Closed' }
    const group: Group = { object: 'Opportunity', members: ['o1', 'o2'], link: 'Duplicate_Of__c', set }
    expect(await stage.apply(stage.plan([group]))).toMatchObject({ exit: 0, linked: 1, differences: [] })
    expect(stage.crm.get('o2').StageName).toBe('Closed')
  })
})

describe('later groups', () => {
  const late =
    (act: Automation): Automation =>
    (crm, id) => {
      if (Number(number(id)) >= 10) act(crm, id)
    }

  it.each<readonly [string, string, Automation, number]>([
    ['a planned value is not there', 'Contact.Title', (crm, id) => crm.set(id, { Title: 'none' }), 100],
    ['a row is lost', 'Task.WhoId', (crm, id) => crm.delete(`t${number(id)}`), 100],
    ['a loser came back', 'Contact.Id', (crm, id) => void crm.restore('Contact', `d${number(id)}`), 10],
  ])('stop a run when %s', async (_, column, act, merged) => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 200))
    onMerge(stage.crm, late(act))
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged, error: { code: 'NOT_AS_PLANNED' } })
    expect(outcome.error?.message).toContain(column)
  })

  it('stop a run after the chunk in which several changed alike', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 200))
    onMerge(stage.crm, (crm, id) => {
      if (id === 'c30') crm.set(id, { Phone: '1' })
      if (['c20', 'c40', 'c69', 'c90'].includes(id)) crm.set(id, { Level__c: 'Gold' })
    })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged: 100, error: { code: 'UNPLANNED_CHANGE' } })
    expect(outcome.error?.message).toContain('Contact.Level__c: it changed (4)')
    expect(outcome.error?.message).not.toContain('Phone')
    expect(stage.journal.of('verified').filter(({ ok }) => !ok)).toHaveLength(5)
  })

  it('go on when different columns changed', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 100))
    onMerge(stage.crm, (crm, id) => {
      if (id === 'c30') crm.set(id, { Phone: '1' })
      if (id === 'c40') crm.set(id, { Level__c: 'Gold' })
    })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ ended: 'finished', exit: 0, merged: 100 })
    expect(outcome.differences).toHaveLength(2)
  })

  it('are told of, and weighed by stage, when something else changed', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 40))
    onMerge(stage.crm, (crm, id) => {
      if (id === 'c39') crm.set(id, { Level__c: 'Gold' })
    })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ ended: 'finished', merged: 40 })
    expect(outcome.differences).toEqual([
      { object: 'Contact', id: 'c39', field: 'Level__c', what: 'it changed' },
    ])
  })
})
