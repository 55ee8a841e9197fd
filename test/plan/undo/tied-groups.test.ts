import { describe, expect, it } from 'vitest'
import type { Group } from '../apply/org.ts'
import { splitObjects } from '../scripted-tied.ts'
import { byItem, UndoStage } from './undo-stage.ts'

const undo = { kind: 'impossible', why: 'the CRM has no call for it' } as const
const groups: readonly Group[] = [
  { object: 'contacts', members: ['a', 'b'], undo },
  { object: 'contacts', members: ['p', 'q'], undo },
]

/** Two groups of people; whoever is in one knows these of the other. */
async function acquainted(known: readonly (readonly [string, string])[]): Promise<UndoStage> {
  const stage = new UndoStage(splitObjects)
  Object.assign(stage.crm, {
    mergesIntoNew: true,
    fills: true,
    restores: false,
    addresses: ['email', 'more'],
  })
  for (const id of ['a', 'b', 'p', 'q']) stage.crm.add('contacts', id, { email: `${id}@acme.example` })
  for (const [one, other] of known) {
    stage.crm.ties.add('contacts', one, 'contacts.contacts', `${other}:knows`)
    stage.crm.ties.add('contacts', other, 'contacts.contacts', `${one}:knows`)
  }
  expect(await stage.applied(groups)).toMatchObject({ exit: 0 })
  return stage
}

/** By the ids that they had before: `a+b` is `a` again, `new0` is who was made anew first, `q`. */
function knownNow({ crm }: UndoStage): readonly string[] {
  const was: Readonly<Record<string, string>> = { 'a+b': 'a', 'p+q': 'p', new0: 'q', new1: 'b' }
  return crm.ties
    .list()
    .map((tie) => tie.split(' '))
    .map(([, member = '', , row = '']) => `${was[member]} ${was[row.split(':')[0] ?? '']}`)
    .sort()
}

const all = [
  ['a', 'p'],
  ['a', 'q'],
  ['b', 'p'],
  ['b', 'q'],
] as const
const bothWays = (known: readonly (readonly [string, string])[]) =>
  known.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]).sort()

describe('people of two groups who know one another', () => {
  it.each([
    { known: all },
    { known: all.slice(0, 3) },
    { known: all.slice(1) },
    { known: [all[0], all[3]] },
    { known: [all[1], all[2]] },
    { known: [all[3]] },
  ])('do so again: $known', async ({ known }) => {
    using stage = await acquainted(known)
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(knownNow(stage)).toEqual(bothWays(known))
  })

  it('are tied to the right one where somebody untied the merged ones', async () => {
    using stage = await acquainted(all)
    stage.crm.ties.drop('contacts', { member: 'a+b', relationship: 'contacts.contacts', row: 'p+q:knows' })
    stage.crm.ties.drop('contacts', { member: 'p+q', relationship: 'contacts.contacts', row: 'a+b:knows' })
    const { groups: done } = await stage.undo()
    expect(byItem(done)).toMatchObject({ 'contacts.contacts p:knows': 'exact' })
    expect(knownNow(stage)).toEqual(bothWays(all.slice(1)))
  })
})
