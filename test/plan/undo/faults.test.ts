import { describe, expect, it } from 'vitest'
import { exitCodes, KitError } from '../../../src/kit/index.ts'
import { Crash, diskFull } from '../apply/memory-journal.ts'
import type { Mishap, ScriptedCall } from '../scripted-crm.ts'
import { fillFive, five, fiveBack } from './five.ts'
import { byItem, UndoStage } from './undo-stage.ts'

const verbs = ['update', 'restore', 'create', 'remove'] as const
const two = [five, { members: ['x', 'y'], set: { Title: 'CTO' } }] as const

/** Applied without a mishap; the calls of applying are behind. */
async function applied(): Promise<UndoStage> {
  const stage = new UndoStage()
  fillFive(stage)
  stage.crm.set('y', { Title: 'CTO' })
  expect(await stage.applied(two)).toMatchObject({ exit: 0 })
  stage.crm.log.length = 0
  stage.pauses.length = 0
  return stage
}

async function undisturbed(): Promise<{ state: unknown; calls: readonly ScriptedCall[]; lines: number }> {
  using stage = await applied()
  const { length } = stage.journal.lines
  expect(await stage.undo()).toMatchObject({ exit: 0 })
  return { state: stage.crm.state(), calls: stage.crm.log, lines: stage.journal.lines.length - length }
}

/** A mishap at the first call of a verb. */
function once(verb: string, mishap: Mishap): (call: ScriptedCall) => Mishap | undefined {
  let met = false
  return (call) => {
    if (met || call.verb !== verb) return undefined
    met = true
    return mishap
  }
}

function stopsAt(n: number, before: () => void): (call: ScriptedCall) => Mishap | undefined {
  return (call) => (call.n === n ? { before } : undefined)
}

function quota(): never {
  throw new KitError('API_BUDGET', 'used up', { exit: exitCodes.stopped, actions: ['Go on with --resume'] })
}

