import { showAutomation } from '../automation/show.ts'
import { keepAutomation } from '../automation/table.ts'
import type { Automation } from '../automation/types.ts'
import type { Seeding } from './seeding.ts'

type Plan = Pick<Automation, 'object' | 'type' | 'name' | 'on' | 'act'> &
  Partial<Pick<Automation, 'when' | 'active' | 'namespace'>>

/** Grown over years: all of it runs at a merge, none of it changes or refuses the people and companies of the seed. */
const own: readonly Plan[] = [
  {
    object: 'Contact',
    type: 'trigger',
    name: 'ContactLevel',
    on: ['create', 'update'],
    act: { set: { Level__c: 'Partner' } },
    when: { LeadSource: 'Trade Show' },
  },
  {
    object: 'Account',
    type: 'trigger',
    name: 'AccountGuard',
    on: ['update', 'delete'],
    act: { refuse: 'This account is on hold: ask the finance team.' },
    when: { Site: 'ON HOLD' },
  },
  {
    object: 'Contact',
    type: 'trigger',
    name: 'ContactLegacySync',
    on: ['create', 'update', 'delete', 'restore'],
    act: { refuse: 'The old system does not answer.' },
    active: false,
  },
  {
    object: 'Membership__c',
    type: 'trigger',
    name: 'MembershipDates',
    on: ['create', 'update'],
    act: null,
  },
  {
    object: 'Contact',
    type: 'flow',
    name: 'Welcome_New_Partner',
    on: ['create', 'update'],
    act: {
      create: { object: 'Task', values: { Subject: 'Welcome the new partner', WhoId: '{!$Record.Id}' } },
    },
    when: { LeadSource: 'Trade Show' },
  },
  {
    object: 'Lead',
    type: 'flow',
    name: 'Rate_Trade_Show_Leads',
    on: ['create', 'update'],
    act: { set: { Rating: 'Hot' } },
    when: { LeadSource: 'Trade Show' },
  },
  {
    object: 'Case',
    type: 'flow',
    name: 'Keep_Cases_On_Legal_Hold',
    on: ['delete'],
    act: { refuse: 'The case is on legal hold.' },
    when: { Priority: 'Legal Hold' },
  },
  {
    object: 'Lead',
    type: 'flow',
    name: 'Lead_Scoring_Draft',
    on: ['update'],
    act: { set: { Score__c: 1 } },
    active: false,
  },
  {
    object: 'Contact',
    type: 'validation',
    name: 'No_Test_Contacts',
    on: ['create', 'update'],
    act: { refuse: 'Test contacts belong into the sandbox.' },
    when: { Department: 'TEST' },
  },
  {
    object: 'Opportunity',
    type: 'validation',
    name: 'Next_Step_Is_Said',
    on: ['create', 'update'],
    act: { refuse: 'Say what the next step is.' },
    when: { NextStep: 'TBD' },
  },
  {
    object: 'Account',
    type: 'workflow',
    name: 'Rate_Trade_Show_Accounts',
    on: ['create', 'update'],
    act: { set: { Rating: 'Hot' } },
    when: { AccountSource: 'Trade Show' },
  },
]

/** The nonprofit package runs all it does through one trigger for each object. */
const nonprofit: readonly Plan[] = ['Account', 'Contact', 'Lead', 'Opportunity'].map((object) => ({
  object,
  type: 'trigger',
  name: `TDTM_${object}`,
  on: ['create', 'update', 'delete', 'restore'],
  act: null,
  namespace: 'npsp',
}))

export function fillAutomation({ org, world, staff, counts }: Seeding): void {
  const plans = world.variant === 'nonprofit' ? [...nonprofit, ...own] : own
  for (const plan of plans) {
    const automation: Automation = { when: {}, active: true, namespace: null, ...plan }
    const shown = showAutomation(org, automation, staff.admin.id)
    keepAutomation(org, automation, shown, false)
    for (const { object } of shown) counts.set(object, (counts.get(object) ?? 0) + 1)
  }
}
