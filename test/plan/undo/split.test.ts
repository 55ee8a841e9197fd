import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type UndoOutcome, undoPlan } from '../../../src/plan/undo/index.ts'
import type { UndoRequest } from '../../../src/plan/undo/request.ts'
import { Crash } from '../apply/memory-journal.ts'
import type { Group } from '../apply/org.ts'
import type { Mishap, ScriptedCall } from '../scripted-crm.ts'
import { splitObjects } from '../scripted-tied.ts'
import { byItem, UndoStage } from './undo-stage.ts'

const undo = { kind: 'impossible', why: 'the CRM has no call for it' } as const
const people: Group = { object: 'contacts', members: ['a', 'b', 'c'], set: { jobtitle: 'CEO' }, undo }
const anew = 'approximate: made anew with another id, without old id'

function splitStage(): UndoStage {
  const stage = new UndoStage(splitObjects)
  Object.assign(stage.crm, {
    mergesIntoNew: true,
    fills: true,
    restores: false,
    addresses: ['email', 'more'],
  })
  return stage
}

/** `b` and `c` share a deal, and know one another; `a` has a deal of its own that `b` has, too. */
async function merged(groups: readonly Group[] = [people]): Promise<UndoStage> {
  const stage = splitStage()
  const { crm } = stage
  for (const id of ['a', 'b', 'c']) crm.add('contacts', id, { email: `${id}@acme.example`, stage: 1 })
  crm.set('b', { firstname: 'Ada' })
  crm.set('c', { stage: 3 })
  const tie = (member: string, relationship: string, row: string) =>
    crm.ties.add('contacts', member, relationship, row)
  for (const member of ['a', 'b']) tie(member, 'contacts.deals', '10:of')
  for (const member of ['b', 'c']) tie(member, 'contacts.deals', '11:of')
  tie('b', 'contacts.lists', '7')
  tie('b', 'contacts.contacts', 'c:knows')
  tie('c', 'contacts.contacts', 'b:knows')
  expect(await stage.applied(groups)).toMatchObject({ exit: 0 })
  stage.crm.log.length = 0
  stage.pauses.length = 0
  return stage
}

const tiesOf = ({ crm }: UndoStage) => crm.ties.list()
const idMap = ({ dir }: UndoStage) => readFileSync(`${dir}/id-map.csv`, 'utf8').trim().split('\n').slice(1)

describe('undo of merges into new records', () => {
  const items = {
    'record a': 'approximate: the survivor keeps the id that the merge gave it',
    'record b': anew,
    'record c': anew,
    'firstname a': 'exact',
    'jobtitle a': 'exact',
    'more a': 'exact',
    'stage a': 'exact',
    'contacts.deals 10:of': 'exact',
    'contacts.deals 11:of': 'exact',
    'contacts.deals of the survivor 11:of': 'exact',
    'contacts.lists 7': 'exact',
    'contacts.lists of the survivor 7': 'exact',
    'contacts.contacts c:knows': 'exact',
    'contacts.contacts b:knows': 'exact',
  }

  it('makes duplicates anew, with their values and ties', async () => {
    using stage = await merged()
    expect(byItem(await stage.foresee())).toEqual(items)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual(items)
    expect(outcome).toMatchObject({ exit: 0, ended: 'finished' })
    const { crm } = stage
    expect(crm.get('a+b+c')).toMatchObject({
      email: 'a@acme.example',
      more: null,
      firstname: null,
      jobtitle: null,
      stage: 1,
    })
    expect(crm.get('new0')).toMatchObject({ email: 'b@acme.example', firstname: 'Ada', stage: 1 })
    expect(crm.get('new1')).toMatchObject({ email: 'c@acme.example', firstname: null, stage: 3 })
    expect(tiesOf(stage)).toEqual([
      'contacts a+b+c contacts.deals 10:of',
      'contacts new0 contacts.contacts new1:knows',
      'contacts new0 contacts.deals 10:of',
      'contacts new0 contacts.deals 11:of',
      'contacts new0 contacts.lists 7',
      'contacts new1 contacts.contacts new0:knows',
      'contacts new1 contacts.deals 11:of',
    ])
    expect(idMap(stage).map((line) => line.split(',').slice(0, 3).join(' '))).toEqual([
      'contacts b new0',
      'contacts c new1',
      'contacts a a+b+c',
      'contacts a+b a+b+c',
    ])
  })

  it('makes nothing twice', async () => {
    using stage = await merged()
    await stage.undo()
    const state = stage.crm.state()
    const { length } = stage.sent()
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({
      'record a': 'approximate: the survivor keeps the id that the merge gave it',
    })
    expect(outcome.exit).toBe(0)
    expect(stage.sent()).toHaveLength(length)
    expect(stage.crm.state()).toEqual(state)
  })
})

