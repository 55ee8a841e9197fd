import { describe, expect, it } from 'vitest'
import { exitCodes, KitError } from '../../../src/kit/index.ts'
import { Policy } from '../../../src/policy/schema.ts'
import type { Mishap } from '../scripted-crm.ts'
import { type Group, Stage } from './org.ts'

/** Groups of two: `c0` and `d0`, `c1` and `d1`, … */
function pairs(stage: Stage, count: number): readonly Group[] {
  return Array.from({ length: count }, (_, n): Group => {
    stage.crm.add('Contact', `c${n}`)
    stage.crm.add('Contact', `d${n}`, { Title: 'CEO' })
    return { members: [`c${n}`, `d${n}`], set: { Title: 'CEO' } }
  })
}

/** A script for the first merges: one mishap each. */
function merges(stage: Stage, mishaps: readonly Mishap[]): void {
  let n = 0
  stage.crm.script = ({ verb }) => (verb === 'merge' ? mishaps[n++] : undefined)
}

const lenient = Policy.parse({ version: 1, apply: { refusedShare: 1 } })

describe('a merge without an answer', () => {
  it('that was carried out is read back and not sent again', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 3))
    merges(stage, [{ dropped: true }])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 3, differences: [] })
    expect(stage.crm.calls('merge')).toHaveLength(1)
    expect(stage.journal.of('read-back')[0]?.outcomes).toEqual([
      { result: 'done' },
      { result: 'done' },
      { result: 'done' },
    ])
  })

  it('that never arrived is looked for several times, then sent with a fresh pre-image', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 1))
    merges(stage, [{ lost: true }])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1 })
    expect(stage.crm.calls('merge')).toHaveLength(2)
    expect(stage.pauses.slice(0, 4)).toEqual([2_000, 5_000, 15_000, 30_000])
    const types = stage.journal.lines.map(({ type }) => type)
    expect(types.slice(1, 7)).toEqual(['pre-image', 'intent', 'outcome', 'read-back', 'pre-image', 'intent'])
  })

  it('that the server finishes only while it is looked for counts as done', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 1))
    merges(stage, [{ lost: true }])
    const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })
    const pause = async (milliseconds: number) => {
      stage.clock += milliseconds
      if (milliseconds === 15_000) {
        stage.crm.merge('Contact', { survivor: key('c0'), losers: [key('d0')], values: { Title: 'CEO' } })
      }
    }
    expect(await stage.apply(planned, { pause })).toMatchObject({ exit: 0, merged: 1, differences: [] })
    expect(stage.crm.calls('merge')).toHaveLength(1)
  })

  it('that is finished after all, when it was sent again, counts as done', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 1))
    const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })
    const late = () => {
      stage.crm.merge('Contact', { survivor: key('c0'), losers: [key('d0')], values: { Title: 'CEO' } })
    }
    merges(stage, [{ lost: true }, { before: late }])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1, skipped: [], differences: [] })
    expect(stage.journal.of('read-back').at(-1)?.outcomes).toEqual([{ result: 'done' }])
  })

  it('whose records somebody else took meanwhile is left', async () => {
    using stage = new Stage()
    stage.policy = lenient
    const planned = stage.plan(pairs(stage, 2))
    merges(stage, [{ lost: true, before: () => stage.crm.delete('d0') }])
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 68, merged: 1, skipped: [{ code: 'refused', cause: 'GONE' }] })
  })

  it('is one whose answer is missing among the others', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 3))
    const { merge } = stage.crm.writer
    const writer = {
      ...stage.crm.writer,
      merge: async (...asked: Parameters<typeof merge>) => (await merge(...asked)).slice(0, 2),
    }
    const connection = { ...stage.crm.connection(), writer }
    expect(await stage.apply(planned, { connection })).toMatchObject({ exit: 0, merged: 3, differences: [] })
    expect(stage.journal.of('outcome')[0]?.outcomes.map(({ result }) => result)).toEqual([
      'done',
      'done',
      'unknown',
    ])
  })

  it('that breaks in a way nobody foresaw is treated as unknown', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 1))
    merges(stage, [
      {
        after: () => {
          throw new TypeError('secret text of a library')
        },
      },
    ])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1 })
    expect(stage.journal.of('outcome')[0]?.outcomes).toEqual([{ result: 'unknown', cause: 'TypeError' }])
  })
})

