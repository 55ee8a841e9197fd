import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Policy } from '../../../src/policy/schema.ts'
import type { Mishap, ScriptedCall } from '../scripted-crm.ts'
import { relationship } from '../scripted-objects.ts'
import { tiedObjects } from '../scripted-tied.ts'
import { type Group, Stage } from './org.ts'
import { tiedStage } from './scenarios.ts'

const lenient = Policy.parse({ version: 1, apply: { refusedShare: 1 } })
const set = { city: 'Ulm' }
const group: Group = { object: 'companies', by: 'preserving', members: ['1', '2', '3'], set }

function fill({ crm }: Stage): void {
  for (const id of ['1', '2', '3']) crm.add('companies', id, { name: `Acme ${id}` })
  crm.set('3', { city: 'Ulm' })
  for (const row of ['11:works', '12:works', '11:primary'])
    crm.ties.add('companies', '2', 'companies.contacts', row)
  for (const row of ['12:works', '13:works', '13:primary'])
    crm.ties.add('companies', '3', 'companies.contacts', row)
  crm.ties.add('companies', '3', 'companies.deals', 'd1:of')
}

function begin(stage = tiedStage()) {
  stage.policy = lenient
  fill(stage)
  return { stage, planned: stage.plan([group]) }
}

const kept = [
  'companies 1 companies.contacts 11:primary',
  'companies 1 companies.contacts 11:works',
  'companies 1 companies.contacts 12:works',
  'companies 1 companies.contacts 13:works',
  'companies 1 companies.deals d1:of',
]

const companies = ({ crm }: Stage) => crm.ties.list().filter((tie) => tie.startsWith('companies'))

/** At the first call for which `when` holds. */
function once(stage: Stage, when: (call: ScriptedCall) => boolean, mishap: Mishap): void {
  let met = false
  stage.crm.script = (call) => {
    if (met || !when(call)) return undefined
    met = true
    return mishap
  }
}

describe('duplicates that are emptied and removed', () => {
  it('leave ties and values with the survivor, each in few requests, and go to the recycle bin', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 0, done: 1, merged: 2, differences: [] })
    expect(companies(stage)).toEqual(kept)
    expect(stage.crm.get('1')).toMatchObject({ name: 'Acme 1', city: 'Ulm' })
    expect(stage.crm.fateOf('2')).toMatchObject({ is: 'deleted' })
    const sent = stage.journal
      .of('intent')
      .map(({ verb, items }) => `${verb} ${items.map(({ item }) => item).join(' ')}`)
    expect(sent).toEqual([
      'attach tie:companies.contacts:11:works tie:companies.contacts:12:works tie:companies.contacts:11:primary',
      'attach tie:companies.contacts:13:works',
      'attach tie:companies.deals:d1:of',
      'update values',
      'remove gone:2 gone:3',
    ])
    expect(stage.journal.of('intent')[0]?.items[0]).toMatchObject({
      object: 'companies',
      record: '1',
      relationship: 'companies.contacts',
      row: '11:works',
    })
    const rows = readFileSync(outcome.files.idMap, 'utf8').trim().split('\n').slice(1)
    expect(rows.map((row) => row.split(',').slice(0, 3).join(' '))).toEqual([
      'companies 2 1',
      'companies 3 1',
    ])
    expect(stage.crm.calls('merge')).toHaveLength(0)
  })

  it('list the opted-out addresses of records that were removed', async () => {
    using stage = tiedStage()
    fill(stage)
    const suppressed = [{ address: 'x@acme.example', field: 'optout', member: '3' }]
    const { files } = await stage.apply(stage.plan([{ ...group, suppressed }]))
    expect(readFileSync(files.suppression, 'utf8')).toContain('x@acme.example,companies,optout,3,1')
  })

  it('have a canary of their own', async () => {
    using stage = tiedStage()
    const pairs = (by?: 'preserving') =>
      Array.from({ length: 12 }, (_, n): Group => {
        const members: Group['members'] = [`${by ?? 'n'}a${n}`, `${by ?? 'n'}b${n}`]
        for (const id of members) stage.crm.add('companies', id)
        return { object: 'companies', members, ...(by === undefined ? {} : { by }) }
      })
    const planned = stage.plan([...pairs(), ...pairs('preserving')])
    stage.crm.automation = (verb, _, id) => {
      if (verb === 'remove') stage.crm.set(id.replace('b', 'a'), { phone: '1' })
    }
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ merged: 22, left: 2, error: { code: 'UNPLANNED_CHANGE' } })
    expect(outcome.error?.actions[0]).toContain('automation (trigger, flow, workflow, rule)')
  })

  it('that are tied to each other end with their survivors tied', async () => {
    using stage = tiedStage()
    for (const id of ['1', '2', '3', '4']) stage.crm.add('companies', id)
    stage.crm.ties.add('companies', '2', 'companies.companies', '4:branch')
    stage.crm.ties.add('companies', '4', 'companies.companies', '2:parent')
    stage.crm.ties.add('companies', '1', 'companies.companies', '2:sister')
    const two = (members: Group['members']): Group => ({ object: 'companies', by: 'preserving', members })
    const outcome = await stage.apply(stage.plan([two(['1', '2']), two(['3', '4'])]))
    expect(outcome).toMatchObject({ exit: 0, done: 2, differences: [] })
    expect(companies(stage)).toEqual([
      'companies 1 companies.companies 3:branch',
      'companies 3 companies.companies 1:parent',
    ])
  })
})

