import { describe, expect, it } from 'vitest'
import { type Group, Stage } from './org.ts'

function groups(stage: Stage, sizes: readonly number[]): readonly Group[] {
  return sizes.map((size, n): Group => {
    const [first = '', ...others] = Array.from({ length: size }, (_, member) =>
      stage.crm.add('Contact', `c${n}-${member}`),
    )
    return { members: [first, ...others] }
  })
}

const pairs = (count: number) => Array.from({ length: count }, () => 2)

describe('a stage takes no more than the recycle bin has room for', () => {
  it.each([
    ['room for all', pairs(30), 30, [10, 30], 30, null],
    ['room for half of the last stage', pairs(30), 20, [10, 20], 20, 'BIN_FULL'],
    ['room within the canary', pairs(30), 4, [4], 4, 'BIN_FULL'],
    ['room for one of two losers', [2, 2, 3, 2], 3, [2], 2, 'BIN_FULL'],
    ['none', pairs(3), 0, [], 0, 'BIN_FULL'],
  ] as const)('%s', async (_, sizes, room, stages, merged, code) => {
    using stage = new Stage()
    stage.crm.verdict = { ...stage.crm.verdict, bin: { used: 100, capacity: 100 + room, days: 15 } }
    const outcome = await stage.apply(stage.plan(groups(stage, sizes)))
    expect(outcome).toMatchObject({ merged, left: sizes.length - merged })
    expect(outcome.error?.code ?? null).toBe(code)
    expect(stage.journal.of('stage').map((entry) => entry.groups)).toEqual(stages)
  })

  it('looks again before the next stage, for others empty it and fill it', async () => {
    using stage = new Stage()
    const bin = { used: 100, capacity: 115, days: 15 }
    stage.crm.verdict = { ...stage.crm.verdict, bin }
    let looks = 0
    stage.crm.script = ({ verb }) => {
      if (verb !== 'bin') return undefined
      looks++
      // after the second look somebody has emptied it but for a few
      if (looks === 2) stage.crm.verdict = { ...stage.crm.verdict, bin: { ...bin, used: 60 } }
      return undefined
    }
    const outcome = await stage.apply(stage.plan(groups(stage, pairs(40))))
    expect(outcome).toMatchObject({ exit: 0, merged: 40 })
    expect(stage.journal.of('stage').map((entry) => entry.groups)).toEqual([10, 15, 40])
    expect(looks).toBe(2)
  })

  it('stops with what the window really is, and goes on once there is room', async () => {
    using stage = new Stage()
    const bin = { used: 95, capacity: 100, days: 15, graceHours: 2 }
    stage.crm.verdict = { ...stage.crm.verdict, bin }
    const planned = stage.plan(groups(stage, pairs(8)))
    const { error, exit } = await stage.apply(planned)
    expect(exit).toBe(69)
    expect(error?.message).toBe(
      'The recycle bin holds 100 records and has 100, 5 of them by this run: room for 0. 3 more of this plan would go in, the next group with 1 record. When it has more it drops its oldest after 2 hours, which could then not be undone. Those of this run can be taken back for 15 days: the first goes on 2026-03-17.',
    )
    expect(error?.actions.join('\n')).toContain('--resume')
    stage.crm.verdict = { ...stage.crm.verdict, bin: { ...bin, used: 5 } }
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 8 })
  })

  it('does not look where nobody minds, nor for links', async () => {
    using stage = new Stage()
    stage.crm.verdict = { ...stage.crm.verdict, bin: { used: 100, capacity: 100, days: 15 } }
    for (const id of ['o1', 'o2']) stage.crm.add('Opportunity', id)
    const link = { object: 'Opportunity', members: ['o1', 'o2'] as const, link: 'Duplicate_Of__c' }
    const planned = stage.plan([...groups(stage, pairs(12)), { ...link, members: ['o1', 'o2'] }])
    expect(await stage.apply(planned, { beyondBin: true })).toMatchObject({ exit: 0, merged: 12, linked: 1 })
    expect(stage.crm.calls('bin')).toHaveLength(0)
  })
})
