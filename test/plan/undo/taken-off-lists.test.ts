import { describe, expect, it } from 'vitest'
import { Crash } from '../apply/memory-journal.ts'
import type { Mishap, ScriptedCall } from '../scripted-crm.ts'
import { splitObjects } from '../scripted-tied.ts'
import { byItem, UndoStage } from './undo-stage.ts'

const undo = { kind: 'impossible', why: 'the CRM has no call for it' } as const
const list = { relationship: 'contacts.lists', row: '7' }

interface Case {
  /** Who is in the list besides `b`. */
  readonly also?: string
  /** The merge leaves the membership behind. */
  readonly left?: true
  readonly script?: (call: ScriptedCall) => Mishap | undefined
  /** The run breaks off once this was answered, before it looks whether all is as planned. */
  readonly diesAfter?: 'merge' | 'attach'
  readonly takenOff?: true
}

const refusal = { refuse: () => ({ code: 'NO_WRITE', retryable: false }) }

function stageOf({ also, left, script, diesAfter }: Case): UndoStage {
  const { contacts, ...others } = splitObjects
  if (contacts === undefined) throw new Error('no contacts')
  const relationships = contacts.relationships.map((one) =>
    one.object === 'lists' ? { ...one, mayStay: true as const, sameRow: true as const } : one,
  )
  const stage = new UndoStage({ ...others, contacts: { ...contacts, relationships } })
  const { crm, journal } = stage
  Object.assign(crm, { mergesIntoNew: true, fills: true, restores: false, addresses: ['email', 'more'] })
  for (const id of ['a', 'b']) crm.add('contacts', id, { email: `${id}@acme.example` })
  for (const member of ['b', ...(also ?? '')]) crm.ties.add('contacts', member, list.relationship, list.row)
  crm.automation = (verb) => {
    if (verb === 'merge' && left) crm.ties.drop('contacts', { ...list, member: 'a+b' })
  }
  crm.script = script ?? (() => undefined)
  journal.hook = (when) => {
    const [intent, last] = journal.lines.slice(-2)
    const isAnswer = last?.type === 'outcome' && intent?.type === 'intent' && intent.verb === diesAfter
    if (when !== 'before' || !isAnswer) return
    journal.dead = true
    throw new Crash()
  }
  return stage
}

async function merged(one: Case): Promise<UndoStage> {
  const stage = stageOf(one)
  const applied = stage.applied([{ object: 'contacts', members: ['a', 'b'], set: {}, undo }])
  if (one.diesAfter === undefined) await applied
  else await expect(applied).rejects.toThrow(Crash)
  const { crm, journal } = stage
  journal.dead = false
  journal.hook = () => {}
  crm.script = () => undefined
  const hung = crm.ties.list().includes('contacts a+b contacts.lists 7')
  expect(hung).toBe(one.takenOff === true || one.left !== true)
  if (one.takenOff) crm.ties.drop('contacts', { ...list, member: 'a+b' })
  return stage
}

const kept = 'kept: taken off the survivor since the merge'
const cases: readonly (readonly [string, Case, string, readonly string[]])[] = [
  ['moved by the merge', {}, 'exact', ['new0']],
  ['moved by the merge, and taken off since', { takenOff: true }, kept, []],
  ['given by the run, and taken off since', { left: true, takenOff: true }, kept, []],
  [
    'given by a run that broke off, and taken off since',
    { left: true, diesAfter: 'attach', takenOff: true },
    kept,
    [],
  ],
  ["the survivor's own, too", { also: 'a' }, 'exact', ['a+b', 'new0']],
  ["the survivor's own, too, and taken off since", { also: 'a', takenOff: true }, kept, []],
  [
    'left behind, and refused to the run',
    { left: true, script: ({ verb }) => (verb === 'attach' ? refusal : undefined) },
    'exact',
    ['new0'],
  ],
  ['left behind, and the run broke off', { left: true, diesAfter: 'merge' }, 'exact', ['new0']],
]

describe('a membership of a list that a duplicate had', () => {
  it.each(cases)('%s', async (_, one, says, members) => {
    using stage = await merged(one)
    const item = 'contacts.lists 7'
    expect(byItem(await stage.foresee())).toMatchObject({ [item]: says })
    expect(byItem((await stage.undo()).groups)).toMatchObject({ [item]: says })
    expect(stage.crm.ties.list()).toEqual(members.map((id) => `contacts ${id} contacts.lists 7`))
    const { length } = stage.sent()
    await stage.undo()
    expect(stage.sent()).toHaveLength(length)
  })
})
