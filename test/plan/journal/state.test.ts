import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createJournal, type JournalWrite, readJournal, stateOf } from '../../../src/plan/journal/index.ts'
import { closing, intent, opening, outcome, preImage, readBack, scratch, verified } from './fixture.ts'

const image = preImage('a', [{ id: '1' }, { id: '2' }])
const skip: JournalWrite = { body: { type: 'skip', action: 'a', code: 'changed' } }
const undoing: JournalWrite = { body: { ...opening.body, run: 'undo' } as never }
const undone: JournalWrite = {
  body: {
    type: 'undone',
    action: 'a',
    items: [{ what: 'loser', object: 'Contact', id: '2', fidelity: 'exact', why: '' }],
  },
}

/** Looked for, and not to be seen. */
const unseen = (step: number): JournalWrite => ({
  body: {
    type: 'read-back',
    step,
    outcomes: [{ result: 'refused', code: 'NOT_CARRIED_OUT', message: '' }],
  },
})

async function stateAfter(...writes: readonly JournalWrite[]) {
  using folder = scratch()
  const dir = join(folder.path, 'journal')
  {
    await using journal = await createJournal(dir, folder.options)
    await journal.appendAll(writes)
  }
  await using reader = readJournal(dir)
  return await stateOf(reader.entries())
}

describe('what is known of an action', () => {
  it.each<[string, string, readonly JournalWrite[]]>([
    ['untouched', 'nothing written', [opening]],
    ['pre-imaged', 'its values', [opening, image]],
    ['in the air', 'an intent', [opening, image, intent(0, 'a')]],
    ['in the air', 'no clear answer', [opening, image, intent(0, 'a'), outcome(0, 'unknown')]],
    [
      'in the air',
      'no clear read-back',
      [opening, image, intent(0, 'a'), outcome(0, 'unknown'), readBack(0, 'unknown')],
    ],
    [
      'in the air',
      'one of two merges unknown',
      [opening, image, intent(0, 'a/m0'), outcome(0, 'done'), intent(1, 'a/m1')],
    ],
    ['done', 'an answer', [opening, image, intent(0, 'a'), outcome(0, 'done')]],
    ['done', 'a read-back', [opening, image, intent(0, 'a'), outcome(0, 'unknown'), readBack(0, 'done')]],
    ['done', 'a read-back after a crash', [opening, image, intent(0, 'a'), opening, readBack(0, 'done')]],
    [
      'done',
      'a second try',
      [opening, image, intent(0, 'a'), outcome(0, 'refused'), intent(1, 'a'), outcome(1, 'done')],
    ],
    [
      'done',
      'a read-back of the whole request',
      [opening, image, intent(0, 'a', 'b'), outcome(0, 'done', 'unknown'), readBack(0, 'unknown', 'done')],
    ],
    ['refused', 'a refusal', [opening, image, intent(0, 'a'), outcome(0, 'refused')]],
    ['refused', 'a read-back that found nothing', [opening, image, intent(0, 'a'), readBack(0, 'refused')]],
    ['skipped', 'a skip', [opening, image, skip]],
    ['skipped', 'a skip after a refusal', [opening, image, intent(0, 'a'), outcome(0, 'refused'), skip]],
    ['pre-imaged', 'a skip that a later run took up', [opening, skip, opening, image]],
    [
      'partly',
      'one merge done, one refused',
      [opening, image, intent(0, 'a/m0', 'a/m1'), outcome(0, 'done', 'refused')],
    ],
    [
      'partly',
      'one merge done, the rest skipped',
      [opening, image, intent(0, 'a/m0'), outcome(0, 'done'), skip],
    ],
    ['verified', 'a look afterwards', [opening, image, intent(0, 'a'), outcome(0, 'done'), verified('a')]],
    [
      'in the air',
      'an undo under way',
      [opening, image, intent(0, 'a'), outcome(0, 'done'), undoing, intent(1, 'a/r0')],
    ],
    [
      'undone',
      'an undo',
      [
        opening,
        image,
        intent(0, 'a'),
        outcome(0, 'done'),
        undoing,
        intent(1, 'a/r0'),
        outcome(1, 'done'),
        undone,
      ],
    ],
  ])('is "%s" after %s', async (is, _, writes) => {
    expect((await stateAfter(...writes)).of('a').is).toBe(is)
  })

  it('is known item by item, with the last request and how often it was sent', async () => {
    const state = await stateAfter(
      opening,
      image,
      intent(0, 'a/m0', 'b/m0'),
      outcome(0, 'done', 'refused'),
      intent(1, 'a/m1', 'b/m0'),
      outcome(1, 'unknown', 'done'),
    )
    const items = [...state.actions].map(([id, { items }]) => [
      id,
      [...items.values()].map(({ item, is, step, attempts }) => `${item.item} ${is} ${step} ${attempts}`),
    ])
    expect(items).toEqual([
      ['a', ['m0 done 0 1', 'm1 in the air 1 1']],
      ['b', ['m0 done 1 2']],
    ])
    expect(state.nextStep).toBe(2)
  })

  it('does not let a late read-back speak for a request sent since', async () => {
    const state = await stateAfter(
      opening,
      intent(0, 'a'),
      outcome(0, 'refused'),
      intent(1, 'a'),
      outcome(1, 'done'),
      readBack(0, 'refused'),
    )
    expect(state.of('a').is).toBe('done')
  })

  it('keeps writes of undo apart from those of apply', async () => {
    const state = await stateAfter(
      opening,
      image,
      intent(0, 'a/m0'),
      outcome(0, 'done'),
      undoing,
      intent(1, 'a/m0'),
    )
    const { items, undoItems } = state.of('a')
    expect([items.get('m0')?.is, undoItems.get('m0')?.is]).toEqual(['done', 'in the air'])
  })

  it.each<[string, readonly JournalWrite[], number, number]>([
    ['taken again before anything was sent', [opening, image, image], 2, 0],
    ['taken again after a refusal', [opening, image, intent(0, 'a'), outcome(0, 'refused'), image], 4, 0],
    ['taken again between two merges', [opening, image, intent(0, 'a/m0'), outcome(0, 'done'), image], 1, 1],
    ['taken again while a merge is in the air', [opening, image, intent(0, 'a'), image], 1, 1],
    [
      'taken again after a request that was not to be seen',
      [opening, image, intent(0, 'a'), outcome(0, 'unknown'), unseen(0), image],
      1,
      1,
    ],
    [
      'taken again when a later request was refused',
      [opening, image, intent(0, 'a'), unseen(0), intent(1, 'a'), outcome(1, 'refused'), image],
      1,
      1,
    ],
  ])('undo goes by the last values before a write: %s', async (_, writes, seq, later) => {
    const { preImage: kept, laterPreImages } = (await stateAfter(...writes)).of('a')
    expect([kept?.seq, laterPreImages.length]).toEqual([seq, later])
    expect(kept?.members).toEqual(['1', '2'])
  })

  it('says which values are gone', async () => {
    const state = await stateAfter(opening, image, { body: { type: 'tombstone', entries: [1] } })
    expect(state.of('a').preImage?.forgotten).toBe(true)
  })

  it('refuses an outcome that fits no intent', async () => {
    await expect(stateAfter(opening, intent(0, 'a', 'b'), outcome(0, 'done'))).rejects.toMatchObject({
      code: 'JOURNAL_BROKEN',
    })
    await expect(stateAfter(opening, outcome(0, 'done'))).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' })
  })
})

