import { describe, expect, it } from 'vitest'
import type { Mishap } from '../scripted-crm.ts'
import { Crash, diskFull } from './memory-journal.ts'
import { Stage } from './org.ts'
import { type Planned, type Scenario, scenarios } from './scenarios.ts'

const writes = new Set(['merge', 'update', 'create', 'restore', 'attach', 'detach', 'remove'])

/** Counts losers that were sent to be merged or removed and that are so already. */
function watchTwice({ crm, journal }: Stage): { readonly twice: () => number } {
  const { merge, remove } = crm.writer
  let twice = 0
  const watch = (object: string, ids: readonly string[]) => {
    twice += ids.filter((id) => crm.fateOf(id, object).is !== 'there').length
    expect(journal.lines.at(-1)).toMatchObject({ type: 'intent' })
    const known = new Set(journal.of('pre-image').flatMap(({ members }) => members))
    expect(ids.filter((id) => !known.has(id))).toEqual([])
  }
  Object.assign(crm.writer, {
    merge: async (...[object, steps]: Parameters<typeof merge>) => {
      watch(
        object,
        steps.flatMap(({ losers }) => losers.map(({ id }) => id)),
      )
      return merge(object, steps)
    },
    remove: async (object: string, ids: readonly string[]) => {
      watch(object, ids)
      return remove?.(object, ids)
    },
  })
  return { twice: () => twice }
}

async function undisturbed({ begin, ends }: Scenario) {
  const { stage, planned } = begin()
  using _ = stage
  expect(await stage.apply(planned)).toMatchObject({ exit: 0, ...ends, differences: [] })
  return { state: stage.crm.state(), lines: stage.journal.lines.length, calls: stage.crm.log }
}

async function resumed(stage: Stage, planned: Planned, { ends }: Scenario): Promise<void> {
  stage.journal.dead = false
  stage.journal.hook = () => {}
  stage.crm.script = () => undefined
  stage.clock += 3_600_000
  expect(await stage.apply(planned)).toMatchObject({ exit: 0, ...ends, differences: [], left: 0 })
}

describe.each(scenarios)('a run $name that is killed', async (scenario) => {
  const { begin } = scenario
  const whole = await undisturbed(scenario)

  it.each(['before', 'after'] as const)(
    '%s any line of its journal ends as if it had not been',
    async (moment) => {
      for (let line = 0; line < whole.lines; line++) {
        const { stage, planned } = begin()
        using _ = stage
        const watch = watchTwice(stage)
        stage.journal.hook = (when, at) => {
          if (when !== moment || at !== line) return
          stage.journal.dead = true
          throw new Crash(`${moment} line ${line}`)
        }
        await expect(stage.apply(planned), `line ${line}`).rejects.toThrow(Crash)
        await resumed(stage, planned, scenario)
        expect(stage.crm.state(), `line ${line}`).toEqual(whole.state)
        expect(watch.twice(), `line ${line}`).toBe(0)
      }
    },
  )

  it.each(['before', 'after'] as const)(
    '%s the CRM acts on any call ends as if it had not been',
    async (moment) => {
      for (const { n } of whole.calls) {
        const { stage, planned } = begin()
        using _ = stage
        const watch = watchTwice(stage)
        stage.crm.script = (call): Mishap | undefined => {
          if (stage.journal.dead) throw new Crash('the process is gone')
          if (call.n !== n) return undefined
          const die = () => {
            stage.journal.dead = true
            throw new Crash(`${moment} call ${n}`)
          }
          return moment === 'before' ? { before: die } : { after: die }
        }
        const call = whole.calls[n]
        if (call?.verb === 'strays') continue
        await expect(stage.apply(planned), `call ${n}`).rejects.toThrow(Crash)
        await resumed(stage, planned, scenario)
        expect(stage.crm.state(), `call ${n}`).toEqual(whole.state)
        expect(watch.twice(), `call ${n}`).toBe(0)
      }
    },
  )

  it('twice, at any two calls that write, ends as if it had not been', async () => {
    const sent = whole.calls.filter(({ verb }) => writes.has(verb))
    for (const { n } of sent) {
      const { stage, planned } = begin()
      using _ = stage
      const watch = watchTwice(stage)
      for (const _again of [1, 2]) {
        let left = n
        stage.crm.script = (call): Mishap | undefined => {
          if (stage.journal.dead) throw new Crash('the process is gone')
          if (left-- > 0 || !writes.has(call.verb)) return undefined
          return {
            after: () => {
              stage.journal.dead = true
              throw new Crash('after a write')
            },
          }
        }
        stage.journal.dead = false
        await stage.apply(planned).catch(() => {})
      }
      await resumed(stage, planned, scenario)
      expect(stage.crm.state(), `call ${n}`).toEqual(whole.state)
      expect(watch.twice(), `call ${n}`).toBe(0)
    }
  })

  it('by a full disk at any line sends nothing more, and says so', async () => {
    for (let line = 0; line < whole.lines; line++) {
      const { stage, planned } = begin()
      using _ = stage
      let sent = -1
      stage.journal.hook = (when, at) => {
        if (when !== 'before' || at < line) return
        if (sent < 0) sent = stage.crm.log.filter(({ verb }) => writes.has(verb)).length
        throw diskFull()
      }
      await expect(stage.apply(planned)).rejects.toMatchObject({ code: 'JOURNAL_NOT_WRITABLE', exit: 1 })
      expect(stage.crm.log.filter(({ verb }) => writes.has(verb))).toHaveLength(sent)
      await resumed(stage, planned, scenario)
      expect(stage.crm.state(), `line ${line}`).toEqual(whole.state)
    }
  })

  it('by Ctrl-C at any call finishes the request under way and can go on', async () => {
    for (const { n, verb } of whole.calls) {
      const { stage, planned } = begin()
      using _ = stage
      stage.crm.script = (call) => (call.n === n ? { before: () => stage.abort.abort() } : undefined)
      const outcome = await stage.apply(planned)
      const last = !whole.calls.some((later) => later.n > n && writes.has(later.verb))
      expect(outcome, `${verb} ${n}`).toMatchObject(last ? { exit: 0 } : { exit: 130, ended: 'interrupted' })
      const { lines } = stage.journal
      expect(lines.at(-1)).toMatchObject({ type: 'close', reason: last ? 'finished' : 'interrupted' })
      expect(stage.journal.of('outcome')).toHaveLength(stage.journal.of('intent').length)
      stage.abort = new AbortController()
      await resumed(stage, planned, scenario)
      expect(stage.crm.state(), `call ${n}`).toEqual(whole.state)
    }
  })
})

