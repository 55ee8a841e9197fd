import { expect, it } from 'vitest'
import { tiedObjects } from '../scripted-tied.ts'
import { Stage } from './org.ts'

it.each([
  [true, 0, []],
  [false, 69, ['the row does not hang on the survivor']],
])('a row that a merge may leave behind is no failure when it does: %s', async (mayStay, exit, what) => {
  const objects = Object.entries(tiedObjects).map(([name, one]) => {
    const relationships = one.relationships.map((relationship) =>
      mayStay && relationship.object === 'lists' ? { ...relationship, mayStay: true as const } : relationship,
    )
    return [name, { ...one, relationships }]
  })
  using stage = new Stage(Object.fromEntries(objects))
  const { crm } = stage
  crm.fills = true
  crm.add('contacts', 'A', { email: 'a@acme.example' })
  crm.add('contacts', 'B', { email: 'a@acme.example' })
  for (const list of ['5', '6']) crm.ties.add('contacts', 'B', 'contacts.lists', list)
  crm.automation = (verb) => {
    if (verb === 'merge') crm.ties.drop('contacts', { relationship: 'contacts.lists', member: 'A', row: '5' })
  }
  const outcome = await stage.apply(stage.plan([{ object: 'contacts', members: ['A', 'B'] }]))
  expect(outcome).toMatchObject({ exit, merged: 1 })
  expect(outcome.differences.map((one) => one.what)).toEqual(what)
})
