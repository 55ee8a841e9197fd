import { describe, expect, it } from 'vitest'
import { column, mergeable, object, relationship, type ScriptedObject } from '../scripted-objects.ts'
import { byItem, UndoStage } from '../undo/undo-stage.ts'
import { Crash } from './memory-journal.ts'
import type { Group, Stage } from './org.ts'

const contactOf = 'PersonContactId'

/** Accounts that are people: rows hang on their contacts, which mirror them, and the full name follows from its parts. */
const objects: Readonly<Record<string, ScriptedObject>> = {
  Account: {
    description: object('Account', [
      column('Name'),
      column('FirstName', { partOf: 'Name' }),
      column('LastName', { partOf: 'Name' }),
      column('Phone'),
      column(contactOf, { referenceTo: ['Contact'], updateable: false, createable: false }),
    ]),
    abilities: mergeable(),
    relationships: [
      relationship('Case', 'ContactId', { name: `Case.ContactId@${contactOf}`, anchor: contactOf }),
      relationship('Contact', 'Sponsor__c', { name: `Contact.Sponsor__c@${contactOf}`, anchor: contactOf }),
    ],
    slots: {},
  },
  Contact: {
    description: object('Contact', [
      column('FirstName'),
      column('Phone'),
      column('Sponsor__c', { referenceTo: ['Contact'] }),
    ]),
    abilities: mergeable(),
    relationships: [],
    slots: {},
  },
  Case: {
    description: object('Case', [column('Subject'), column('ContactId', { referenceTo: ['Contact'] })]),
    abilities: mergeable(),
    relationships: [],
    slots: {},
  },
}

function open(): UndoStage {
  const stage = new UndoStage(objects)
  const { crm } = stage
  for (const id of ['p1', 'p2', 'p3', 'p4']) {
    crm.add('Contact', `c${id}`)
    crm.add('Account', id, { LastName: 'Byron', Name: 'Byron', [contactOf]: `c${id}` })
  }
  crm.set('p2', { FirstName: 'Ada', Name: 'Ada Byron' })
  crm.set('cp2', { FirstName: 'Ada' })
  crm.add('Case', 'k1', { ContactId: 'cp2' })
  crm.add('Case', 'k2', { ContactId: 'cp2' })
  crm.automation = (_, name, id) => {
    if (name === 'Account') mirror(stage, id)
  }
  return stage
}

function mirror({ crm }: Stage, id: string): void {
  const { FirstName = null, LastName = null, Phone = null } = crm.get(id)
  crm.set(id, { Name: [FirstName, LastName].filter((part) => part !== null).join(' ') })
  crm.set(`c${id}`, { FirstName, Phone })
}

const person: Group = { object: 'Account', members: ['p1', 'p2'], set: { FirstName: 'Ada' } }
const cases: Group = { object: 'Case', members: ['k1', 'k2'] }

describe('references to the contact of a person account', () => {
  it('are no change of somebody else once the account was merged', async () => {
    using stage = open()
    const outcome = await stage.applied([person, cases])
    expect(outcome).toMatchObject({ exit: 0, done: 2, merged: 2, skipped: [], differences: [] })
    expect(stage.crm.get('k1')).toMatchObject({ ContactId: 'cp1' })
  })

  it('are none either in a run that goes on after a kill between the two', async () => {
    using stage = open()
    stage.planned = stage.plan([person, cases])
    stage.journal.hook = (when, line) => {
      if (when !== 'after' || stage.journal.lines[line]?.type !== 'verified') return
      stage.journal.dead = true
      throw new Crash('after the accounts')
    }
    await expect(stage.apply(stage.planned)).rejects.toThrow(Crash)
    expect(stage.crm.calls('merge').map(({ ids }) => ids)).toEqual([['p1']])
    stage.journal.dead = false
    stage.journal.hook = () => {}
    const outcome = await stage.apply(stage.planned)
    expect(outcome).toMatchObject({ exit: 0, done: 2, merged: 2, skipped: [], differences: [] })
    expect(stage.crm.calls('merge').map(({ ids }) => ids)).toEqual([['p1'], ['k1']])
  })

  it('are written as they are by then', async () => {
    using stage = open()
    stage.crm.set('k1', { ContactId: null })
    await stage.applied([person, { ...cases, set: { ContactId: 'cp2' } }])
    expect(stage.crm.get('k1')).toMatchObject({ ContactId: 'cp1' })
  })

  it('are a change when they lead to somebody else', async () => {
    using stage = open()
    stage.planned = stage.plan([person, cases])
    stage.crm.script = ({ verb, object: of }) =>
      verb === 'fetch' && of === 'Case'
        ? { before: () => stage.crm.set('k1', { ContactId: 'cp3' }) }
        : undefined
    const { skipped } = await stage.apply(stage.planned)
    expect(skipped).toMatchObject([{ code: 'changed', record: 'k1', fields: ['ContactId'] }])
  })

  it('are a change when the account was not merged', async () => {
    using stage = open()
    stage.planned = stage.plan([cases])
    stage.crm.set('k1', { ContactId: 'cp1' })
    const { skipped } = await stage.apply(stage.planned)
    expect(skipped).toMatchObject([{ code: 'changed', record: 'k1', fields: ['ContactId'] }])
  })
})

it('does not take values that a contact shows of its account for a change of the contact', async () => {
  using stage = open()
  stage.crm.set('cp1', { Sponsor__c: 'cp4' })
  const sponsor: Group = { object: 'Account', members: ['p3', 'p4'] }
  const outcome = await stage.applied([person, sponsor])
  expect(outcome).toMatchObject({ exit: 0, merged: 2, error: null, differences: [] })
  expect(stage.crm.get('cp1')).toMatchObject({ FirstName: 'Ada', Sponsor__c: 'cp3' })
})

describe('a full name that follows from its parts', () => {
  it('is no difference, and comes back with them', async () => {
    using stage = open()
    expect(await stage.applied([person])).toMatchObject({ exit: 0, differences: [] })
    expect(stage.crm.get('p1')).toMatchObject({ Name: 'Ada Byron' })
    const { groups } = await stage.undo()
    expect(byItem(groups)).toMatchObject({ 'record p2': 'exact', 'FirstName p1': 'exact' })
    expect(Object.keys(byItem(groups)).filter((item) => item.startsWith('Name'))).toEqual([])
    expect(stage.crm.get('p1')).toMatchObject({ FirstName: null, Name: 'Byron' })
  })

  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['a part that nobody planned', { LastName: 'King', Name: 'Ada King' }, ['LastName']],
    ['another column', { Phone: '1' }, ['Phone']],
  ])('hides no change of %s', async (_, values, fields) => {
    using stage = open()
    stage.planned = stage.plan([person])
    stage.crm.script = ({ verb }) =>
      verb === 'merge' ? { after: () => stage.crm.set('p1', values) } : undefined
    const { exit, differences } = await stage.apply(stage.planned)
    expect(exit).toBe(69)
    expect(differences.map(({ field }) => field)).toEqual(fields)
  })

  it('is one where none of its parts changed', async () => {
    using stage = open()
    stage.planned = stage.plan([{ ...person, set: { Phone: '1' } }])
    stage.crm.script = ({ verb }) =>
      verb === 'merge' ? { after: () => stage.crm.set('p1', { Name: 'Byron Ltd' }) } : undefined
    const { differences } = await stage.apply(stage.planned)
    expect(differences).toMatchObject([{ id: 'p1', field: 'Name', what: 'it changed' }])
  })
})
