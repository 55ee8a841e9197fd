import { describe, expect, it } from 'vitest'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { definition } from '../../../emulators/hubspot/schema/properties.ts'
import { defineProperty } from '../../../emulators/hubspot/store/define.ts'
import { settle } from '../../../emulators/hubspot/store/settle.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { tieRecords } from '../../connectors/hubspot/look/account.ts'
import { splitObjects } from '../scripted-tied.ts'
import { type AccountStage, accountStage } from './account-stage.ts'
import { byItem, UndoStage } from './undo-stage.ts'

function duplicates(org: Org): void {
  const add = (object: string, id: string, properties: Record<string, string>) =>
    insertRecord(org, object, { id, properties })
  add('contacts', '1', { email: 'a@acme.example', firstname: 'Ada' })
  add('contacts', '2', { email: 'b@acme.example', firstname: 'Ada', phone: '1' })
  add('contacts', '3', { lastname: 'Lovelace', jobtitle: 'COO' })
  add('contacts', '99', { email: 'stranger@acme.example', phone: '999' })
  add('companies', '81', { name: 'Acme', phone: '1' })
  add('companies', '82', { name: 'Acme' })
  tieRecords(org, 'contacts 2', 'companies 82', 1)
  settle(org)
}

const firms = { object: 'companies', members: ['81', '82'] } as const

async function tiesOf({ world }: AccountStage, object: string, id: string): Promise<number> {
  return (await world.writer.children(object, [id])).rows.length
}

async function makes({ world }: AccountStage, object: string, properties: object): Promise<string> {
  const answer = await world.request('POST', `/crm/v3/objects/${object}`, { properties })
  return ((await answer.json()) as { readonly id: string }).id
}

/** Requests to make records anew get lost before they are carried out. */
async function losing({ world }: AccountStage, object: string): Promise<void> {
  const match = { method: 'POST', path: `*/${object}/batch/create` }
  await world.control('/faults', { match, action: { kind: 'drop', when: 'before' }, times: 1 })
}

const notKnown = /^impossible: it is not known whether a request to make it anew was carried out/
const sentBy = ({ journal }: AccountStage) => journal.of('intent').length

describe('an undo with an old copy of the journal', () => {
  it('makes nothing a second time', async () => {
    await using stage = await accountStage(duplicates)
    await stage.applied([firms, { members: ['1', '2', '3'] }])
    const { length } = stage.journal.lines
    expect((await stage.undo()).exit).toBe(0)
    expect(stage.idsMade()).toHaveLength(3)
    stage.journal.lines.splice(length)
    const sent = sentBy(stage)
    const refused = [{ code: 'went-on-elsewhere' }, { code: 'went-on-elsewhere' }]
    expect((await stage.foresee()).map((one) => one.refused)).toMatchObject(refused)
    const outcome = await stage.undo()
    expect(outcome.groups.map((one) => one.refused)).toMatchObject(refused)
    expect(outcome.exit).toBe(68)
    expect(sentBy(stage)).toBe(sent)
  })

  it.each([
    ['its values are edited since', { phone: '2', jobtitle: 'CFO' }, /was made since the merge already/],
    ['nobody edited it', {}, /has the values from before the merge already/],
  ])('is refused by what the CRM has where %s', async (_, properties, text) => {
    await using stage = await accountStage(duplicates)
    await stage.applied([{ members: ['1', '2'] }])
    const { length } = stage.journal.lines
    await stage.undo()
    stage.journal.lines.splice(length)
    const fate = (await stage.world.writer.fates('contacts', ['1'])).get('1')
    const survivor = fate?.is === 'merged' ? fate.into : ''
    await stage.world.request('PATCH', `/crm/v3/objects/contacts/${survivor}`, { properties })
    const [group] = (await stage.undo()).groups
    expect(group?.refused?.text).toMatch(text)
  })
})

describe('a record that somebody made by hand', () => {
  it('lets the group be undone by whoever knows that no other copy went on', async () => {
    await using stage = await accountStage(duplicates)
    await stage.applied([{ members: ['1', '3'] }])
    const namesake = await makes(stage, 'contacts', { lastname: 'Lovelace', jobtitle: 'COO' })
    const [refused] = (await stage.undo()).groups
    expect(refused?.refused).toMatchObject({
      code: 'went-on-elsewhere',
      text: expect.stringMatching(/was made since .* with --group and --only-journal$/),
    })
    expect(stage.idsMade()).toEqual([])
    const { groups } = await stage.undo({ onlyJournal: true })
    expect(groups.map((one) => one.refused)).toEqual([null])
    expect(stage.idsMade()).toEqual([expect.any(String)])
    expect(stage.idsMade()).not.toContain(namesake)
    expect(byItem(groups)).toMatchObject({ 'record 3': expect.stringMatching(/^approximate/) })
    expect(stage.valuesOf('contacts', namesake)).toMatchObject({ lastname: 'Lovelace' })
  })
})

