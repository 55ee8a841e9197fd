import { describe, expect, it } from 'vitest'
import { differences, redirected, whereIs } from '../../../src/plan/apply/compare.ts'
import { isInside } from '../../../src/plan/apply/going-on.ts'
import { chunksOf, stagesOf } from '../../../src/plan/apply/stages.ts'
import { Stage } from './org.ts'

describe('stages', () => {
  it.each([
    ['a first run', 0, 1000, false, [10, 100], ['10 full', '100', '1000']],
    ['a small plan', 0, 4, false, [10, 100], ['4 full']],
    ['a resumed run after its canary', 40, 1000, true, [10, 100], ['100', '1000']],
    ['a resumed run whose canary did not pass', 10, 1000, false, [10, 100], ['20 full', '100', '1000']],
    ['a resumed run past all', 500, 1000, true, [10, 100], ['1000']],
    ['one stage', 0, 30, false, [10], ['10 full', '30']],
    ['stages out of order', 0, 300, false, [5, 200, 50], ['5 full', '50', '200', '300']],
    ['nothing left', 30, 30, true, [10], []],
  ] as const)('of %s', (_, from, total, passed, sizes, expected) => {
    const stages = stagesOf(from, total, passed, sizes)
    expect(stages.map(({ end, full }) => `${end}${full ? ' full' : ''}`)).toEqual(expected)
  })
})

describe('chunks', () => {
  it('hold one object, 60 groups, and no more members than one look at children takes', () => {
    using stage = new Stage()
    const group = (object: string, n: number, size: number) => {
      const ids = Array.from({ length: size }, (_, m) => `${object}${n}-${m}`)
      for (const id of ids) stage.crm.add(object, id)
      return { object, members: ids as [string, ...string[]] }
    }
    const small = Array.from({ length: 70 }, (_, n) => group('Contact', n, 2))
    const large = Array.from({ length: 50 }, (_, n) => group('Account', n, 9))
    const { plan } = stage.plan([...large, ...small])
    const sizes = chunksOf(plan.actions).map((chunk) => `${chunk[0]?.object} ${chunk.length}`)
    expect(sizes).toEqual(['Account 44', 'Account 6', 'Contact 60', 'Contact 10'])
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
    ['Title', { reference: false, list: false, writable: true }],
    ['AccountId', { reference: true, list: false, writable: true }],
    ['Topics__c', { reference: false, list: true, writable: true }],
  ])
  const moved = new Map([
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
    ['a text that looks like a moved id', { Title: 'a3' }, { Title: 'a1' }, ['Title']],
    ['a list in another order', { Topics__c: 'b;a' }, { Topics__c: 'a;b' }, []],
    ['columns that are not compared', { SystemModstamp: 1 }, { SystemModstamp: 2 }, []],
  ])('%s', (_, was, is, expected) => {
    expect(differences(was, is, columns, moved)).toEqual(expected)
  })

  it('follows merges of merged records, and never in a circle', () => {
    expect(whereIs(moved, 'a3')).toBe('a1')
    expect(
      whereIs(
        new Map([
          ['x', 'y'],
          ['y', 'x'],
        ]),
        'x',
      ),
    ).toMatch(/^[xy]$/)
    expect(redirected({ AccountId: 'a3', Title: 'a3' }, columns, moved)).toEqual({
      AccountId: 'a1',
      Title: 'a3',
    })
  })
})
