import { describe, expect, it } from 'vitest'
import { insertSubscriptionType, setSubscriptionStatus } from '../../../emulators/hubspot/consent/tables.ts'
import { addMembers, insertList } from '../../../emulators/hubspot/lists/tables.ts'
import type { Org } from '../../../emulators/hubspot/org.ts'
import { settle } from '../../../emulators/hubspot/store/settle.ts'
import { insertRecord } from '../../../emulators/hubspot/store/write.ts'
import { tieRecords } from '../../connectors/hubspot/look/account.ts'
import { type AccountStage, accountStage } from './account-stage.ts'
import { byItem } from './undo-stage.ts'

/** Three of one person; the second opted out, works elsewhere and is in a list. */
function people(org: Org): void {
  const at = org.clock.now().getTime()
  insertSubscriptionType(org, { id: 7, name: 'News', createdAt: at })
  const add = (id: string, properties: Record<string, string>) =>
    insertRecord(org, 'contacts', { id, properties })
  add('1', { email: 'a@acme.example', firstname: 'Ada', lifecyclestage: 'lead' })
  add('2', { email: 'b@acme.example', firstname: 'Ada', phone: '1', lifecyclestage: 'customer' })
  add('3', { email: 'c@acme.example', jobtitle: 'CEO', hs_additional_emails: 'd@acme.example' })
  for (const [id, name] of Object.entries({ 81: 'Acme', 82: 'Other' }))
    insertRecord(org, 'companies', { id, properties: { name } })
  tieRecords(org, 'contacts 1', 'companies 81', 1)
  tieRecords(org, 'contacts 2', 'companies 82', 1)
  tieRecords(org, 'contacts 3', 'companies 82', 279)
  insertList(org, { name: 'Static', objectTypeId: '0-1', processingType: 'MANUAL', createdAt: at })
  addMembers(org, 1, ['2'], at)
  const source = 'test'
  const status = { subscriptionId: null, status: 'UNSUBSCRIBED', source, at } as const
  setSubscriptionStatus(org, { email: 'b@acme.example', ...status })
  settle(org)
}

const anew = expect.stringMatching(
  /^approximate: made anew with another id, without old id, property history, .*creation date/,
)
const back = {
  'record 1': 'approximate: the survivor keeps the id that the merge gave it',
  'record 2': anew,
  'record 3': anew,
  'phone 1': 'exact',
  'jobtitle 1': 'exact',
  'lifecyclestage 1': 'exact',
  'hs_additional_emails 1': 'exact',
  'contacts.companies 82:HUBSPOT_DEFINED:1': 'exact',
  'contacts.companies 82:HUBSPOT_DEFINED:279': 'exact',
  'contacts.companies of the survivor 82:HUBSPOT_DEFINED:279': 'exact',
  'contacts.lists 1': 'exact',
  'contacts.lists of the survivor 1': 'exact',
}

/** `<company> <association type>`, and `list`. */
async function tiesOf({ world }: AccountStage, id: string): Promise<readonly string[]> {
  const { rows } = await world.writer.children('contacts', [id])
  const tied = rows.flatMap(({ relationship, id: row }) => {
    if (relationship === 'contacts.lists') return ['list']
    return relationship === 'contacts.companies' ? [row.replace(':HUBSPOT_DEFINED:', ' ')] : []
  })
  return tied.sort()
}

describe('contacts that HubSpot merged', () => {
  it('are split again, with values, associations, lists and opt-outs', async () => {
    await using stage = await accountStage(people)
    const { valuesOf, world } = stage
    await stage.applied([{ members: ['1', '2', '3'] }])
    const [merged] = (await world.writer.fates('contacts', ['1'])).values()
    const survivor = merged?.is === 'merged' ? merged.into : ''
    expect(byItem(await stage.foresee())).toEqual({
      ...back,
      'hs_email_optout 2': expect.stringMatching(/^approximate: the CRM keeps it with the address/),
    })
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({ ...back, 'hs_email_optout 2': 'exact' })
    expect(outcome.exit).toBe(0)
    const [second = '', third = ''] = stage.idsMade()
    const first = valuesOf('contacts', survivor)
    expect(first).toMatchObject({ email: 'a@acme.example', lifecyclestage: 'lead' })
    expect(Object.keys(first ?? {})).not.toEqual(
      expect.arrayContaining(['phone', 'jobtitle', 'hs_additional_emails', 'hs_email_optout']),
    )
    expect(valuesOf('contacts', second)).toMatchObject({
      email: 'b@acme.example',
      phone: '1',
      lifecyclestage: 'customer',
      hs_email_optout: 'true',
    })
    expect(valuesOf('contacts', third)).toMatchObject({
      email: 'c@acme.example',
      jobtitle: 'CEO',
      hs_additional_emails: 'd@acme.example',
    })
    expect(await tiesOf(stage, survivor)).toEqual(['81 1', '81 279'])
    expect(await tiesOf(stage, second)).toEqual(['82 1', '82 279', 'list'])
    expect(await tiesOf(stage, third)).toEqual(['82 279'])
  })

  it('are not split twice', async () => {
    await using stage = await accountStage(people)
    await stage.applied([{ members: ['1', '2', '3'] }])
    await stage.undo()
    const { length } = stage.journal.of('intent')
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toEqual({ 'record 1': back['record 1'] })
    expect(stage.journal.of('intent')).toHaveLength(length)
  })
})

