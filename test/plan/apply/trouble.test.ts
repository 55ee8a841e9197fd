import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import type { Group, Stage } from './org.ts'
import { tiedStage } from './scenarios.ts'

function pairs(stage: Stage, count: number, object = 'Contact'): readonly Group[] {
  return Array.from({ length: count }, (_, n): Group => {
    for (const id of [`a${n}`, `b${n}`]) stage.crm.add(object, id)
    return { object, members: [`a${n}`, `b${n}`] }
  })
}

/** Refuses merges of the n-th pair as told. */
function refusing(stage: Stage, codeOf: (n: number) => string | null): void {
  stage.crm.script = ({ verb }) =>
    verb === 'merge'
      ? {
          refuse: (id) => {
            const code = codeOf(Number(id.replace(/\D/g, '')))
            return code === null ? null : { code, retryable: false }
          },
        }
      : undefined
}

const every =
  (n: number, code = 'VALIDATION') =>
  (at: number) =>
    at % n === n - 1 ? `${code}_${at}` : null

describe('a run stops', () => {
  it.each([
    // stage of 600, one to a request: it would take 60 refusals of the whole stage
    ['never while few are refused', 0.1, 600, every(20), 'finished', 570],
    [
      'when many of the last hundred are',
      0.1,
      600,
      (n: number) => (n >= 300 ? `C_${n}` : null),
      'stopped',
      300,
    ],
    ['not before twenty were looked at', 0.5, 600, (n: number) => (n < 9 ? `C_${n}` : null), 'finished', 591],
    ['when half of the first twenty are', 0.5, 600, (n: number) => (n < 10 ? `C_${n}` : null), 'stopped', 10],
    ['at the share of the whole stage', 0.1, 15, every(7), 'stopped', 13],
    [
      'after ten alike in a row',
      0.9,
      600,
      (n: number) => (n >= 200 && n < 210 ? 'NO_ACCESS' : null),
      'stopped',
      200,
    ],
    [
      'not for ten of several kinds',
      0.9,
      600,
      (n: number) => (n >= 200 && n < 210 ? `C_${n % 2}` : null),
      'finished',
      590,
    ],
    [
      'not for nine alike',
      0.9,
      600,
      (n: number) => (n >= 200 && n < 209 ? 'NO_ACCESS' : null),
      'finished',
      591,
    ],
    [
      'at a share of one not while any of the last hundred was not',
      1,
      600,
      (n: number) => (n >= 200 && n < 299 ? 'NO_ACCESS' : null),
      'finished',
      501,
    ],
    ['and when none was', 1, 600, (n: number) => (n >= 200 ? 'NO_ACCESS' : null), 'stopped', 200],
  ] as const)('%s', async (_, refusedShare, count, codeOf, ended, least) => {
    using stage = tiedStage()
    stage.policy = Policy.parse({ version: 1, apply: { refusedShare, stages: [count] } })
    refusing(stage, codeOf)
    const outcome = await stage.apply(stage.plan(pairs(stage, count, 'contacts')))
    expect(outcome.error?.code ?? 'none').toBe(ended === 'stopped' ? 'TOO_MANY_REFUSED' : 'none')
    expect(outcome).toMatchObject({ ended, merged: least })
  })

  it('with the code named, and everything under way put down: the rest goes on', async () => {
    using stage = tiedStage()
    refusing(stage, (n) => (n >= 25 && n < 60 ? 'NO_ACCESS' : null))
    stage.policy = Policy.parse({ version: 1, apply: { refusedShare: 0.9, stages: [5, 100] } })
    const planned = stage.plan(pairs(stage, 100, 'contacts').map((one) => ({ ...one, set: { phone: '1' } })))
    const outcome = await stage.apply(planned)
    expect(outcome.error?.message).toBe(
      'The last 10 groups were refused one after the other, all with NO_ACCESS.',
    )
    expect(outcome).toMatchObject({ exit: 69, done: 25, merged: 25, left: 65 })
    expect(outcome.skipped.map(({ cause }) => cause)).toEqual(Array(10).fill('NO_ACCESS'))
    // what was merged has its values, and was compared
    expect(stage.journal.of('verified').map(({ ok }) => ok)).toEqual(Array(25).fill(true))
    stage.crm.script = () => undefined
    expect(await stage.apply(planned)).toMatchObject({ exit: 68, done: 90, left: 0 })
  })

  it('does not take locks for refusals that will not end', async () => {
    using stage = tiedStage()
    let locked = 0
    stage.crm.script = ({ verb }) =>
      verb === 'merge' && locked++ < 12 ? { refuse: () => ({ code: 'LOCKED', retryable: true }) } : undefined
    expect(await stage.apply(stage.plan(pairs(stage, 12, 'contacts')))).toMatchObject({ exit: 0, merged: 12 })
  })
})
