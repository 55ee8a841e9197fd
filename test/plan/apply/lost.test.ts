import { describe, expect, it } from 'vitest'
import type { Mishap, ScriptedCall } from '../scripted-crm.ts'
import { type Scenario, scenarios } from './scenarios.ts'

const writes = new Set(['merge', 'update', 'attach', 'remove'])

async function undisturbed({ begin, ends }: Scenario) {
  const { stage, planned } = begin()
  using _stage = stage
  expect(await stage.apply(planned)).toMatchObject({ exit: 0, ...ends, differences: [] })
  return { state: stage.crm.state(), calls: stage.crm.log }
}

const nameOf = ({ verb, object, ids }: ScriptedCall) => `${verb} ${object} ${ids.join()}`

const locked = { refuse: () => ({ code: 'LOCKED', retryable: true }) }
const broken = {
  after: () => {
    throw new TypeError('a library')
  },
}

const mishaps: readonly (readonly [string, Mishap])[] = [
  ['is carried out, and nobody is told', { dropped: true }],
  ['never arrives, and nobody is told', { lost: true }],
  ['is carried out, and its answer breaks', broken],
  ['is refused for now', locked],
]

describe.each(scenarios)('a run $name', async (scenario) => {
  const { begin, ends } = scenario
  const whole = await undisturbed(scenario)
  const sent = whole.calls.filter(({ verb }) => writes.has(verb))

  it.each(mishaps)('ends alike when any one write %s', async (_, mishap) => {
    for (const { n, verb } of sent) {
      const { stage, planned } = begin()
      using _stage = stage
      stage.crm.script = (call) => (call.n === n ? mishap : undefined)
      const outcome = await stage.apply(planned)
      expect(outcome, `${verb} ${n}`).toMatchObject({ exit: 0, ...ends, differences: [], skipped: [] })
      expect(stage.crm.state(), `${verb} ${n}`).toEqual(whole.state)
    }
  })

  it.each(mishaps)('ends alike when every write %s once', async (_, mishap) => {
    const { stage, planned } = begin()
    using _stage = stage
    const met = new Set<string>()
    stage.crm.script = (call) => {
      if (!writes.has(call.verb) || met.has(nameOf(call))) return undefined
      met.add(nameOf(call))
      return mishap
    }
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, ...ends, differences: [], skipped: [] })
    expect(stage.crm.state()).toEqual(whole.state)
    expect(met.size).toBeGreaterThanOrEqual(new Set(sent.map(nameOf)).size)
  })

  it('ends alike when the server finishes any one write only after it was looked for in vain', async () => {
    for (const { n, verb } of sent) {
      const { stage, planned } = begin()
      using _stage = stage
      let finish = () => {}
      stage.crm.script = (call) => {
        if (call.n !== n) return undefined
        finish = stage.crm.later(call.n)
        return { lost: true }
      }
      let waits = 0
      const pause = async (milliseconds: number) => {
        stage.clock += milliseconds
        if (++waits === 5) finish()
      }
      const outcome = await stage.apply(planned, { pause })
      expect(outcome, `${verb} ${n}`).toMatchObject({ exit: 0, ...ends, differences: [], skipped: [] })
      expect(stage.crm.state(), `${verb} ${n}`).toEqual(whole.state)
    }
  })
})
