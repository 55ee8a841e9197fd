import { describe, expect, it } from 'vitest'
import { Crash } from '../apply/memory-journal.ts'
import type { Group } from '../apply/org.ts'
import type { Mishap } from '../scripted-crm.ts'
import { tiedObjects } from '../scripted-tied.ts'
import { byItem, UndoStage } from './undo-stage.ts'

const why = 'the CRM has no call for it'
const people: Group = {
  object: 'contacts',
  members: ['a', 'b', 'c'],
  set: { jobtitle: 'CEO' },
  undo: { kind: 'impossible', why },
}
const companies: Group = {
  object: 'companies',
  by: 'preserving',
  members: ['1', '2', '3'],
  set: { city: 'Ulm' },
  undo: { kind: 'approximate', why: 'only once restored by hand' },
}

function tiedStage(): UndoStage {
  const stage = new UndoStage(tiedObjects)
  Object.assign(stage.crm, { mergesIntoNew: true, fills: true, restores: false })
  return stage
}

/** `2` and `3` share a tie; `1` has one of its own that `2` has, too. */
async function emptied(): Promise<UndoStage> {
  const stage = tiedStage()
  const { crm } = stage
  for (const id of ['1', '2', '3']) crm.add('companies', id, { name: id })
  crm.set('3', { city: 'Ulm' })
  const tie = (member: string, row: string) => crm.ties.add('companies', member, 'companies.contacts', row)
  tie('1', '10:works')
  for (const row of ['10:works', '11:works', '12:works', '12:primary']) tie('2', row)
  tie('3', '11:works')
  expect(await stage.applied([companies])).toMatchObject({ exit: 0, merged: 2 })
  stage.crm.log.length = 0
  stage.pauses.length = 0
  return stage
}

const before = [
  'companies 1 companies.contacts 10:works',
  'companies 2 companies.contacts 10:works',
  'companies 2 companies.contacts 11:works',
  'companies 2 companies.contacts 12:primary',
  'companies 2 companies.contacts 12:works',
  'companies 3 companies.contacts 11:works',
]
const tiesOf = ({ crm }: UndoStage) => crm.ties.list().filter((tie) => tie.startsWith('companies'))
const byHand = 'impossible: only by hand: restore it from the recycle bin, then undo again'
const notBack = 'impossible: its record does not come back'
const onlyCopy = 'kept: the record that it came from does not come back'

describe('undo of merges that the CRM cannot take back', () => {
  it('writes nothing, and says what stays away and what stays as it is', async () => {
    using stage = tiedStage()
    for (const id of ['a', 'b', 'c']) stage.crm.add('contacts', id, { email: `${id}@acme.example` })
    stage.crm.set('b', { firstname: 'Ada' })
    stage.crm.ties.add('contacts', 'b', 'contacts.deals', 'd1:of')
    await stage.applied([people])
    const state = stage.crm.state()
    const { length } = stage.sent()
    const items = {
      'record a': 'impossible: it is a+b+c since',
      'record b': 'impossible: the CRM cannot take its merge back',
      'record c': 'impossible: the CRM cannot take its merge back',
      'firstname a+b+c': 'kept: left as it is: the record stands for those merged into it, too',
      'jobtitle a+b+c': 'kept: left as it is: the record stands for those merged into it, too',
      'more a+b+c': 'kept: left as it is: the record stands for those merged into it, too',
      'contacts.deals d1:of': notBack,
    }
    const refused = {
      code: 'impossible',
      text: `the CRM cannot take its merges back: ${why}`,
    }
    const foreseen = await stage.foresee()
    expect(foreseen).toMatchObject([{ refused }])
    expect(byItem(foreseen)).toEqual(items)
    const outcome = await stage.undo()
    expect(outcome).toMatchObject({ exit: 68, ended: 'finished', groups: [{ refused }], idMap: { back: 0 } })
    expect(byItem(outcome.groups)).toEqual(items)
    expect(stage.crm.state()).toEqual(state)
    expect(stage.sent()).toHaveLength(length)
    expect(stage.journal.of('undone')).toEqual([])
    expect(await stage.apply(stage.must())).toMatchObject({ exit: 0, merged: 2 })
  })

  it('takes back the groups beside them', async () => {
    using stage = tiedStage()
    for (const id of ['a', 'b', 'c']) stage.crm.add('contacts', id)
    stage.crm.add('companies', '1')
    stage.crm.add('companies', '2', { city: 'Ulm' })
    await stage.applied([{ ...companies, members: ['1', '2'] }, people])
    stage.crm.byHand('2')
    const outcome = await stage.undo()
    expect(outcome.groups.map(({ refused }) => refused?.code ?? null)).toEqual(['impossible', null])
    expect(stage.crm.get('1')).toMatchObject({ city: null })
  })
})

