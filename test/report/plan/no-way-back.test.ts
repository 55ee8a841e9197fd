import { describe, expect, it } from 'vitest'
import type { MergeAction, PlanFile } from '../../../src/plan/files/plan-file.ts'
import {
  applied,
  applyQuestion,
  planHtml,
  planJson,
  showGroup,
  showPlan,
} from '../../../src/report/plan/index.ts'
import { shownValue } from '../../../src/report/plan/input.ts'
import { movesSummary } from '../../../src/report/plan/words.ts'
import { draft, mergeAction, samplePlan } from '../../plan/files/sample-plan.ts'
import { textOf } from '../outcome.ts'

const path = 'plan.json'
const why = 'the CRM keeps no copy; a later re-split makes a new record without its timeline'

function action(id: string, more: Partial<MergeAction>): MergeAction {
  return { ...mergeAction, id, group: `${id}00000001`, object: 'companies', ...more }
}

const final = action('aaaa0000', { undo: { kind: 'impossible', why } })
const taken = action('bbbb0000', {
  by: 'preserving',
  undo: { kind: 'exact' },
  moves: { 'companies.contacts': 3 },
  collisions: { 'companies.contacts': 1 },
})

function plan(actions: readonly MergeAction[], radius: Partial<PlanFile['radius']> = {}): PlanFile {
  const of = (kind: string) => actions.filter(({ undo }) => undo.kind === kind).length
  const preserving = actions.filter(({ by }) => by !== undefined).length
  return samplePlan({
    actions: [...actions],
    radius: {
      ...draft.radius,
      merges: actions.length,
      before: actions.length * 2,
      after: actions.length,
      ...(preserving > 0 ? { preserving } : {}),
      moves: { 'companies.contacts': 3 },
      collisions: {},
      rows: { 'companies.contacts': 'ties to contacts' },
      undo: { exact: of('exact'), approximate: 0, impossible: of('impossible'), unknown: 0 },
      ...radius,
    },
  })
}

const ended = {
  ended: 'finished',
  error: null,
  exit: 0,
  done: 1,
  partly: 0,
  skipped: [],
  left: 0,
  merged: 1,
  linked: 0,
  differences: [],
  files: { idMap: 'id-map.csv', suppression: 'suppression.csv', strays: null },
  strays: null,
  journal: { dir: 'journal', head: 'f'.repeat(64) },
} as const

describe('a plan that cannot be undone says so', () => {
  it('on its first screen, with what can be had later', async () => {
    const lines = (await textOf(showPlan({ plan: plan([final]), path, width: 200 }))).split('\n')
    expect(lines[1]).toBe(`! 1 group cannot be undone as it was: ${why}.`)
    expect(lines.join('\n')).toContain('none of it can be taken back')
    expect(lines.join('\n')).toContain(
      'aaaa0000  99.4 %  2 companies into 003000000000001AAA (last touched), cannot be undone as it was',
    )
  })

  it('of how many, where others can be', async () => {
    const text = await textOf(showPlan({ plan: plan([final, taken]), path, width: 200 }))
    expect(text.split('\n')[1]).toBe(`! 1 of 2 groups cannot be undone as it was: ${why}.`)
    expect(text).toContain('taking what can be back: about 30')
  })

  it('in the view of the group, before anything else', async () => {
    const [, second] = (
      await textOf(showGroup({ plan: plan([final]), path, group: 'aaaa0000', mask: true, width: 200 }))
    ).split('\n')
    expect(second).toBe(`undo       cannot be undone as it was: ${why}`)
  })

  it('in the page: in short, in figures, and at the group', async () => {
    const page = await textOf(planHtml({ plan: plan([final, taken]), path }))
    expect(page).toContain(`<li>1 of 2 groups cannot be undone as it was: ${why}.</li>`)
    expect(page).toContain('<dt>Cannot be undone</dt><dd>1<span class="of">of 2 groups</span></dd>')
    expect(page).toContain(`<dt>Undo</dt><dd><strong>cannot be undone as it was: ${why}</strong></dd>`)
  })

  it('in JSON', async () => {
    const read = JSON.parse(await textOf(planJson(plan([final])))) as PlanFile
    expect(read.actions[0]?.undo).toEqual({ kind: 'impossible', why })
    expect(read.radius.undo.impossible).toBe(1)
  })

  it('in the question before it is applied', () => {
    expect(applyQuestion(plan([final, taken]))).toBe(
      `Plan ${plan([final, taken]).id} will merge 2 records into 1 and take 2 records over into 1 and put 1 into the recycle bin in acme-sf (acme.my.salesforce.test, sandbox).\n1 of 2 groups cannot be undone as it was: ${why}.`,
    )
    expect(applyQuestion(plan([taken]))).not.toContain('undone')
  })

  it('when it was applied, instead of a command that would take nothing back', () => {
    const outcome = ended
    const told = (one: PlanFile) =>
      applied({ plan: one, path, outcome: outcome as never, journalNamed: false, width: 200 })
    expect(told(plan([final]))).toContain(`undo     1 group cannot be undone as it was: ${why}`)
    expect(told(plan([final]))).toContain('1 record merged away')
    expect(told(plan([taken]))).toContain('undo     steward plan undo plan.json --group ID')
    expect(told(plan([taken]))).toContain('1 record taken over and removed')
    const partly = { ...outcome, done: 0, partly: 1 } as never
    expect(
      applied({ plan: plan([final]), path, outcome: partly, journalNamed: false, width: 200 }),
    ).toContain('partly   1 group: not all of it was written, see what differs')
  })
})

