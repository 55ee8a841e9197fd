import { describe, expect, it } from 'vitest'
import { stateOf } from '../../../src/plan/journal/index.ts'
import type { GroupUndo, UndoOutcome } from '../../../src/plan/undo/index.ts'
import { reasons } from '../../../src/plan/undo/reasons.ts'
import { toldGroups } from '../../../src/plan/undo/taken-back.ts'
import type { Told } from '../../../src/plan/undo/told.ts'
import { foreseen, type UndoTextInput, undone } from '../../../src/report/plan/undone.ts'
import { samplePlan } from '../../plan/files/sample-plan.ts'

type Item = GroupUndo['items'][number]

function item(what: string, fidelity: Item['fidelity'], why = '', object = 'Contact'): Item {
  return { what, object, id: '003', fidelity, why }
}

function taken(action: string, items: readonly Item[]): GroupUndo {
  return { action, refused: null, items }
}

const groups: readonly GroupUndo[] = [
  taken('5f2c81aa', [
    item('record', 'exact'),
    item('record', 'exact'),
    item('Task.WhoId', 'exact', '', 'Task'),
    item('Phone', 'kept', 'changed since the merge'),
    item('CampaignMember.ContactId', 'approximate', 'a new row with a new id', 'CampaignMember'),
    item('record', 'impossible', 'no longer in the recycle bin'),
  ]),
  {
    action: '0a1b2c3d',
    refused: {
      code: 'survivor-merged',
      text: 'its survivor was merged into another record since: undo that first',
    },
    items: [],
  },
]

const told: Told = {
  calls: 1234,
  looked: 34,
  stamps: ['LastModifiedById', 'LastModifiedDate'],
  windows: [],
  byHand: [],
  originals: [],
  orgCalls: null,
  fires: [{ object: 'Contact', type: 'flow', name: 'Welcome', on: ['update'] }],
  firesUnknown: [],
}
const stamps = 'stamps     2 columns that only the CRM writes stay, e.g. LastModifiedById'

const nothingBefore = await stateOf([])

function input(of: readonly GroupUndo[], more: Partial<UndoTextInput> = {}): UndoTextInput {
  const now = new Date('2026-11-23T12:00:00.000Z')
  return {
    plan: samplePlan(),
    path: 'plan.json',
    journal: null,
    groups: toldGroups(of, nothingBefore),
    told,
    report: null,
    now,
    ...more,
  }
}

function done(of: readonly GroupUndo[], more: Partial<UndoOutcome> = {}, texts: Partial<UndoTextInput> = {}) {
  const outcome: UndoOutcome = {
    ended: 'finished',
    error: null,
    exit: 68,
    groups: of,
    left: 0,
    idMap: { path: '/j/id-map.csv', back: 0 },
    ...more,
  }
  return undone({ ...input(of, texts), outcome })
}

const refused = (n: number, text = 'was not applied'): GroupUndo => {
  return { action: `0000000${n}`, refused: { code: 'not-applied', text }, items: [] }
}

