import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import { column, object, relationship, type ScriptedObject, scriptedObjects } from '../scripted-objects.ts'
import { type Group, Stage } from './org.ts'
import { tiedStage } from './scenarios.ts'

const count = 1000
const relationships = 45

/** Contacts with as many kinds of rows as a real org has; only tasks and campaign members have rows. */
function wide(): Readonly<Record<string, ScriptedObject>> {
  const kinds = Array.from({ length: relationships - 4 }, (_, n) => `Custom${n}__c`)
  const customs = kinds.map((name): readonly [string, ScriptedObject] => [
    name,
    { ...(scriptedObjects.Task as ScriptedObject), description: object(name, [column('Contact__c')]) },
  ])
  const contact = scriptedObjects.Contact as ScriptedObject
  const ways = [...contact.relationships, ...kinds.map((name) => relationship(name, 'Contact__c'))]
  return { ...scriptedObjects, Contact: { ...contact, relationships: ways }, ...Object.fromEntries(customs) }
}

function thousand(stage: Stage): readonly Group[] {
  const values: Record<string, Value> = { Title: 'CEO' }
  return Array.from({ length: count }, (_, n): Group => {
    const others = n % 4 === 0 ? [`d${n}`, `e${n}`] : [`d${n}`]
    for (const id of [`c${n}`, ...others]) stage.crm.add('Contact', id)
    stage.crm.add('Task', `t${n}`, { WhoId: `d${n}` })
    stage.crm.add('CampaignMember', `m${n}`, { ContactId: `d${n}`, CampaignId: 'k' })
    return { members: [`c${n}`, ...others], set: values }
  })
}

describe('a thousand groups', () => {
  it('take at most half a call each, with nothing left out of the journal', async () => {
    using stage = new Stage(wide())
    const after = () => {
      stage.clock += 100
    }
    stage.crm.script = () => ({ after })
    const planned = stage.plan(thousand(stage))
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 0, done: count, merged: 1250, differences: [] })
    const calls = (verb: 'fetch' | 'children' | 'fates' | 'merge') => stage.crm.calls(verb).length
    const figures = {
      fetch: calls('fetch'),
      children: calls('children') * Math.ceil(relationships / 5),
      fates: calls('fates'),
      merge: calls('merge'),
      strays: 1,
    }
    expect(figures).toEqual({ fetch: 22 + 51, children: 22 * 9, fates: 11, merge: 51, strays: 1 })
    expect(stage.crm.metered).toBe(Object.values(figures).reduce((sum, one) => sum + one, 0))
    expect(stage.crm.metered / count).toBeLessThanOrEqual(0.5)
    expect(stage.journal.of('pre-image')).toHaveLength(count)
    expect(stage.journal.of('verified')).toHaveLength(count)
    expect(stage.journal.of('pre-image').every((entry) => entry.children['Task.WhoId'] === 1)).toBe(true)
    expect(stage.journal.of('stage').map(({ groups }) => groups)).toEqual([10, 100, 1000])
  })
})

describe('a thousand merges, one to a request, with values afterwards', () => {
  /** People with ties to companies, deals and lists, as bulk reads of an account are metered: by pages of 100. */
  function people(stage: Stage): readonly Group[] {
    return Array.from({ length: count }, (_, n): Group => {
      for (const id of [`a${n}`, `b${n}`]) stage.crm.add('contacts', id, { email: `${id}@acme.example` })
      stage.crm.set(`b${n}`, { jobtitle: 'CEO', phone: '1' })
      stage.crm.ties.add('contacts', `b${n}`, 'contacts.companies', `${n}:works`)
      stage.crm.ties.add('contacts', `b${n}`, 'contacts.lists', 'l1')
      return { object: 'contacts', members: [`a${n}`, `b${n}`], set: { phone: null } }
    })
  }

  it('take at most one and a half calls each, and no look older than a minute', async () => {
    using stage = tiedStage()
    stage.crm.reads = { records: 100, parents: 100, relationships: 1 }
    const after = () => {
      stage.clock += 250
    }
    let oldest = 0
    const seenAt = new Map<string, number>()
    stage.crm.script = ({ verb, ids }) => {
      if (verb === 'fetch') for (const id of ids) seenAt.set(id, stage.clock)
      if (verb === 'merge')
        for (const id of ids) oldest = Math.max(oldest, stage.clock - (seenAt.get(id) ?? 0))
      return { after }
    }
    const outcome = await stage.apply(stage.plan(people(stage)))
    expect(outcome).toMatchObject({ exit: 0, done: count, merged: count, differences: [] })
    expect(stage.crm.calls('merge')).toHaveLength(count)
    expect(stage.crm.calls('update')).toHaveLength(11)
    expect(oldest).toBeLessThan(60_000)
    const calls = Object.groupBy(stage.crm.log, ({ verb }) => verb)
    expect({
      fetch: calls.fetch?.length,
      children: calls.children?.length,
      fates: calls.fates?.length,
    }).toEqual({
      fetch: 11 + 51 + 11 + 11,
      children: 22,
      fates: 11 + 11,
    })
    expect(stage.crm.metered / count).toBeLessThanOrEqual(1.5)
    expect(stage.journal.of('pre-image')).toHaveLength(count)
  }, 60_000)

  it('take little more when answers get lost, and each pair is merged once', async () => {
    using stage = tiedStage()
    stage.crm.reads = { records: 100, parents: 100, relationships: 1 }
    let sent = 0
    stage.crm.script = ({ verb }) => {
      const after = () => {
        stage.clock += 250
      }
      if (verb !== 'merge') return { after }
      const n = sent++
      return { after, dropped: n % 20 === 7, lost: n % 100 === 37 }
    }
    const outcome = await stage.apply(stage.plan(people(stage)))
    expect(outcome).toMatchObject({ exit: 0, done: count, merged: count, differences: [], skipped: [] })
    const unknown = stage.journal
      .of('outcome')
      .flatMap(({ outcomes }) => outcomes.filter(({ result }) => result === 'unknown'))
    expect(unknown.length).toBeGreaterThan(55)
    expect(stage.crm.calls('merge').length).toBeLessThanOrEqual(count + 12)
    expect(stage.crm.metered / count).toBeLessThanOrEqual(1.5)
  }, 60_000)
})
