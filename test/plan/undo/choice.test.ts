import { describe, expect, it } from 'vitest'
import type { EntryBody, JournalEntry } from '../../../src/plan/journal/entry.ts'
import { stateOf } from '../../../src/plan/journal/index.ts'
import { chosenActions, type UndoChoice } from '../../../src/plan/undo/choice.ts'
import { mergeAction, samplePlan } from '../files/sample-plan.ts'
import { intent, opening, outcome, type Result } from '../journal/fixture.ts'

const ids = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc', 'dddddddd'] as const
const [a, b, c, d] = ids
const plan = samplePlan({ actions: ids.map((id) => ({ ...mergeAction, id, group: `${id}00000001` })) })

type At = readonly [at: string, body: EntryBody]

function run(kind: 'apply' | 'undo', at: string): At {
  return [at, { ...opening.body, run: kind } as EntryBody]
}

function sent(
  at: string,
  step: number,
  items: readonly string[],
  ...words: readonly Result[]
): readonly At[] {
  return [intent(step, ...items), outcome(step, ...words)].map(({ body }) => [at, body as EntryBody])
}

/** Run 1 merged a in part and b not at all, run 2 the rest of both and c, run 3 took a back; d was never touched. */
const journal: readonly At[] = [
  run('apply', '2026-11-20T08:00:00.000Z'),
  ...sent('2026-11-20T08:01:00.000Z', 0, [`${a}/m0`, `${b}/m0`], 'done', 'refused'),
  run('apply', '2026-11-21T08:00:00.000Z'),
  ...sent('2026-11-21T08:01:00.000Z', 1, [`${a}/m1`, `${b}/m0`], 'done', 'done'),
  ...sent('2026-11-21T08:02:00.000Z', 2, [`${c}/m0`], 'done'),
  run('undo', '2026-11-22T08:00:00.000Z'),
  ...sent('2026-11-22T08:01:00.000Z', 3, [`${a}/restore`], 'done'),
]

const entries = journal.map(
  ([at, body], seq) => ({ ...body, at, seq, prev: '0'.repeat(64), hash: '0'.repeat(64) }) as JournalEntry,
)

async function chosen(choice: UndoChoice, of = entries): Promise<readonly string[]> {
  return chosenActions(choice, plan, await stateOf(of), 'plan.journal').map(({ id }) => id)
}

describe('groups that are taken back', () => {
  it.each<readonly [string, UndoChoice, readonly string[]]>([
    ['all that were applied', null, [a, b, c]],
    ['those that are named, in the order of the plan', [d, a], [a, d]],
    ['those that the first run began with', { by: 'run', run: 1 }, [a, b]],
    ['those that a resumed run began with', { by: 'run', run: 2 }, [c]],
    ['a range', { by: 'range', from: b, to: d }, [b, c]],
    ['a range of one', { by: 'range', from: c, to: c }, [c]],
    ['since a day', { by: 'since', since: new Date('2026-11-21T00:00:00Z') }, [b, c]],
    ['since a minute', { by: 'since', since: new Date('2026-11-21T08:02:00Z') }, [c]],
  ])('are %s', async (_, choice, expected) => {
    expect(await chosen(choice)).toEqual(expected)
  })

  it.each<readonly [string, UndoChoice, string, number]>([
    ['a group is not in the plan', ['00000000'], 'UNKNOWN_GROUP', 2],
    ['an end of a range is not in the plan', { by: 'range', from: a, to: '00000000' }, 'UNKNOWN_GROUP', 2],
    ['a range is backwards', { by: 'range', from: c, to: a }, 'USAGE', 2],
    ['there is no such run', { by: 'run', run: 4 }, 'UNKNOWN_RUN', 2],
    ['the run was an undo', { by: 'run', run: 3 }, 'UNKNOWN_RUN', 2],
    ['nothing of the range was applied', { by: 'range', from: d, to: d }, 'NOTHING_APPLIED', 31],
    ['nothing was applied since', { by: 'since', since: new Date('2026-11-23') }, 'NOTHING_APPLIED', 31],
  ])('are refused where %s', async (_, choice, code, exit) => {
    await expect(chosen(choice)).rejects.toMatchObject({ code, exit })
  })

  it('names the runs that there are', async () => {
    await expect(chosen({ by: 'run', run: 4 })).rejects.toMatchObject({
      message: 'The journal has no run 4: there are 3 runs.',
      actions: [
        'Name a run that applied:  run 1 of 2026-11-20T08:00:00.000Z: 2 groups',
        'Name a run that applied:  run 2 of 2026-11-21T08:00:00.000Z: 3 groups',
        'See them:  steward journal show',
      ],
    })
  })
})