const notKnown =
  'impossible: it is not known whether a request to make it anew was carried out: undo again in a quarter of an hour, or look for it by hand'
const notKnownYet =
  'impossible: it is not known whether a request to make it anew was carried out: undo again, which looks for it'
const made = ({ crm }: UndoStage) => crm.calls('create').length

describe('an undo that is not told what became of a write', () => {
  const writes = ['update', 'create', 'attach', 'detach']

  it.each<readonly [string, Mishap]>([
    ['is carried out, and nobody is told', { dropped: true }],
    ['is refused for now', { refuse: () => ({ code: 'LOCKED', retryable: true }) }],
  ])('ends alike when any write %s', async (_, mishap) => {
    using whole = await merged()
    await whole.undo()
    const sent = whole.crm.log.filter(({ verb }) => writes.includes(verb))
    expect(sent.length).toBeGreaterThan(6)
    for (const { n } of sent) {
      using stage = await merged()
      stage.crm.lag = 1
      stage.crm.script = (call) => (call.n === n ? mishap : undefined)
      expect(await stage.undo(), `call ${n}`).toMatchObject({ exit: 0 })
      expect(stage.crm.state(), `call ${n}`).toEqual(whole.crm.state())
    }
  })

  it('ends alike when a write got lost that can be repeated', async () => {
    using whole = await merged()
    await whole.undo()
    const sent = whole.crm.log.filter(({ verb }) => writes.includes(verb) && verb !== 'create')
    for (const { n } of sent) {
      using stage = await merged()
      stage.crm.script = (call) => (call.n === n ? { lost: true } : undefined)
      expect(await stage.undo(), `call ${n}`).toMatchObject({ exit: 0 })
      expect(stage.crm.state(), `call ${n}`).toEqual(whole.crm.state())
    }
  })

  const firstCreate = (mishap: Mishap) => {
    let told = false
    return ({ verb }: ScriptedCall): Mishap | undefined => {
      if (verb !== 'create' || told) return undefined
      told = true
      return mishap
    }
  }

  it('never sends a creation again that may have been carried out, and gives the survivor back what it alone has', async () => {
    using stage = await merged()
    stage.crm.script = firstCreate({ lost: true })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'record b': notKnownYet,
      'record c': anew,
      'firstname a': 'kept: the record that it came from does not come back',
      'contacts.lists 7': 'impossible: its record does not come back',
    })
    expect(outcome.exit).toBe(68)
    expect(made(stage)).toBe(2)
    expect(stage.crm.get('a+b+c')).toMatchObject({ firstname: 'Ada' })
    const again = await stage.undo()
    expect(byItem(again.groups)).toMatchObject({ 'record b': notKnown })
    expect(made(stage)).toBe(2)
  })

  it('sends one again of which the CRM takes no second one', async () => {
    using whole = await merged()
    await whole.undo()
    using stage = await merged()
    const { fields } = stage.crm.of('contacts').description
    Object.assign(fields.find(({ name }) => name === 'email') ?? {}, { unique: true })
    stage.crm.script = firstCreate({ lost: true })
    expect(byItem((await stage.undo()).groups)).toMatchObject({ 'record b': notKnownYet, 'record c': anew })
    expect(await stage.undo()).toMatchObject({ exit: 0 })
    expect(made(stage)).toBe(3)
    expect(stage.crm.get('a+b+c')).toEqual(whole.crm.get('a+b+c'))
    expect(stage.crm.get('new1')).toEqual({ ...whole.crm.get('new0'), Id: 'new1' })
    expect(tiesOf(stage)).toContain('contacts new1 contacts.lists 7')
  })

  it('finds later what was carried out later', async () => {
    using stage = await merged()
    stage.crm.script = (call) => {
      const mishap = firstCreate({ lost: true })(call)
      return call.verb === 'create' && made(stage) === 1 ? mishap : undefined
    }
    await stage.undo()
    const [lost] = stage.crm.calls('create')
    stage.crm.script = () => undefined
    stage.crm.addresses = [] // what the CRM took in before it gave the address back
    stage.crm.later(lost?.n ?? -1)()
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    expect(made(stage)).toBe(2)
    expect(byItem(outcome.groups)).toMatchObject({ 'contacts.lists 7': 'exact' })
    expect(stage.crm.fateOf('new1')).toEqual({ is: 'there' })
    expect(tiesOf(stage)).toContain('contacts new1 contacts.lists 7')
    expect(idMap(stage).join()).toContain('contacts,b,new1')
  })

  it('does not take another record for the one that was made', async () => {
    using stage = await merged()
    stage.crm.script = firstCreate({ dropped: true })
    stage.crm.automation = (verb, object) => {
      if (verb === 'create')
        stage.crm.create(object, { ...stage.crm.get('new0'), Id: null, email: 'x@acme.example' })
    }
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'record b': anew, 'record c': anew })
  })

  it('goes on where it was killed, at any entry of its journal', async () => {
    using whole = await merged()
    await whole.undo()
    const before = whole.journal.lines.length
    for (let at = 0; at < before; at++) {
      using stage = await merged()
      let entries = 0
      stage.journal.hook = (when) => {
        if (when !== 'after' || entries++ !== at) return
        stage.journal.dead = true
        throw new Crash('after an entry')
      }
      await stage.undo().catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error
      })
      stage.journal.dead = false
      stage.journal.hook = () => {}
      const outcome = await stage.undo()
      const creates = made(stage)
      expect(creates, `entry ${at}`).toBeLessThanOrEqual(2)
      if (creates === 2) expect(outcome.exit, `entry ${at}`).toBe(0)
    }
  })
})

