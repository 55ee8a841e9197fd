import { describe, expect, it } from 'vitest'
import { stateOf } from '../../../src/plan/journal/index.ts'
import { journalText } from '../../../src/report/plan/journal-text.ts'
import { type Group, Stage } from '../../plan/apply/org.ts'

/** The journal of a run in which automation changed so many of the first groups. */
async function journalOf(changed: number): Promise<{ text: string; actions: readonly string[] }> {
  using stage = new Stage()
  stage.policy = { ...stage.policy, apply: { ...stage.policy.apply, stages: [13] } }
  const groups = Array.from({ length: 13 }, (_, n): Group => {
    for (const id of [`c${n}`, `d${n}`]) stage.crm.add('Contact', id)
    return { members: [`c${n}`, `d${n}`] }
  })
  const planned = stage.plan(groups)
  stage.crm.automation = (_, __, id) => {
    if (Number(id.slice(1)) < changed) stage.crm.set(id, { Level__c: 'Gold', Phone: '1' })
  }
  await stage.apply(planned)
  const text = journalText(await stateOf(stage.journal.entries()), 100)
  return { text, actions: planned.plan.actions.map(({ id }) => id) }
}

describe('groups that were not as planned', () => {
  it.each([1, 10])('are named with their columns: %i', async (changed) => {
    const { text, actions } = await journalOf(changed)
    const named = text.split('\n').filter((line) => line.includes('Contact.Level__c, Contact.Phone'))
    expect(named.map((line) => line.slice(9).split(':')[0])).toEqual(actions.slice(0, changed))
    expect(named[0]).toMatch(/^differ /)
    expect(text).not.toContain('more')
  })

  it('are counted beyond the tenth', async () => {
    const { text } = await journalOf(12)
    expect(text.match(/Contact\.Level__c/g)).toHaveLength(10)
    expect(text).toContain('         and 2 groups more')
  })

  it('are not spoken of when there are none', async () => {
    expect((await journalOf(0)).text).not.toContain('differ')
  })
})

describe('groups and runs', () => {
  it('are told with what was done and what was not, and by the numbers of the runs', async () => {
    using stage = new Stage()
    for (const id of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1', 'c2']) stage.crm.add('Contact', id)
    const planned = stage.plan([
      { members: ['a1', 'a2', 'a3'] },
      { members: ['b1', 'b2'] },
      { members: ['c1', 'c2'] },
    ])
    stage.crm.set('b2', { Phone: '1' })
    await stage.apply(planned)
    const state = await stateOf(stage.journal.entries())
    const [a = '', b = '', c = ''] = planned.plan.actions.map(({ id }) => id)
    const text = journalText(state, 200)
    expect(text).toContain(`open     ${b} skipped: left as it is: changed (b2: Phone)`)
    expect(text).toMatch(/^run 1 {4}apply of \S+: wrote 2 groups; finished \(FINISHED\)$/m)
    expect(text).not.toContain(a)
    const whole = journalText(state, 200, true)
    expect(whole).toMatch(new RegExp(`^group {4}${a} verified: \\d × merge done`, 'm'))
    expect(whole).toMatch(new RegExp(`^ +${c} verified: 1 × merge done`, 'm'))
  })
})
