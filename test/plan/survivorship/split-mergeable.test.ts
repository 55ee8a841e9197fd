import { describe, expect, it } from 'vitest'
import type { Candidate, Decided, Member } from '../../../src/plan/group/group.ts'
import { splitMergeable } from '../../../src/plan/survivorship/index.ts'
import { candidate, idOf, member, policy } from './sample.ts'

const letters = (members: readonly Member[]) => members.map(({ key }) => key.id.slice(14, 15)).join('')

function split(given: Candidate, recordTypes: string[][] = []): { parts: string[]; leftOut: string[] } {
  const { parts, leftOut } = splitMergeable(given, policy({ recordTypes }))
  return {
    parts: parts.map(({ members }) => letters(members)),
    leftOut: leftOut.map(({ code, records }) => `${code} ${records.map((id) => id.slice(14, 15)).join('')}`),
  }
}

const lead = { kind: 'lead', object: 'Lead' }
const personAccount = { kind: 'person-account', object: 'Account' }
const type = (recordType: string | null | undefined) => ({ recordType })
const home = (householdId: string | null) => ({ householdId })

const group = (...members: readonly Member[]) => candidate(members)

describe('what may be merged with each other', () => {
  it.each<[string, Candidate, string[][], string[], string[]]>([
    ['all alike', group(member('a'), member('b')), [], ['ab'], []],
    ['a lead and a contact', group(member('a'), member('b', {}, lead)), [], [], ['lead-and-contact ab']],
    [
      'leads beside contacts',
      group(member('a'), member('b', {}, lead), member('c'), member('d', {}, lead)),
      [],
      ['ac', 'bd'],
      ['lead-and-contact abcd'],
    ],
    ['leads alone', group(member('a', {}, lead), member('b', {}, lead)), [], ['ab'], []],
    [
      'a person account and contacts',
      group(member('a', {}, personAccount), member('b'), member('c')),
      [],
      ['bc'],
      ['person-account-and-contact a'],
    ],
    [
      'a lead and a person account',
      group(member('a', {}, personAccount), member('b', {}, lead)),
      [],
      [],
      ['lead-and-contact ab'],
    ],
    [
      'other kinds',
      group(
        member('a', {}, { kind: 'company', object: 'Account' }),
        member('b', {}, { kind: 'household', object: 'Account' }),
      ),
      [],
      [],
      ['kinds ab'],
    ],
    [
      'one kind in two objects',
      group(
        member('a', {}, { kind: 'member', object: 'One__c' }),
        member('b', {}, { kind: 'member', object: 'Two__c' }),
      ),
      [],
      [],
      ['kinds ab'],
    ],
    [
      'record types',
      group(member('a', type('X')), member('b', type('Y')), member('c', type('X'))),
      [],
      ['ac'],
      ['record-types b'],
    ],
    [
      'record types that may',
      group(member('a', type('X')), member('b', type('Y')), member('c', type('Z'))),
      [['X', 'Y']],
      ['ab'],
      ['record-types c'],
    ],
    [
      'sets do not chain',
      group(member('a', type('X')), member('b', type('Y')), member('c', type('Z'))),
      [
        ['X', 'Y'],
        ['Y', 'Z'],
      ],
      ['ab'],
      ['record-types c'],
    ],
    [
      'the larger set goes first',
      group(member('a', type('X')), member('b', type('Y')), member('c', type('Z')), member('d', type('Z'))),
      [
        ['X', 'Y'],
        ['Y', 'Z'],
      ],
      ['bcd'],
      ['record-types a'],
    ],
    ['no record type', group(member('a', type(null)), member('b', type('X'))), [], [], ['record-types ab']],
    [
      'no record type, allowed as none',
      group(member('a', type(null)), member('b', type('X'))),
      [['X', 'none']],
      ['ab'],
      [],
    ],
    [
      'record types that nobody can see',
      group(member('a', type(undefined)), member('b', type('X'))),
      [['X', 'none']],
      [],
      ['record-types ab'],
    ],
    [
      'households',
      group(member('a', home('H1')), member('b', home('H2')), member('c', home('H1'))),
      [],
      ['ac'],
      ['households b'],
    ],
    ['one household and nobody’s', group(member('a', home('H1')), member('b', home(null))), [], ['ab'], []],
    [
      'nobody’s between two households',
      group(member('a', home('H1')), member('b', home('H2')), member('c', home(null))),
      [],
      [],
      ['households abc'],
    ],
    [
      'fields of the rule',
      {
        ...group(member('a', { currency: 'EUR' }), member('b', { currency: 'USD' })),
        mergeWithin: ['currency'],
      },
      [],
      [],
      ['merge-within ab'],
    ],
    [
      'a field of the rule that is unknown',
      { ...group(member('a', { currency: null }), member('b')), mergeWithin: ['currency'] },
      [],
      [],
      ['merge-within ab'],
    ],
    [
      'linked by a lead only',
      candidate([member('a'), member('b', {}, lead), member('c')], [[0, 2, 0.3]]),
      [],
      [],
      ['lead-and-contact abc', 'not-linked ac'],
    ],
    ['one record', group(member('a')), [], [], ['single a']],
  ])('%s', (_, given, recordTypes, parts, leftOut) => {
    expect(split(given, recordTypes)).toEqual({ parts, leftOut })
  })

  it.each<[Decided['why'], string[]]>([
    [{ by: 'decision', file: 'groups.csv', who: 'ana' }, ['ac']],
    [{ by: 'policy', name: 'same e-mail', same: ['email'] }, ['ac']],
    [{ by: 'score', least: 0.9, confirmed: 1, who: 'ana' }, []],
  ])('links by what was said of all: %j', (why, parts) => {
    const weak = candidate([member('a'), member('b', {}, lead), member('c')], [[0, 2, 0.3]])
    const decided: Decided = { ...weak, why, survivor: null, values: [] }
    expect(split(decided).parts).toEqual(parts)
  })

  it('leaves a group that is one part as it is', () => {
    const whole = group(member('a'), member('b'))
    expect(splitMergeable(whole, policy()).parts[0]).toBe(whole)
  })

  it('numbers pairs anew, scores by the weakest link, and names parts by their members', () => {
    const given = candidate(
      [member('a'), member('b', {}, lead), member('c'), member('d', {}, lead)],
      [
        [0, 2, 0.97],
        [1, 3, 0.95],
      ],
    )
    const { parts } = splitMergeable({ ...given, proposed: 2 }, policy())
    expect(
      parts.map(({ score, proposed, pairs }) => ({
        score,
        proposed,
        pairs: pairs.map(({ a, b }) => [a, b]),
      })),
    ).toEqual([
      { score: 0.97, proposed: 1, pairs: [[0, 1]] },
      { score: 0.95, proposed: 0, pairs: [[0, 1]] },
    ])
    expect(new Set([given.group, ...parts.map((part) => part.group)]).size).toBe(3)
  })

  it('keeps the name of a group of which one part is left', () => {
    const given = group(member('a'), member('b'), member('c', {}, lead))
    expect(splitMergeable(given, policy()).parts[0]?.group).toBe(given.group)
  })
})