describe('nothing is removed', () => {
  const isRemove = ({ verb }: ScriptedCall) => verb === 'remove'
  const nth = (n: number, of: ScriptedCall['verb']) => {
    let seen = 0
    return ({ verb }: ScriptedCall) => verb === of && seen++ === n
  }

  it.each<readonly [string, (stage: Stage) => void]>([
    [
      'whose ties are not on the survivor',
      ({ crm }) =>
        crm.ties.drop('companies', { relationship: 'companies.contacts', member: '1', row: '13:works' }),
    ],
    ['whose values are not on the survivor', ({ crm }) => crm.set('1', { city: null })],
  ])('%s, however often it is looked', async (_, undo) => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.script = ({ verb }) => {
      if (verb === 'fetch' && stage.crm.calls('update').length > 0) undo(stage)
      return undefined
    }
    const outcome = await stage.apply(planned)
    expect(stage.crm.calls('remove')).toHaveLength(0)
    expect(stage.pauses).toEqual([2_000, 8_000, 30_000])
    expect(outcome).toMatchObject({ exit: 69, done: 0, partly: 1, merged: 0 })
    expect(outcome.differences.filter(({ what }) => what.startsWith('left: '))).toMatchObject([
      { id: '2', what: 'left: NOT_SEEN_ON_SURVIVOR' },
      { id: '3', what: 'left: NOT_SEEN_ON_SURVIVOR' },
    ])
    expect(readFileSync(outcome.files.idMap, 'utf8').trim().split('\n')).toHaveLength(1)
  })

  it('before ties are seen that show up late', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    const tie = { relationship: 'companies.contacts', member: '1', row: '13:works' }
    let looks = 0
    stage.crm.script = ({ verb }) => {
      if (verb !== 'children' || stage.crm.calls('update').length === 0) return undefined
      looks++
      if (looks === 1) stage.crm.ties.drop('companies', tie)
      if (looks === 2) stage.crm.ties.add('companies', '1', tie.relationship, tie.row)
      return undefined
    }
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, done: 1, differences: [] })
    expect(stage.pauses).toEqual([2_000])
    expect(companies(stage)).toEqual(kept)
  })

  it.each<readonly [string, (stage: Stage) => void, object]>([
    [
      'when a duplicate was edited meanwhile',
      ({ crm }) => crm.set('2', { phone: '5' }),
      { partly: 1, merged: 0 },
    ],
    ['when a duplicate is gone', ({ crm }) => crm.delete('2'), { partly: 1, merged: 0 }],
  ])('%s', async (_, act, ends) => {
    const { stage, planned } = begin()
    using _stage = stage
    once(stage, nth(0, 'update'), { after: () => act(stage) })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject(ends)
    expect(stage.crm.calls('remove')).toHaveLength(0)
    expect(outcome.skipped).toEqual([])
  })

  it('when somebody wrote into the survivor what the plan would overwrite', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    once(stage, nth(1, 'attach'), { after: () => stage.crm.set('1', { city: 'Bonn' }) })
    expect(await stage.apply(planned)).toMatchObject({ partly: 1, merged: 0 })
    expect(stage.sentVerbs()).toEqual(['attach', 'attach', 'attach'])
    expect(stage.crm.get('1')).toMatchObject({ city: 'Bonn' })
  })

  it('without ties that a duplicate got meanwhile: these are taken over first', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    const act = () => stage.crm.ties.add('companies', '2', 'companies.deals', 'd9:of')
    once(stage, nth(0, 'update'), { after: act })
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 2, differences: [] })
    expect(companies(stage)).toEqual([...kept, 'companies 1 companies.deals d9:of'])
    expect(stage.journal.of('pre-image')).toHaveLength(2)
  })

  it('whose rows are no ties, and would go with it', async () => {
    const company = tiedObjects.companies
    if (company === undefined) throw new Error('no companies')
    const relationships = [...company.relationships, relationship('deals', 'owner')]
    using stage = new Stage({ ...tiedObjects, companies: { ...company, relationships } })
    stage.policy = lenient
    fill(stage)
    stage.crm.add('deals', 'd5', { owner: '2' })
    const outcome = await stage.apply(stage.plan([group]))
    expect(outcome).toMatchObject({
      done: 0,
      skipped: [{ code: 'refused', record: '2', fields: ['deals.owner'] }],
    })
    expect(stage.sentVerbs()).toEqual([])
  })

  it.each([
    ['at all', 0, []],
    ['any more', 2, ['attach', 'attach', 'attach', 'update']],
  ])('when not all of it can be seen %s', async (_, from, sent) => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.script = ({ verb }) => {
      if (verb === 'children' && stage.crm.calls('children').length >= from)
        stage.crm.blind = [{ what: 'calls', why: 'no scope' }]
      return undefined
    }
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ done: 0, merged: 0 })
    expect(stage.sentVerbs()).toEqual(sent)
  })

  it.each([
    [{ 'companies.contacts': 6, 'companies.deals': 1 }, true],
    [{ 'companies.contacts': 7, 'companies.deals': 1 }, false],
    [{ 'companies.contacts': 6, 'companies.companies': 1 }, false],
  ])('that has fewer ties than the plan counted (%o: %s)', async (moves, removed) => {
    const { stage, planned } = begin()
    using _stage = stage
    for (const action of planned.plan.actions) Object.assign(action, { moves })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ merged: removed ? 2 : 0 })
    expect(stage.crm.calls('remove').length > 0).toBe(removed)
    if (!removed) expect(outcome.differences.map(({ what }) => what)).toContain('left: INCOMPLETE_SIGHT')
  })

  it('of a group whose first tie is refused, which stays as it was', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    once(stage, ({ verb }) => verb === 'attach', {
      refuse: () => ({ code: 'LIMIT_EXCEEDED', retryable: false }),
    })
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({
      done: 0,
      partly: 0,
      skipped: [{ code: 'refused', cause: 'LIMIT_EXCEEDED' }],
    })
    expect(stage.sentVerbs()).toEqual(['attach'])
  })

  it('twice when the bin says it is full', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.verdict = { ...stage.crm.verdict, bin: { used: 9, capacity: 10, days: 90 } }
    expect(await stage.apply(planned)).toMatchObject({ exit: 69, merged: 0, error: { code: 'BIN_FULL' } })
    expect(await stage.apply(planned, { beyondBin: true })).toMatchObject({ exit: 0, merged: 2 })
    expect(stage.crm.log.filter(isRemove)).toHaveLength(1)
  })

  it('that the CRM says it removed and did not: it is in no list, also of a later run', async () => {
    const { stage, planned } = begin()
    using _stage = stage
    stage.crm.automation = (verb, _, id) => {
      if (verb === 'remove' && id === '3') stage.crm.byHand('3')
    }
    const outcome = await stage.apply(planned)
    expect(outcome).toMatchObject({ exit: 69, merged: 1, error: { code: 'NOT_AS_PLANNED' } })
    expect(outcome.differences).toMatchObject([{ id: '3', what: 'it was not removed' }])
    stage.crm.automation = () => {}
    expect(await stage.apply(planned)).toMatchObject({ exit: 68, merged: 1, partly: 1 })
    stage.crm.delete('3')
    expect(await stage.apply(planned)).toMatchObject({ exit: 0, merged: 2, done: 1 })
  })
})
