import { statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCodes, KitError } from '../../../src/kit/index.ts'
import type { PlanFile } from '../../../src/plan/files/plan-file.ts'
import {
  createJournal,
  readJournal,
  reopenJournal,
  stateOf,
  verifyJournal,
} from '../../../src/plan/journal/index.ts'
import { undoPlan } from '../../../src/plan/undo/index.ts'
import { type Group, Stage } from './org.ts'

function groupsOf(stage: Stage): readonly Group[] {
  return Array.from({ length: 14 }, (_, n): Group => {
    const members = [`c${n}`, `d${n}`, `e${n}`, `f${n}`] as const
    for (const id of members) stage.crm.add('Contact', id)
    stage.crm.add('Task', `t${n}`, { WhoId: `d${n}` })
    return { members, set: { Title: 'CEO' } }
  })
}

function optionsOf(stage: Stage, plan: PlanFile) {
  return { home: join(stage.dir, 'home'), connection: 'acme', plan: plan.id, now: stage.now }
}

describe('a run with its journal on disk', () => {
  it('that was stopped goes on from what the files say, and leaves a journal that verifies', async () => {
    using stage = new Stage()
    const planned = stage.plan(groupsOf(stage))
    const dir = join(stage.dir, 'journal')
    const options = optionsOf(stage, planned.plan)
    let merges = 0
    stage.crm.script = ({ verb }) => {
      if (verb !== 'merge' || ++merges !== 2) return undefined
      const before = () => {
        throw new KitError('API_BUDGET', 'used up', { exit: exitCodes.stopped })
      }
      return { before }
    }
    {
      await using journal = await createJournal(dir, options)
      expect(await stage.apply(planned, { journal })).toMatchObject({ exit: 69, merged: 20, left: 14 })
    }
    {
      await using reader = readJournal(dir)
      await using journal = await reopenJournal(dir, options)
      const outcome = await stage.apply(planned, { journal, resume: reader })
      expect(outcome).toMatchObject({ exit: 0, done: 14, merged: 42, differences: [] })
      expect(statSync(outcome.files.idMap).mode & 0o777).toBe(0o600)
    }
    expect(await verifyJournal(dir)).toMatchObject({
      ok: true,
      problems: [],
      close: { reason: 'finished', done: 14 },
    })
    const state = await stateOf(readJournal(dir).entries())
    expect(planned.plan.actions.map(({ id }) => state.of(id).is)).toEqual(Array(14).fill('verified'))
  })

  it('does not merge again what was undone', async () => {
    using stage = new Stage()
    const groups = groupsOf(stage)
    const planned = stage.plan(groups)
    const dir = join(stage.dir, 'journal')
    const options = optionsOf(stage, planned.plan)
    {
      await using journal = await createJournal(dir, options)
      expect(await stage.apply(planned, { journal })).toMatchObject({ exit: 0 })
    }
    const [first] = planned.plan.actions
    if (first === undefined) throw new Error('no action')
    {
      await using reader = readJournal(dir)
      await using journal = await reopenJournal(dir, options)
      const { connection, now, pause, signal, progress, tool, pid, consent } = stage.request(planned)
      const state = await stateOf(reader.entries())
      const told = { connection, now, pause, signal, progress, tool, pid, consent }
      const undone = await undoPlan({
        ...planned,
        ...told,
        actions: [first],
        mayChange: new Set<string>(),
        readBacks: [],
        reader,
        state,
        journal,
      })
      expect(undone).toMatchObject({ ended: 'finished', error: null })
      expect(stage.crm.fateOf('d0')).toEqual({ is: 'there' })
    }
    await using reader = readJournal(dir)
    await using journal = await reopenJournal(dir, options)
    const outcome = await stage.apply(planned, { journal, resume: reader })
    expect(outcome).toMatchObject({
      done: 13,
      merged: 39,
      skipped: [{ action: first.id, code: 'undone' }],
      exit: 68,
    })
    expect(stage.crm.fateOf('d0')).toEqual({ is: 'there' })
  })
})