describe('a refused merge', () => {
  const locked = (id: string) => (id === 'c1' ? { code: 'UNABLE_TO_LOCK_ROW', retryable: true } : null)
  const refused = (id: string) => (id === 'c1' ? { code: 'MERGE_FAILED', retryable: false } : null)

  it('is tried again after a lock, alone and later each time', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 3))
    merges(stage, [{ refuse: locked }, { refuse: locked }])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 3 })
    expect(stage.crm.calls('merge').map(({ ids }) => ids)).toEqual([['c0', 'c1', 'c2'], ['c1'], ['c1']])
    expect(stage.pauses).toEqual([2_000, 8_000])
  })

  it('is given up after a few locks, and the others are merged', async () => {
    using stage = new Stage()
    stage.policy = lenient
    const planned = stage.plan(pairs(stage, 3))
    stage.crm.script = ({ verb }) => (verb === 'merge' ? { refuse: locked } : undefined)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      exit: 68,
      merged: 2,
      skipped: [{ code: 'refused', cause: 'UNABLE_TO_LOCK_ROW' }],
    })
    expect(stage.crm.calls('merge')).toHaveLength(4)
  })

  it('of many links of one group is tried again as often as of one', async () => {
    using stage = new Stage()
    const ids = ['o0', 'o1', 'o2', 'o3', 'o4', 'o5'] as const
    for (const id of ids) stage.crm.add('Opportunity', id)
    const planned = stage.plan([{ object: 'Opportunity', members: ids, link: 'Duplicate_Of__c' }])
    const lock = { refuse: () => ({ code: 'UNABLE_TO_LOCK_ROW', retryable: true }) }
    stage.crm.script = ({ verb }) => (verb === 'update' && stage.pauses.length < 3 ? lock : undefined)
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, linked: 5, skipped: [] })
    expect(stage.pauses).toEqual([2_000, 8_000, 30_000])
    expect(stage.crm.calls('update')).toHaveLength(4)
  })

  it('stops a run in which they become many', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 12))
    stage.crm.script = ({ verb }) => (verb === 'merge' ? { refuse: refused } : undefined)
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      exit: 69,
      ended: 'stopped',
      merged: 9,
      left: 2,
      error: { code: 'TOO_MANY_REFUSED' },
    })
    expect(await stage.apply(planned)).toMatchObject({ exit: 68, merged: 11, left: 0 })
  })

  it('in the middle of a large group leaves the rest of it, and says which', async () => {
    using stage = new Stage()
    stage.policy = lenient
    for (const id of ['c1', 'c2', 'c3', 'c4']) stage.crm.add('Contact', id)
    stage.crm.add('Task', 't4', { WhoId: 'c4' })
    const planned = stage.plan([{ members: ['c1', 'c2', 'c3', 'c4'], set: { Title: 'CEO' } }])
    merges(stage, [{}, { refuse: refused }])
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      done: 0,
      partly: 1,
      merged: 2,
      exit: 69,
      error: { code: 'TOO_MANY_REFUSED' },
    })
    expect(outcome.differences).toEqual([
      { object: 'Contact', id: 'c4', field: 'Id', what: 'left: MERGE_FAILED' },
    ])
    expect(stage.crm.get('c1').Title).toBe(null)
    expect(stage.journal.of('verified')[0]).toMatchObject({ ok: false })
  })
})

describe('a run that cannot go on', () => {
  const budget = new KitError('API_BUDGET', 'used up', { exit: exitCodes.stopped, actions: ['Wait'] })
  const session = new KitError('SESSION_EXPIRED', 'over', { actions: ['Log in again'] })

  it.each([
    ['the API budget is used up', budget],
    ['the session is over', session],
  ])('because %s is closed, resumable, and sends nothing twice', async (_, error) => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 25))
    merges(stage, [
      {},
      {
        before: () => {
          throw error
        },
      },
    ])
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      exit: 69,
      ended: 'stopped',
      merged: 10,
      left: 15,
      error: { code: error.code },
    })
    expect(outcome.error?.actions.join()).toContain(error.actions[0])
    expect(stage.journal.of('outcome').at(-1)?.outcomes[0]).toMatchObject({
      result: 'refused',
      code: 'NOT_SENT',
    })
    expect(stage.journal.lines.at(-1)).toMatchObject({
      type: 'close',
      reason: 'stopped',
      code: error.code,
      left: 15,
    })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 25 })
    const losers = stage.journal
      .of('intent')
      .flatMap(({ items }) => items.flatMap(({ losers = [] }) => losers))
    expect(losers).toHaveLength(40) // 25, and 15 of the request that was not sent
  })

  it('takes pre-images again that have got old, and leaves groups that changed meanwhile', async () => {
    using stage = new Stage()
    const planned = stage.plan(pairs(stage, 60))
    const slow = {
      after: () => {
        stage.clock += 55_000
        stage.crm.set('d50', { Phone: '1' })
      },
    }
    merges(stage, [{}, slow])
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      exit: 68,
      merged: 59,
      skipped: [{ code: 'changed', record: 'd50', fields: ['Phone'] }],
    })
    const takenAt = new Map<string, number>()
    for (const entry of stage.journal.lines) {
      if (entry.type === 'pre-image') takenAt.set(entry.action, Date.parse(entry.at))
      if (entry.type !== 'intent') continue
      for (const { action } of entry.items) {
        expect(Date.parse(entry.at) - (takenAt.get(action) ?? 0)).toBeLessThanOrEqual(60_000)
      }
    }
  })

  it('stops before the recycle bin overflows, unless that was agreed to', async () => {
    using stage = new Stage()
    stage.crm.verdict = { ...stage.crm.verdict, bin: { used: 100, capacity: 115, days: 15 } }
    const planned = stage.plan(pairs(stage, 20))
    expect(await stage.apply(planned)).toMatchObject({ exit: 69, merged: 15, error: { code: 'BIN_FULL' } })
    expect(await stage.apply(planned, { beyondBin: true })).toMatchObject({ exit: 0, merged: 20 })
  })

  it('refuses to merge in production what it cannot see whole, and records it elsewhere', async () => {
    using stage = new Stage()
    stage.crm.blind = [{ what: 'Case', why: 'no View All' }]
    const groups = pairs(stage, 1)
    const production = await stage.apply(stage.plan(groups, true))
    expect(production).toMatchObject({ exit: 69, merged: 0, error: { code: 'INCOMPLETE_SIGHT' } })
    using other = new Stage()
    other.crm.blind = [{ what: 'Case', why: 'no View All' }]
    expect(await other.apply(other.plan(pairs(other, 1)))).toMatchObject({ exit: 0, merged: 1 })
    expect(other.journal.of('pre-image')[0]).toMatchObject({ complete: false })
  })
})
