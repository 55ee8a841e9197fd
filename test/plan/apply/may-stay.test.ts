import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import { tiedObjects } from '../scripted-tied.ts'
import { Crash } from './memory-journal.ts'
import { Stage } from './org.ts'

type Lists = Parameters<typeof Object.assign>[1]

/** B and C are in lists of which a merge leaves 5 and 6 behind; the survivor is in 7 already. */
function begin(lists: Lists = { mayStay: true, sameRow: true }) {
  const objects = Object.entries(tiedObjects).map(([name, one]) => {
    const relationships = one.relationships.map((relationship) =>
      relationship.object === 'lists' ? { ...relationship, ...lists } : relationship,
    )
    return [name, { ...one, relationships }]
  })
  const stage = new Stage(Object.fromEntries(objects))
  stage.policy = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
  const { crm } = stage
  crm.fills = true
  crm.mergesIntoNew = true
  for (const id of ['A', 'B', 'C', 'D', 'E']) crm.add('contacts', id, { email: `${id}@acme.example` })
  for (const tie of ['A 7', 'B 5', 'B 7', 'C 5', 'C 6', 'E 5'])
    crm.ties.add('contacts', tie[0] as string, 'contacts.lists', tie.slice(2))
  crm.automation = (verb) => {
    if (verb !== 'merge') return
    for (const member of ['A+B', 'A+B+C', 'D+E'])
      for (const row of ['5', '6']) crm.ties.drop('contacts', { relationship: 'contacts.lists', member, row })
  }
  const planned = stage.plan([
    { object: 'contacts', members: ['A', 'B', 'C'], set: { jobtitle: 'CEO' } },
    { object: 'contacts', members: ['D', 'E'] },
  ])
  return { stage, planned }
}

const inLists = ({ crm }: Stage) => crm.ties.list().map((tie) => tie.split(' contacts.lists '))
const all = [
  ['contacts A+B+C', '5'],
  ['contacts A+B+C', '6'],
  ['contacts A+B+C', '7'],
  ['contacts D+E', '5'],
]

describe('ties that a merge leaves behind', () => {
  it('are given to the survivors after merges and values, one request for each row', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 2, merged: 3, differences: [] })
    expect(inLists(stage)).toEqual(all)
    const sent = stage.journal.of('intent').map(({ verb, items }) => [verb, ...items.map((one) => one.item)])
    expect(sent.slice(-2)).toEqual([
      ['attach', 'tie:contacts.lists:5', 'tie:contacts.lists:5'],
      ['attach', 'tie:contacts.lists:6'],
    ])
    expect(sent.at(-3)).toEqual(['update', 'values'])
  })

  it('are told when they are refused, and given when the run goes on', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.script = ({ verb }) =>
      verb === 'attach'
        ? { refuse: (row) => (row === '6' ? { code: 'NO_WRITE', retryable: false } : null) }
        : undefined
    const what = 'left: the survivor was not given it: NO_WRITE'
    expect(await stage.apply(planned)).toMatchObject({
      exit: 68,
      done: 1,
      partly: 1,
      differences: [{ object: 'lists', id: '6', what }],
    })
    stage.crm.script = () => undefined
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 2, differences: [] })
    expect(inLists(stage)).toEqual(all)
    expect(stage.crm.calls('merge')).toHaveLength(3)
  })

  it.each([
    ['carried out', { dropped: true }, 2],
    ['lost', { lost: true }, 3],
  ])('are looked for when nobody answered and they were %s', async (_, mishap, calls) => {
    const { stage, planned } = begin()
    using _stage = stage
    let met = false
    stage.crm.script = ({ verb }) => {
      if (verb !== 'attach' || met) return undefined
      met = true
      return mishap
    }
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 2, differences: [] })
    expect(inLists(stage)).toEqual(all)
    expect(stage.crm.calls('attach')).toHaveLength(calls)
  })

  it.each(['before', 'after'] as const)(
    'are given by the next run when one dies %s sending',
    async (when) => {
      const { stage, planned } = begin()
      using _stage = stage
      let died = false
      stage.crm.script = ({ verb }) => {
        if (verb !== 'attach' || died) return undefined
        const die = () => {
          died = true
          stage.journal.dead = true
          throw new Crash()
        }
        return when === 'before' ? { before: die } : { after: die }
      }
      await expect(stage.apply(planned)).rejects.toThrow(Crash)
      stage.journal.dead = false
      expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 2, merged: 3, differences: [] })
      expect(inLists(stage)).toEqual(all)
    },
  )

  it('are given too where the group goes no further', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    let merges = 0
    stage.crm.script = ({ verb }) =>
      verb === 'merge' && ++merges === 3
        ? { refuse: () => ({ code: 'MERGE_FAILED', retryable: false }) }
        : undefined
    expect(await stage.apply(planned)).toMatchObject({ exit: 68, merged: 2 })
    expect(inLists(stage)).toContainEqual(['contacts A+B', '5'])
  })

  it('are grave where the CRM said that it moves them', async () => {
    const { stage, planned } = begin({})
    using _stage = stage
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, error: { code: 'NOT_AS_PLANNED' } })
    expect(stage.crm.calls('attach')).toHaveLength(0)
  })
})