describe('what is known of a run', () => {
  it('is open after a crash, closed after its end, and open again when resumed', async () => {
    expect((await stateAfter(opening, image)).close).toBeNull()
    expect((await stateAfter(opening, image, closing)).close).toMatchObject({ reason: 'finished' })
    const resumed = await stateAfter(opening, closing, undoing)
    expect([resumed.close, resumed.open?.run, resumed.first?.run]).toEqual([null, 'undo', 'apply'])
  })

  it('has a number, its kind, and the groups that it sent writes for', async () => {
    const { runs } = await stateAfter(
      opening,
      image,
      intent(0, 'a/m0', 'b/m0'),
      outcome(0, 'done', 'refused'),
      preImage('c', [{ id: '5' }]),
      opening,
      intent(1, 'b/m0'),
      outcome(1, 'done'),
      closing,
      undoing,
      intent(2, 'a/r0'),
    )
    expect(runs.map(({ n, kind, actions, close }) => [n, kind, actions, close?.reason ?? null])).toEqual([
      [1, 'apply', ['a', 'b'], null],
      [2, 'apply', ['b'], 'finished'],
      [3, 'undo', ['a'], null],
    ])
  })

  it('is nothing in a journal without entries', async () => {
    expect(await stateAfter()).toMatchObject({
      open: null,
      first: null,
      close: null,
      runs: [],
      nextStep: 0,
      entries: 0,
      head: null,
    })
  })
})
