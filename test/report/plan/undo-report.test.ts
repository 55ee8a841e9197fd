import { describe, expect, it } from 'vitest'
import type { ToldGroup } from '../../../src/plan/undo/taken-back.ts'
import type { Told } from '../../../src/plan/undo/told.ts'
import { undoReport } from '../../../src/report/plan/undo-report.ts'
import { samplePlan } from '../../plan/files/sample-plan.ts'

const told: Told = {
  calls: 7,
  looked: 3,
  stamps: ['LastModifiedDate'],
  windows: [],
  byHand: [],
  originals: [],
  orgCalls: null,
  fires: [],
  firesUnknown: [],
}
const groups: readonly ToldGroup[] = [
  {
    action: '5f2c81aa',
    refused: null,
    takenBack: 'in part',
    items: [
      { what: 'record', object: 'Contact', id: '003A', fidelity: 'exact', why: '' },
      { what: 'Phone', object: 'Contact', id: '003B', fidelity: 'kept', why: 'changed since the merge' },
      { what: 'Task.WhoId', object: 'Task', id: '=1+1', fidelity: 'impossible', why: 'gone | for good' },
    ],
  },
  {
    action: '0a1b2c3d',
    refused: { code: 'not-applied', text: 'was not applied' },
    items: [],
    takenBack: 'not',
  },
]
const input = { plan: samplePlan(), groups, told, done: true, at: new Date('2026-11-23T12:00:00.000Z') }

function text(format: 'md' | 'csv' | 'json'): string {
  return [...undoReport(input, format)].join('')
}

describe('a report of an undo', () => {
  it('is a table with a line for each item and each group of which nothing was written', () => {
    expect(text('csv')).toBe(
      [
        'group,kind,object,id,what,fidelity,why',
        '5f2c81aa,records,Contact,003A,record,exact,',
        '5f2c81aa,values,Contact,003B,Phone,kept,changed since the merge',
        "5f2c81aa,links,Task,'=1+1,Task.WhoId,impossible,gone | for good",
        '0a1b2c3d,group,,,,not undone,was not applied',
        '',
      ].join('\n'),
    )
  })

  it('is a page with figures and shares by kind', () => {
    const page = text('md')
    expect(page).toContain('# What undo did\n')
    expect(page).toContain('| records | 1 (100.0 %) | 0 (0.0 %) | 0 (0.0 %) | 0 (0.0 %) | 0 (0.0 %) |\n')
    expect(page).toContain(
      '| 5f2c81aa | links | Task | \\=1+1 | Task.WhoId | impossible | gone \\| for good |\n',
    )
    expect([...undoReport({ ...input, done: false }, 'md')].join('')).toContain('# What undo would do\n')
  })

  it('is JSON with the same items', () => {
    const { items, kinds, done } = JSON.parse(text('json'))
    expect(done).toBe(true)
    expect(kinds.links).toEqual({ all: 1, exact: 0, approximate: 0, impossible: 1, waits: 0, kept: 0 })
    expect(items.map(({ group, fidelity }: Record<string, string>) => `${group} ${fidelity}`)).toEqual([
      '5f2c81aa exact',
      '5f2c81aa kept',
      '5f2c81aa impossible',
      '0a1b2c3d not undone',
    ])
  })
})