describe('a run that broke off', () => {
  const dieAfter = (stage: Stage, at: number, mishap: Mishap = {}) => {
    let n = 0
    stage.crm.script = ({ verb }) => (verb === 'merge' && n++ === at ? mishap : undefined)
    stage.journal.hook = (when, line) => {
      const answered = stage.journal.of('outcome').length > at
      if (when !== 'before' || !answered || line === 0) return
      stage.journal.dead = true
      throw new Crash('after an outcome')
    }
  }
  const revive = ({ journal, crm }: Stage) => {
    journal.dead = false
    journal.hook = () => {}
    crm.script = () => undefined
  }

  it('compares with the pre-image of before, when it goes on', async () => {
    using stage = new Stage()
    const { crm } = stage
    for (const id of ['c1', 'c2', 'c3', 'c4']) crm.add('Contact', id)
    crm.add('Task', 't1', { WhoId: 'c2' })
    const planned = stage.plan([{ members: ['c1', 'c2', 'c3', 'c4'] }])
    dieAfter(stage, 0)
    await expect(stage.apply(planned)).rejects.toThrow(Crash)
    revive(stage)
    crm.delete('t1')
    expect(await stage.apply(planned)).toMatchObject({
      exit: 69,
      merged: 3,
      error: { code: 'NOT_AS_PLANNED' },
    })
  })

  it('does so for groups that only had to be verified', async () => {
    using stage = new Stage()
    const { crm } = stage
    for (const id of ['c1', 'c2']) crm.add('Contact', id)
    const planned = stage.plan([{ members: ['c1', 'c2'] }])
    dieAfter(stage, 0)
    await expect(stage.apply(planned)).rejects.toThrow(Crash)
    revive(stage)
    crm.set('c1', { Level__c: 'Gold' })
    expect(await stage.apply(planned)).toMatchObject({ exit: 69, error: { code: 'UNPLANNED_CHANGE' } })
  })

  it('while the server was still at it counts as done what the server finished later', async () => {
    using stage = new Stage()
    const { crm } = stage
    for (const id of ['c1', 'c2']) crm.add('Contact', id)
    const planned = stage.plan([{ members: ['c1', 'c2'] }])
    dieAfter(stage, 0, { lost: true })
    await expect(stage.apply(planned)).rejects.toThrow(Crash)
    revive(stage)
    const key = (id: string) => ({ connection: 'acme', object: 'Contact', id })
    const before = () => void crm.merge('Contact', { survivor: key('c1'), losers: [key('c2')], values: {} })
    crm.script = ({ verb }) => (verb === 'merge' ? { before } : undefined)
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 1, skipped: [] })
  })
})
