import { describe, expect, it } from 'vitest'
import { insertRecord } from '../../../../emulators/hubspot/store/write.ts'
import { openWriter, step } from '../open-writer.ts'
import { manyContacts, tieRecords } from './account.ts'

const ids = Array.from({ length: 200 }, (_, index) => String(1001 + index))

describe('what hangs on records', () => {
  it('is read in few calls, subscriptions apart and of opted-out contacts only', async () => {
    await using world = await openWriter({ fill: manyContacts })
    const { writer, spent } = world
    await writer.relationships('contacts')
    spent()
    await writer.fetch('contacts', ids)
    expect(spent()).toEqual({ 're-read': 2 })
    const { rows, blind } = await writer.children('contacts', ids)
    expect(blind).toEqual([])
    // Nine objects, for there are no leads; two calls for memberships, one for the kinds of lists.
    expect(spent()).toEqual({ children: 12, subscriptions: 2 })
    const count = (name: string): number => rows.filter(({ relationship }) => relationship === name).length
    expect(count('contacts.companies')).toBe(100) // primary and plain
    expect(count('contacts.lists')).toBe(50)
    expect(count('contacts.notes')).toBe(1)
    const optedOut = rows.filter(({ relationship }) => relationship === 'contacts.subscriptions')
    expect([...new Set(optedOut.map(({ member }) => member))]).toEqual(['1004', '1008'])
    expect(new Set(rows.map(({ relationship, id, member }) => `${relationship} ${id} ${member}`)).size).toBe(
      rows.length,
    )
    await writer.children('contacts', ids)
    expect(spent()).toEqual({ children: 11, subscriptions: 2 })
  })

  it('asks who opted out when nobody fetched the contacts just before', async () => {
    await using world = await openWriter({ fill: manyContacts })
    await world.writer.relationships('contacts')
    world.spent()
    const { rows } = await world.writer.children('contacts', ['1004'], { whole: true })
    expect(world.spent()).toEqual({ children: 12, subscriptions: 1 })
    expect(
      rows.filter(
        ({ relationship, id }) => relationship === 'contacts.subscriptions' && ['7', '8'].includes(id),
      ),
    ).toMatchObject([
      { id: '7', member: '1004', slot: '7', values: { status: 'UNSUBSCRIBED' } },
      { id: '8', member: '1004', slot: '8', values: { status: 'UNSUBSCRIBED' } },
    ])
    expect(rows.find(({ slot }) => slot === 'primary')).toMatchObject({
      id: '81:HUBSPOT_DEFINED:1',
      pointer: '1004',
      values: { label: 'Primary' },
    })
  })

  it('pages through what one record has too much of', async () => {
    await using world = await openWriter({
      fill: (org) => {
        insertRecord(org, 'companies', { id: '81', properties: {} }, { quick: true })
        for (let id = 1001; id <= 2501; id++) {
          insertRecord(org, 'contacts', { id: String(id), properties: {} }, { quick: true })
          tieRecords(org, 'companies 81', `contacts ${id}`, 280)
        }
      },
    })
    await world.writer.relationships('companies')
    world.spent()
    const { rows } = await world.writer.children('companies', ['81'])
    expect(rows).toHaveLength(1501)
    // Nine objects and the lists; the contacts in four pages.
    expect(world.spent()).toEqual({ children: 13 })
  })

  it('is blind where a scope is missing, and does not ask again', async () => {
    await using world = await openWriter({
      fill: manyContacts,
      scopes: [
        'oauth',
        'crm.objects.contacts.read',
        'crm.schemas.contacts.read',
        'crm.objects.companies.read',
      ],
    })
    const { blind, rows } = await world.writer.children('contacts', ['1004'])
    expect(blind.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'contacts.deals',
        'contacts.tickets',
        'contacts.lists',
        'contacts.subscriptions',
      ]),
    )
    expect(blind.find(({ what }) => what === 'contacts.deals')?.remedy).toContain('crm.objects.deals.read')
    expect(rows.some(({ relationship }) => relationship === 'contacts.companies')).toBe(true)
    world.spent()
    const again = await world.writer.children('contacts', ['1004'])
    expect(again.blind).toEqual(blind)
    expect(world.spent().children).toBeLessThan(10)
  })

  it('is looked for among leads where there are some', async () => {
    await using world = await openWriter({
      fill: (org) => {
        insertRecord(org, 'contacts', { id: '51', properties: {} })
        insertRecord(org, 'leads', { id: '61', properties: { hs_lead_name: 'Lead' } })
        tieRecords(org, 'leads 61', 'contacts 51', 578)
      },
    })
    const { rows } = await world.writer.children('contacts', ['51'])
    expect(rows.map(({ relationship }) => relationship)).toEqual(['contacts.leads', 'contacts.leads'])
  })

  it('goes along to the id that a merge gives', async () => {
    await using world = await openWriter({ fill: manyContacts })
    const before = await world.writer.children('contacts', ['1004', '1008'])
    const [merged] = await world.writer.merge('contacts', [step('contacts', '1004', '1008')])
    const survivor = merged?.result === 'done' ? merged.survivorId : ''
    const after = await world.writer.children('contacts', [survivor])
    const tied = (rows: typeof after.rows) =>
      new Set(rows.filter(({ relationship }) => relationship === 'contacts.companies').map(({ id }) => id))
    expect(tied(after.rows)).toEqual(tied(before.rows))
    expect(
      (await world.writer.children('contacts', ['1004'])).rows.map(({ relationship }) => relationship),
    ).not.toContain('contacts.lists')
  })
})