describe('an undo', async () => {
  const whole = await undisturbed()
  const all = { ...fiveBack, 'Title x': 'exact', 'record y': 'exact' }

  it.each(verbs)(
    'whose answer to %s is lost looks what became of it, and does nothing twice',
    async (verb) => {
      using stage = await applied()
      stage.crm.script = once(verb, { dropped: true })
      const outcome = await stage.undo()
      expect(outcome).toMatchObject({ exit: 0, error: null })
      expect(byItem(outcome.groups)).toEqual(all)
      expect(stage.crm.state()).toEqual(whole.state)
      expect(stage.journal.of('read-back')).toHaveLength(1)
      expect(stage.crm.calls(verb)).toHaveLength(whole.calls.filter((call) => call.verb === verb).length)
    },
  )

  it.each(verbs)('whose %s never arrives sends it again once it is surely not done', async (verb) => {
    using stage = await applied()
    stage.crm.script = once(verb, { lost: true })
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(stage.crm.state()).toEqual(whole.state)
    expect(stage.pauses.length).toBeGreaterThan(3)
  })

  it.each(verbs)('tries %s again while a row is locked', async (verb) => {
    using stage = await applied()
    stage.crm.script = once(verb, { refuse: () => ({ code: 'UNABLE_TO_LOCK_ROW', retryable: true }) })
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    expect(byItem(outcome.groups)).toEqual(all)
    expect(stage.crm.state()).toEqual(whole.state)
    expect(stage.pauses).toEqual([2_000])
  })

  it('gives up on a lock that stays, says so, and the same command does the rest later', async () => {
    using stage = await applied()
    const locked = { code: 'UNABLE_TO_LOCK_ROW', retryable: true }
    stage.crm.script = ({ verb }) =>
      verb === 'restore' ? { refuse: (id) => (id === 'c2' ? locked : null) } : undefined
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(68)
    expect(byItem(outcome.groups)).toMatchObject({
      'record c2': 'impossible: refused: UNABLE_TO_LOCK_ROW',
      'record c3': 'exact',
      'Task.WhoId t-c2': 'impossible: its record does not come back',
      'Task.WhoId t-c5': 'exact',
    })
    expect(stage.pauses).toEqual([2_000, 8_000, 30_000])
    stage.crm.script = () => undefined
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(stage.crm.state()).toEqual(whole.state)
  })

  it.each(verbs.filter((verb) => verb !== 'remove'))(
    'does not repeat %s that is refused for good',
    async (verb) => {
      using stage = await applied()
      stage.crm.script = ({ verb: now }) =>
        now === verb
          ? { refuse: () => ({ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', retryable: false }) }
          : undefined
      const outcome = await stage.undo()
      expect(outcome.exit).toBe(68)
      expect(Object.values(byItem(outcome.groups))).toContain(
        'impossible: refused: FIELD_CUSTOM_VALIDATION_EXCEPTION',
      )
      expect(stage.pauses).toEqual([])
    },
  )

  it('leaves a moved row on the survivor where the CRM refuses to delete it, and says so', async () => {
    using stage = await applied()
    const row = 'OpportunityContactRole.ContactId r-c4'
    const kept = 'approximate: a new row with a new id; the survivor keeps the moved one'
    const denied = { code: 'INSUFFICIENT_ACCESS_OR_READONLY', retryable: false }
    stage.crm.script = ({ verb }) => (verb === 'remove' ? { refuse: () => denied } : undefined)
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    expect(byItem(outcome.groups)).toEqual({ ...all, [row]: kept })
    expect(stage.crm.get('r-c4')).toMatchObject({ ContactId: 'c1' })
    expect(stage.pauses).toEqual([])
    stage.crm.script = () => undefined
    const again = await stage.undo()
    expect(byItem(again.groups)).toEqual({ [row]: 'approximate: moved back as a new row with a new id' })
    expect(stage.crm.state()).toEqual(whole.state)
    expect(byItem((await stage.undo()).groups)).toEqual({})
  })

  it('leaves a moved row on the survivor that somebody edits before it is deleted', async () => {
    using stage = await applied()
    let made = false
    stage.crm.script = ({ verb }) => {
      if (verb === 'create') made = true
      if (!made || verb !== 'children') return undefined
      made = false
      return { before: () => void stage.crm.set('r-c4', { Role: 'Evaluator' }) }
    }
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)['OpportunityContactRole.ContactId r-c4']).toBe(
      'approximate: a new row with a new id; the survivor keeps the moved one',
    )
    expect(stage.crm.calls('remove')).toEqual([])
    expect(stage.crm.get('r-c4')).toMatchObject({ ContactId: 'c1', Role: 'Evaluator' })
  })

  it('that meets the quota at any call stops, and the same command goes on', async () => {
    for (const { n, verb } of whole.calls) {
      using stage = await applied()
      stage.crm.script = stopsAt(n, quota)
      const outcome = await stage.undo()
      expect(outcome, `${verb} ${n}`).toMatchObject({
        ended: 'stopped',
        exit: 69,
        error: { code: 'API_BUDGET' },
      })
      expect(outcome.error?.actions).toEqual(['Run the same command again for the rest'])
      expect(stage.journal.lines.at(-1)).toMatchObject({
        type: 'close',
        reason: 'stopped',
        code: 'API_BUDGET',
      })
      stage.crm.script = () => undefined
      expect(await stage.undo(), `${verb} ${n}`).toMatchObject({ exit: 0, left: 0 })
      expect(stage.crm.state(), `${verb} ${n}`).toEqual(whole.state)
    }
  })

  it('that is interrupted at any call finishes the group, and the same command goes on', async () => {
    for (const { n, verb } of whole.calls) {
      using stage = await applied()
      stage.crm.script = stopsAt(n, () => stage.abort.abort())
      const outcome = await stage.undo()
      const over = outcome.left === 0
      expect(outcome, `${verb} ${n}`).toMatchObject(
        over ? { exit: 0 } : { exit: 130, ended: 'interrupted', left: 1 },
      )
      stage.abort = new AbortController()
      stage.crm.script = () => undefined
      expect(await stage.undo(), `${verb} ${n}`).toMatchObject({ exit: 0 })
      expect(stage.crm.state(), `${verb} ${n}`).toEqual(whole.state)
    }
  })

  it.each(['before', 'after'] as const)(
    'that is killed %s any line of its journal ends as if undisturbed',
    async (moment) => {
      for (let line = 0; line < whole.lines; line++) {
        using stage = await applied()
        const { length } = stage.journal.lines
        stage.journal.hook = (when, at) => {
          if (when !== moment || at !== length + line) return
          stage.journal.dead = true
          throw new Crash(`${moment} line ${line}`)
        }
        await expect(stage.undo(), `line ${line}`).rejects.toThrow(Crash)
        stage.journal.dead = false
        stage.journal.hook = () => {}
        expect(await stage.undo(), `line ${line}`).toMatchObject({ exit: 0 })
        expect(stage.crm.state(), `line ${line}`).toEqual(whole.state)
      }
    },
  )

  it('sends nothing once its journal cannot be written', async () => {
    for (let line = 0; line < whole.lines; line++) {
      using stage = await applied()
      const { length } = stage.journal.lines
      let sent = -1
      stage.journal.hook = (when, at) => {
        if (when !== 'before' || at < length + line) return
        if (sent < 0) sent = stage.sent().length
        throw diskFull()
      }
      await expect(stage.undo()).rejects.toMatchObject({ code: 'JOURNAL_NOT_WRITABLE', exit: 1 })
      expect(stage.sent()).toHaveLength(sent)
      stage.journal.hook = () => {}
      expect(await stage.undo()).toMatchObject({ exit: 0 })
      expect(stage.crm.state(), `line ${line}`).toEqual(whole.state)
    }
  })

  it('writes nothing when it only foresees, also when it is interrupted', async () => {
    using stage = await applied()
    const { length } = stage.journal.lines
    await stage.foresee()
    stage.abort.abort()
    await expect(stage.foresee()).rejects.toMatchObject({ code: 'INTERRUPTED', exit: 130 })
    expect(stage.sent()).toEqual([])
    expect(stage.journal.lines).toHaveLength(length)
  })

  it.each<readonly [string, Mishap, string | null]>([
    ['was carried out', { dropped: true }, null],
    ['never arrived', { lost: true }, 'not-applied'],
  ])('looks what became of a request without an answer that %s', async (_, mishap, refused) => {
    using stage = new UndoStage()
    stage.crm.add('Contact', 'a', { Title: 'A' })
    stage.crm.add('Contact', 'b', { Title: 'B' })
    const before = stage.crm.state()
    stage.crm.script = once('merge', mishap)
    stage.journal.hook = (when, at) => {
      if (when !== 'before' || stage.journal.lines[at - 1]?.type !== 'intent') return
      stage.journal.dead = true
      throw new Crash('before an outcome')
    }
    await expect(stage.applied([{ members: ['a', 'b'], set: { Title: 'B' } }])).rejects.toThrow(Crash)
    stage.journal.dead = false
    stage.journal.hook = () => {}
    expect((await stage.foresee()).map((group) => group.refused?.code ?? null)).toEqual([refused])
    expect(stage.journal.of('read-back')).toEqual([])
    const outcome = await stage.undo()
    expect(outcome.groups.map((group) => group.refused?.code ?? null)).toEqual([refused])
    expect(stage.journal.of('read-back')).toMatchObject([
      { outcomes: [{ result: refused === null ? 'done' : 'refused' }] },
    ])
    expect(stage.crm.state()).toEqual(before)
    expect(stage.journal.lines.map(({ type }) => type).indexOf('read-back')).toBeLessThan(
      stage.journal.lines.map(({ type }) => type).lastIndexOf('close'),
    )
  })
})