describe('what a person chose', () => {
  const members = [
    member('a'),
    member('b', {}, lead),
    member('c'),
    member('d', {}, lead),
    member('e', type('X')),
  ]
  const why = { by: 'decision', file: 'groups.csv', who: 'ana' } as const
  const decided = (survivor: string | null, ...values: Decided['values'][number][]): Decided => ({
    ...candidate(
      members.map((one) =>
        one.kind === 'contact' && one.values.recordType === undefined
          ? member(one.key.id.slice(14, 15), type(null))
          : one,
      ),
    ),
    why,
    survivor,
    values,
  })
  const from = (letter: string) => ({ field: 'title', from: idOf(letter), typed: null })
  const typed = { field: 'title', from: null, typed: 'CEO' }

  it.each<[string, Decided, Record<string, [string | null, number]>]>([
    ['goes with the survivor', decided(idOf('c')), { ac: [idOf('c'), 0], bd: [null, 0] }],
    ['goes with the value', decided(null, from('d')), { ac: [null, 0], bd: [null, 1] }],
    ['typed, with the survivor', decided(idOf('d'), typed), { ac: [null, 0], bd: [idOf('d'), 1] }],
    ['nothing chosen', decided(null), { ac: [null, 0], bd: [null, 0] }],
    ['a survivor that is left out', decided(idOf('e')), {}],
    ['a value of another part', decided(idOf('c'), from('d')), {}],
    ['typed, for nobody knows whom', decided(null, typed), {}],
  ])('%s', (_, given, expected) => {
    const { parts, leftOut } = splitMergeable(given, policy())
    expect(
      Object.fromEntries(parts.map((part) => [letters(part.members), [part.survivor, part.values.length]])),
    ).toEqual(expected)
    if (parts.length === 0) {
      expect(leftOut).toEqual([
        expect.objectContaining({ code: 'choice-astray', records: members.map(({ key }) => key.id) }),
      ])
    }
    for (const part of parts) expect(part.why).toBe(why)
  })
})