describe('undo of duplicates that were emptied and removed', () => {
  it('leaves all with the survivor while they are in the recycle bin', async () => {
    using stage = await emptied()
    const state = stage.crm.state()
    const says = {
      'record 2': byHand,
      'record 3': byHand,
      'city 1': onlyCopy,
      'companies.contacts 10:works': notBack,
      'companies.contacts 11:works': notBack,
      'companies.contacts 12:works': notBack,
      'companies.contacts 12:primary': notBack,
    }
    expect(byItem(await stage.foresee())).toEqual(says)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(says)
    expect(outcome.exit).toBe(68)
    expect(stage.crm.state()).toEqual(state)
  })

  const back = {
    'city 1': 'exact',
    'companies.contacts 10:works': 'exact',
    'companies.contacts 11:works': 'exact',
    'companies.contacts 12:works': 'exact',
    'companies.contacts 12:primary': 'exact',
    'companies.contacts of the survivor 11:works': 'exact',
    'companies.contacts of the survivor 12:works': 'exact',
    'companies.contacts of the survivor 12:primary': 'exact',
  }

  it('gives ties and values back once they were restored by hand', async () => {
    using stage = await emptied()
    for (const id of ['2', '3']) stage.crm.byHand(id)
    expect(byItem(await stage.foresee())).toEqual(back)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(back)
    expect(outcome).toMatchObject({ exit: 0, idMap: { back: 2 } })
    expect(tiesOf(stage)).toEqual(before)
    expect(stage.crm.get('1')).toMatchObject({ city: null })
    const { length } = stage.sent()
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(stage.sent()).toHaveLength(length)
    expect(await stage.apply(stage.must())).toMatchObject({
      exit: 68,
      skipped: [{ code: 'undone' }],
      merged: 0,
    })
  })

  it('restores them itself where the CRM has a call for it', async () => {
    using stage = tiedStage()
    stage.crm.restores = true
    stage.crm.add('companies', '1')
    stage.crm.add('companies', '2', { city: 'Ulm' })
    stage.crm.ties.add('companies', '2', 'companies.contacts', '10:works')
    await stage.applied([{ ...companies, members: ['1', '2'] }])
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    expect(byItem(outcome.groups)).toMatchObject({ 'record 2': 'exact', 'city 1': 'exact' })
    expect(tiesOf(stage)).toEqual(['companies 2 companies.contacts 10:works'])
  })

  it('keeps ties on the survivor that a record had which does not come back', async () => {
    using stage = await emptied()
    stage.crm.byHand('2')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'record 3': byHand,
      'city 1': onlyCopy,
      'companies.contacts of the survivor 11:works': 'kept: a record that does not come back had it, too',
      'companies.contacts of the survivor 12:works': 'exact',
    })
    expect(tiesOf(stage)).toEqual([
      'companies 1 companies.contacts 10:works',
      'companies 1 companies.contacts 11:works',
      'companies 2 companies.contacts 10:works',
      'companies 2 companies.contacts 11:works',
      'companies 2 companies.contacts 12:primary',
      'companies 2 companies.contacts 12:works',
    ])
  })

  it('does not bring back ties that somebody took from the survivor since', async () => {
    using stage = await emptied()
    stage.crm.ties.drop('companies', { relationship: 'companies.contacts', member: '1', row: '12:works' })
    for (const id of ['2', '3']) stage.crm.byHand(id)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'companies.contacts 12:works': 'kept: deleted since' })
    expect(tiesOf(stage)).not.toContain('companies 2 companies.contacts 12:works')
  })

  it('takes back what was given to the survivor of a group that went no further', async () => {
    using stage = tiedStage()
    stage.crm.add('companies', '1')
    stage.crm.add('companies', '2', { city: 'Ulm' })
    stage.crm.ties.add('companies', '2', 'companies.contacts', '10:works')
    const refuse = { refuse: () => ({ code: 'NO', retryable: false }) }
    stage.crm.script = ({ verb }) => (verb === 'remove' ? refuse : undefined)
    await stage.applied([{ ...companies, members: ['1', '2'] }])
    expect(tiesOf(stage)).toHaveLength(2)
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    expect(tiesOf(stage)).toEqual(['companies 2 companies.contacts 10:works'])
    expect(stage.crm.get('1')).toMatchObject({ city: null })
  })

  it.each<readonly [string, Mishap]>([
    ['is carried out, and nobody is told', { dropped: true }],
    ['never arrives', { lost: true }],
    ['is refused for now', { refuse: () => ({ code: 'LOCKED', retryable: true }) }],
  ])('ends alike when any write %s', async (_, mishap) => {
    using whole = await emptied()
    for (const id of ['2', '3']) whole.crm.byHand(id)
    await whole.undo()
    const writes = whole.crm.log.filter(({ verb }) => ['attach', 'detach', 'update'].includes(verb))
    expect(writes.length).toBeGreaterThan(3)
    for (const { n } of writes) {
      using stage = await emptied()
      for (const id of ['2', '3']) stage.crm.byHand(id)
      stage.crm.script = (call) => (call.n === n ? mishap : undefined)
      expect(await stage.undo(), `call ${n}`).toMatchObject({ exit: 0 })
      expect(stage.crm.state(), `call ${n}`).toEqual(whole.crm.state())
    }
  })
})

