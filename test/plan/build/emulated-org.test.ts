import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connection, Entity, Value, Writer } from '../../../src/kit/index.ts'
import { buildPlan } from '../../../src/plan/build/index.ts'
import { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { planText, valuesText } from '../../../src/plan/files/seal.ts'
import type { Decided } from '../../../src/plan/group/group.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { type OpenOrg, openOrg } from '../../connectors/salesforce/open-org.ts'

let world: OpenOrg
let connection: Connection
let writer: Writer
const ids: Record<string, string> = {}
const personal = [
  'Wilhelmina',
  'Oberhauser',
  'w.oberhauser@acme.test',
  'willi@home.test',
  '+49 30 5550199',
  'Call her at home',
]

async function add(name: string, object: string, values: Readonly<Record<string, Value>>): Promise<void> {
  const [id] = await world.create(object, [values])
  ids[name] = id ?? ''
}

beforeAll(async () => {
  world = await openOrg()
  await add('acme', 'Account', { Name: 'Acme GmbH', Phone: '+49 30 5550100' })
  await add('acme2', 'Account', { Name: 'ACME GmbH' })
  const willi = { FirstName: 'Wilhelmina', LastName: 'Oberhauser' }
  await add('a', 'Contact', { ...willi, Email: 'w.oberhauser@acme.test', AccountId: ids.acme ?? '' })
  await add('b', 'Contact', {
    ...willi,
    Email: 'willi@home.test',
    Phone: '+49 30 5550199',
    HasOptedOutOfEmail: true,
    AccountId: ids.acme ?? '',
  })
  await add('campaign', 'Campaign', { Name: 'Spring' })
  for (const who of ['a', 'b'])
    await add(`member ${who}`, 'CampaignMember', {
      CampaignId: ids.campaign ?? '',
      ContactId: ids[who] ?? '',
    })
  await add('task', 'Task', { Subject: 'Call her at home', WhoId: ids.b ?? '' })
  await add('case', 'Case', { Subject: 'Printer', ContactId: ids.b ?? '' })
  await add('case2', 'Case', { Subject: 'Printer', ContactId: ids.b ?? '' })
  await add('deal', 'Opportunity', {
    Name: 'Big',
    StageName: 'Prospecting',
    CloseDate: '2026-03-01',
    AccountId: ids.acme ?? '',
  })
  await add('deal2', 'Opportunity', {
    Name: 'Big',
    StageName: 'Prospecting',
    CloseDate: '2026-03-01',
    AccountId: ids.acme ?? '',
  })
  await world.control('/automation', {
    object: 'Contact',
    type: 'trigger',
    name: 'StampLevel',
    on: ['create', 'update'],
    act: { set: { Level__c: 'Gold' } },
  })
  connection = await world.connect()
  if (connection.writer === undefined) throw new Error('the emulated org is written to')
  writer = connection.writer
})
afterAll(() => world[Symbol.asyncDispose]())

function group(id: string, object: string, entity: Entity, kind: string, names: readonly string[]): Decided {
  return {
    rule: `duplicates/${entity}`,
    entity,
    group: id.repeat(4),
    score: 0.99,
    members: names.map((name) => ({
      key: { connection: 'acme', object, id: ids[name] ?? '' },
      kind,
      url: '',
      values: {},
    })),
    proposed: 0,
    pairs: names.slice(1).map((_, index) => ({ a: index, b: index + 1, score: 0.99, comparisons: [] })),
    evidence: '',
    mergeWithin: [],
    why: { by: 'decision', file: 'groups.csv', who: 'ada' },
    survivor: ids[names[0] ?? ''] ?? '',
    values: [],
  }
}

async function build(decided: readonly Decided[], policy: object = {}) {
  return buildPlan({
    connection,
    writer,
    name: 'acme',
    decided,
    leftOut: [],
    policy: Policy.parse({ version: 1, ...policy }),
    policyHash: 'a'.repeat(64),
    scan: { run: 1, asOf: '2026-02-01T09:00:00.000Z', selectors: ['duplicates'] },
    tool: '0.1.0',
    createdAt: new Date('2026-02-01T09:00:00Z'),
    key: '0f'.repeat(32),
    valuesFile: 'plan.values.json',
  })
}

describe('a plan for the emulated org', () => {
  it('merges a company and its people, says what moves and fires, and holds no value', async () => {
    const people = group('bbbb', 'Contact', 'person', 'contact', ['a', 'b'])
    const companies = group('cccc', 'Account', 'company', 'company', ['acme', 'acme2'])
    const before = connection.calls().total
    const { plan, values } = await build([people, companies])
    expect(PlanFile.parse(plan)).toEqual(plan)
    expect(plan.leftOut).toEqual([])
    expect(plan.actions).toMatchObject([
      { object: 'Account', survivor: ids.acme, losers: [ids.acme2], undo: { kind: 'exact' } },
      {
        object: 'Contact',
        survivor: ids.a,
        losers: [ids.b],
        chosen: 'your decision',
        moves: { 'Case.ContactId': 2, 'Task.WhoId': 1 },
        collisions: { 'CampaignMember.ContactId': 1 },
        touches: [ids.acme],
        undo: { kind: 'approximate' },
      },
    ])
    const text = planText(plan)
    for (const value of personal) expect(text).not.toContain(value)
    for (const value of personal.slice(0, 5)) expect(valuesText(values)).toContain(value)
    expect(values.actions.bbbbbbbb).toMatchObject({
      set: { Phone: '+49 30 5550199' },
      suppressed: [{ address: 'willi@home.test', member: ids.b }],
    })
    expect(plan.radius).toMatchObject({
      merges: 2,
      before: 4,
      after: 2,
      suppressed: 1,
      firesUnknown: [],
      blind: [],
      bin: { days: 15, graceHours: 2 },
      changes: ['Account', 'Contact'].map((object) => ({
        object,
        columns: expect.arrayContaining(['CreatedDate', 'CreatedById']),
      })),
    })
    expect(plan.radius.fires).toEqual([
      { object: 'Contact', type: 'trigger', name: 'StampLevel', on: ['update'] },
    ])
    expect(connection.calls().total - before).toBeLessThanOrEqual(45)
  })

  it('links deals and closes them, and merges cases by a program that is shown', async () => {
    const deals = group('dddd', 'Opportunity', 'deal', 'deal', ['deal', 'deal2'])
    const cases = group('eeee', 'Case', 'case', 'case', ['case', 'case2'])
    const linkAndClose = { Opportunity: { link: 'Duplicate_Of__c', set: { StageName: 'Closed Lost' } } }
    const { plan } = await build([deals, cases], { survivorship: { deal: { linkAndClose } } })
    expect(plan.leftOut).toEqual([])
    expect(plan.actions).toMatchObject([
      { kind: 'merge', object: 'Case', survivor: ids.case, losers: [ids.case2] },
      {
        kind: 'link-and-close',
        object: 'Opportunity',
        survivor: ids.deal,
        duplicates: [ids.deal2],
        link: 'Duplicate_Of__c',
      },
    ])
    expect(plan.radius.script).toContain('merge')
    expect(plan.radius.script).toContain(ids.case2)
    expect(planText(plan)).not.toContain('Printer')
  })

  it('shows the program of one merge where a group takes several', async () => {
    const names = ['f1', 'f2', 'f3', 'f4', 'f5']
    for (const name of names) await add(name, 'Case', { Subject: 'Printer', ContactId: ids.a ?? '' })
    const { plan } = await build([group('ffff', 'Case', 'case', 'case', names)])
    expect(plan.actions[0]).toMatchObject({ kind: 'merge', survivor: ids.f1 })
    expect(plan.radius.script).toContain(ids.f3)
    expect(plan.radius.script).not.toContain(ids.f4)
  })

  it('leaves out who is gone', async () => {
    await add('c', 'Contact', { LastName: 'Gone' })
    await add('d', 'Contact', { LastName: 'Gone' })
    await world.request('DELETE', `/sobjects/Contact/${ids.d}`)
    const { plan } = await build([group('ffff', 'Contact', 'person', 'contact', ['c', 'd'])])
    expect(plan.leftOut).toMatchObject([
      { code: 'gone', text: `Since the scan ${ids.d} was deleted. Scan again.` },
    ])
  })
})