/** The next answers of requests to `path` are lost after these were carried out. */
async function losing({ world }: AccountStage, path: string, times = 1): Promise<void> {
  const match = { method: 'POST', path }
  await world.control('/faults', { match, action: { kind: 'drop', when: 'after' }, times })
}

async function survivorOf({ world }: AccountStage, object: string, id: string): Promise<string> {
  const fate = (await world.writer.fates(object, [id])).get(id)
  return fate?.is === 'merged' ? fate.into : id
}

describe('a request to make a contact anew', () => {
  it('is not sent again when its answer is lost, with an address or without', async () => {
    await using stage = await accountStage((org) => {
      people(org)
      insertRecord(org, 'contacts', { id: '4', properties: { lastname: 'No address', jobtitle: 'COO' } })
    })
    await stage.applied([{ members: ['1', '2', '4'] }])
    await losing(stage, '*/contacts/batch/create', 2)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({ 'record 2': anew, 'record 4': anew })
    expect(outcome.exit).toBe(0)
    expect(stage.journal.of('read-back')).toHaveLength(2)
    const [second = '', fourth = ''] = stage.idsMade()
    expect(stage.valuesOf('contacts', second)).toMatchObject({ email: 'b@acme.example' })
    expect(stage.valuesOf('contacts', fourth)).toMatchObject({ lastname: 'No address', jobtitle: 'COO' })
    expect(await tiesOf(stage, second)).toEqual(['82 1', '82 279', 'list'])
  })

  it('is refused where the address is that of another contact by now', async () => {
    await using stage = await accountStage(people)
    const { world } = stage
    await stage.applied([{ members: ['1', '2'] }])
    const survivor = await survivorOf(stage, 'contacts', '1')
    const emptied = { properties: { hs_additional_emails: '' } }
    await world.request('PATCH', `/crm/v3/objects/contacts/${survivor}`, emptied)
    const other = { properties: { email: 'b@acme.example' } }
    expect((await world.request('POST', '/crm/v3/objects/contacts', other)).status).toBe(201)
    const outcome = await stage.undo()
    expect(byItem(outcome.groups)).toMatchObject({
      'record 2': expect.stringMatching(/^impossible: refused: CONFLICT: another record has its address/),
      'phone 1': 'kept: the record that it came from does not come back',
    })
    expect(outcome.exit).toBe(68)
    expect(stage.valuesOf('contacts', survivor)).toMatchObject({ phone: '1' })
  })

  it('is not sent for anybody whom HubSpot erased with the survivor', async () => {
    await using stage = await accountStage(people)
    await stage.applied([{ members: ['1', '2'] }])
    const objectId = await survivorOf(stage, 'contacts', '1')
    const erase = await stage.world.request('POST', '/crm/v3/objects/contacts/gdpr-delete', { objectId })
    expect(erase.status).toBe(204)
    const outcome = await stage.undo()
    expect(outcome).toMatchObject({ exit: 68, groups: [{ refused: { code: 'survivor-deleted' } }] })
    expect(stage.journal.of('intent').map(({ verb }) => verb)).not.toContain('create')
  })
})