describe('a request to make a company anew that got lost', () => {
  it('is not taken for the survivor, which was made at the same time', async () => {
    await using stage = await accountStage(duplicates)
    await stage.applied([firms])
    await losing(stage, 'companies')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'record 82': expect.stringMatching(notKnown) })
    expect(stage.idsMade()).toEqual([])
  })

  it.each<readonly [string, number, object]>([
    ['has more values', 60_000, { name: 'Acme', phone: '999', city: 'Ulm' }],
    ['was made a day later', 86_400_000, { name: 'Acme' }],
  ])('is not found in a record of somebody else that %s', async (_, wait, properties) => {
    await using stage = await accountStage(duplicates)
    await stage.applied([firms])
    await stage.world.control('/clock', { advance: 3_600_000 })
    await losing(stage, 'companies')
    await stage.undo()
    await stage.world.control('/clock', { advance: wait })
    const stranger = await makes(stage, 'companies', properties)
    await stage.world.control('/clock', { advance: 60_000 })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'record 82': expect.stringMatching(notKnown) })
    expect(await tiesOf(stage, 'companies', stranger)).toBe(0)
    expect(stage.idsMade()).toEqual([])
  })
})

it.each(['99', '1', '../../../x', 'constructor', ''])(
  'a record that was made anew is not believed to be %j',
  async (id) => {
    await using stage = await accountStage(duplicates)
    await stage.applied([{ members: ['1', '2'] }])
    const before = stage.valuesOf('contacts', '99')
    const body = { status: 'COMPLETE', results: [{ id, properties: {}, objectWriteTraceId: '0' }] }
    await stage.world.control('/faults', {
      match: { method: 'POST', path: '*/contacts/batch/create' },
      action: { kind: 'answer', answer: { status: 201, body } },
    })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'record 2': expect.stringMatching(notKnown) })
    expect(stage.valuesOf('contacts', '99')).toEqual(before)
    expect(await tiesOf(stage, 'contacts', '99')).toBe(0)
    expect(stage.idsMade()).toEqual([])
  },
)

describe('of a group that was emptied and put into the recycle bin', () => {
  it.each(['99', '3'])('contact %s is not made anew when HubSpot erased it', async (objectId) => {
    await using stage = await accountStage(duplicates)
    await stage.applied([{ members: ['1', objectId], by: 'preserving' }])
    const erase = await stage.world.request('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId })
    expect(erase.status).toBe(204)
    const outcome = await stage.undo({ recreate: true })
    expect(byItem(outcome.groups)).toMatchObject({
      [`record ${objectId}`]: 'impossible: deleted for good: people who are, nobody makes anew',
    })
    expect(stage.journal.of('intent').map(({ verb }) => verb)).not.toContain('create')
  })

  it('a company is made anew also once its time there is over', async () => {
    await using stage = await accountStage(duplicates)
    await stage.applied([{ ...firms, by: 'preserving' }])
    await stage.world.control('/clock', { advance: 91 * 86_400_000 })
    expect((await stage.undo({ recreate: true })).exit).toBe(0)
    expect(stage.idsMade()).toHaveLength(1)
  })
})

it.each(['a@acme.example', 'b@acme.example'])(
  'nothing of a group is written in which %s was forgotten',
  async (email) => {
    await using stage = await accountStage(duplicates)
    await stage.applied([{ members: ['1', '2'] }])
    const sent = sentBy(stage)
    const outcome = await stage.undo({ isErased: (_, { values }) => values.email === email })
    expect(outcome).toMatchObject({ exit: 68, groups: [{ refused: { code: 'forgotten' } }] })
    expect(sentBy(stage)).toBe(sent)
  },
)

it('undo writes nothing into a record that only the answer of a merge named', async () => {
  using stage = new UndoStage(splitObjects)
  Object.assign(stage.crm, {
    mergesIntoNew: true,
    fills: true,
    restores: false,
    addresses: ['email', 'more'],
  })
  const { crm } = stage
  for (const id of ['a', 'b', 'z']) crm.add('contacts', id, { email: `${id}@acme.example`, firstname: id })
  crm.script = ({ verb }) => (verb === 'merge' ? { named: 'z' } : undefined)
  const undo = { kind: 'impossible', why: 'the CRM has no call for it' } as const
  await stage.applied([{ object: 'contacts', members: ['a', 'b'], set: { phone: '5' }, undo }])
  const before = crm.get('z')
  const { length } = stage.sent()
  expect(await stage.undo()).toMatchObject({ exit: 68, groups: [{ refused: { code: 'other-survivor' } }] })
  expect(stage.sent()).toHaveLength(length)
  expect(crm.get('z')).toEqual(before)
})

it.each([undefined, 'preserving'] as const)(
  'a column that is named as what every object has is taken back, too: %s',
  async (by) => {
    await using stage = await accountStage((org) => {
      defineProperty(
        org,
        'contacts',
        definition(['constructor', 'Constructor', 'text'], 'contactinformation'),
      )
      insertRecord(org, 'contacts', { id: '1', properties: { lastname: 'Lovelace' } })
      insertRecord(org, 'contacts', { id: '2', properties: { lastname: 'Lovelace', constructor: '7' } })
      settle(org)
    })
    const how = by === undefined ? {} : { by, set: { constructor: '7' } }
    await stage.applied([{ members: ['1', '2'], ...how }])
    const outcome = await stage.undo({ recreate: true })
    expect(byItem(outcome.groups)).toMatchObject({ 'constructor 1': 'exact' })
    expect(outcome.exit).toBe(0)
    expect(stage.valuesOf('contacts', stage.idsMade()[0] ?? '')).toMatchObject({ constructor: '7' })
  },
)
