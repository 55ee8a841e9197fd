import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../../src/kit/index.ts'
import { Policy } from '../../../src/policy/schema.ts'
import type { Mishap } from '../scripted-crm.ts'
import { Crash } from './memory-journal.ts'
import type { Stage } from './org.ts'
import { tiedStage } from './scenarios.ts'

const lenient = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
const set = { jobtitle: 'CEO', phone: null }

/** A group of three: A and B yield A+B, that and C yield A+B+C. The merge fills phone; the plan wants none. */
function begin(suppressed: readonly string[] = []) {
  const stage = tiedStage()
  stage.policy = lenient
  const { crm } = stage
  crm.add('contacts', 'A', { email: 'a@acme.example', stage: 1 })
  crm.add('contacts', 'B', { email: 'b@acme.example', firstname: 'Ada', phone: '1' })
  crm.add('contacts', 'C', { email: 'c@acme.example', phone: '2', stage: 3 })
  crm.ties.add('contacts', 'B', 'contacts.deals', 'd1:of')
  crm.ties.add('contacts', 'C', 'contacts.deals', 'd1:of')
  const planned = stage.plan([
    {
      object: 'contacts',
      members: ['A', 'B', 'C'],
      set,
      suppressed: suppressed.map((member) => ({ address: `${member}@acme.example`, field: 'email', member })),
    },
  ])
  return { stage, planned }
}

function onMerge(stage: Stage, mishaps: readonly (Mishap | undefined)[]): void {
  let n = 0
  stage.crm.script = ({ verb }) => (verb === 'merge' ? mishaps[n++] : undefined)
}

const listed = (path: string) => readFileSync(path, 'utf8').trim().split('\n').slice(1)
const foreseen = { firstname: 'Ada', stage: 3, more: 'b@acme.example;c@acme.example' }

describe('a group whose survivor gets a new id with each merge', () => {
  it('ends with what the merges give, the values of the plan, and blanks again', async () => {
    const { stage, planned } = begin(['A', 'B'])
    using _stage = stage
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 0, merged: 2, differences: [] })
    expect(stage.crm.get('A+B+C')).toMatchObject({ ...foreseen, ...set, email: 'a@acme.example' })
    expect(listed(outcome.files.idMap).map((row) => row.split(',').slice(0, 3).join(' '))).toEqual([
      'contacts B A+B+C',
      'contacts C A+B+C',
      'contacts A A+B+C',
      'contacts A+B A+B+C',
    ])
    expect(listed(outcome.files.suppression).map((row) => row.split(',').at(-1))).toEqual(['A+B+C', 'A+B+C'])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 2 })
    expect(stage.crm.calls('merge')).toHaveLength(2)
  })

  it('searches for every id that was ended', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    const asked: string[] = []
    const { strays } = stage.crm.writer
    Object.assign(stage.crm.writer, {
      strays: (ids: readonly string[]) => {
        asked.push(...ids)
        return strays(ids)
      },
    })
    stage.crm.strays = [{ object: 'deals', id: 'd1', field: 'name', stray: 'A+B' }]
    const { files } = await stage.apply(planned)
    expect(asked.sort()).toEqual(['A', 'A+B', 'B', 'C'])
    expect(listed(files.strays ?? '')).toEqual(['deals,d1,name,A+B,A+B+C'])
  })

  it.each<readonly [string, readonly (Mishap | undefined)[], number]>([
    ['whose first merge has no answer', [{ dropped: true }], 2],
    ['whose second merge has no answer', [undefined, { dropped: true }], 2],
    ['whose merges never arrive at first', [{ lost: true }, undefined, { lost: true }], 4],
  ])('%s is merged once', async (_, mishaps, calls) => {
    const { stage, planned } = begin()
    using _stage = stage
    onMerge(stage, mishaps)
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 2, differences: [], skipped: [] })
    expect(stage.crm.calls('merge')).toHaveLength(calls)
    expect(stage.crm.get('A+B+C')).toMatchObject({ ...foreseen, ...set })
  })

  it('whose run dies after each merge compares with what was before the first', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    for (const at of [1, 2]) {
      stage.journal.hook = (when) => {
        if (when !== 'before' || stage.journal.of('outcome').length < at) return
        stage.journal.dead = true
        throw new Crash('after a merge')
      }
      await expect(stage.apply(planned)).rejects.toThrow(Crash)
      stage.journal.dead = false
    }
    stage.journal.hook = () => {}
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 2, differences: [] })
    expect(stage.crm.get('A+B+C')).toMatchObject({ ...foreseen, ...set })
  })

  it.each<readonly [string, Readonly<Record<string, Value>>, object]>([
    ['nobody changes anything', {}, { exit: 0, done: 1, merged: 2 }],
    [
      'somebody edits the survivor',
      { firstname: 'Byron' },
      { exit: 69, partly: 1, merged: 1, error: { code: 'UNPLANNED_CHANGE' } },
    ],
    [
      'somebody takes back what the merge filled',
      { firstname: null },
      { exit: 69, merged: 2, error: { code: 'NOT_AS_PLANNED' } },
    ],
  ])('is looked at between its merges while %s', async (_, edit, ends) => {
    const { stage, planned } = begin()
    using _stage = stage
    onMerge(stage, [{ after: () => stage.crm.set('A+B', edit) }])
    expect(await stage.apply(planned)).toMatchObject(ends)
  })

  it('says which values are missing that a merge should have given', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.fills = false
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, error: { code: 'NOT_AS_PLANNED' } })
    expect(outcome.differences.map(({ id, field, what }) => `${id} ${field}: ${what}`).sort()).toEqual([
      'A+B+C firstname: it has not the value that the merge gives it',
      'A+B+C more: it has not the value that the merge gives it',
      'A+B+C stage: it has not the value that the merge gives it',
    ])
  })

  it('that somebody merged by hand is not merged twice', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    const key = (id: string) => ({ connection: 'acme', object: 'contacts', id })
    stage.crm.merge('contacts', { survivor: key('A'), losers: [key('B')], values: {} })
    expect(await stage.apply(planned)).toMatchObject({ skipped: [{ code: 'not-merged-twice', record: 'B' }] })
    expect(stage.crm.calls('merge')).toHaveLength(0)
  })
})