describe('requests of a run that broke off without an answer', () => {
  const verbs = ['attach', 'update', 'remove'] as const

  it.each(verbs.flatMap((verb) => [[verb, true] as const, [verb, false] as const]))(
    'are looked for: %s, carried out: %s',
    async (verb, arrived) => {
      using stage = tiedStage()
      stage.crm.add('companies', '1')
      stage.crm.add('companies', '2', { city: 'Ulm' })
      stage.crm.ties.add('companies', '2', 'companies.contacts', '10:works')
      stage.crm.script = (call) =>
        call.verb === verb ? (arrived ? { dropped: true } : { lost: true }) : undefined
      stage.journal.hook = (when) => {
        const last = stage.journal.lines.at(-1)
        if (when !== 'before' || last?.type !== 'intent' || last.verb !== verb) return
        stage.journal.dead = true
        throw new Crash('before an outcome')
      }
      await expect(stage.applied([{ ...companies, members: ['1', '2'] }])).rejects.toThrow(Crash)
      stage.journal.dead = false
      stage.journal.hook = () => {}
      stage.crm.script = () => undefined
      await stage.undo()
      expect(stage.journal.of('read-back')).toMatchObject([
        { outcomes: [{ result: arrived ? 'done' : 'refused' }] },
      ])
      const removed = verb === 'remove' && arrived
      expect(stage.crm.fateOf('2').is).toBe(removed ? 'deleted' : 'there')
      const tie = (member: string) => `companies ${member} companies.contacts 10:works`
      expect(tiesOf(stage)).toEqual([tie(removed ? '1' : '2')])
    },
  )
})
