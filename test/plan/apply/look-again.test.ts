import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import { type Group, Stage } from './org.ts'

const lenient = Policy.parse({ version: 1, apply: { refusedShare: 1, stages: [1] } })

function pairs(stage: Stage, count: number): readonly Group[] {
  return Array.from({ length: count }, (_, n): Group => {
    stage.crm.add('Contact', `c${n}`)
    stage.crm.add('Contact', `d${n}`, { Title: 'CEO' })
    return { members: [`c${n}`, `d${n}`], set: { Title: 'CEO' } }
  })
}

function pass(stage: Stage, milliseconds: number): void {
  stage.clock += milliseconds
}

/** Once the pre-image of the group is on disk, or a number of merge requests has gone out. */
function meanwhile(stage: Stage, ready: () => boolean, act: () => void): void {
  let over = false
  stage.crm.script = ({ verb }) => {
    if (over || verb === 'fates' || !ready()) return undefined
    over = true
    act()
    return undefined
  }
}

describe('what changes between the pre-image and the merge', () => {
  it.each<readonly [string, string, string, (stage: Stage) => void]>([
    ['a value of the loser', 'changed', 'd0', ({ crm }) => crm.set('d0', { Phone: '1' })],
    ['a value of the survivor', 'changed', 'c0', ({ crm }) => crm.set('c0', { Phone: '1' })],
    ['a loser that is deleted', 'gone', 'd0', ({ crm }) => crm.delete('d0')],
  ])('leaves that group alone: %s', async (_, code, record, act) => {
    using stage = new Stage()
    stage.policy = lenient
    const planned = stage.plan(pairs(stage, 3))
    meanwhile(
      stage,
      () => stage.journal.of('pre-image').length > 0,
      () => act(stage),
    )
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 68, done: 2, merged: 2, skipped: [{ code, record }] })
    expect(stage.journal.of('skip')).toMatchObject([{ code, record }])
    expect(stage.crm.calls('merge').flatMap(({ ids }) => ids)).toEqual(['c1', 'c2'])
    expect(readFileSync(outcome.files.idMap, 'utf8')).not.toContain('d0')
  })

  it('is seen in later requests of the same chunk', async () => {
    using stage = new Stage()
    stage.policy = lenient
    const planned = stage.plan(pairs(stage, 50))
    meanwhile(
      stage,
      () => stage.crm.calls('merge').length === 2,
      () => stage.crm.set('d45', { Phone: '1' }),
    )
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      merged: 49,
      skipped: [{ code: 'changed', record: 'd45', fields: ['Phone'] }],
    })
  })

  it('ends a group that was begun, and keeps what was merged', async () => {
    using stage = new Stage()
    stage.policy = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
    for (const id of ['c0', 'd0', 'd1', 'd2']) stage.crm.add('Contact', id)
    for (const id of ['e0', 'e1']) stage.crm.add('Contact', id)
    const planned = stage.plan([{ members: ['e0', 'e1'] }, { members: ['c0', 'd0', 'd1', 'd2'] }])
    meanwhile(
      stage,
      () => stage.crm.calls('merge').length === 1,
      () => stage.crm.set('d2', { Phone: '1' }),
    )
    expect(await stage.apply(planned)).toMatchObject({ error: null, exit: 68, partly: 1, merged: 3 })
    expect(stage.crm.fateOf('d2').is).toBe('there')
  })

  it('is looked for again when a look has become old', async () => {
    using stage = new Stage()
    stage.policy = lenient
    stage.crm.script = ({ verb }) => (verb === 'merge' ? { after: () => pass(stage, 2001) } : undefined)
    const planned = stage.plan(pairs(stage, 41))
    await stage.apply(planned)
    expect(stage.crm.calls('merge').map(({ ids }) => ids.length)).toEqual([1, 20, 20])
    expect(stage.crm.calls('fetch').map(({ ids }) => ids.length)).toEqual([2, 2, 1, 80, 40, 40, 40])
  })
})

it('is seen before duplicates are linked, when their pre-image is some time ago', async () => {
  using stage = new Stage()
  stage.policy = lenient
  for (const id of ['o0', 'o1']) stage.crm.add('Opportunity', id)
  const planned = stage.plan([{ object: 'Opportunity', members: ['o0', 'o1'], link: 'Duplicate_Of__c' }])
  stage.journal.hook = (when, at) => {
    if (when !== 'after' || stage.journal.lines[at]?.type !== 'pre-image') return
    pass(stage, 20_000)
    stage.crm.set('o1', { StageName: 'Won' })
  }
  expect(await stage.apply(planned)).toMatchObject({ exit: 68, linked: 0, skipped: [{ code: 'changed' }] })
  expect(stage.crm.calls('update')).toEqual([])
})

it('is not judged before what the CRM shows late was looked for again', async () => {
  using stage = new Stage()
  stage.crm.add('Task', 't', { WhoId: 'd0' })
  const planned = stage.plan(pairs(stage, 1))
  const { children } = stage.crm.writer
  let late = 2
  const writer = {
    ...stage.crm.writer,
    children: async (...asked: Parameters<typeof children>) => {
      const read = await children(...asked)
      return stage.crm.calls('merge').length > 0 && late-- > 0 ? { ...read, rows: [] } : read
    },
  }
  const connection = { ...stage.crm.connection(), writer }
  expect(await stage.apply(planned, { connection })).toMatchObject({ exit: 0, merged: 1, differences: [] })
  expect(stage.pauses).toEqual([2_000, 5_000])
})