describe('companies, deals and tickets that HubSpot merged', () => {
  const kinds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    companies: { name: 'Acme', domain: 'other.example', city: 'Ulm' },
    deals: { dealname: 'Big', dealstage: 'appointmentscheduled', amount: '7', createdate: '2025-01-01' },
    tickets: { subject: 'Broken', hs_pipeline_stage: '1', content: 'It is broken' },
  }

  it.each(Object.entries(kinds))('are split again, also when an answer is lost: %s', async (object, of) => {
    await using stage = await accountStage((org) => {
      const { city: _, amount: __, content: ___, ...named } = of
      const own = object === 'companies' ? { domain: 'acme.example' } : {}
      insertRecord(org, object, { id: '11', properties: { ...named, ...own } })
      insertRecord(org, object, { id: '12', properties: of })
      insertRecord(org, 'contacts', { id: '1', properties: { email: 'a@acme.example' } })
      settle(org)
    })
    await stage.world.request('PUT', `/crm/v4/objects/${object}/12/associations/default/contacts/1`)
    await stage.applied([{ object, members: ['11', '12'] }])
    await losing(stage, `*/${object}/batch/create`)
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    const [made = ''] = stage.idsMade()
    const was = object === 'deals' ? { ...of, createdate: '2025-01-01T00:00:00.000Z' } : of
    expect(stage.valuesOf(object, made)).toMatchObject(was)
    const { rows } = await stage.world.writer.children(object, [made])
    expect(rows.map(({ id }) => id.split(':')[0])).toContain('1')
    const survivor = await survivorOf(stage, object, '11')
    expect((await stage.world.writer.children(object, [survivor])).rows).toEqual([])
    if (object === 'companies') {
      expect(stage.valuesOf(object, survivor)).toMatchObject({ domain: 'acme.example' })
      expect(byItem(outcome.groups)).toMatchObject({
        'hs_additional_domains 11': 'kept: the CRM lets nobody take from it what was gathered there',
      })
    }
  })
})

describe('companies that were emptied and put into the recycle bin', () => {
  const firms = (org: Org): void => {
    insertRecord(org, 'companies', { id: '11', properties: { name: 'Acme' } })
    insertRecord(org, 'companies', { id: '12', properties: { name: 'Acme Ltd', city: 'Ulm' } })
    insertRecord(org, 'contacts', { id: '1', properties: {} })
    tieRecords(org, 'companies 12', 'contacts 1', 280)
    settle(org)
  }
  const group = {
    object: 'companies',
    by: 'preserving',
    members: ['11', '12'],
    set: { city: 'Ulm' },
  } as const

  it('get values and associations back once a person restored them', async () => {
    await using stage = await accountStage(firms)
    await stage.applied([group])
    expect((await stage.undo()).exit).toBe(68)
    expect(stage.valuesOf('companies', '11')).toMatchObject({ city: 'Ulm' })
    const restored = await stage.world.control('/restore', { object: 'companies', ids: ['12'] })
    expect(restored).toEqual({ restored: ['12'], failed: [] })
    const outcome = await stage.undo()
    expect(outcome.exit).toBe(0)
    expect(stage.valuesOf('companies', '11')).not.toHaveProperty('city')
    const { rows } = await stage.world.writer.children('companies', ['11', '12'])
    expect(rows.map(({ member, id }) => `${member} ${id}`)).toEqual(['12 1:HUBSPOT_DEFINED:280'])
    expect(stage.idsMade()).toEqual([])
  })

  it('are made anew where that was asked for', async () => {
    await using stage = await accountStage(firms)
    await stage.applied([group])
    const outcome = await stage.undo({ recreate: true })
    expect(outcome.exit).toBe(0)
    const [made = ''] = stage.idsMade()
    expect(stage.valuesOf('companies', made)).toMatchObject({ name: 'Acme Ltd', city: 'Ulm' })
    const { rows } = await stage.world.writer.children('companies', ['11', made])
    expect(rows.map(({ member, id }) => `${member} ${id}`)).toEqual([`${made} 1:HUBSPOT_DEFINED:280`])
  })
})

it('a person cannot restore a contact whose address is that of another one by now', async () => {
  await using stage = await accountStage(people)
  const { world } = stage
  expect((await world.request('DELETE', '/crm/v3/objects/contacts/2')).status).toBe(204)
  const other = { properties: { email: 'x@acme.example', hs_additional_emails: 'b@acme.example' } }
  expect((await world.request('POST', '/crm/v3/objects/contacts', other)).status).toBe(201)
  const answer = await world.control('/restore', { object: 'contacts', ids: ['2'] })
  expect(answer).toEqual({
    restored: [],
    failed: [{ id: '2', error: expect.stringMatching(/^Contact already exists. Existing ID: \d+$/) }],
  })
  expect(stage.valuesOf('contacts', '2')).toBeUndefined()
})

it('a lifecycle stage goes back where a plan wants an earlier one than the merge gives', async () => {
  await using stage = await accountStage(people)
  await stage.applied([{ members: ['1', '2'], set: { lifecyclestage: 'lead' } }])
  const survivor = await survivorOf(stage, 'contacts', '1')
  expect(stage.valuesOf('contacts', survivor)).toMatchObject({ lifecyclestage: 'lead' })
})