describe('edits made since the merge', () => {
  it('stay, and addresses that were added stay with the survivor', async () => {
    using stage = await merged()
    const { more } = stage.crm.get('a+b+c')
    stage.crm.set('a+b+c', { jobtitle: 'Chair', more: `${String(more)};x@acme.example`, stage: 5 })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'jobtitle a': 'kept: changed since the merge',
      'stage a': 'kept: changed since the merge',
      'more a': 'exact',
      'record b': anew,
    })
    expect(stage.crm.get('a+b+c')).toMatchObject({ jobtitle: 'Chair', more: 'x@acme.example', stage: 5 })
  })

  it('leave a record to a person whose address somebody else has by now', async () => {
    using stage = await merged()
    stage.crm.set('a+b+c', { more: 'c@acme.example' })
    stage.crm.add('contacts', 'd', { email: 'b@acme.example' })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'record b': expect.stringMatching(/^impossible: refused: CONFLICT: another record has its address/),
      'record c': anew,
      'firstname a': 'kept: the record that it came from does not come back',
    })
    expect(outcome.exit).toBe(68)
    expect(stage.crm.get('a+b+c')).toMatchObject({ firstname: 'Ada' })
  })

  it('keep what was made anew and deleted again', async () => {
    using stage = await merged()
    await stage.undo()
    stage.crm.delete('new0')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'record b': 'kept: deleted or merged since it was taken back',
    })
    expect(made(stage)).toBe(2)
  })

  it.each([
    ['merged into another one', 'survivor-merged', /a person has to take them apart/],
    ['deleted for good', 'survivor-deleted', /nobody who was merged into it is made anew/],
    ['deleted', 'survivor-deleted', /bring it back from the recycle bin first/],
  ])('refuse a group whose survivor was %s', async (how, code, text) => {
    using stage = await merged()
    const { crm } = stage
    if (how === 'deleted') crm.delete('a+b+c')
    else if (how === 'deleted for good') crm.purge('a+b+c')
    else {
      crm.add('contacts', 'z')
      const key = (id: string) => ({ connection: 'acme', object: 'contacts', id })
      crm.merge('contacts', { survivor: key('z'), losers: [key('a+b+c')], values: {} })
    }
    const outcome = await stage.undo()
    expect(outcome).toMatchObject({ exit: 68, groups: [{ refused: { code } }] })
    expect(outcome.groups[0]?.refused?.text).toMatch(text)
    expect(made(stage)).toBe(0)
  })

  it('are not taken back in a group with somebody who was forgotten', async () => {
    using stage = await merged()
    const isErased: UndoRequest['isErased'] = (_, { values }) => values.email === 'b@acme.example'
    const request = await stage.undoRequest()
    const erased = { ...request, isErased, journal: stage.journal, consent: 'terminal', tool: 'test', pid: 1 }
    const outcome = await undoPlan(erased)
    expect(outcome).toMatchObject({ exit: 68, groups: [{ refused: { code: 'forgotten' } }] })
    expect(made(stage)).toBe(0)
  })
})

