import { describe, expect, it } from 'vitest'
import { isInside } from '../../../src/plan/apply/going-on.ts'
import { differences, redirected } from '../../../src/plan/look/compare.ts'
import { movedIds, whereIs } from '../../../src/plan/look/moved.ts'
import { type Chunk, chunksOf, countVerified, stageEnds } from '../../../src/plan/pace/chunks.ts'
import { Stage } from './org.ts'

describe('stages', () => {
  it.each([
    ['a first run', 0, 1000, [10, 100], [10, 100, 1000]],
    ['a small plan', 0, 4, [10, 100], [4]],
    ['a resumed run', 40, 1000, [10, 100], [100, 1000]],
    ['a resumed run past all', 500, 1000, [10, 100], [1000]],
    ['stages out of order', 0, 300, [5, 200, 50], [5, 50, 200, 300]],
    ['nothing left', 30, 30, [10], []],
  ] as const)('of %s', (_, from, total, sizes, expected) => {
    expect(stageEnds(from, total, sizes)).toEqual(expected)
  })
})

describe('chunks', () => {
  const actions = (...sorts: readonly (readonly [object: string, count: number, size: number])[]) => {
    using stage = new Stage()
    const groups = sorts.flatMap(([object, count, size]) =>
      Array.from({ length: count }, (_, n) => {
        const ids = Array.from({ length: size }, (_, m) => stage.crm.add(object, `${object}${n}-${m}`))
        return { object, members: ids as [string, ...string[]] }
      }),
    )
    return stage.plan(groups).plan.actions
  }
  const words = (chunks: Iterable<Chunk>) =>
    [...chunks].map(({ actions: [first, ...rest], full, last }) =>
      [first?.object, 1 + rest.length, ...(full ? ['full'] : []), ...(last ? ['|'] : [])].join(' '),
    )

  it('hold one object, 100 groups, and no more members than one look at children takes', () => {
    const plan = actions(['Account', 50, 9], ['Contact', 110, 2])
    const verified = new Map([
      ['Account merge', 10],
      ['Contact merge', 10],
    ])
    expect(words(chunksOf(plan, 0, [10], verified))).toEqual([
      'Account 10 |',
      'Account 40',
      'Contact 100',
      'Contact 10 |',
    ])
    expect(words(chunksOf(plan, 40, [10], verified))).toEqual([
      'Account 44',
      'Account 6',
      'Contact 100',
      'Contact 10 |',
    ])
  })

  it('begin with a canary of each object, as long as it takes', () => {
    const plan = actions(['Account', 15, 2], ['Contact', 30, 2])
    const verified = new Map([['Account merge', 4]])
    const seen = words(
      (function* () {
        for (const chunk of chunksOf(plan, 0, [10, 20], verified)) {
          yield chunk
          const some = chunk.actions.slice(2) // two of each are skipped
          if (chunk.full) for (const action of some) countVerified(verified, action)
        }
      })(),
    )
    expect(seen).toEqual([
      'Account 6 full',
      'Account 2 full',
      'Account 2 full |',
      'Account 2 full',
      'Account 2 full',
      'Account 1 full',
      'Contact 5 full |',
      'Contact 7 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full',
      'Contact 2 full |',
    ])
  })
})

describe('the window', () => {
  it.each([
    ['20:00', '06:00', 'UTC', '2026-03-02T23:00:00Z', true],
    ['20:00', '06:00', 'UTC', '2026-03-02T06:00:00Z', false],
    ['20:00', '06:00', 'UTC', '2026-03-02T20:00:00Z', true],
    ['09:00', '17:00', 'UTC', '2026-03-02T12:00:00Z', true],
    ['09:00', '17:00', 'UTC', '2026-03-02T17:00:00Z', false],
    ['09:00', '17:00', 'America/New_York', '2026-03-02T12:00:00Z', false],
    ['00:00', '06:00', 'Europe/Berlin', '2026-03-02T23:10:00Z', true],
    ['09:00', '09:00', 'UTC', '2026-03-02T03:00:00Z', true],
  ])('from %s to %s in %s, at %s: %s', (from, to, timeZone, at, inside) => {
    expect(isInside({ from, to, timeZone }, new Date(at))).toBe(inside)
  })
})

describe('comparing values', () => {
  const columns = new Map([
    ['Title', { references: [], list: false, writable: true }],
    ['AccountId', { references: ['Account'], list: false, writable: true }],
    ['Topics__c', { references: [], list: true, writable: true }],
  ])
  const shortId = '001Kj00000AbCdE'
  const movedBy = (object: string, steps: readonly (readonly [string, string])[]) => {
    const moved = movedIds()
    for (const [from, to] of steps) moved.set(object, from, to)
    return moved
  }
  const moved = movedBy('Account', [
    ['a3', 'a2'],
    ['a2', 'a1'],
  ])

  it.each([
    ['equal values', { Title: 'CEO' }, { Title: 'CEO' }, []],
    ['blanks of several kinds', { Title: null }, { Title: '' }, []],
    ['a blank that was filled', {}, { Title: 'CEO' }, ['Title']],
    ['another case', { Title: 'CEO' }, { Title: 'ceo' }, ['Title']],
    ['other line ends', { Title: 'a\r\nb ' }, { Title: 'a\nb' }, []],
    ['false and blank', { Title: false }, { Title: null }, ['Title']],
    ['a reference that our merges moved', { AccountId: 'a3' }, { AccountId: 'a1' }, []],
    ['a reference that somebody moved', { AccountId: 'a3' }, { AccountId: 'a9' }, ['AccountId']],
    [
      'a reference that was typed in its short form',
      { AccountId: shortId },
      { AccountId: `${shortId}IAV` },
      [],
    ],
    ['a text that looks like one', { Title: shortId }, { Title: `${shortId}IAV` }, ['Title']],
    ['a text that looks like a moved id', { Title: 'a3' }, { Title: 'a1' }, ['Title']],
    ['a list in another order', { Topics__c: 'b;a' }, { Topics__c: 'a;b' }, []],
    ['columns that are not compared', { SystemModstamp: 1 }, { SystemModstamp: 2 }, []],
  ])('%s', (_, was, is, expected) => {
    expect(differences(was, is, columns, moved)).toEqual(expected)
  })

  it('follows merges of merged records, and never in a circle', () => {
    expect(whereIs(moved, 'Account', 'a3')).toBe('a1')
    expect(whereIs(moved, 'Contact', 'a3')).toBe('a3')
    const circle = movedBy('Account', [
      ['x', 'y'],
      ['y', 'x'],
    ])
    expect(whereIs(circle, 'Account', 'x')).toMatch(/^[xy]$/)
    expect(redirected({ AccountId: 'a3', Title: 'a3' }, columns, moved)).toEqual({
      AccountId: 'a1',
      Title: 'a3',
    })
  })
})
