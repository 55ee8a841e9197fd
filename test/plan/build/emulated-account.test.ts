import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPlan } from '../../../src/plan/build/index.ts'
import { PlanFile } from '../../../src/plan/files/plan-file.ts'
import { planText } from '../../../src/plan/files/seal.ts'
import type { Decided } from '../../../src/plan/group/group.ts'
import { Policy } from '../../../src/policy/schema.ts'
import { planHtml, showGroup, showPlan } from '../../../src/report/plan/index.ts'
import { type OpenWriter, openWriter } from '../../connectors/hubspot/open-writer.ts'
import { textOf } from '../../report/outcome.ts'

let world: OpenWriter
const ids: Record<string, string> = {}

async function add(
  name: string,
  object: string,
  properties: Readonly<Record<string, string>>,
): Promise<void> {
  const answer = await world.request('POST', `/crm/v3/objects/${object}`, { properties })
  if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`)
  ids[name] = ((await answer.json()) as { id: string }).id
}

async function tie(from: string, to: string, objects: readonly [string, string]): Promise<void> {
  const path = `/crm/v4/objects/${objects[0]}/${ids[from]}/associations/default/${objects[1]}/${ids[to]}`
  const answer = await world.request('PUT', path)
  if (!answer.ok) throw new Error(`${from} to ${to}: ${await answer.text()}`)
}

beforeAll(async () => {
  world = await openWriter({ salesforceSync: true })
  const ada = { firstname: 'Wilhelmina', lastname: 'Oberhauser' }
  await add('a', 'contacts', { ...ada, email: 'w@acme.example', salesforcecontactid: '003A' })
  await add('b', 'contacts', { ...ada, email: 'willi@home.example', jobtitle: 'Chair', city: 'Ulm' })
  await add('c', 'contacts', { ...ada, email: 'other@acme.example', salesforcecontactid: '003C' })
  await add('acme', 'companies', { name: 'Acme', domain: 'acme.example' })
  await add('acme2', 'companies', { name: 'ACME', phone: '+49 30 5550100' })
  await add('acme3', 'companies', { name: 'Acme GmbH', domain: 'acme-gmbh.example' })
  await tie('a', 'acme', ['contacts', 'companies'])
  await tie('b', 'acme', ['contacts', 'companies'])
  await tie('b', 'acme2', ['contacts', 'companies'])
})
afterAll(() => world[Symbol.asyncDispose]())

function group(object: string, entity: Decided['entity'], kind: string, names: readonly string[]): Decided {
  const members = names.map((name) => ({
    key: { connection: 'acme', object, id: ids[name] ?? '' },
    kind,
    url: '',
    values: {},
  }))
  return {
    rule: `duplicates/${entity}`,
    entity,
    group: '5a5b5c5d5e5f6061',
    score: 0.99,
    members,
    proposed: 0,
    pairs: names.slice(1).map((_, index) => ({ a: index, b: index + 1, score: 0.99, comparisons: [] })),
    evidence: '',
    mergeWithin: [],
    why: { by: 'decision', file: 'groups.csv', who: 'ada' },
    survivor: ids[names[0] ?? ''] ?? '',
    values: [],
  }
}

async function build(decided: Decided, survivorship: object = {}) {
  const { plan, values } = await buildPlan({
    connection: world.connection,
    writer: world.writer,
    name: 'acme',
    decided: [decided],
    leftOut: [],
    policy: Policy.parse({ version: 1, survivorship }),
    policyHash: 'a'.repeat(64),
    scan: { run: 1, asOf: '2026-02-01T09:00:00.000Z', selectors: ['duplicates'] },
    tool: '0.1.0',
    createdAt: new Date('2026-02-01T09:00:00Z'),
    key: '0f'.repeat(32),
    valuesFile: 'plan.values.json',
  })
  expect(PlanFile.parse(plan)).toEqual(plan)
  return { plan, set: values.actions[plan.actions[0]?.id ?? '']?.set }
}

const people = (...names: readonly string[]) => group('contacts', 'person', 'contact', names)

describe('contacts of a HubSpot account in sync with Salesforce', () => {
  it('are merged for good, with what the merge does alone, once Salesforce is through', async () => {
    const { plan, set } = await build(people('a', 'b'))
    expect(set).toEqual({})
    const [action] = plan.actions
    expect(action).toMatchObject({
      kind: 'merge',
      undo: { kind: 'impossible', why: expect.stringContaining('a duplicate off again') },
    })
    const fields = action?.kind === 'merge' ? action.fields : []
    expect(fields).toContainEqual({
      field: 'jobtitle',
      from: ids.b,
      why: 'fill',
      overwrites: false,
      merge: 'does',
    })
    expect(plan.radius.moves).toMatchObject({ 'contacts.companies': 1 })
    expect(plan.radius.inSync).toEqual([{ crm: 'salesforce', groups: 1 }])
    const [, second = '', ...rest] = (await textOf(showPlan({ plan, path: 'plan.json', width: 400 }))).split(
      '\n',
    )
    expect(second).toMatch(/^! In sync with Salesforce \(1 group\): the plan for Salesforce goes first\./)
    expect(rest[0]).toMatch(/^! 1 group cannot be undone as it was: HubSpot cannot take a merge back\./)
    expect(planText(plan)).not.toContain('Chair')
  })

  it('keep the blanks that the policy wants', async () => {
    const { set } = await build(people('a', 'b'), { person: { fields: { title: 'survivor' } } })
    expect(set).toEqual({ jobtitle: null })
  })

  it('stay out with two records there, and where they shall be taken over', async () => {
    const two = await build(people('a', 'c'))
    expect(two.plan.leftOut).toMatchObject([{ code: 'two-counterparts' }])
    const taken = await build(people('a', 'b'), { person: { by: 'preserving' } })
    expect(taken.plan.leftOut).toMatchObject([
      { code: 'not-preservable', text: expect.stringContaining('takes its timeline along') },
    ])
  })
})

describe('companies of such an account', () => {
  const companies = () => group('companies', 'company', 'company', ['acme', 'acme2'])

  it('are taken over where the policy says so', async () => {
    const { plan, set } = await build(companies(), { company: { by: 'preserving' } })
    expect(plan.actions).toMatchObject([
      {
        by: 'preserving',
        losers: [ids.acme2],
        undo: { kind: 'approximate' },
        collisions: { 'companies.contacts': 1 },
      },
    ])
    expect(set).toMatchObject({ phone: '+49 30 5550100' })
  })

  it.each([
    ['of which one has another domain', ['acme', 'acme3'], true],
    ['of which one has no domain', ['acme', 'acme2'], false],
  ])('%s: whether it stays behind is in whatever shows the plan', async (_, names, stays) => {
    const two = group('companies', 'company', 'company', names)
    const { plan } = await build(two, { company: { by: 'preserving' } })
    const text =
      'What duplicates have in domain and hs_additional_domains beyond the survivor is not taken over: the CRM lets nobody write the further ones.'
    const note = { code: 'further-left-behind', text }
    const input = { plan, path: 'plan.json', width: 400 }
    const shown = [
      await textOf(showPlan(input)),
      await textOf(showGroup({ ...input, group: plan.actions[0]?.id ?? '', mask: true })),
      await textOf(planHtml(input)),
    ]
    expect(plan.actions[0]?.notes.filter(({ code }) => code === note.code)).toEqual(stays ? [note] : [])
    expect(shown.map((one) => one.includes(text))).toEqual([stays, stays, stays])
  })

  it('leave nothing of it behind in a merge of HubSpot’s own, which gathers the domains', async () => {
    const { plan } = await build(group('companies', 'company', 'company', ['acme', 'acme3']))
    expect(plan.actions[0]?.notes.map(({ code }) => code)).not.toContain('further-left-behind')
  })
})