describe('a no to being contacted', () => {
  it.each([
    ['is there again with the address', true, 'exact', 0],
    [
      'is not there again',
      false,
      'impossible: it had opted out and is opted in now: set it by hand before anybody writes to it',
      68,
    ],
  ])('%s, and is told', async (_, kept, what, exit) => {
    using stage = splitStage()
    stage.crm.add('contacts', 'a', { email: 'a@acme.example' })
    stage.crm.add('contacts', 'b', { email: 'b@acme.example', optout: true })
    await stage.applied([{ object: 'contacts', members: ['a', 'b'], undo }])
    expect(byItem(await stage.foresee())).toMatchObject({
      'optout b': expect.stringMatching(/^approximate: the CRM keeps it with the address/),
    })
    stage.crm.automation = (verb) => {
      if (kept && verb === 'create') stage.crm.set('new0', { optout: true })
    }
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'record b': anew, 'optout b': what })
    expect(outcome.exit).toBe(exit)
  })
})

describe('a column that goes back from empty only', () => {
  it('is emptied by a request of its own', async () => {
    using stage = await merged()
    await stage.undo()
    const updates = stage.journal.of('intent').filter(({ verb }) => verb === 'update')
    const undone = updates.flatMap(({ items }) => items.filter(({ item }) => /^update:/.test(item)))
    expect(undone.map(({ item, fields }) => [item, fields.includes('stage')])).toEqual([
      ['update:emptied:a', true],
      ['update:values:a', true],
    ])
  })

  it('is written by the next undo where one went no further than to empty it', async () => {
    using stage = await merged()
    stage.crm.script = ({ verb, n }) =>
      verb === 'update' && stage.crm.calls('update')[0]?.n !== n
        ? { refuse: () => ({ code: 'NO', retryable: false }) }
        : undefined
    await stage.undo()
    expect(stage.crm.get('a+b+c')).toMatchObject({ stage: null })
    stage.crm.script = () => undefined
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'stage a': 'exact' })
    expect(stage.crm.get('a+b+c')).toMatchObject({ stage: 1 })
  })

  it('is emptied by a plan, too, where that writes an earlier value than the merge gives', async () => {
    using stage = await merged([{ ...people, set: { jobtitle: 'CEO', stage: 1 } }])
    const updates = stage.journal.of('intent').filter(({ verb }) => verb === 'update')
    expect(updates.flatMap(({ items }) => items.map(({ item, fields }) => [item, fields]))).toEqual([
      ['emptied', ['stage']],
      ['values', ['jobtitle', 'stage']],
    ])
    expect(stage.crm.get('a+b+c')).toMatchObject({ stage: 1 })
  })
})

