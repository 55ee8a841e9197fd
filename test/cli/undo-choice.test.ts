import { describe, expect, it } from 'vitest'
import { type ChoiceFlags, undoChoice } from '../../src/cli/undo-choice.ts'
import type { UndoChoice } from '../../src/plan/undo/choice.ts'

const none: ChoiceFlags = { all: false }

describe('which groups are taken back', () => {
  it.each<readonly [string, Partial<ChoiceFlags>, UndoChoice]>([
    ['--all', { all: true }, null],
    ['--group', { group: ['a', 'b'] }, ['a', 'b']],
    ['--run', { run: 2 }, { by: 'run', run: 2 }],
    ['--from --to', { from: 'a', to: 'b' }, { by: 'range', from: 'a', to: 'b' }],
    ['--since a day', { since: '2026-11-23' }, { by: 'since', since: new Date('2026-11-23T00:00:00Z') }],
    [
      '--since a time',
      { since: '2026-11-23T14:05' },
      { by: 'since', since: new Date('2026-11-23T14:05:00Z') },
    ],
  ])('is said by %s', (_, flags, choice) => {
    expect(undoChoice({ ...none, ...flags })).toEqual(choice)
  })

  it.each<readonly [string, Partial<ChoiceFlags>]>([
    ['nothing', {}],
    ['two ways', { all: true, run: 1 }],
    ['a group and a range', { group: ['a'], from: 'a', to: 'b' }],
    ['half a range', { from: 'a' }],
    ['the other half', { to: 'a' }],
    ['a day that is none', { since: '2026-02-31T25:00' }],
    ['words', { since: 'yesterday' }],
  ])('is not said by %s', (_, flags) => {
    expect(() => undoChoice({ ...none, ...flags })).toThrow(
      expect.objectContaining({ code: 'USAGE', exit: 2 }),
    )
  })
})