describe('a plan whose merges can only be split again', () => {
  const split = (lost: string) =>
    `HubSpot cannot take a merge back. \`steward plan undo\` splits a duplicate off again, without its ${lost}.`
  const two = plan([
    action('aaaa0000', { undo: { kind: 'impossible', why: split('history') } }),
    action('bbbb0000', { undo: { kind: 'impossible', why: split('history and mails') } }),
  ])

  it('says once that they cannot be undone as they were', async () => {
    const lines = (await textOf(showPlan({ plan: two, path, width: 300 }))).split('\n')
    expect(lines[1]).toBe(
      `! 2 groups cannot be undone as they were: ${split('history and mails').slice(0, -1)}; what 1 other kind of records lose: steward plan show --group ID.`,
    )
    expect(lines.join('\n').match(/cannot take a merge back/g)).toHaveLength(1)
  })
})

describe('stages and masked values', () => {
  it.each([
    ['lifecyclestage', 'customer', 'customer'],
    ['StageName', 'Closed Won', 'Closed Won'],
    ['jobtitle', 'Head of Purchasing', '•••(≤32)'],
    ['Marital_Status__c', 'divorced', '•••(≤8)'],
  ])('%s', (column, value, shown) => {
    expect(shownValue(value, true, column)).toBe(shown)
    expect(shownValue(value, false, column)).toBe(value)
  })
})

it('counts memberships of lists as what they are, and one of a kind in the singular', () => {
  const rows = { 'a.lists': 'ties to lists', 'a.contacts': 'ties to contacts' }
  const told = (count: number) =>
    movesSummary(
      { moves: { 'a.lists': count, 'a.contacts': count, 'companies.x': count, Task: count }, collisions: {} },
      { rows },
    )
  expect(told(1)).toEqual(['1 Task', '1 company', '1 tie to contacts', '1 list membership'])
  expect(told(2)).toEqual(['2 Task', '2 companies', '2 ties to contacts', '2 list memberships'])
})

it('says of a plan that is resumed what is done, and what it does as a whole', () => {
  expect(applyQuestion(plan([final, taken]), { done: 1 })).toMatch(
    /^Plan [0-9a-f]{8} goes on: 1 of 2 groups is done\. As a whole it will merge 2 records into 1 and take /,
  )
})

it('names groups that were skipped, at most ten, and counts the others', () => {
  const skipped = Array.from({ length: 13 }, (_, n) => {
    return n === 0
      ? { action: 'aaaa0000', code: 'changed', fields: ['Phone'] }
      : { action: `bbbb000${n}`, code: 'gone', fields: [] }
  })
  const outcome = { ...ended, skipped, done: 0, merged: 0 } as never
  const text = applied({ plan: plan([final]), path, outcome, journalNamed: false, width: 200 })
  expect(text).toContain(
    'skipped  12 gone, 1 changed since the plan (Phone)\n         aaaa0000: changed since the plan (Phone)\n',
  )
  expect(text).toContain('         and 3 groups more: steward journal show journal --json\n')
})

it('speaks of a record as a whole, not of its id', () => {
  const gone = { object: 'contacts', id: '7', field: 'Id', what: 'the record is gone' }
  const outcome = { ...ended, differences: [gone] } as never
  expect(applied({ plan: plan([taken]), path, outcome, journalNamed: false, width: 200 })).toContain(
    'differs  not as planned: 1 × contacts: the record is gone',
  )
})

describe('duplicates that are taken over', () => {
  it('are told apart from merges', async () => {
    const text = await textOf(showPlan({ plan: plan([final, taken]), path, width: 300 }))
    expect(text).toContain(
      '1 merge of 2 records into 1 · 2 records taken over into 1, 1 of them then put into the recycle bin · evidence',
    )
    expect(text).toContain('moves    3 ties to contacts\n')
    expect(text).toContain('2 companies taken over into 003000000000001AAA')
  })

  it('are shown with their ties and what becomes of each', async () => {
    const text = await textOf(
      showGroup({ plan: plan([taken]), path, group: 'bbbb0000', mask: true, width: 200 }),
    )
    expect(text).toContain('Group bbbb0000 · take over · 2 companies')
    expect(text).toContain('removed    003000000000002AAA')
    expect(text).toContain('moves      4 ties to contacts (1 collides, kept once)')
    const page = await textOf(planHtml({ plan: plan([taken]), path }))
    expect(page).toContain('<dt>Removed</dt>')
    expect(page).toContain('Take over 2 companies')
  })
})

describe('what a merge does alone', () => {
  const fields: MergeAction['fields'] = [
    { field: 'title', from: '003000000000002AAA', why: 'fill', overwrites: false, merge: 'does' },
    { field: 'stage', from: null, why: 'rule of the merge', overwrites: true, merge: 'does' },
    { field: 'city', from: '003000000000001AAA', why: 'survivor', overwrites: false, merge: 'undone' },
  ]

  it('is told at each value', async () => {
    const one = plan([{ ...final, fields }], { restored: 1 })
    const text = await textOf(showGroup({ plan: one, path, group: 'aaaa0000', mask: true, width: 200 }))
    expect(text).toContain('title from 003000000000002AAA: fill, by the merge itself\n')
    expect(text).toContain('stage: rule of the merge, overwrites, by the merge itself\n')
    expect(text).toContain('city from 003000000000001AAA: survivor, written again after the merge\n')
    expect(await textOf(showPlan({ plan: one, path, width: 300 }))).toContain(
      'writes 1 value again that the merge would change or fill',
    )
  })
})

it('names the other CRM in the question, whose plan goes first', () => {
  const inSync = [{ crm: 'salesforce', groups: 1 }]
  expect(applyQuestion(plan([final], { inSync })).split('\n')[1]).toBe(
    'In sync with Salesforce (1 group): the plan for Salesforce goes first. Apply it there, wait until the sync is through, then scan acme-sf again and make this plan anew.',
  )
})