describe('values that a merge takes not along', () => {
  const refuse = { refuse: () => ({ code: 'PROPERTY_INVALID', retryable: false }) }

  it('and that are refused leave the group partial; the next run writes them', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.script = ({ verb }) => (verb === 'update' ? refuse : undefined)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      partly: 1,
      merged: 2,
      ended: 'stopped',
      error: { code: 'TOO_MANY_REFUSED' },
    })
    expect(outcome.differences).toEqual(
      ['jobtitle', 'phone'].map((field) => ({
        object: 'contacts',
        id: 'A+B+C',
        field,
        what: 'left: its value was not written: PROPERTY_INVALID',
      })),
    )
    stage.crm.script = () => undefined
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 1, partly: 0, differences: [] })
    expect(stage.crm.get('A+B+C')).toMatchObject(set)
    expect(stage.crm.calls('merge')).toHaveLength(2)
  })

  it('and a change that was told do not stop whoever goes on', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.fills = false
    stage.crm.script = ({ verb }) => (verb === 'update' ? refuse : undefined)
    const first = await stage.apply(planned)
    expect(first).toMatchObject({ exit: 69, error: { code: 'NOT_AS_PLANNED' } })
    const again = await stage.apply(planned)
    expect(again).toMatchObject({ exit: 68, error: null, partly: 1, differences: first.differences })
    stage.crm.script = ({ verb }) =>
      verb === 'update' ? { ...refuse, before: () => stage.crm.set('A+B+C', { stage: 9 }) } : undefined
    expect(await stage.apply(planned)).toMatchObject({ exit: 69, error: { code: 'UNPLANNED_CHANGE' } })
  })

  it('do not overwrite what somebody wrote after the merge', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    onMerge(stage, [undefined, { after: () => stage.crm.set('A+B+C', { jobtitle: 'Chair' }) }])
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ partly: 1, merged: 2 })
    expect(outcome.differences).toContainEqual({
      object: 'contacts',
      id: 'A+B+C',
      field: 'phone',
      what: 'left: its value was not written: changed',
    })
    expect(stage.crm.get('A+B+C')).toMatchObject({ jobtitle: 'Chair' })
  })
})

describe('ids that are equal in two objects', () => {
  it('are kept apart', async () => {
    using stage = tiedStage()
    const { crm } = stage
    for (const id of ['1', '2', '3']) crm.add('contacts', id, { email: `${id}@acme.example` })
    for (const id of ['1', '2', '3']) crm.add('companies', id, { name: id })
    crm.ties.add('companies', '2', 'companies.contacts', '2:works')
    const planned = stage.plan([
      { object: 'contacts', members: ['1', '2'] },
      { object: 'companies', by: 'preserving', members: ['1', '2'] },
    ])
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 0, merged: 2, differences: [] })
    expect(listed(outcome.files.idMap).map((row) => row.split(',').slice(0, 3).join(' '))).toEqual([
      'contacts 2 1+2',
      'contacts 1 1+2',
      'companies 2 1',
    ])
    expect(crm.fateOf('1', 'companies')).toEqual({ is: 'there' })
    expect(crm.ties.list()).toContain('companies 1 companies.contacts 1+2:works')
  })
})
