import { describe, expect, it } from 'vitest'
import type { GroupUndo, UndoOutcome } from '../../../src/plan/undo/index.ts'
import type { Told } from '../../../src/plan/undo-told.ts'
import { foreseen, undone } from '../../../src/report/plan/undone.ts'

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
  fires: [],
  firesUnknown: [],
}
const except =
  "except         the CRM's own stamps are not among what comes back; they stay as last written: LastModifiedById, LastModifiedDate"

function outcome(more: Partial<UndoOutcome> = {}): UndoOutcome & Told {
  return {
    ended: 'finished',
    error: null,
    exit: 68,
    groups,
    left: 0,
    idMap: { path: '/j/id-map.csv', back: 0 },
    ...told,
    ...more,
  }
}

describe('an undo', () => {
  it('is foretold in sums, what is refused by its group', () => {
    expect(foreseen(groups, told, 200)).toBe(
      [
        'To take back: 2 groups.',
        'exactly        2 × Contact, 1 × Task.WhoId',
        'nearly         1 × CampaignMember.ContactId (a new row with a new id)',
        'not at all     1 × Contact (no longer in the recycle bin)',
        'kept           1 × Contact: Phone (changed since the merge)',
        'not undone     0a1b2c3d: its survivor was merged into another record since: undo that first',
        except,
        'API calls      up to 1,234 (estimated)',
      ].join('\n'),
    )
  })

  it('that ended early says what is left', () => {
    expect(undone(outcome()).split('\n')[0]).toBe('Taken back: 1 of 2 groups.')
    expect(undone(outcome({ left: 3, ended: 'stopped', exit: 69 })).split('\n')[0]).toBe(
      'Taken back: 1 of 5 groups; 3 groups left.',
    )
  })

  it('names the most frequent kinds and some groups, and counts the others', () => {
    const kinds = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((name) => item(name, 'exact'))
    const refused = Array.from({ length: 13 }, (_, n): GroupUndo => {
      return { action: `0000000${n}`, refused: { code: 'not-applied', text: 'was not applied' }, items: [] }
    })
    const lines = undone(outcome({ groups: [taken('5f2c81aa', kinds), ...refused] }), 500).split('\n')
    expect(lines[1]).toContain('1 × Contact: F, 2 more kinds')
    expect(lines.filter((line) => line.startsWith('not undone'))).toHaveLength(10)
    expect(lines.map((line) => line.trim())).toContain('and 3 groups more')
  })

  it('says that the list of ended ids is another one now', () => {
    expect(undone(outcome({ idMap: { path: '/j/id-map.csv', back: 2 } }), 200)).toContain(
      'ids            2 ids that came back are no longer in /j/id-map.csv: tell integrations that were given the list',
    )
    expect(undone(outcome())).not.toContain('id-map')
  })

  it('says what no undo gives back, and what it cost', () => {
    expect(undone(outcome(), 200).split('\n').slice(-2)).toEqual([except, 'API calls      1,234'])
    expect(undone({ ...outcome(), stamps: [] }, 200)).not.toContain('except')
  })

  it('fits the terminal', () => {
    for (const line of foreseen(groups, told, 60).split('\n')) expect(line.length).toBeLessThanOrEqual(60)
  })

  it('lets no text of an org steer the terminal', () => {
    const evil = taken('5f2c81aa', [item('Phone\u001b[2J', 'kept', 'x\ny')])
    const text = foreseen([evil], told)
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('x\ny')
  })
})