describe('groups of one plan', () => {
  const pair: Group = { object: 'contacts', members: ['d', 'e'], undo }
  const firms: Group = { object: 'companies', members: ['1', '2'], undo }

  async function both(groups: readonly Group[]): Promise<UndoStage> {
    const stage = splitStage()
    const { crm } = stage
    for (const id of ['d', 'e']) crm.add('contacts', id, { email: `${id}@acme.example` })
    for (const id of ['1', '2']) crm.add('companies', id)
    crm.ties.add('contacts', 'e', 'contacts.companies', '2:works')
    crm.ties.add('companies', '2', 'companies.contacts', 'e:works')
    expect(await stage.applied(groups)).toMatchObject({ exit: 0 })
    return stage
  }

  it.each([
    ['companies first', [firms, pair]],
    ['contacts first', [pair, firms]],
  ])('find one another again under new ids: %s', async (_, groups) => {
    using stage = await both(groups)
    expect(tiesOf(stage)).toEqual([
      'companies 1+2 companies.contacts d+e:works',
      'contacts d+e contacts.companies 1+2:works',
    ])
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    const ids = Object.fromEntries(idMap(stage).map((line) => line.split(',').slice(1, 3)))
    expect(tiesOf(stage)).toEqual([
      `companies ${ids[2]} companies.contacts ${ids.e}:works`,
      `contacts ${ids.e} contacts.companies ${ids[2]}:works`,
    ])
    expect(ids.e).toMatch(/^new/)
    expect(ids[2]).toMatch(/^new/)
  })

  it('are taken back one by one, also twice', async () => {
    using stage = await both([firms, pair])
    for (const which of [[0], [0], [1], [0, 1]]) {
      const outcome = await stage.undo(which)
      expect(outcome.exit).toBe(0)
    }
    expect(stage.crm.calls('create')).toHaveLength(2)
    const ids = Object.fromEntries(idMap(stage).map((line) => line.split(',').slice(1, 3)))
    expect(tiesOf(stage)).toEqual([
      `companies ${ids[2]} companies.contacts ${ids.e}:works`,
      `contacts ${ids.e} contacts.companies ${ids[2]}:works`,
    ])
  })
})

describe('duplicates that were emptied and removed', () => {
  const emptied: Group = {
    object: 'companies',
    by: 'preserving',
    members: ['1', '2'],
    set: { city: 'Ulm' },
    undo: { kind: 'approximate', why: 'by hand' },
  }
  const firm = { name: 'Acme', city: 'Ulm' }

  async function removed(): Promise<UndoStage> {
    const stage = splitStage()
    stage.crm.add('companies', '1')
    stage.crm.add('companies', '2', firm)
    stage.crm.ties.add('companies', '2', 'companies.contacts', '10:works')
    expect(await stage.applied([emptied])).toMatchObject({ exit: 0 })
    return stage
  }

  async function recreate(stage: UndoStage): Promise<UndoOutcome> {
    const request = { ...(await stage.undoRequest()), recreate: true }
    return await undoPlan({ ...request, journal: stage.journal, consent: 'terminal', tool: 'test', pid: 1 })
  }

  it('are not made anew unless somebody asks for it', async () => {
    using stage = await removed()
    expect((await stage.undo()).exit).toBe(68)
    expect(made(stage)).toBe(0)
  })

  it('are made anew where nobody restored them, and only once', async () => {
    using stage = await removed()
    const outcome = await recreate(stage)
    expect(byItem(outcome.groups)).toEqual({
      'record 2': anew,
      'city 1': 'exact',
      'companies.contacts 10:works': 'exact',
      'companies.contacts of the survivor 10:works': 'exact',
    })
    expect(stage.crm.get('new0')).toMatchObject(firm)
    expect(stage.crm.get('1')).toMatchObject({ city: null })
    expect(tiesOf(stage).filter((tie) => tie.startsWith('companies'))).toEqual([
      'companies new0 companies.contacts 10:works',
    ])
    await recreate(stage)
    expect(made(stage)).toBe(1)
  })

  it('are not made anew where somebody restored them', async () => {
    using stage = await removed()
    stage.crm.byHand('2')
    expect((await recreate(stage)).exit).toBe(0)
    expect(made(stage)).toBe(0)
    expect(tiesOf(stage)).toContain('companies 2 companies.contacts 10:works')
  })
})
