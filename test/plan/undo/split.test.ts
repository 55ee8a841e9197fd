import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Group } from '../apply/org.ts'
import { splitObjects } from '../scripted-tied.ts'
import { byItem, UndoStage } from './undo-stage.ts'

const undo = { kind: 'impossible', why: 'the CRM has no call for it' } as const
const people: Group = { object: 'contacts', members: ['a', 'b', 'c'], set: { jobtitle: 'CEO' }, undo }
const anew = 'approximate: made anew with another id, without old id'

function splitStage(): UndoStage {
  const stage = new UndoStage(splitObjects)
  Object.assign(stage.crm, {
    mergesIntoNew: true,
    fills: true,
    restores: false,
    addresses: ['email', 'more'],
  })
  return stage
}

/** `b` and `c` share a deal, and know one another; `a` has a deal of its own that `b` has, too. */
async function merged(groups: readonly Group[] = [people]): Promise<UndoStage> {
  const stage = splitStage()
  const { crm } = stage
  for (const id of ['a', 'b', 'c']) crm.add('contacts', id, { email: `${id}@acme.example`, stage: 1 })
  crm.set('b', { firstname: 'Ada' })
  crm.set('c', { stage: 3 })
  const tie = (member: string, relationship: string, row: string) =>
    crm.ties.add('contacts', member, relationship, row)
  for (const member of ['a', 'b']) tie(member, 'contacts.deals', '10:of')
  for (const member of ['b', 'c']) tie(member, 'contacts.deals', '11:of')
  tie('b', 'contacts.lists', '7')
  tie('b', 'contacts.contacts', 'c:knows')
  tie('c', 'contacts.contacts', 'b:knows')
  expect(await stage.applied(groups)).toMatchObject({ exit: 0 })
  stage.crm.log.length = 0
  stage.pauses.length = 0
  return stage
}

const tiesOf = ({ crm }: UndoStage) => crm.ties.list()
const idMap = ({ dir }: UndoStage) => readFileSync(`${dir}/id-map.csv`, 'utf8').trim().split('\n').slice(1)

describe('undo of merges into new records', () => {
  const items = {
    'record a': 'approximate: its id stays a+b+c',
    'record b': anew,
    'record c': anew,
    'firstname a': 'exact',
    'jobtitle a': 'exact',
    'more a': 'exact',
    'stage a': 'exact',
    'contacts.deals 10:of': 'exact',
    'contacts.deals 11:of': 'exact',
    'contacts.deals of the survivor 11:of': 'exact',
    'contacts.lists 7': 'exact',
    'contacts.lists of the survivor 7': 'exact',
    'contacts.contacts c:knows': 'exact',
    'contacts.contacts b:knows': 'exact',
  }

  it('makes duplicates anew, with their values and ties', async () => {
    using stage = await merged()
    expect(byItem(await stage.foresee())).toEqual(items)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(items)
    expect(outcome).toMatchObject({ exit: 0, ended: 'finished' })
    const { crm } = stage
    expect(crm.get('a+b+c')).toMatchObject({
      email: 'a@acme.example',
      more: null,
      firstname: null,
      jobtitle: null,
      stage: 1,
    })
    expect(crm.get('new0')).toMatchObject({ email: 'b@acme.example', firstname: 'Ada', stage: 1 })
    expect(crm.get('new1')).toMatchObject({ email: 'c@acme.example', firstname: null, stage: 3 })
    expect(tiesOf(stage)).toEqual([
      'contacts a+b+c contacts.deals 10:of',
      'contacts new0 contacts.contacts new1:knows',
      'contacts new0 contacts.deals 10:of',
      'contacts new0 contacts.deals 11:of',
      'contacts new0 contacts.lists 7',
      'contacts new1 contacts.contacts new0:knows',
      'contacts new1 contacts.deals 11:of',
    ])
    expect(idMap(stage).map((line) => line.split(',').slice(0, 3).join(' '))).toEqual([
      'contacts b new0',
      'contacts c new1',
      'contacts a a+b+c',
      'contacts a+b a+b+c',
    ])
  })

  it('makes nothing twice', async () => {
    using stage = await merged()
    await stage.undo()
    const state = stage.crm.state()
    const { length } = stage.sent()
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({ 'record a': 'approximate: its id stays a+b+c' })
    expect(outcome.exit).toBe(0)
    expect(stage.sent()).toHaveLength(length)
    expect(stage.crm.state()).toEqual(state)
  })
})
