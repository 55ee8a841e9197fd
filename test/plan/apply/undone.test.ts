import { describe, expect, it } from 'vitest'
import type { EntryBody, JournalOutcome } from '../../../src/plan/journal/entry.ts'
import { Stage } from './org.ts'

type Verb = Extract<EntryBody, { type: 'intent' }>['verb']

/** What an undo puts down about one write of the only group. */
async function undo({ journal }: Stage, verb: Verb, record: string, outcome: JournalOutcome): Promise<void> {
  const [open] = journal.of('open')
  const [intent] = journal.of('intent')
  if (open === undefined || intent === undefined) throw new Error('nothing was applied')
  const { seq: _, at: __, prev: ___, hash: ____, ...body } = open
  const [{ action, object } = { action: '', object: '' }] = intent.items
  const step = Math.max(...journal.of('intent').map((one) => one.step)) + 1
  const items = [{ action, item: `undo:${record}`, object, record, fields: [] }]
  await journal.appendAll([
    { body: { ...body, run: 'undo' } },
    { body: { type: 'intent', step, verb, items, sha256: '0'.repeat(64) } },
    { body: { type: 'outcome', step, outcomes: [outcome] } },
  ])
}

async function merged(): Promise<{ stage: Stage; planned: ReturnType<Stage['plan']> }> {
  const stage = new Stage()
  for (const id of ['c0', 'd0']) stage.crm.add('Contact', id)
  const planned = stage.plan([{ members: ['c0', 'd0'] }])
  expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1 })
  return { stage, planned }
}

describe('a run that goes on after an undo', () => {
  it.each(['NOT_SENT', 'UNDELETE_FAILED'])('goes by what stands when that ended in %s', async (code) => {
    const { stage, planned } = await merged()
    using _ = stage
    await undo(stage, 'restore', 'd0', { result: 'refused', code, message: '' })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 1, merged: 1, skipped: [] })
  })

  it.each<JournalOutcome>([{ result: 'done' }, { result: 'unknown', cause: 'reset' }])(
    'leaves a group whose loser may be back: %o',
    async (outcome) => {
      const { stage, planned } = await merged()
      using _ = stage
      await undo(stage, 'restore', 'd0', outcome)
      expect(await stage.apply(planned)).toMatchObject({ exit: 68, done: 0, skipped: [{ code: 'undone' }] })
    },
  )

  it('does not count links that were taken back', async () => {
    using stage = new Stage()
    for (const id of ['o1', 'o2', 'o3']) stage.crm.add('Opportunity', id)
    const planned = stage.plan([
      { object: 'Opportunity', members: ['o1', 'o2', 'o3'], link: 'Duplicate_Of__c' },
    ])
    expect(await stage.apply(planned)).toMatchObject({ linked: 2 })
    await undo(stage, 'update', 'o2', { result: 'done' })
    expect(await stage.apply(planned)).toMatchObject({ linked: 1, skipped: [{ code: 'undone' }] })
  })
})
