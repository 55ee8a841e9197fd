import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { othersOf, type PlanAction } from '../../../src/plan/files/plan-file.ts'
import type { ScriptedObject } from '../scripted-objects.ts'
import { tiedObjects } from '../scripted-tied.ts'
import { Crash } from './memory-journal.ts'
import { type Group, Stage } from './org.ts'
import type { Planned } from './scenarios.ts'

const atOnce = 4

/** People as in `tiedStage`, of whom four pairs may be merged at the same time. */
function stageOf(): Stage {
  const { contacts, ...rest } = tiedObjects as Readonly<Record<string, ScriptedObject>> & {
    readonly contacts: ScriptedObject
  }
  const { merge } = contacts.abilities
  if (merge === null) throw new Error('people can be merged')
  const abilities = { ...contacts.abilities, merge: { ...merge, requestsAtOnce: atOnce } }
  const stage = new Stage({ ...rest, contacts: { ...contacts, abilities } })
  stage.crm.mergesIntoNew = true
  stage.crm.fills = true
  return stage
}

interface Drawn {
  readonly losers: number
  /** Numbers of parents, or of other groups whose first record is touched. */
  readonly parents: readonly number[]
  readonly touched: readonly number[]
  /** Company that a loser is tied to. */
  readonly company: number
}

function planOf(stage: Stage, drawn: readonly Drawn[]): Planned {
  const { crm } = stage
  for (let n = 0; n < 20; n++) crm.add('companies', `k${n}`)
  const groups = drawn.map(({ losers, parents, touched, company }, n): Group => {
    const [first = '', ...others] = Array.from({ length: losers + 1 }, (_, m) =>
      crm.add('contacts', `g${n}m${m}`),
    )
    crm.ties.add('contacts', `g${n}m1`, 'contacts.companies', `k${company}:works`)
    const records = touched.filter((one) => one < drawn.length && one !== n).map((one) => `g${one}m0`)
    return {
      object: 'contacts',
      members: [first, ...others],
      set: { phone: `${n}` },
      touches: [...parents.map((one) => `p${one}`), ...records],
    }
  })
  return stage.plan(groups)
}

/** Answers of merges take turns of different lengths; what is under way together is kept. */
function slowly(stage: Stage, planned: Planned, turns: readonly number[]) {
  const { merge } = stage.crm.writer
  const open = new Set<PlanAction>()
  const together: (readonly [PlanAction, PlanAction])[] = []
  let most = 0
  let n = 0
  Object.assign(stage.crm.writer, {
    merge: async (...[object, steps]: Parameters<typeof merge>) => {
      const turn = turns[n++ % turns.length] ?? 0
      const loser = steps[0]?.losers[0]?.id ?? ''
      const action = planned.plan.actions.find((one) => othersOf(one).includes(loser)) as PlanAction
      for (const other of open) together.push([other, action])
      open.add(action)
      most = Math.max(most, open.size)
      try {
        for (let turned = 0; turned < turn; turned++) await Promise.resolve()
        if (stage.journal.dead && turn % 2 === 0) throw new Crash('it never left')
        return await merge(object, steps)
      } finally {
        open.delete(action)
      }
    },
  })
  return { together, most: () => most }
}

function keysOf({ survivor, touches, ...action }: PlanAction): readonly string[] {
  return [survivor, ...othersOf({ survivor, touches, ...action } as PlanAction), ...touches]
}

function shares(one: PlanAction, other: PlanAction): boolean {
  const keys = new Set(keysOf(one))
  return keysOf(other).some((key) => keys.has(key))
}

const number = fc.integer({ min: 0, max: 19 })
const drawn = fc.array(
  fc.record({
    losers: fc.integer({ min: 1, max: 3 }),
    parents: fc.array(number, { maxLength: 2 }),
    touched: fc.array(number, { maxLength: 1 }),
    company: number,
  }),
  { minLength: 5, maxLength: 30 },
)
const turns = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 3, maxLength: 9 })