describe('an undo', () => {
  it('is foretold by kind, with reasons and what holds for all of it', () => {
    expect(foreseen(input(groups, { width: 200 }))).toBe(
      [
        `To take back: 2 groups of plan ${samplePlan().id} in acme-sf (not production).`,
        'records    2 exactly (66.7 %), 1 not at all (33.3 %)',
        'values     1 kept',
        'links      1 exactly (50.0 %), 1 nearly (50.0 %)',
        'nearly     1: a new row with a new id (CampaignMember.ContactId)',
        'not at all 1: no longer in the recycle bin (Contact)',
        'kept       1: changed since the merge (003 Phone)',
        'not undone 0a1b2c3d: its survivor was merged into another record since: undo that first',
        'each item  in a file: --report undo.md (or .csv, .json)',
        'fires      1 flow on Contact',
        stamps,
        'API calls  about 1,200, and 34 were made to look',
      ].join('\n'),
    )
  })

  it.each<readonly [string, readonly GroupUndo[], Partial<UndoOutcome>]>([
    ['1 group wholly back', [taken('5f2c81aa', [item('record', 'exact')])], {}],
    [
      '1 group back with conflicts kept',
      [taken('5f2c81aa', [item('record', 'exact'), item('Phone', 'kept', 'changed')])],
      {},
    ],
    ['Of 2 groups: 1 back in part, 1 not undone', groups, {}],
    ['Of 5 groups: 1 back in part, 1 not undone, 3 not begun', groups, { left: 3, exit: 69 }],
    [
      '1 group waits for a person',
      [taken('5f2c81aa', [item('record', 'impossible', reasons['by hand'])])],
      {},
    ],
    [
      '2 groups split again into new records',
      [
        taken('5f2c81aa', [item('record', 'approximate', 'made anew')]),
        taken('5f2c81ab', [item('record', 'approximate', 'made anew')]),
      ],
      {},
    ],
    ['1 group not undone', [taken('5f2c81aa', [item('record', 'impossible', 'gone')])], {}],
    ['1 group not undone', [taken('5f2c81aa', [item('Phone', 'kept', 'changed')])], {}],
    ['1 group wholly back', [taken('5f2c81aa', [])], {}],
  ])('says %s', (text, of, more) => {
    expect(done(of, more, { width: 200 }).split('\n')[0]).toBe(`${text}.`)
  })

  it('names the most frequent kinds and reasons and some groups, and counts the others', () => {
    const kinds = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((name) => item(name, 'approximate', 'why'))
    const reasons = [1, 2, 3, 4, 5, 6].map((n) => item('record', 'impossible', `reason ${n}`))
    const many = Array.from({ length: 13 }, (_, n) => refused(n))
    const text = done([taken('5f2c81aa', [...kinds, ...reasons]), ...many], {}, { width: 500 })
    expect(text).toContain(
      '8: why (1 × Contact.A, 1 × Contact.B, 1 × Contact.C, 1 × Contact.D and 4 more kinds)',
    )
    expect(text).toContain('1: reason 4 (Contact)\n           2 more for other reasons')
    expect(text).toContain('00000009 and 3 groups more: was not applied')
  })

  it('names records of conflicts with their columns, and where all of them are', () => {
    const edited = Array.from({ length: 500 }, (_, n) => ({
      ...item('Phone', 'kept', 'changed since the merge'),
      id: `003${n}`,
    }))
    const text = foreseen(input([taken('5f2c81aa', edited)], { report: 'undo.csv', width: 200 }))
    expect(text).toContain(
      '500: changed since the merge (0030 Phone, 0031 Phone, 0032 Phone, 0033 Phone and 496 more)',
    )
    expect(text).toContain('each item  undo.csv')
  })

  it('says until when records can come back', () => {
    const window = {
      object: 'Contact',
      days: 15,
      oldest: '2026-11-20T00:00:00.000Z',
      until: '2026-12-05T00:00:00.000Z',
    }
    const windows = [window, { ...window, object: 'Lead' }]
    expect(foreseen(input(groups, { told: { ...told, windows }, width: 200 }))).toContain(
      'window     Contact and Lead: 11 of 15 days left, until 2026-12-05 for what went first; less if the recycle bin is full',
    )
    const late = { ...window, until: '2026-11-01T00:00:00.000Z' }
    expect(foreseen(input(groups, { told: { ...told, windows: [late] } }))).toContain('0 of 15 days left')
  })

  it('says what a person does first, and what next, to be copied', () => {
    const ids = Array.from({ length: 12 }, (_, n) => `77${n}`)
    const where = 'HubSpot, CRM, Companies, Actions, Restore records'
    const waits = { ...told, byHand: [{ object: 'companies', where, ids, anew: true }] }
    const group = taken(
      '5f2c81aa',
      ids.map((id) => ({ ...item('record', 'impossible', reasons['by hand'], 'companies'), id })),
    )
    const texts = { told: waits, width: 300, path: 'my plan.json', journal: 'j' }
    expect(foreseen(input([group], texts))).toContain(
      `first      by hand, or they stay away (--recreate makes them anew, with losses): 12 records of companies in ${where}: 770, 771, 772, 773, 774 and 7 more`,
    )
    expect(done([group], {}, texts).split('\n').slice(-3)).toEqual([
      `next       restore 12 records of companies in ${where}: 770, 771, 772, 773, 774, 775, 776, 777, 778, 779 and 2 more: --report FILE lists them`,
      "           then:  steward plan undo 'my plan.json' --group 5f2c81aa --journal j",
      "           or, with new ids and what that loses:  steward plan undo 'my plan.json' --group 5f2c81aa --journal j --recreate",
    ])
  })

  it('says that the list of ended ids is another one now', () => {
    expect(done(groups, { idMap: { path: '/j/id-map.csv', back: 2 } }, { width: 200 })).toContain(
      'ids        2 ids that came back are no longer in /j/id-map.csv: tell integrations that were given the list',
    )
    expect(done(groups)).not.toContain('id-map')
  })

  it('says what no undo gives back, and what it cost', () => {
    expect(done(groups).split('\n').slice(-2)).toEqual([stamps, 'API calls  1,234'])
    expect(done(groups, {}, { told: { ...told, stamps: [] } })).not.toContain('stamps')
  })

  it.each([60, 80])('fits a terminal of %i columns', (width) => {
    const many = Array.from({ length: 500 }, (_, n) => taken(`${n}`, groups[0]?.items ?? []))
    for (const text of [foreseen(input(many, { width })), done(many, {}, { width })])
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(width)
  })

  it('lets no text of an org steer the terminal', () => {
    const evil = taken('5f2c81aa', [item('Phone\u001b[2J', 'kept', 'x\ny')])
    const text = foreseen(input([evil]))
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('x\ny')
  })
})
