import type { ApplyOutcome } from '../../../src/plan/apply/run.ts'
import { tiedObjects } from '../scripted-tied.ts'
import { type Group, Stage } from './org.ts'

export type Planned = ReturnType<Stage['plan']>

/** An org, a plan of many kinds of groups, and what a run of it comes to that nothing disturbs. */
export interface Scenario {
  readonly name: string
  readonly begin: () => { readonly stage: Stage; readonly planned: Planned }
  readonly ends: Pick<ApplyOutcome, 'done' | 'merged' | 'linked'>
}

/** Companies before people, references across groups, a group of several steps, collisions, linked deals. */
const groups: readonly Group[] = [
  { object: 'Account', members: ['a1', 'a2'], set: { Phone: '1' } },
  { members: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'], set: { Title: 'CEO', AccountId: 'a2' } },
  { members: ['c7', 'c8'], set: {} },
  { members: ['c9', 'd1'], set: { Title: 'CTO' } },
  {
    object: 'Opportunity',
    members: ['o1', 'o2', 'o3'],
    link: 'Duplicate_Of__c',
    set: { StageName: 'Closed' },
  },
]

function fill({ crm }: Stage): void {
  crm.add('Account', 'a1')
  crm.add('Account', 'a2', { Phone: '1' })
  for (const id of ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'd1']) crm.add('Contact', id, { LastName: id })
  crm.set('c5', { Title: 'CEO', AccountId: 'a2' })
  crm.add('Contact', 'c8', { ReportsToId: 'c4' })
  crm.add('Contact', 'c9', { ReportsToId: 'c8', AccountId: 'a2' })
  for (const id of ['c2', 'c5', 'd1']) crm.add('Task', `t-${id}`, { WhoId: id, Subject: 'Call' })
  for (const id of ['c1', 'c2', 'c5'])
    crm.add('CampaignMember', `m-${id}`, { ContactId: id, CampaignId: 'k' })
  crm.add('OpportunityContactRole', 'r', { ContactId: 'c6', IsPrimary: true })
  for (const id of ['o1', 'o2', 'o3']) crm.add('Opportunity', id, { StageName: 'Open' })
}

/** Companies that are emptied, some tied to each other; people whose merges give them new ids; equal ids in both. */
export const tiedGroups: readonly Group[] = [
  { object: 'companies', by: 'preserving', members: ['1', '2', '3'], set: { phone: '33', city: 'Ulm' } },
  { object: 'companies', by: 'preserving', members: ['4', '5'] },
  { object: 'companies', by: 'preserving', members: ['6', '7'], set: { city: 'Bonn' } },
  {
    object: 'contacts',
    members: ['11', '12', '13'],
    set: { jobtitle: 'CEO', phone: null, email: 'new@acme.example' },
  },
  { object: 'contacts', members: ['14', '15'] },
  { object: 'contacts', members: ['16', '17'], set: { jobtitle: 'CTO' } },
]

/** As in an account whose merges yield new records, one to a request, and take no values along. */
export function tiedStage(): Stage {
  const stage = new Stage(tiedObjects)
  stage.crm.mergesIntoNew = true
  stage.crm.fills = true
  stage.crm.restores = false
  return stage
}

export function fillTied({ crm }: Stage): void {
  for (const id of ['1', '2', '3', '4', '5', '6', '7']) crm.add('companies', id, { name: `Acme ${id}` })
  crm.set('2', { city: 'Ulm' })
  crm.set('3', { phone: '33' })
  crm.set('7', { city: 'Bonn' })
  for (const id of ['11', '12', '13', '14', '15', '16', '17'])
    crm.add('contacts', id, { email: `p${id}@acme.example`, stage: Number(id) % 4 })
  crm.set('12', { phone: '12', firstname: 'Ada' })
  crm.set('13', { jobtitle: 'CFO', phone: '13' })
  crm.set('17', { jobtitle: 'CTO', phone: '17' })
  const tie = (object: string, member: string, to: string, row: string) =>
    crm.ties.add(object, member, `${object}.${to}`, row)
  for (const [company, person] of [
    ['1', '11'],
    ['2', '12'],
    ['2', '14'],
    ['3', '12'],
    ['3', '16'],
    ['5', '15'],
  ] as const) {
    tie('companies', company, 'contacts', `${person}:works`)
    tie('contacts', person, 'companies', `${company}:works`)
  }
  tie('companies', '2', 'contacts', '12:primary')
  tie('companies', '3', 'contacts', '16:primary')
  tie('contacts', '12', 'companies', '2:primary')
  tie('contacts', '11', 'companies', '1:primary')
  for (const deal of ['d1', 'd2', 'd3', 'd4']) crm.add('deals', deal)
  for (const deal of ['d1', 'd2', 'd3', 'd4']) tie('companies', '2', 'deals', `${deal}:of`)
  tie('companies', '7', 'deals', 'd1:of')
  // parents and branches within a group, and between groups
  for (const [one, two] of [
    ['1', '2'],
    ['3', '5'],
    ['5', '7'],
  ] as const) {
    tie('companies', one, 'companies', `${two}:branch`)
    tie('companies', two, 'companies', `${one}:parent`)
  }
  for (const list of ['l1', 'l2']) crm.add('lists', list)
  for (const id of ['11', '12']) tie('contacts', id, 'lists', 'l1')
  tie('contacts', '17', 'lists', 'l2')
  tie('contacts', '11', 'contacts', '15:knows')
  tie('contacts', '15', 'contacts', '11:knows')
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'with merges that take values along',
    begin: () => {
      const stage = new Stage()
      fill(stage)
      return { stage, planned: stage.plan(groups) }
    },
    ends: { done: 5, merged: 8, linked: 2 },
  },
  {
    name: 'with new ids, ties and removals',
    begin: () => {
      const stage = tiedStage()
      fillTied(stage)
      return { stage, planned: stage.plan(tiedGroups) }
    },
    ends: { done: 6, merged: 8, linked: 0 },
  },
]