describe('merges under way at the same time', () => {
  it('share no record, no parent and no tied company, and are written down in order', async () => {
    await fc.assert(
      fc.asyncProperty(drawn, turns, async (some, pauses) => {
        using stage = stageOf()
        const planned = planOf(stage, some)
        const { together, most } = slowly(stage, planned, pauses)
        const companies = new Map(planned.plan.actions.map(({ id }, n) => [id, some[n]?.company]))
        expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: some.length, differences: [] })
        expect(most()).toBeLessThanOrEqual(atOnce)
        for (const [one, other] of together) {
          expect(shares(one, other)).toBe(false)
          expect(companies.get(one.id)).not.toBe(companies.get(other.id))
        }
        inOrder(stage, planned)
      }),
      { seed: 7, numRuns: 60 },
    )
  })

  it('are as many as may be where they share nothing', async () => {
    using stage = stageOf()
    const none = { losers: 2, parents: [], touched: [] }
    const planned = planOf(
      stage,
      Array.from({ length: 12 }, (_, n) => ({ ...none, company: n })),
    )
    const { most } = slowly(stage, planned, [3])
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 24 })
    expect(most()).toBe(atOnce)
  })

  it('are all put down before an interrupted run ends', async () => {
    using stage = stageOf()
    const planned = planOf(
      stage,
      Array.from({ length: 10 }, (_, n) => ({ losers: 1, parents: [], touched: [], company: n })),
    )
    slowly(stage, planned, [1, 6, 3])
    stage.crm.script = ({ verb }) => (verb === 'merge' ? { after: () => stage.abort.abort() } : undefined)
    expect(await stage.apply(planned)).toMatchObject({ exit: 130, merged: atOnce, left: 10 })
    const steps = stage.journal.of('outcome').map(({ step }) => step)
    expect([...steps].sort()).toEqual(stage.journal.of('intent').map(({ step }) => step))
    stage.abort = new AbortController()
    stage.crm.script = () => undefined
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 10, left: 0, differences: [] })
  })

  it('of which one cannot be sent stop the run with the others put down', async () => {
    using stage = stageOf()
    const planned = planOf(
      stage,
      Array.from({ length: 10 }, (_, n) => ({ losers: 1, parents: [], touched: [], company: n })),
    )
    const { merge } = stage.crm.writer
    let sent = 0
    Object.assign(stage.crm.writer, {
      merge: async (...args: Parameters<typeof merge>) => {
        if (sent++ === 1) throw Object.assign(new Crash('gone'))
        return merge(...args)
      },
    })
    slowly(stage, planned, [2])
    const outcome = await stage.apply(planned)
    // the one that nobody knows of is looked for, and sent again
    expect(outcome).toMatchObject({ exit: 0, merged: 10, differences: [] })
  })

  it('and a kill at any line end as if it had not been, nothing merged twice', async () => {
    const some = Array.from({ length: 9 }, (_, n) => ({
      losers: 1 + (n % 2),
      parents: [n % 5],
      touched: [],
      company: n % 7,
    }))
    const begin = () => {
      const stage = stageOf()
      return { stage, planned: planOf(stage, some) }
    }
    const whole = begin()
    slowly(whole.stage, whole.planned, [1, 4, 2])
    await whole.stage.apply(whole.planned)
    const state = whole.stage.crm.state()
    const { length } = whole.stage.journal.lines
    for (let line = 0; line < length; line++) {
      const { stage, planned } = begin()
      using _ = stage
      slowly(stage, planned, [1, 4, 2, 3])
      const merged: string[] = []
      stage.crm.automation = (verb, _object, id) => void (verb === 'merge' && merged.push(id))
      stage.journal.hook = (when, at) => {
        if (when !== 'after' || at !== line) return
        stage.journal.dead = true
        throw new Crash(`line ${line}`)
      }
      await expect(stage.apply(planned), `line ${line}`).rejects.toThrow(Crash)
      stage.journal.dead = false
      stage.journal.hook = () => {}
      expect(await stage.apply(planned), `line ${line}`).toMatchObject({
        exit: 0,
        done: 9,
        merged: 13,
        differences: [],
      })
      expect(stage.crm.state(), `line ${line}`).toEqual(state)
      expect(new Set(merged).size, `line ${line}`).toBe(merged.length)
    }
    whole.stage[Symbol.dispose]()
  })
})

/** Each group was looked at before its first request; its requests and those of groups it shares with are in order. */
function inOrder({ journal }: Stage, { plan }: Planned): void {
  const known = new Set<string>()
  const open = new Map<number, string>()
  const first: string[] = []
  for (const entry of journal.lines) {
    if (entry.type === 'pre-image') known.add(entry.action)
    if (entry.type === 'outcome') open.delete(entry.step)
    if (entry.type !== 'intent' || entry.verb !== 'merge') continue
    const [{ action } = { action: '' }] = entry.items
    expect(known.has(action)).toBe(true)
    expect([...open.values()]).not.toContain(action)
    open.set(entry.step, action)
    if (!first.includes(action)) first.push(action)
  }
  expect(open.size).toBe(0)
  const place = new Map(first.map((id, at) => [id, at]))
  for (const [n, one] of plan.actions.entries())
    for (const later of plan.actions.slice(n + 1))
      if (shares(one, later)) expect(place.get(one.id)).toBeLessThan(place.get(later.id) ?? -1)
}
